import type { Activation } from '../graph/network.js';

/** `min(max(x, slope x), ceiling)`, which every kernel does before it stores. */
export interface CheapActivation {
  readonly slope: number;
  readonly ceiling: number;
}

export const none: CheapActivation = { slope: 1, ceiling: Number.POSITIVE_INFINITY };

/** Null for those that take a pass of their own. */
export function activationOf({ kind, alpha = 0 }: Activation): CheapActivation | null {
  switch (kind) {
    case 'linear':
      return none;
    case 'relu':
      return { ...none, slope: 0 };
    case 'relu6':
      return { slope: 0, ceiling: 6 };
    case 'leakyRelu':
      return alpha <= 1 ? { ...none, slope: alpha } : null;
    default:
      return null;
  }
}
