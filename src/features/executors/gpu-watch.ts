import type { TfjsCore } from '../../tfjs/packages.js';

/** What the graphics backends of TensorFlow.js hold on to. */
interface GraphicsBackend {
  readonly gpgpu?: { readonly gl: WebGLRenderingContext };
  readonly device?: { readonly lost: Promise<unknown> };
}

/** Tells when the graphics processor behind a backend was taken away: by the system, a driver, or another page. */
export class GpuWatch {
  readonly #gl: WebGLRenderingContext | undefined;
  readonly #onLost = new Set<() => void>();
  #isGone = false;

  /** @param name - a backend that is ready. */
  constructor(core: TfjsCore, name: string) {
    const { gpgpu, device } = core.engine().registry[name] as unknown as GraphicsBackend;
    this.#gl = gpgpu?.gl;
    const onLost = () => {
      this.#isGone = true;
      for (const tell of this.#onLost) tell();
    };
    this.#gl?.canvas.addEventListener('webglcontextlost', onLost, { once: true });
    void device?.lost.then(onLost);
  }

  get isLost(): boolean {
    return this.#isGone || this.#gl?.isContextLost() === true;
  }

  /** Waits for what TensorFlow.js would wait for for ever when the processor is lost: null then. */
  untilLost<T>(work: Promise<T>): Promise<T | null> {
    return new Promise((resolve, reject) => {
      // Not a race with one promise of the loss: that would keep every frame until then.
      const tell = () => resolve(null);
      this.#onLost.add(tell);
      work.then(resolve, reject).finally(() => this.#onLost.delete(tell));
    });
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
