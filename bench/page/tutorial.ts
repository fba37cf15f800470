import * as core from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { cutModel, preprocess } from '../lib/layers-model.js';
import type { NetworkCase } from '../lib/network-cases.js';
import { useWasm } from './wasm.js';

/**
 * The loop of TensorFlow.js's webcam tutorials, up to the features: their small network after that is left out.
 *
 * @param tell - told the time from when the picture was taken to its features, ms.
 */
export async function runTutorial(
  video: HTMLVideoElement,
  { layer, preprocessing }: NetworkCase,
  url: string,
  tell: (latency: number) => void,
  signal: AbortSignal,
): Promise<void> {
  await useWasm();
  const model = await cutModel(layers, url, layer);
  const [, edge] = model.inputs[0]!.shape as [null, number];
  let taken = performance.now(); // when the picture was taken that the video shows
  const watch: VideoFrameRequestCallback = (now, { captureTime }) => {
    taken = captureTime ?? now;
    if (!signal.aborted) video.requestVideoFrameCallback(watch);
  };
  video.requestVideoFrameCallback(watch);
  while (!signal.aborted) {
    const seen = taken;
    const output = core.tidy(() => {
      const picture = squareOf(video, edge);
      return model.predict(preprocess(core, core.expandDims(picture), preprocessing)) as core.Tensor;
    });
    await output.data();
    output.dispose();
    tell(performance.now() - seen);
    await core.nextFrame();
  }
  model.dispose();
}

/** The whole picture as a tensor, its central square, and that resized. */
export function squareOf(video: HTMLVideoElement, size: number): core.Tensor3D {
  return core.tidy(() => {
    const picture = core.browser.fromPixels(video);
    const [height, width] = picture.shape;
    const edge = Math.min(width, height);
    const cut = core.slice(picture, [(height - edge) >> 1, (width - edge) >> 1, 0], [edge, edge, 3]);
    return core.image.resizeBilinear(cut, [size, size]);
  });
}
