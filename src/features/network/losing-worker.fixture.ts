/** The networks' worker, with a way to take its graphics context away. */
import * as core from '@tensorflow/tfjs-core';
import './network-worker.js';

new BroadcastChannel('lose-context').onmessage = () => {
  const backend = core.engine().registry['webgl'] as unknown as { gpgpu: { gl: WebGLRenderingContext } };
  backend.gpgpu.gl.getExtension('WEBGL_lose_context')!.loseContext();
};
