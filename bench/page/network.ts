import { measureNetwork, type NetworkQuestion, type NetworkResult } from '../lib/measure-network.js';
import { useWasm } from './wasm.js';

/** As in Node, but that a page has to say where the wasm backend's files are. */
export async function measureNetworkHere(question: NetworkQuestion): Promise<NetworkResult[]> {
  await useWasm();
  return measureNetwork(question);
}
