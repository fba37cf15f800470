import { CamdialError } from './errors.js';
import { typed } from './part-errors.js';
import type { Prediction, Regressor } from './regressor/regressor.js';

/** @throws CamdialError `not-finite`, or `regressor-failed` where the failure is not typed. */
export async function predictWith(regressor: Regressor, features: Float32Array): Promise<Prediction> {
  const prediction = await typed('regressor-failed', 'The regressor', async () =>
    regressor.predict(features),
  );
  const { values } = prediction;
  if (!values.every(Number.isFinite)) {
    throw new CamdialError(
      'not-finite',
      `The regressor read [${values.join(', ')}], which is no number to drive anything with. Train it anew.`,
    );
  }
  return prediction;
}

export function notFitted(what: string): CamdialError {
  return new CamdialError(
    'not-fitted',
    `This dial has not learned anything. Record at least two poses and await train() before ${what}().`,
  );
}

/** @throws CamdialError `bad-argument` where there is none. */
export function needRegressor(regressor: Regressor | undefined, what: string): Regressor {
  if (regressor) return regressor;
  throw new CamdialError(
    'bad-argument',
    `To ${what}, a pipeline needs a regressor: new Pipeline({ source, backbone, regressor: new RidgeRegressor() }).`,
  );
}
