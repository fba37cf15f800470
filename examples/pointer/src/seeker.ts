import { clampUnit } from '../../shared/page/unit.js';
import type { Place } from '../../shared/person/simulated-person.js';
import type { HeadPointer } from './head-pointer.js';

/** The share of what it is still off that a person makes up for at every look. */
const heed = 0.03;
/** A dial is not further off than that. */
const mostOff = 0.3;

/** How a person moves who wants to hit something, and sees where the pointer is. */
export class Seeker {
  readonly #pointer: HeadPointer;
  readonly #target: Element;
  #off: Place = { x: 0, y: 0 };

  constructor(pointer: HeadPointer, target: Element) {
    this.#pointer = pointer;
    this.#target = target;
  }

  /** Where the head goes now. */
  place(): Place {
    const goal = this.#goal();
    const seen = this.#pointer.place;
    if (seen) {
      const now = valuesAt(seen);
      const correct = (off: number, error: number) =>
        Math.min(mostOff, Math.max(-mostOff, off + (Math.abs(error) < 0.2 ? heed * error : 0)));
      this.#off = { x: correct(this.#off.x, goal.x - now.x), y: correct(this.#off.y, goal.y - now.y) };
    }
    return { x: clampUnit(goal.x + this.#off.x), y: clampUnit(goal.y + this.#off.y) };
  }

  /** The target, or the zone that scrolls to it. */
  #goal(): Place {
    const { left, top, width, height } = this.#target.getBoundingClientRect();
    const { x, y } = valuesAt({ x: left + width / 2, y: top + height / 2 });
    return y > 0.7 ? { x: -0.3, y: 0.92 } : y < -0.7 ? { x: -0.3, y: -0.92 } : { x, y };
  }
}

/** A place in the window as values of the dial. */
function valuesAt({ x, y }: { x: number; y: number }): Place {
  const { clientWidth, clientHeight } = document.documentElement;
  return { x: (2 * x) / clientWidth - 1, y: 1 - (2 * y) / clientHeight };
}
