import type { Regressor } from '../../regressor/regressor.js';
import { type ContractCheck, checkOf, expectCode, expectThat, inTime, isAlike } from './contract.js';
import { fittingChecks, type Trial } from './regressor-fitting.js';
import { errorsOf, expectKept, expectPrediction, expectReport } from './regressor-trials.js';
import { oneLabelStore, toySample, toyStore } from './toy-samples.js';

/** Options of {@link regressorChecks}. */
export interface RegressorCheckOptions {
  /** How long a fit of 48 samples of 12 features may take, ms. Default 4000. */
  timeout?: number | undefined;
  /**
   * Error on samples that were not taught, as a share of the error of always saying the mean, below which a linear
   * problem counts as learned. Default 0.3.
   */
  tolerance?: number | undefined;
  /** How far predictions of two fits of the same samples may lie apart; `Infinity` for any. Default 1e-6. */
  repeatTolerance?: number | undefined;
}

/**
 * Every promise of {@link Regressor}, on a small linear problem. Each check makes a regressor of its own.
 *
 * @param make - makes a regressor that was never fitted, always alike.
 *
 * @example
 * ```ts
 * import { RidgeRegressor } from 'camdial';
 * import { regressorChecks } from 'camdial/testing';
 * import { test } from 'node:test';
 *
 * for (const check of regressorChecks(() => new RidgeRegressor())) test(check.name, () => check.run());
 * ```
 */
export function regressorChecks(
  make: () => Regressor | Promise<Regressor>,
  { timeout = 4000, tolerance = 0.3, repeatTolerance = 1e-6 }: RegressorCheckOptions = {},
): readonly ContractCheck[] {
  const check: Trial['check'] = (name, run) => checkOf(`regressor: ${name}`, make, run);
  const teach: Trial['teach'] = (regressor, samples, options) =>
    inTime(regressor.fit(samples, options), timeout, 'fit() to end');
  const learns = (outputs: 1 | 2) =>
    check(`learns a linear problem of ${outputs} output${outputs === 1 ? '' : 's'}`, async (regressor) => {
      await teach(regressor, toyStore(outputs));
      for (let output = 0; output < outputs; output++) {
        const { error, errorOfMean } = await errorsOf(regressor, output);
        const limit = tolerance * errorOfMean;
        expectThat(error < limit, `a mean error below ${limit} for output ${output}`, error);
      }
    });
  return [
    check('is not fitted at first, and fitted after a fit', async (regressor) => {
      const before = regressor.fitted;
      await teach(regressor, toyStore(1));
      const after = regressor.fitted;
      expectThat(!before && after, 'fitted to be false, then true', `${before}, then ${after}`);
    }),
    check('predict fails with not-fitted before the first fit', async (regressor) => {
      await expectCode(
        () => regressor.predict(toySample(0).features),
        'not-fitted',
        'predict() before fit()',
      );
    }),
    check('fit fails with too-few-samples below 2', async (regressor) => {
      for (const count of [0, 1]) {
        await expectCode(
          () => teach(regressor, toyStore(1, { count })),
          'too-few-samples',
          `fit() with ${count} samples`,
        );
        expectThat(regressor.fitted === false, 'fitted to stay false', regressor.fitted);
      }
    }),
    check('fit fails with one-label when all targets are the same', async (regressor) => {
      for (const outputs of [1, 2] as const) {
        await expectCode(() => teach(regressor, oneLabelStore(outputs)), 'one-label', 'fit() with one label');
        expectThat(regressor.fitted === false, 'fitted to stay false', regressor.fitted);
      }
    }),
    learns(1),
    learns(2),
    check('a prediction has a finite value for every output, and a confidence of 0..1', async (regressor) => {
      for (const outputs of [1, 2] as const) {
        await teach(regressor, toyStore(outputs));
        for (let i = 100; i < 110; i++)
          expectPrediction(await regressor.predict(toySample(i).features), outputs);
      }
    }),
    check('confidence falls for features far from everything that was taught', async (regressor) => {
      await teach(regressor, toyStore(1));
      const near = await regressor.predict(toySample(100).features);
      const far = await regressor.predict(
        toySample(100).features.map((value, i) => (i % 2 ? 60 : -60) * value),
      );
      expectPrediction(far, 1);
      expectThat(
        far.confidence < near.confidence,
        `a confidence below ${near.confidence} far away`,
        far.confidence,
      );
    }),
    check(
      'predict refuses features of another length, or that are not finite, and goes on',
      async (regressor) => {
        await teach(regressor, toyStore(1));
        for (const length of [0, 11, 13]) {
          const what = `predict() of ${length} features in place of 12`;
          await expectCode(() => regressor.predict(new Float32Array(length)), 'feature-shape', what);
        }
        for (const odd of [Number.NaN, Number.POSITIVE_INFINITY]) {
          const { features } = toySample(0);
          features[5] = odd;
          await expectCode(
            () => regressor.predict(features),
            'not-finite',
            `predict() of features with ${odd}`,
          );
        }
        expectPrediction(await regressor.predict(toySample(0).features), 1);
      },
    ),
    check('predict neither keeps nor changes the features, nor earlier predictions', async (regressor) => {
      await teach(regressor, toyStore(2));
      const features = toySample(100).features;
      const first = await regressor.predict(features);
      const values = Array.from(first.values);
      expectThat(
        isAlike(features, toySample(100).features, 0),
        'features to stay as they were',
        'changed ones',
      );
      features.set(toySample(101).features); // as a caller does that reads into one buffer
      const second = await regressor.predict(features);
      expectThat(
        isAlike(first.values, values, 0),
        'a prediction to stay when the next one is made',
        'a changed one',
      );
      const fresh = await regressor.predict(toySample(101).features);
      expectThat(
        isAlike(second.values, fresh.values, 1e-6),
        'a reading of the features given',
        'of earlier ones',
      );
    }),
    check(
      'fit leaves the samples alone, and samples that come later do not touch the model',
      async (regressor) => {
        const store = toyStore(1);
        await teach(regressor, store);
        for (let i = 0; i < store.size; i++) {
          const { features, targets } = toySample(i);
          const isSame =
            isAlike(store.features(i), features, 0) && store.target(i)[0] === Math.fround(targets[0]!);
          expectThat(isSame, `sample ${i} to stay as it was`, 'a changed one');
        }
        const addMore = async () => {
          for (let i = 0; i < 40; i++) store.add(toySample(200 + i).features, [1]);
        };
        await expectKept(regressor, addMore, 'more samples came in');
      },
    ),
    check('fit reports what it learned from, and how well', async (regressor) => {
      for (const outputs of [1, 2] as const) expectReport(await teach(regressor, toyStore(outputs)), outputs);
    }),
    check('onProgress is told fractions of 0..1 that do not fall', async (regressor) => {
      const fractions: number[] = [];
      await teach(regressor, toyStore(1), { onProgress: ({ fraction }) => fractions.push(fraction) });
      fractions.forEach((fraction, i) => {
        expectThat(fraction >= 0 && fraction <= 1, 'a fraction of 0..1', fraction);
        expectThat(
          i === 0 || fraction >= fractions[i - 1]!,
          `no fraction below ${fractions[i - 1]}`,
          fraction,
        );
      });
    }),
    check('a new fit replaces the model, also by one of another shape', async (regressor) => {
      await teach(regressor, toyStore(1));
      const { features, targets } = toySample(100);
      const before = (await regressor.predict(features)).values[0]!;
      await teach(regressor, toyStore(1, { sign: -1 }));
      const after = (await regressor.predict(features)).values[0]!;
      const isTurned =
        Math.sign(before) === Math.sign(targets[0]!) && Math.sign(after) === -Math.sign(before);
      expectThat(isTurned, 'predictions to change sign with the labels', `${before}, then ${after}`);
      await teach(regressor, toyStore(2, { shape: [5] }));
      expectPrediction(await regressor.predict(toySample(100, 5).features), 2);
    }),
    ...fittingChecks({ make, check, teach, repeatTolerance }),
  ];
}
