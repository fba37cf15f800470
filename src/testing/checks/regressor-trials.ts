import { isCamdialError } from '../../errors.js';
import type { FitReport, Prediction, Regressor } from '../../regressor/regressor.js';
import { expectThat, greatestDifference, said } from './contract.js';
import { toySample } from './toy-samples.js';

/** What a model says of some samples that it was not taught. */
export async function probe(regressor: Regressor): Promise<number[]> {
  const values: number[] = [];
  for (let i = 100; i < 106; i++) values.push(...(await regressor.predict(toySample(i).features)).values);
  return values;
}

/** Tries something that is to leave the fitted model as it is. */
export async function expectKept(
  regressor: Regressor,
  attempt: () => Promise<void>,
  what: string,
): Promise<void> {
  const before = await probe(regressor);
  await attempt();
  expectThat(regressor.fitted, `the model to be kept after ${what}`, 'fitted === false');
  const apart = greatestDifference(await probe(regressor), before);
  expectThat(apart <= 1e-6, `the same predictions after ${what}`, `values up to ${apart} apart`);
}

/** Mean error of one output on samples that were not taught, and that of always saying the mean. */
export async function errorsOf(
  regressor: Regressor,
  output: number,
): Promise<{ error: number; errorOfMean: number }> {
  const count = 24;
  const taught = Array.from({ length: 48 }, (_, i) => toySample(i).targets[output]!);
  const mean = taught.reduce((sum, target) => sum + target, 0) / taught.length;
  let error = 0;
  let errorOfMean = 0;
  for (let i = 0; i < count; i++) {
    const { features, targets } = toySample(100 + i);
    error += Math.abs((await regressor.predict(features)).values[output]! - targets[output]!) / count;
    errorOfMean += Math.abs(mean - targets[output]!) / count;
  }
  return { error, errorOfMean };
}

/** The error that a promise rejects with; null when it does not. A wait that is too long is passed on. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
    return null;
  } catch (error) {
    if (isCamdialError(error) && error.code === 'contract-broken') throw error;
    return error;
  }
}

/** Turns a failure that was put by into an error again. */
export async function rethrow(failure: Promise<unknown>): Promise<never> {
  throw await failure;
}

/** @throws CamdialError `contract-broken` unless a prediction is whole. */
export function expectPrediction({ values, confidence }: Prediction, outputs: number): void {
  const isRight = values instanceof Float32Array && values.length === outputs;
  expectThat(isRight, `values in a Float32Array of length ${outputs}`, said(values));
  const odd = values.find((value) => !Number.isFinite(value));
  expectThat(odd === undefined, 'finite values', odd);
  expectThat(confidence >= 0 && confidence <= 1, 'a confidence of 0..1', confidence);
}

/** @throws CamdialError `contract-broken` unless a report on 48 samples in 4 rounds is whole. */
export function expectReport(report: FitReport, outputs: number): void {
  const { samples, rounds, milliseconds, method, advice } = report;
  expectThat(samples === 48, 'a report of 48 samples', samples);
  expectThat(rounds === 4, 'a report of 4 rounds', rounds);
  expectThat(
    milliseconds >= 0 && Number.isFinite(milliseconds),
    'how many milliseconds the fit took',
    milliseconds,
  );
  const methods: readonly string[] = ['leave-one-round-out', 'leave-one-block-out', 'none'];
  expectThat(methods.includes(method), `a method of ${methods.join(', ')}`, method);
  expectThat(
    report.outputs.length === outputs,
    `a report for each of ${outputs} outputs`,
    report.outputs.length,
  );
  for (const { mae, r2 } of report.outputs) {
    if (method === 'none') continue;
    expectThat(mae >= 0 && Number.isFinite(mae), 'a finite mean absolute error from 0', mae);
    expectThat(r2 <= 1 && Number.isFinite(r2), 'a finite share of explained variance up to 1', r2);
  }
  const isAdvice = Array.isArray(advice) && advice.every((each) => typeof each === 'string');
  expectThat(isAdvice, 'a list of advice in words', said(advice));
}
