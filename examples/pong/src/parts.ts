import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import wasmSimdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { MlpRegressor, type Regressor, RidgeRegressor } from 'camdial';

/** What the network's learning can be set to; the first numbers are the tutorial's. */
export interface MlpSettings {
  learningRate: number;
  batchFraction: number;
  epochs: number;
  hiddenUnits: number;
}

export const tutorialSettings: MlpSettings = {
  learningRate: 0.0001,
  batchFraction: 0.4,
  epochs: 20,
  hiddenUnits: 100,
};

export const mlpChoices: { readonly [Name in keyof MlpSettings]: readonly number[] } = {
  learningRate: [0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03],
  batchFraction: [0.05, 0.1, 0.4, 1],
  epochs: [10, 20, 40],
  hiddenUnits: [10, 100, 200],
};

/** A regressor to choose. Add a line for another one. */
export interface RegressorChoice {
  readonly id: string;
  readonly label: string;
  /** Whether it learns by batches, so that there are settings and a curve to show. */
  readonly hasBatches: boolean;
  create(settings: MlpSettings): Regressor;
}

const wasmPaths = { 'tfjs-backend-wasm.wasm': wasmUrl, 'tfjs-backend-wasm-simd.wasm': wasmSimdUrl };

/** Which of the regressors is the tutorial's. */
export const tutorialLearning = 'mlp-2018';

export const regressors: readonly RegressorChoice[] = [
  { id: 'ridge', label: 'Ridge regression (instant)', hasBatches: false, create: () => new RidgeRegressor() },
  {
    id: 'mlp',
    label: 'Neural network (MLP)',
    hasBatches: true,
    create: (settings) => new MlpRegressor({ ...settings, wasmPaths }),
  },
  {
    id: tutorialLearning,
    label: 'Neural network, as in 2018',
    hasBatches: true,
    create: (settings) =>
      new MlpRegressor({
        ...settings,
        wasmPaths,
        outputBias: false,
        scaleFeatures: false,
        scaleTargets: false,
      }),
  },
];
