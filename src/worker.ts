export { FeatureBackbone } from './features/backbone.js';
export { serveNetworks } from './features/network/serve-networks.js';
export { type ServeControls, serveBackbone } from './features/worker/serve-backbone.js';
