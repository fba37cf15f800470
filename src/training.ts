export { type EarlyStopping, type MlpInfo, type MlpOptions, MlpRegressor } from './regressor/mlp.js';
export type { TfjsBackend } from './tfjs/backends.js';
