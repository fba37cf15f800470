import { type Controller, clamp, condition, type Output, oneEuro, PointerController } from 'camdial';

/** Who moves the pointer: the head, the mouse, or nobody while the dial is unsure or reads nothing. */
export type Hand = 'head' | 'mouse' | 'unsure' | 'none';

/** Below this confidence it stands still, and is gone when that lasts, ms. */
const least = 0.3;
const patience = 300;

export interface PointerSettings {
  /** How long it rests before it clicks, ms. */
  readonly dwell: number;
  /** Cut-off while the head is still, Hz: lower is steadier. */
  readonly cutoff: number;
}

/** What the library gives its cursor, and the style sheet of this page gives it otherwise. */
const styledHere = ['width', 'height', 'margin', 'box-sizing', 'border', 'box-shadow', 'background'] as const;

/** Moves the pointer over the page; the first output is left and right, the second down and up. */
export class HeadPointer implements Controller {
  /** Told when another hand has it. */
  onHand: (hand: Hand) => void = () => {};
  #pointer: PointerController | null = null;
  #steady: Controller | null = null;
  #settings: PointerSettings;
  #hand: Hand = 'none';
  #sureAt = 0;

  constructor(settings: PointerSettings) {
    this.#settings = settings;
  }

  /** Takes other settings from now on. */
  set settings(settings: PointerSettings) {
    this.#settings = settings;
    this.#steady?.dispose?.();
    this.#steady = null;
  }

  /** Where it is in the window, CSS pixels; null while it is away. */
  get place(): { x: number; y: number } | null {
    const cursor = this.#pointer?.cursor;
    if (!cursor?.isConnected || cursor.style.display === 'none') return null;
    const { left, top, width, height } = cursor.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  }

  update(output: Output): void {
    if (output.confidence < least) {
      // It is hidden where it is: going to the middle first would draw a line there.
      if (output.timestamp - this.#sureAt > patience) this.#leave('unsure');
      return;
    }
    this.#sureAt = output.timestamp;
    this.#steady ??= this.#make();
    this.#steady.update(output);
    this.#tell(this.place ? 'head' : 'mouse'); // what does not come is held up by the mouse
  }

  release(): void {
    this.#leave('none');
  }

  #leave(hand: Hand): void {
    this.#steady?.release?.();
    this.#tell(hand);
  }

  #make(): Controller {
    const { dwell, cutoff } = this.#settings;
    this.#pointer = new PointerController({ dwell, dwellRadius: 40 });
    for (const property of styledHere) this.#pointer.cursor.style.removeProperty(property);
    return condition(this.#pointer, oneEuro({ minCutoff: cutoff }), clamp());
  }

  #tell(hand: Hand): void {
    if (hand === this.#hand) return;
    this.#hand = hand;
    this.onHand(hand);
  }
}
