import { CamdialError } from '../errors.js';

/** Lets a regressor do one fit at a time, and ends it when the regressor is disposed. */
export class SingleFit {
  #ending: AbortController | null = null;
  #disposed = false;
  readonly #name: string;

  /** @param name - of the regressor, for messages. */
  constructor(name: string) {
    this.#name = name;
  }

  /** Whether a fit is going on. */
  get isBusy(): boolean {
    return this.#ending !== null;
  }

  /** @throws CamdialError `disposed`. */
  checkAlive(): void {
    if (this.#disposed)
      throw new CamdialError('disposed', `This ${this.#name} was disposed. Make a new one and fit it.`);
  }

  /** @throws CamdialError `disposed`, or `busy` during a fit. */
  checkFree(): void {
    this.checkAlive();
    if (this.#ending) {
      throw new CamdialError(
        'busy',
        `This ${this.#name} is being fitted. Await that fit, or abort it through its signal, then fit again.`,
      );
    }
  }

  /**
   * @param work - is to heed the signal it gets, and throw its reason.
   * @throws CamdialError `busy` or `disposed`, and what `work` throws.
   */
  async run<T>(signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.checkFree();
    signal?.throwIfAborted();
    const ending = new AbortController();
    this.#ending = ending;
    try {
      return await work(signal ? AbortSignal.any([signal, ending.signal]) : ending.signal);
    } finally {
      this.#ending = null;
    }
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#ending?.abort(
      new CamdialError('disposed', `This ${this.#name} was disposed while it was being fitted.`),
    );
  }
}
