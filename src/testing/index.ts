export { type BackboneCheckOptions, backboneChecks } from './checks/backbone.js';
export type { ContractCheck } from './checks/contract.js';
export { type ControllerCheckOptions, controllerChecks } from './checks/controller.js';
export { type FrameSourceCheckOptions, frameSourceChecks } from './checks/frame-source.js';
export { type RegressorCheckOptions, regressorChecks } from './checks/regressor.js';
export { wander } from './motion.js';
export type { Pose } from './pose.js';
export { type FigureOptions, renderFigure } from './render-figure.js';
export { type SimulatedFrame, SimulatedSource, type SimulatedSourceOptions } from './simulated-source.js';
