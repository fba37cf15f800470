export { Camera, type CameraInfo, type CameraOptions, type OpenCameraInfo } from './capture/camera.js';
export type { Frame, FrameSource, PixelImage } from './capture/frame.js';
export { SquareReader } from './capture/square-reader.js';
export { VideoSource, type VideoSourceOptions } from './capture/video-source.js';
export { clamp } from './controllers/clamp.js';
export { condition } from './controllers/condition.js';
export type { Controller, Output } from './controllers/controller.js';
export { type OneEuroOptions, oneEuro } from './controllers/one-euro.js';
export { SliderController, type SliderOptions } from './controllers/slider.js';
export type { Stage, StageFilter } from './controllers/stage.js';
export { CamdialError, type CamdialErrorCode, isCamdialError } from './errors.js';
export { FeatureBackbone } from './features/backbone.js';
export { Scattering } from './features/scattering/scattering.js';
export type { DialSettings } from './keeping.js';
export { Pipeline } from './pipeline.js';
export type { PipelineParts, RecordOptions } from './pipeline-options.js';
export {
  CustomRegressor,
  type CustomRegressorOptions,
  type Learn,
  type Lessons,
  type Read,
} from './regressor/custom.js';
export {
  type FitOptions,
  type FitProgress,
  type FitReport,
  type OutputReport,
  type Prediction,
  Regressor,
} from './regressor/regressor.js';
export { type RidgeOptions, RidgeRegressor } from './regressor/ridge.js';
export { type ReadArchiveOptions, readArchive, writeArchive } from './samples/archive/archive.js';
export { type Balance, balanceOf } from './samples/balance.js';
export { type KeepOptions, KeptStore } from './samples/home/kept-store.js';
export {
  type KeptDial,
  type ReadDialOptions,
  SampleHome,
  type WriteDialOptions,
} from './samples/home/sample-home.js';
export type { Lag, Round, RoundOptions } from './samples/round.js';
export {
  type SampleMeta,
  type SampleShape,
  SampleStore,
  type SampleTarget,
  type TakeOptions,
} from './samples/sample-store.js';
export type { Precision, RoundData, SamplesData } from './samples/samples-data.js';
export type { Json, ModelArray, ModelData, SavedDial } from './samples/saved-dial.js';
export {
  type GamepadTargetOptions,
  gamepadTarget,
  type InputTarget,
  type PointerTargetOptions,
  pointerTarget,
  sliderTarget,
} from './teaching/input-targets.js';
export { type OutputRecalibration, Recalibration } from './teaching/recalibration.js';
export type { RecordingLimits } from './teaching/recording.js';
export { type ReembedOptions, reembed } from './teaching/reembed.js';
export { type SmoothPath, type SmoothPathOptions, smoothPath } from './teaching/smooth-path.js';
export type { Target, TargetValue } from './teaching/target.js';
