/**
 * The worker that runs networks on camdial's engine. There is no TensorFlow.js in it: it is small, and what most pages need.
 *
 * @packageDocumentation
 */

import { serveBackbone } from '../worker/serve-backbone.js';
import { LocalNetwork } from './local-network.js';
import type { NetworkRecipe } from './recipe.js';

serveBackbone((recipe, controls) => LocalNetwork.load(recipe as NetworkRecipe, controls, null));
