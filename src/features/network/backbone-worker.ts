/** The worker that runs camdial's own networks. */
import { serveNetworks } from './serve-networks.js';

serveNetworks();
