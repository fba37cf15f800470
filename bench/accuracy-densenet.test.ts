/** A file of its own, for it takes minutes and others can run meanwhile. */
import { testAccuracy } from './lib/accuracy-tests.js';

testAccuracy('DenseNet', { block60: { cap: 0.06, dog1: 0.105 } }, 900_000);
