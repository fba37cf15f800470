import { abortable } from '../abort.js';
import type { Frame, FrameSource } from '../capture/frame.js';
import { type Deferred, deferred } from '../deferred.js';
import { CamdialError } from '../errors.js';
import type { FeatureBackbone } from '../features/backbone.js';
import { asTyped, typed } from '../part-errors.js';
import { Pause } from '../pause.js';
import { checkFeatures, productOf } from '../samples/checks.js';
import { FrameClock } from './frame-clock.js';
import type { Conditions } from './state.js';
import { type Awaited, Watchdog } from './watchdog.js';

/** How long a source that gives the same picture again is left alone, ms. */
const repeatPause = 10;
/** So many frames in a row that cannot be read are no accident. */
const mostFailures = 5;

/** What a loop turns, and who is told. */
export interface LoopParts {
  readonly source: FrameSource;
  readonly backbone: FeatureBackbone;
  /** Whether it goes on while the page is hidden. */
  readonly runsHidden: boolean;
  /**
   * Takes the features of a frame in.
   *
   * @param isWanted - whether they still are, once something was waited for.
   * @returns whether a value was given out.
   */
  take(features: Float32Array, frame: Frame, isWanted: () => boolean): Promise<boolean>;
  /** The values have stopped, or have nothing to do with those before. */
  release(): void;
  /** What it stands in. */
  tell(changed: Conditions): void;
  /** It came to its end by itself: well, or with an error. Not told once it was ended. */
  onEnd(error?: unknown): void;
}

/** One stretch of the only loop: it turns from when it is made until it is ended. */
export class Loop {
  readonly #parts: LoopParts;
  readonly #stop = new AbortController();
  readonly #clock = new FrameClock();
  readonly #watchdog: Watchdog;
  #forgetSource: (() => void) | undefined;
  /** Settled when the page is shown; null while it is. */
  #shown: Deferred | null = null;
  /** What the source itself says is in the way. */
  #missing: CamdialError | null = null;
  #wasLate = false;
  /** Frames in a row that could not be read. */
  #failures = 0;

  constructor(parts: LoopParts) {
    this.#parts = parts;
    this.#watchdog = new Watchdog({
      onValuesStopped: () => this.#release(),
      onSilence: (awaited) => this.#tellSilence(awaited),
    });
    this.#turn().then(
      () => this.#over(),
      (error: unknown) => this.#over(error),
    );
  }

  /** Ends it now; what a part still works on is dropped. */
  end(): void {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    this.#watchdog.end();
    this.#forgetSource?.();
    this.#shown?.resolve();
    this.#parts.tell({ hasBegun: false, isHidden: false, missing: null, unread: null });
  }

  #over(error?: unknown): void {
    if (!this.#stop.signal.aborted) this.#parts.onEnd(error);
  }

  async #turn(): Promise<void> {
    const { signal } = this.#stop;
    const pause = new Pause();
    await null; // whoever starts it has it before anything is told
    if (signal.aborted) return;
    this.#heedSource();
    page()?.addEventListener('visibilitychange', () => this.#turnWithPage(), { signal });
    this.#turnWithPage();
    while (!signal.aborted) {
      if (this.#shown) {
        this.#watchdog.await(null);
        await this.#shown.done;
        if (!(await this.#nextFrame())) return; // it may be as old as the pause
      }
      const given = await this.#nextFrame();
      if (!given || signal.aborted) return;
      const frame = this.#clock.steady(given);
      if (!frame) await new Promise((resolve) => setTimeout(resolve, repeatPause));
      else if (!this.#shown) await this.#use(frame);
      // A source that never makes us wait would keep the page from everything else.
      await pause.ifDue();
    }
  }

  /** A source that does not heed the signal does not hold up the stop. */
  async #nextFrame(): Promise<Frame | null> {
    const { signal } = this.#stop;
    this.#watchdog.await('frame');
    try {
      return await typed('source-failed', 'The frame source', () =>
        abortable(this.#parts.source.next(signal), signal),
      );
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    }
  }

  /** @throws CamdialError when too many frames in a row could not be read. */
  async #use(frame: Frame): Promise<void> {
    const { tell, take } = this.#parts;
    const missing = this.#missing;
    this.#tellMissing(missing);
    if (this.#clock.hasLeapt) this.#release();
    try {
      const features = await this.#featuresOf(frame);
      if (!features || !this.#isWanted) return;
      this.#watchdog.await('value');
      // When the source failed meanwhile, controllers were released, and are not driven by what is left.
      const isWanted = () => this.#isWanted && this.#missing === missing;
      if (await take(features, frame, isWanted)) this.#watchdog.gotValue();
      if (!this.#isWanted) return;
      this.#failures = 0;
      tell({ hasBegun: true, unread: null });
    } catch (thrown) {
      if (this.#stop.signal.aborted) return;
      const error = asTyped('backbone-failed', 'The backbone', thrown);
      if (++this.#failures >= mostFailures || error.code === 'disposed') throw error; // no other frame mends it
      tell({ unread: error });
    }
  }

  /** Null where they come too late. */
  async #featuresOf(frame: Frame): Promise<Float32Array | null> {
    const { backbone } = this.#parts;
    this.#watchdog.await('features');
    const features = await backbone.extract(frame);
    // One late answer is of a backbone that hung, and tells of long ago; one after the other are of a slow one.
    const isStale = this.#watchdog.isLate && !this.#wasLate;
    this.#wasLate = this.#watchdog.isLate;
    checkFeatures(features, productOf(backbone.featureShape));
    return isStale ? null : features;
  }

  get #isWanted(): boolean {
    return !this.#stop.signal.aborted && !this.#shown;
  }

  #release(): void {
    this.#watchdog.valuesStopped();
    this.#parts.release();
  }

  #tellSilence(awaited: Awaited): void {
    if (this.#shown) return;
    const who = { frame: 'source', features: 'backbone', value: 'regressor' }[awaited];
    const error = new CamdialError(
      'part-silent',
      `The ${who} has given nothing new for a second; it goes on when it does.`,
    );
    if (awaited !== 'frame') this.#parts.tell({ unread: error });
    else if (!this.#missing) this.#tellMissing(error);
  }

  #heedSource(): void {
    this.#forgetSource = this.#parts.source.subscribeTrouble?.((trouble) => {
      this.#missing = trouble;
      if (trouble) this.#release();
      this.#tellMissing(trouble);
    });
  }

  #tellMissing(missing: CamdialError | null): void {
    this.#parts.tell({ missing });
  }

  /** By the event, not by a timer: those of a hidden page hardly run. */
  #turnWithPage(): void {
    const isOutOfSight = page()?.visibilityState === 'hidden';
    const isHidden = isOutOfSight && !this.#parts.runsHidden;
    if (isOutOfSight) this.#release();
    if (isHidden === (this.#shown !== null)) return;
    if (isHidden) this.#shown = deferred();
    else {
      this.#shown?.resolve();
      this.#shown = null;
      this.#tellMissing(this.#missing);
      this.#watchdog.forgive();
    }
    this.#parts.tell({ isHidden });
  }
}

/** Undefined where there is none: in Node, and in workers. */
function page(): Document | undefined {
  return globalThis.document;
}
