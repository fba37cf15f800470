import { MlpRegressor } from 'camdial';
import { program } from './program.js';

globalThis.runMlp = () =>
  program(
    () =>
      new MlpRegressor({
        backend: 'cpu',
        worker: false,
        hiddenUnits: 8,
        epochs: 5,
        learningRate: 0.001,
        validationFolds: 0,
      }),
  );
globalThis.ridgeResult = await program();
