import { testAccuracy, testConfidence, testHalfPrecision, testHonesty } from './lib/accuracy-tests.js';

testAccuracy(
  'Scattering',
  {
    block60: { cap: 0.041, dog1: 0.099 },
    'sweep 60': { cap: 0.036, dog1: 0.23 },
    'cap12 to cap13': { cap: 0.05 },
    'cap13 to cap12': { cap: 0.09 },
  },
  120_000,
);
testAccuracy(
  'MobileNet',
  {
    block60: { cap: 0.058, dog1: 0.082 },
    'sweep 60': { cap: 0.068, dog1: 0.12 },
    '3 poses': { cap: 0.11, dog1: 0.29 },
    'cap12 to cap13': { cap: 0.05 },
    'cap13 to cap12': { cap: 0.072 },
  },
  120_000,
);
testHonesty('Scattering', 120_000);
testHonesty('MobileNet', 120_000);
testConfidence('Scattering', 120_000);
testConfidence('MobileNet', 120_000);
testHalfPrecision('Scattering', 120_000);
testHalfPrecision('MobileNet', 120_000);
