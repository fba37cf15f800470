import { expect, test } from 'vitest';
import { GaborScratch, gaborModulus, orientations } from './gabor.js';

const radius = 4;

/** The filters as defined: 9 x 9 taps of a wave under a round envelope, zero-mean, of L1 norm 1. */
function filter(orientation: number): { even: number[]; odd: number[] } {
  const angle = (orientation * Math.PI) / 4;
  const envelope: number[] = [];
  const even: number[] = [];
  const odd: number[] = [];
  for (let y = -radius; y <= radius; y++) {
    for (let x = -radius; x <= radius; x++) {
      const phase = ((2 * Math.PI) / 4.5) * (x * Math.cos(angle) + y * Math.sin(angle));
      const round = Math.exp(-(x * x + y * y) / (2 * 1.8 * 1.8));
      envelope.push(round);
      even.push(round * Math.cos(phase));
      odd.push(round * Math.sin(phase));
    }
  }
  const share = total(even) / total(envelope);
  const unit = (taps: number[]) => taps.map((tap) => tap / total(taps.map(Math.abs)));
  return { even: unit(even.map((tap, i) => tap - share * envelope[i]!)), odd: unit(odd) };
}

function plainModulus(map: Float32Array, edge: number): number[] {
  const result: number[] = [];
  const inside = (i: number) => Math.min(Math.max(i, 0), edge - 1);
  for (let orientation = 0; orientation < orientations; orientation++) {
    const { even, odd } = filter(orientation);
    for (let y = 0; y < edge; y++) {
      for (let x = 0; x < edge; x++) {
        let evenSum = 0;
        let oddSum = 0;
        let tap = 0;
        for (let down = -radius; down <= radius; down++) {
          for (let across = -radius; across <= radius; across++, tap++) {
            const value = map[inside(y + down) * edge + inside(x + across)]!;
            evenSum += even[tap]! * value;
            oddSum += odd[tap]! * value;
          }
        }
        result.push(Math.hypot(evenSum, oddSum));
      }
    }
  }
  return result;
}

function modulus(map: Float32Array, edge: number, scratch = new GaborScratch(edge)): Float32Array {
  const out = new Float32Array(orientations * edge * edge);
  gaborModulus(map, 0, edge, out, 0, scratch);
  return out;
}

test.each([14, 28, 3])('equals plain 9 x 9 filters with repeated edges, %i px', (edge) => {
  const map = noise(edge * edge, edge);
  const found = modulus(map, edge);
  const expected = plainModulus(map, edge);
  const largest = Math.max(...expected);
  expect(found).toHaveLength(expected.length);
  expect(largest).toBeGreaterThan(0.05);
  expect(largestDifference(found, expected)).toBeLessThan(1e-5 * largest);
});

test('reads from and writes to where it is told, and nowhere else', () => {
  const edge = 14;
  const map = noise(edge * edge, 1);
  const shifted = new Float32Array(3 * edge * edge).fill(9);
  shifted.set(map, edge * edge);
  const out = new Float32Array((orientations + 2) * edge * edge).fill(-1);
  gaborModulus(shifted, edge * edge, edge, out, edge * edge, new GaborScratch(28));
  const area = edge * edge;
  expect(out.slice(area, -area)).toEqual(modulus(map, edge));
  expect(new Set([...out.slice(0, area), ...out.slice(-area)])).toEqual(new Set([-1]));
});

test('flat light gives no response', () => {
  expect(Math.max(...modulus(new Float32Array(196).fill(0.8), 14))).toBeLessThan(1e-7);
});

test('each orientation answers most to its own wave, as much wherever the wave stands', () => {
  const edge = 28;
  for (let orientation = 0; orientation < orientations; orientation++) {
    const angle = (orientation * Math.PI) / 4;
    const means = [0, 1, 2].map((shift) => {
      const wave = Float32Array.from({ length: edge * edge }, (_, i) =>
        Math.cos(
          ((2 * Math.PI) / 4.5) * ((i % edge) * Math.cos(angle) + Math.floor(i / edge) * Math.sin(angle)) +
            shift,
        ),
      );
      const out = modulus(wave, edge);
      return Array.from({ length: orientations }, (_, o) => innerMean(out, o * edge * edge, edge));
    });
    for (const mean of means) {
      const others = mean.filter((_, o) => o !== orientation);
      expect(mean[orientation]!).toBeGreaterThan(4 * Math.max(...others));
      expect(mean[orientation]!).toBeCloseTo(means[0]![orientation]!, 2);
    }
  }
});

test('scratch used for a larger map leaves no trace in a smaller one', () => {
  const scratch = new GaborScratch(28);
  modulus(noise(28 * 28, 5), 28, scratch);
  const map = noise(196, 6);
  expect(modulus(map, 14, scratch)).toEqual(modulus(map, 14));
});

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}

/** Away from the edges, where repeated pixels bend the wave. */
function innerMean(out: Float32Array, at: number, edge: number): number {
  let sum = 0;
  for (let y = radius; y < edge - radius; y++) {
    for (let x = radius; x < edge - radius; x++) sum += out[at + y * edge + x]!;
  }
  return sum / (edge - 2 * radius) ** 2;
}

/** 0..1, the same for the same seed. */
function noise(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  });
}
