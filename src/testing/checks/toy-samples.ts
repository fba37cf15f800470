import { SampleStore } from '../../samples/sample-store.js';
import { scatter } from '../figure/random.js';

/** Shape of the features of the toy problem. */
const featureShape = [2, 2, 3];
const featureLength = 12;
const backboneId = 'camdial-checks';

/** One sample of the toy problem. */
export interface ToySample {
  readonly features: Float32Array;
  /** One target an output. */
  readonly targets: readonly number[];
}

/**
 * A linear problem: every feature is a fixed mixture of two numbers in -1..1, plus a little noise; the targets are
 * these numbers.
 *
 * @param index - which sample; the same index gives the same sample.
 */
export function toySample(index: number, length = featureLength): ToySample {
  const targets = [2 * scatter(index, 1) - 1, 2 * scatter(index, 2) - 1];
  const features = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    const mixed = (2 * scatter(i, 3) - 1) * targets[0]! + (2 * scatter(i, 4) - 1) * targets[1]!;
    features[i] = 0.5 + mixed + 0.04 * (scatter(index * length + i, 5) - 0.5);
  }
  return { features, targets };
}

/** Samples `first` to `first + count - 1` of the toy problem, in rounds of 12. */
export function toyStore(
  outputs: 1 | 2,
  { count = 48, first = 0, sign = 1, shape = featureShape } = {},
): SampleStore {
  const store = new SampleStore({ backboneId, featureShape: shape, outputs });
  for (let i = 0; i < count; i++) {
    if (i % 12 === 0) store.beginRound();
    const { features, targets } = toySample(first + i, store.featureLength);
    store.add(
      features,
      targets.slice(0, outputs).map((target) => sign * target),
    );
  }
  return store;
}

/** Samples that differ, all with the same label. */
export function oneLabelStore(outputs: 1 | 2): SampleStore {
  const store = new SampleStore({ backboneId, featureShape, outputs });
  store.beginRound();
  for (let i = 0; i < 12; i++) store.add(toySample(i).features, new Array(outputs).fill(0.5));
  return store;
}
