import { Store } from '../store.js';
import { type Conditions, type PipelineState, stateOf } from './state.js';

/** Keeps the conditions that a pipeline is in, and its state, which follows from them. */
export class StateBoard extends Store<PipelineState> {
  #conditions: Conditions = {};

  /** @param onTrouble - told what a listener threw. */
  constructor(onTrouble: (error: unknown) => void) {
    super(timed(stateOf({})), onTrouble);
  }

  change(changed: Conditions): void {
    this.#conditions = { ...this.#conditions, ...changed };
    const next = stateOf(this.#conditions);
    const { kind, sentence, error } = this.value;
    if (next.kind !== kind || next.sentence !== sentence || next.error !== error) this.set(timed(next));
  }
}

function timed(state: Omit<PipelineState, 'since'>): PipelineState {
  return Object.freeze({ ...state, since: performance.now() });
}
