export { Camera, type CameraInfo, type CameraOptions, type OpenCameraInfo } from './capture/camera.js';
export type { Frame, FrameSource, PixelImage } from './capture/frame.js';
export { SquareReader } from './capture/square-reader.js';
export { VideoSource, type VideoSourceOptions } from './capture/video-source.js';
export { AudioParamController, type AudioParamOptions } from './controllers/audio-param.js';
export { clamp } from './controllers/clamp.js';
export { condition } from './controllers/condition.js';
export type { Controller, Output } from './controllers/controller.js';
export { CssVariableController, type CssVariableOptions } from './controllers/css-variable.js';
export { curve } from './controllers/curve.js';
export type { UnsureOptions } from './controllers/dead-man.js';
export { type DeadZoneOptions, deadZone } from './controllers/dead-zone.js';
export { type HysteresisOptions, hysteresis } from './controllers/hysteresis.js';
export { invert } from './controllers/invert.js';
export { type DialKey, KeyController, type KeyOptions } from './controllers/key.js';
export {
  MidiController,
  type MidiOptions,
  type MidiPort,
  type OpenMidiOptions,
} from './controllers/midi.js';
export { neutralWhenUnsure } from './controllers/neutral-when-unsure.js';
export type { OscSocket } from './controllers/newest-socket.js';
export { type OneEuroOptions, oneEuro } from './controllers/one-euro.js';
export { OscController, type OscOptions } from './controllers/osc.js';
export { PointerController, type PointerOptions } from './controllers/pointer.js';
export { type PredictOptions, predict } from './controllers/predict.js';
export { type SafelyOptions, safely } from './controllers/safely.js';
export type { SafetyOptions } from './controllers/safety.js';
export { scale } from './controllers/scale.js';
export { ScrollController, type ScrollOptions } from './controllers/scroll.js';
export { slewLimit } from './controllers/slew-limit.js';
export { SliderController, type SliderOptions } from './controllers/slider.js';
export { type SnapOptions, snap } from './controllers/snap.js';
export type { Stage, StageFilter } from './controllers/stage.js';
export { CamdialError, type CamdialErrorCode, isCamdialError } from './errors.js';
export { FeatureBackbone } from './features/backbone.js';
export { Scattering } from './features/scattering/scattering.js';
export type { DialSettings } from './keeping.js';
export { type InputParts, SharedInput } from './loop/shared-input.js';
export type { PipelineState, PipelineStateKind } from './loop/state.js';
export { Pipeline } from './pipeline.js';
export type { PipelineParts, RecordOptions, ThumbnailOptions } from './pipeline-options.js';
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
export { type Balance, balanceOf, type LabelCount, type RegionCount } from './samples/balance.js';
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
