import { expect, test } from 'vitest';
import { CamdialError } from '../../errors.js';
import { type FitOptions, type FitReport, type Prediction, Regressor } from '../../regressor/regressor.js';
import type { SampleStore } from '../../samples/sample-store.js';
import { failuresOf } from './failures.js';
import { regressorChecks } from './regressor.js';

/** A sound regressor: the weighted mean of the targets of what looks alike. */
class Neighbours extends Regressor {
  model: { features: Float32Array; target: Float32Array }[] = [];
  isDisposed = false;
  isBusy = false;

  get fitted(): boolean {
    return this.model.length > 0;
  }

  async fit(samples: SampleStore, { signal, onProgress }: FitOptions = {}): Promise<FitReport> {
    if (this.isDisposed) throw new CamdialError('disposed', 'Disposed.');
    if (this.isBusy) throw new CamdialError('busy', 'Busy.');
    signal?.throwIfAborted();
    if (samples.size < 2) throw new CamdialError('too-few-samples', 'Too few.');
    const model = Array.from({ length: samples.size }, (_, i) => ({
      features: samples.features(i).slice(),
      target: samples.target(i).slice(),
    }));
    if (model.every(({ target }) => String(target) === String(model[0]!.target))) {
      throw new CamdialError('one-label', 'One label.');
    }
    this.isBusy = true;
    try {
      onProgress?.({ fraction: 0 });
      await new Promise((done) => setTimeout(done, 1));
      signal?.throwIfAborted();
      if (this.isDisposed) throw new CamdialError('disposed', 'Disposed.');
      this.model = model;
      onProgress?.({ fraction: 1 });
    } finally {
      this.isBusy = false;
    }
    const outputs = Array.from(model[0]!.target, () => ({ mae: 0.1, r2: 0.9 }));
    return {
      samples: samples.size,
      rounds: samples.rounds.length,
      milliseconds: 1,
      outputs,
      method: 'leave-one-round-out',
      advice: [],
    };
  }

  predict(features: Float32Array): Prediction {
    if (this.isDisposed) throw new CamdialError('disposed', 'Disposed.');
    if (!this.fitted) throw new CamdialError('not-fitted', 'Not fitted.');
    if (features.length !== this.model[0]!.features.length)
      throw new CamdialError('feature-shape', 'Length.');
    if (!features.every(Number.isFinite)) throw new CamdialError('not-finite', 'Not finite.');
    return this.read(features);
  }

  read(features: Float32Array): Prediction {
    const values = new Float32Array(this.model[0]!.target.length);
    const distances = this.model.map((sample) =>
      sample.features.reduce((sum, each, i) => sum + (each - features[i]!) ** 2, 0),
    );
    const nearest = Math.min(...distances);
    let total = 0;
    this.model.forEach(({ target }, i) => {
      const weight = Math.exp((nearest - distances[i]!) * 20);
      total += weight;
      for (let output = 0; output < values.length; output++) values[output]! += weight * target[output]!;
    });
    return { values: values.map((value) => value / total), confidence: 1 / (1 + nearest) };
  }

  override dispose(): void {
    this.isDisposed = true;
  }
}

const options = { tolerance: 0.45, timeout: 500 };
for (const check of regressorChecks(() => new Neighbours(), options)) test(check.name, check.run);

type Alteration = Partial<Pick<Regressor, 'fit' | 'predict' | 'dispose'>>;

/** A sound regressor with something replaced; what replaces it may use the sound one. */
function altered(alter: (sound: Neighbours) => Alteration): () => Regressor {
  return () => {
    const sound = new Neighbours();
    const whole: Regressor = {
      get fitted() {
        return sound.fitted;
      },
      fit: (samples, options) => sound.fit(samples, options),
      predict: (features) => sound.predict(features),
      prepare: (samples) => sound.prepare(samples),
      exportModel: () => sound.exportModel(),
      importModel: (data) => sound.importModel(data),
      dispose: () => sound.dispose(),
    };
    return Object.assign(whole, alter(sound));
  };
}

function reporting(change: (report: FitReport) => FitReport): () => Regressor {
  return altered((sound) => ({ fit: async (samples, options) => change(await sound.fit(samples, options)) }));
}

function predicting(change: (prediction: Prediction, features: Float32Array) => Prediction): () => Regressor {
  return altered((sound) => ({ predict: (features) => change(sound.predict(features), features) }));
}

let count = 0;
const sharedValues = [new Float32Array(1), new Float32Array(2)];
const codes = (code: string) => (error: unknown) => error instanceof CamdialError && error.code === code;

/** Predicts something in place of an error. */
function shrugging(code: string): () => Regressor {
  return altered((sound) => ({
    predict: (features) => {
      try {
        return sound.predict(features);
      } catch (error) {
        if (codes(code)(error)) return { values: new Float32Array(1), confidence: 0 };
        throw error;
      }
    },
  }));
}

/** Fails in words only. */
function mumbling(code: string): () => Regressor {
  return altered((sound) => ({
    fit: async (samples, options) => {
      try {
        return await sound.fit(samples, options);
      } catch (error) {
        throw codes(code)(error) ? new Error('It did not work.') : error;
      }
    },
  }));
}

const broken: Record<string, [make: () => Regressor, checks: string[]]> = {
  'predicts before it learned': [shrugging('not-fitted'), ['not-fitted']],
  'predicts from features of any length': [shrugging('feature-shape'), ['refuses features']],
  'predicts from NaN': [shrugging('not-finite'), ['refuses features']],
  'predicts after dispose': [shrugging('disposed'), ['after dispose', 'dispose during']],
  'no code for too few samples': [mumbling('too-few-samples'), ['too-few-samples', 'fails keeps']],
  'no code for one label': [mumbling('one-label'), ['one-label', 'fails keeps']],
  'no code for busy': [mumbling('busy'), ['during another one']],
  'says the mean': [
    predicting((prediction) => ({ ...prediction, values: prediction.values.fill(0.1) })),
    ['linear problem of 1', 'linear problem of 2', 'replaces the model'],
  ],
  'learns the first output only': [
    predicting((prediction) => ({ ...prediction, values: prediction.values.fill(0, 1) })),
    ['linear problem of 2'],
  ],
  'values in a plain list': [
    predicting((prediction) => ({
      ...prediction,
      values: [...prediction.values] as unknown as Float32Array,
    })),
    ['finite value for every output'],
  ],
  'a value too many': [
    predicting((prediction) => ({ ...prediction, values: new Float32Array([...prediction.values, 0]) })),
    ['finite value for every output'],
  ],
  'a confidence of 2': [
    predicting((prediction) => ({ ...prediction, confidence: 2 })),
    ['confidence of 0..1'],
  ],
  'always sure': [predicting((prediction) => ({ ...prediction, confidence: 1 })), ['confidence falls']],
  'one array for all predictions': [
    predicting(({ values, confidence }) => {
      sharedValues[values.length - 1]!.set(values);
      return { values: sharedValues[values.length - 1]!, confidence };
    }),
    ['earlier predictions'],
  ],
  'writes into the features': [
    predicting((prediction, features) => {
      features[0] = 0;
      return prediction;
    }),
    ['keeps nor changes'],
  ],
  'keeps the features': [
    () => {
      const known = new WeakMap<Float32Array, Prediction>();
      return altered((sound) => ({
        predict: (features) => {
          const prediction = known.get(features) ?? sound.predict(features);
          known.set(features, prediction);
          return prediction;
        },
      }))();
    },
    ['keeps nor changes'],
  ],
  'reads the samples when it predicts': [
    () => {
      let store: SampleStore | null = null;
      return altered((sound) => ({
        fit: (samples, options) => {
          const report = sound.fit(samples, options);
          report.then(
            () => {
              store = samples;
            },
            () => {},
          );
          return report;
        },
        predict: (features) => {
          const { values, confidence } = sound.predict(features);
          return { values: values.map((value) => value + (store?.size ?? 0) / 1e3), confidence };
        },
      }))();
    },
    ['come later'],
  ],
  'a report of other samples': [reporting((report) => ({ ...report, samples: 7 })), ['fit reports']],
  'a report of one output': [
    reporting((report) => ({ ...report, outputs: report.outputs.slice(0, 1) })),
    ['fit reports'],
  ],
  'an error that is not a number': [
    reporting((report) => ({ ...report, outputs: report.outputs.map(() => ({ mae: Number.NaN, r2: 1 })) })),
    ['fit reports'],
  ],
  'progress that falls': [
    altered((sound) => ({
      fit: (samples, options) =>
        sound.fit(samples, {
          ...options,
          onProgress: ({ fraction }) => options?.onProgress?.({ fraction: 1 - fraction }),
        }),
    })),
    ['onProgress'],
  ],
  'forgets before it learns': [
    altered((sound) => ({
      fit: (samples, options) => {
        sound.model = [];
        return sound.fit(samples, options);
      },
    })),
    ['fails keeps the model', 'aborted fit'],
  ],
  'deaf to abort': [altered((sound) => ({ fit: (samples) => sound.fit(samples) })), ['aborted fit']],
  'an abort error of its own': [
    altered((sound) => ({
      fit: (samples, options) =>
        sound.fit(samples, options).catch((error) => {
          throw options?.signal?.aborted ? new Error('aborted') : error;
        }),
    })),
    ['aborted fit'],
  ],
  'learns once': [
    () => {
      let report: Promise<FitReport> | null = null;
      return altered((sound) => ({
        fit: async (samples, options) => {
          if (samples.size < 24 || options?.signal) return sound.fit(samples, options);
          report ??= sound.fit(samples, options);
          return report;
        },
      }))();
    },
    ['replaces the model'],
  ],
  'another model every time': [
    () => {
      const shift = (count++ % 7) / 100;
      return predicting(({ values, confidence }) => ({
        values: values.map((value) => value + shift),
        confidence,
      }))();
    },
    ['same samples give the same model'],
  ],
  'throws at a second dispose': [
    altered((sound) => ({
      dispose: () => {
        if (sound.isDisposed) throw new Error('again');
        sound.dispose();
      },
    })),
    ['after dispose'],
  ],
  'leaves a fit waiting that dispose cut off': [
    altered((sound) => ({
      fit: (samples, options) => {
        const isAlive = !sound.isDisposed;
        return sound.fit(samples, options).catch((error) => {
          if (isAlive && codes('disposed')(error)) return new Promise<never>(() => {});
          throw error;
        });
      },
    })),
    ['dispose during'],
  ],
};

for (const [name, [make, expected]] of Object.entries(broken)) {
  test(`finds a regressor that is broken: ${name}`, async () => {
    const failures = await failuresOf(regressorChecks(make, { ...options, timeout: 200 }));
    for (const each of expected) expect(failures).toContainEqual(expect.stringContaining(each));
    expect(failures.length).toBeLessThan(15);
  });
}
