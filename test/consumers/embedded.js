// A page without networks: it ships no worker and nothing of TensorFlow.js.
import { RidgeRegressor, Scattering } from 'camdial';

globalThis.parts = [Scattering.create(), new RidgeRegressor()];
