import type { Op } from './network.js';

/** A list of operations on its way into another one. */
export class Rewriting {
  readonly ops: Op[] = [];
  /** How often each result is read, by operation of the new list. */
  readonly #uses: number[] = [];

  /** Adds an operation; returns its number. */
  add(op: Op, uses: number): number {
    this.#uses.push(uses);
    return this.ops.push(op) - 1;
  }

  /** Puts another operation in the place of one whose inputs come before it. */
  replace(at: number, op: Op, uses: number): number {
    this.ops[at] = op;
    this.#uses[at] = uses;
    return at;
  }

  /** The operation that makes a value, if nothing but one reader wants it. */
  onlyUse(value: number): Op | null {
    return this.#uses[value] === 1 ? this.ops[value]! : null;
  }

  usesOf(value: number): number {
    return this.#uses[value]!;
  }

  /** A value takes over the readers of another that goes away. */
  alias(value: number, uses: number): number {
    this.#uses[value]! += uses - 1;
    return value;
  }
}

/**
 * Makes a new list of operations by looking at each in turn.
 *
 * @param visit - adds what stands for the operation, whose inputs are numbered for the new list, and returns the number
 * of its result.
 */
export function rewrite(ops: readonly Op[], visit: (op: Op, uses: number, into: Rewriting) => number): Op[] {
  const uses = countUses(ops);
  const into = new Rewriting();
  const numbers: number[] = [];
  for (const [i, op] of ops.entries()) {
    numbers.push(visit({ ...op, inputs: op.inputs.map((input) => numbers[input]!) }, uses[i]!, into));
  }
  return withoutUnused(into.ops, numbers.at(-1)!);
}

function countUses(ops: readonly Op[]): number[] {
  const uses = ops.map(() => 0);
  for (const { inputs } of ops) for (const input of inputs) uses[input]!++;
  uses[ops.length - 1]!++; // the features
  return uses;
}

/** Keeps what the output needs, and the input; the output comes last. */
function withoutUnused(ops: readonly Op[], output: number): Op[] {
  const isNeeded = new Set<number>([0]);
  const waiting = [output];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (isNeeded.has(value) && value !== 0) continue;
    isNeeded.add(value);
    waiting.push(...ops[value]!.inputs.filter((input) => !isNeeded.has(input)));
  }
  const kept = ops.map((_, i) => i).filter((i) => isNeeded.has(i));
  const numbers = new Map(kept.map((old, fresh) => [old, fresh]));
  return kept
    .map((i) => ({ ...ops[i]!, inputs: ops[i]!.inputs.map((input) => numbers.get(input)!) }))
    .slice(0, numbers.get(output)! + 1);
}
