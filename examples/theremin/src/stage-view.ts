import { byTestId, find, motionIsReduced } from '../../shared/page/dom.js';
import type { Instrument, Tone } from './instrument.js';
import { nameOf } from './scales.js';
import { memory, Trace } from './trace.js';
import { TraceView } from './trace-view.js';

/** A tone that nobody plays, for show. */
function imagined(at: number): Tone {
  const swell = Math.sin(at / 700) * 0.5 + 0.5;
  return {
    note: 60 + 8 * Math.sin(at / 1900) + 3 * Math.sin(at / 610),
    loudness: 0.1 + 0.9 * swell * (0.6 + 0.4 * Math.sin(at / 2300)),
  };
}

/** Shows what is played, as often as the display draws. */
export class StageView {
  /** Called before every drawing. */
  onFrame: () => void = () => {};
  /** Whether something imagined is shown in place of what is played. */
  isDemo = true;
  readonly #instrument: Instrument;
  readonly #element = byTestId('stage');
  readonly #note = byTestId('note');
  readonly #aside = byTestId('note-aside');
  readonly #trace = new Trace();
  readonly #view = new TraceView(find('canvas', HTMLCanvasElement, this.#element));

  constructor(instrument: Instrument) {
    this.#instrument = instrument;
    requestAnimationFrame((now) => this.#draw(now));
  }

  /** What was played is gone. */
  clear(): void {
    this.#trace.clear();
  }

  #draw(now: number): void {
    requestAnimationFrame((next) => this.#draw(next));
    this.onFrame();
    const { compass, scale, tone } = this.#instrument;
    this.#trace.add(tone, now);
    const shown = this.isDemo ? this.#demo(now) : { moments: this.#trace.moments, now };
    this.#view.draw({ ...shown, compass, scale, isSilent: !this.isDemo && tone === null });
    this.#tell(tone);
  }

  #demo(now: number) {
    const until = motionIsReduced() ? memory - 1 : now; // where the picture is full
    const moments = Array.from({ length: 200 }, (_, i) => {
      const at = until - memory + ((i + 1) * memory) / 200;
      return { ...imagined(at), at };
    });
    return { moments, now: until };
  }

  /** What is played, for readers, and what comes out, for tests; written only where it changed. */
  #tell(tone: Tone | null): void {
    const { frequency, level } = this.#instrument.output;
    set(this.#element, 'frequency', frequency.toFixed(2));
    set(this.#element, 'level', level.toFixed(5));
    const isHeard = tone !== null && tone.loudness > 0;
    const nearest = Math.round(tone?.note ?? 0);
    const text = isHeard ? nameOf(nearest) : '–';
    if (this.#note.textContent !== text) this.#note.textContent = text;
    const cents = Math.round(100 * ((tone?.note ?? 0) - nearest));
    const off = isHeard && cents !== 0 ? `${cents > 0 ? '+' : '−'}${Math.abs(cents)} cents` : '';
    const aside = this.#instrument.isSure ? off : 'Silent: not sure that it sees you';
    if (this.#aside.textContent !== aside) this.#aside.textContent = aside;
  }
}

function set(element: HTMLElement, name: string, value: string): void {
  if (element.dataset[name] !== value) element.dataset[name] = value;
}
