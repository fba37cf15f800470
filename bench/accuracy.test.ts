import { testAccuracy } from './lib/accuracy-tests.js';

testAccuracy('Scattering', { cap: 0.044, dog1: 0.105 }, 120_000);
testAccuracy('MobileNet', { cap: 0.06, dog1: 0.088 }, 120_000);
