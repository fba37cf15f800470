import type { RoundBuffer } from './round-buffer.js';

/** The rounds of a store at one time: rounds are never copied, so a state to go back to is a list of them. */
type Rounds = readonly RoundBuffer[];

/** So many changes can be taken back. */
const mostSteps = 100;

/** What a store can go back to, and forward to again. */
export class History {
  readonly #maxBytes: number;
  #past: Rounds[] = [];
  #future: Rounds[] = [];

  /** @param maxBytes - what all rounds that can be gone back to may take, those that are in included. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** Something else takes the place of these rounds. The oldest states are forgotten where they hold too much. */
  remember(rounds: Rounds): void {
    this.#past.push(rounds);
    this.#future = [];
    if (this.#past.length > mostSteps) this.#past.shift();
    const held = () => {
      let bytes = 0;
      for (const round of new Set(this.#past.flat())) bytes += round.bytes;
      return bytes;
    };
    while (this.#past.length > 1 && held() > this.#maxBytes) this.#past.shift();
  }

  /** @returns what was before these rounds; null where nothing was. */
  back(rounds: Rounds): Rounds | null {
    const before = this.#past.pop();
    if (!before) return null;
    this.#future.push(rounds);
    return before;
  }

  /** @returns what was after these rounds, before it was taken back; null where nothing was. */
  forth(rounds: Rounds): Rounds | null {
    const after = this.#future.pop();
    if (!after) return null;
    this.#past.push(rounds);
    return after;
  }
}
