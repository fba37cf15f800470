import type { FitOptions, FitReport, Regressor } from '../../regressor/regressor.js';
import type { SampleStore } from '../../samples/sample-store.js';
import { type ContractCheck, expectCode, expectThat, greatestDifference, pause } from './contract.js';
import { expectKept, expectReport, failureOf, probe, rethrow } from './regressor-trials.js';
import { oneLabelStore, toySample, toyStore } from './toy-samples.js';

/** What checks of regressors have in common. */
export interface Trial {
  /** Makes another regressor. */
  make(): Regressor | Promise<Regressor>;
  check(name: string, run: (regressor: Regressor) => Promise<void>): ContractCheck;
  /** Fits in good time. */
  teach(regressor: Regressor, samples: SampleStore, options?: FitOptions): Promise<FitReport>;
  /** How far predictions of two fits of the same samples may lie apart. */
  readonly repeatTolerance: number;
}

/** What is promised of fits that fail, are aborted, overlap, are done again or cut off. */
export function fittingChecks({ make, check, teach, repeatTolerance }: Trial): readonly ContractCheck[] {
  return [
    check('a fit that fails keeps the model', async (regressor) => {
      await teach(regressor, toyStore(1));
      const failing = async () => {
        await expectCode(
          () => teach(regressor, toyStore(1, { count: 1 })),
          'too-few-samples',
          'fit() with 1 sample',
        );
        await expectCode(() => teach(regressor, oneLabelStore(1)), 'one-label', 'fit() with one label');
      };
      await expectKept(regressor, failing, 'a fit that failed');
    }),
    check('an aborted fit rejects with the reason of its signal, and keeps the model', async (regressor) => {
      await teach(regressor, toyStore(1));
      const reason = new Error('a reason of our own');
      const abortAtOnce = async () => {
        const signal = AbortSignal.abort(reason);
        const got = await failureOf(teach(regressor, toyStore(1, { sign: -1 }), { signal }));
        expectThat(got === reason, 'the reason of the signal', got ?? 'no error');
      };
      await expectKept(regressor, abortAtOnce, 'a fit that was aborted before it began');
      const controller = new AbortController();
      const before = await probe(regressor);
      const outcome = failureOf(teach(regressor, toyStore(1, { sign: -1 }), { signal: controller.signal }));
      await pause(0);
      controller.abort(reason);
      const got = await outcome;
      if (got === null) return; // it was done before the abort came
      expectThat(got === reason, 'the reason of the signal', got);
      const apart = greatestDifference(await probe(regressor), before);
      expectThat(
        apart <= 1e-6,
        'the same predictions after a fit was aborted',
        `values up to ${apart} apart`,
      );
    }),
    check('a fit during another one leaves the first one alone', async (regressor) => {
      const first = teach(regressor, toyStore(1));
      const second = failureOf(teach(regressor, toyStore(1)));
      expectReport(await first, 1);
      if ((await second) !== null)
        await expectCode(() => rethrow(second), 'busy', 'a fit() during another one');
    }),
    check('the same samples give the same model', async (first) => {
      const second = await make();
      try {
        await teach(first, toyStore(2));
        await teach(second, toyStore(2));
        const apart = greatestDifference(await probe(first), await probe(second));
        expectThat(
          apart <= repeatTolerance,
          'the same predictions from two fits',
          `values up to ${apart} apart`,
        );
      } finally {
        second.dispose();
      }
    }),
    check('a model that is exported does the same in another one of its kind', async (first) => {
      expectThat(first.exportModel() === null, 'no model before the first fit', first.exportModel());
      await teach(first, toyStore(2));
      const data = first.exportModel();
      if (!data) return; // not every regressor can
      const second = await make();
      try {
        expectThat(second.importModel(data), 'importModel() to take what exportModel() gave', false);
        expectThat(second.fitted, 'a fitted regressor after importModel()', second.fitted);
        const apart = greatestDifference(await probe(first), await probe(second));
        expectThat(apart === 0, 'the same predictions', `values up to ${apart} apart`);
        expectThat(
          !second.importModel({ ...data, kind: 'of-nobody' }),
          'a model of another kind to be refused',
          true,
        );
      } finally {
        second.dispose();
      }
    }),
    check(
      'after dispose, fit and predict fail with disposed; dispose may be called again',
      async (regressor) => {
        await teach(regressor, toyStore(1));
        regressor.dispose();
        regressor.dispose();
        await expectCode(() => teach(regressor, toyStore(1)), 'disposed', 'fit() after dispose()');
        await expectCode(
          () => regressor.predict(toySample(0).features),
          'disposed',
          'predict() after dispose()',
        );
      },
    ),
    check('dispose during a fit leaves nobody waiting', async (regressor) => {
      const outcome = failureOf(teach(regressor, toyStore(1)));
      regressor.dispose();
      await outcome;
      await expectCode(
        () => regressor.predict(toySample(0).features),
        'disposed',
        'predict() after dispose()',
      );
    }),
  ];
}
