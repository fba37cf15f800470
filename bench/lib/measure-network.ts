import * as core from '@tensorflow/tfjs-core';
import { randomFrom } from '../../src/random.js';
import { type Backend, type Contestant, makeContestants } from './contestants.js';
import { inTurns, median } from './in-turns.js';
import type { NetworkCase } from './network-cases.js';
import { differenceOf, relativeOf } from './values.js';

/** What is to be measured; it can be sent to a page. */
export interface NetworkQuestion {
  readonly network: NetworkCase;
  /** Address of the model.json. */
  readonly url: string;
  /** Address of the module of ONNX Runtime Web. */
  readonly onnxruntime: string;
  readonly backends: readonly Backend[];
  readonly rounds: number;
}

/** How a way of running a network did. */
export interface NetworkResult {
  readonly name: string;
  /** Median of a frame. */
  readonly milliseconds: number;
  /** Kernels of TensorFlow.js for a frame; null where it is not TensorFlow.js. */
  readonly kernels: number | null;
  /** Greatest difference of a feature to the first way's. */
  readonly difference: number;
  /** Length of the difference, as a share of the length of the features. */
  readonly relative: number;
  /** Greatest feature: what the difference is to be set against. */
  readonly greatest: number;
}

/** Runs in Node and in a page alike. */
export async function measureNetwork({
  network,
  url,
  onnxruntime,
  backends,
  rounds,
}: NetworkQuestion): Promise<NetworkResult[]> {
  const contestants = await makeContestants(network, url, backends, onnxruntime);
  const pixels = picture(224);
  const results: Omit<NetworkResult, 'milliseconds'>[] = [];
  let expected: Float32Array | undefined;
  for (const contestant of contestants) {
    const found = contestant.inOrder(await contestant.run(pixels.slice()));
    expected ??= found;
    results.push({
      name: contestant.name,
      kernels: await countKernels(contestant, pixels),
      difference: differenceOf(found, expected),
      relative: relativeOf(found, expected),
      greatest: found.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
    });
  }
  let fresh = pixels;
  const works = contestants.map((contestant) => ({
    before() {
      fresh = pixels.slice();
    },
    work: () => contestant.run(fresh),
  }));
  const times = await inTurns(works, rounds, Math.ceil(rounds / 10));
  for (const contestant of contestants) contestant.dispose();
  return results.map((result, i) => ({ ...result, milliseconds: median(times[i]!) }));
}

/** What moves no values, and the operation that stands beside its kernel in the list. */
const bookkeeping = /^(Reshape|Identity|Cast)$|__op$/;

async function countKernels(contestant: Contestant, pixels: Float32Array): Promise<number | null> {
  const { kernels } = await core.profile(() => contestant.run(pixels.slice()));
  const count = kernels.filter(({ name }) => !bookkeeping.test(name)).length;
  return count || null;
}

/** Soft blobs and noise: something that networks have an opinion on. */
function picture(edge: number): Float32Array<ArrayBuffer> {
  const random = randomFrom(1);
  return Float32Array.from({ length: edge * edge * 3 }, (_, i) => {
    const x = Math.floor(i / 3) % edge;
    const y = Math.floor(i / (3 * edge));
    const wave = Math.sin(x / (9 + 8 * (i % 3))) * Math.cos(y / 21);
    return Math.round(Math.min(255, Math.max(0, 128 + 90 * wave + 40 * (random() - 0.5))));
  });
}
