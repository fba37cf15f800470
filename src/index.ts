// In three, so that a bundler does not even look at the worker of the networks for a page that has none: see tsup.config.ts.
export * from './core.js';
export * from './networks.js';
// What keeps dials is loaded when one is kept: only its types are here.
export type * from './storage.js';
export * from './training.js';
