/** Milliseconds by which a person trails a moving target; `'auto'` to have it estimated from the samples. */
export type Lag = number | 'auto';

/** A stretch of samples recorded in one go: the unit of undo, of removal and of honest validation. */
export interface Round {
  /** Unique within its store. */
  readonly id: number;
  /** Unique everywhere: the same after the round was saved and opened. */
  readonly uid: string;
  /** A name for people, e.g. `lean left`. */
  readonly label: string | undefined;
  /** Samples in it so far; grows while it is being recorded. */
  readonly size: number;
  /** Whether no more samples come into it. */
  readonly finished: boolean;
  /**
   * How far the person was behind the targets, ms; `'auto'` where learning is to find out. Targets are kept as they were
   * shown: the lag is taken out when a model is fitted.
   */
  readonly lag: Lag;
}

/** Options of {@link SampleStore.beginRound}. */
export interface RoundOptions {
  /** A name for people. */
  label?: string | undefined;
  /** See {@link Round.lag}. Default 0. */
  lag?: Lag | undefined;
}
