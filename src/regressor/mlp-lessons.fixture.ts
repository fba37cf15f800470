import { SampleStore } from '../samples/sample-store.js';

/** Two rounds of a bump that moves over 12 features; the target is where it is. */
export function bumps(count = 60): SampleStore {
  const samples = new SampleStore({ backboneId: 'test', featureShape: [12], outputs: 1 });
  for (let round = 0; round < 2; round++) {
    samples.beginRound();
    for (let i = 0; i < count / 2; i++) {
      const at = Math.sin(i / 4 + round);
      samples.add(bumpAt(at), [at]);
    }
  }
  return samples;
}

export function bumpAt(at: number): Float32Array {
  return Float32Array.from({ length: 12 }, (_, k) => Math.exp(-((k / 5.5 - 1 - at) ** 2) * 4));
}

/** Quick to learn what the tests teach. */
export const quick = { hiddenUnits: 16, epochs: 60, learningRate: 0.01, backend: 'cpu' } as const;
