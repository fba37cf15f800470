export { FeatureBackbone } from './features/backbone.js';
export { type ServeControls, serveBackbone } from './features/worker/serve-backbone.js';
