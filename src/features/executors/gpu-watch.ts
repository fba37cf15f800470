import type { TfjsCore } from '../../tfjs/packages.js';

/** What the graphics backends of TensorFlow.js hold on to. */
interface GraphicsBackend {
  readonly gpgpu?: { readonly gl: WebGLRenderingContext };
  readonly device?: { readonly lost: Promise<unknown> };
}

/** Tells whether the graphics processor behind a backend was taken away: by the system, a driver, or another page. */
export class GpuWatch {
  readonly #gl: WebGLRenderingContext | undefined;
  #isDeviceLost = false;

  /** @param name - a backend that is ready. */
  constructor(core: TfjsCore, name: string) {
    const { gpgpu, device } = core.engine().registry[name] as unknown as GraphicsBackend;
    this.#gl = gpgpu?.gl;
    void device?.lost.then(() => {
      this.#isDeviceLost = true;
    });
  }

  get isLost(): boolean {
    return this.#isDeviceLost || this.#gl?.isContextLost() === true;
  }
}

/**
 * Starts a backend anew whose graphics processor was lost. Tensors on it are gone.
 *
 * @returns whether it runs again.
 */
export async function restartBackend(core: TfjsCore, name: string): Promise<boolean> {
  const factory = core.findBackendFactory(name);
  const before = core.getBackend();
  if (!factory) return false;
  try {
    core.removeBackend(name);
  } catch {
    // It cannot clean up behind a processor that is not there.
  }
  try {
    core.registerBackend(name, factory);
    return await core.setBackend(name);
  } catch {
    return false;
  } finally {
    if (before && before !== name && core.engine().registry[before]) await core.setBackend(before);
  }
}
