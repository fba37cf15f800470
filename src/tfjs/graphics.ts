/** Why a graphics backend is not worth trying: there is none, or a program that imitates one. Null when it is. */
export async function withoutGpu(name: 'webgl' | 'webgpu'): Promise<string | null> {
  return name === 'webgl' ? withoutWebgl() : withoutWebgpu();
}

const imitations = /swiftshader|llvmpipe|softpipe|software|basic render|lavapipe/i;

function withoutWebgl(): string | null {
  const canvas =
    typeof OffscreenCanvas !== 'undefined'
      ? new OffscreenCanvas(1, 1)
      : typeof document !== 'undefined'
        ? document.createElement('canvas')
        : null;
  const gl = canvas?.getContext('webgl2') as WebGL2RenderingContext | null | undefined;
  if (!gl) return 'this browser has no WebGL 2 here';
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext(); // browsers keep only a few
  return imitations.test(renderer) ? `its graphics are drawn by a program (${renderer})` : null;
}

/** The part of WebGPU that tells a real adapter from an imitation. */
interface Gpu {
  requestAdapter(): Promise<{
    readonly isFallbackAdapter?: boolean;
    readonly info?: {
      readonly isFallbackAdapter?: boolean;
      readonly description?: string;
      readonly architecture?: string;
    };
  } | null>;
}

async function withoutWebgpu(): Promise<string | null> {
  const { gpu } = (globalThis.navigator ?? {}) as { gpu?: Gpu };
  if (!gpu) return 'this browser has no WebGPU here';
  const adapter = await gpu.requestAdapter().catch(() => null);
  if (!adapter) return 'WebGPU found no graphics processor';
  const { isFallbackAdapter, description = '', architecture = '' } = adapter.info ?? {};
  const isImitation =
    adapter.isFallbackAdapter || isFallbackAdapter || imitations.test(`${description} ${architecture}`);
  return isImitation ? 'its graphics are drawn by a program' : null;
}

/** Whether there is a graphics processor that is worth trying. */
export async function hasGpu(): Promise<boolean> {
  return (await withoutGpu('webgl')) === null || (await withoutGpu('webgpu')) === null;
}
