import type { RunningNetworkInfo } from 'camdial';

/** How a network runs, in words: short, and in detail. */
export interface NetworkWords {
  readonly line: string;
  readonly details: readonly (readonly [term: string, text: string])[];
}

const keeping: Record<RunningNetworkInfo['cache'], string> = {
  off: '',
  hit: 'It came from this browser, without the internet.',
  stored: 'This browser keeps it, so that next time no internet is needed.',
  full: 'There is no room to keep it in this browser: next time it is fetched again.',
  unavailable: 'This browser cannot keep it: next time it is fetched again.',
};

/** The info of a network for people who want to know, most of all why it is slow where it is. */
export function describeNetwork(info: RunningNetworkInfo, featureShape: readonly number[]): NetworkWords {
  const { backend, backendReason, operations, uncompiled, worker, workerReason, layer, cache } = info;
  const where = worker ? 'In a worker' : 'In the page itself';
  const work = uncompiled ? 'Not compiled, so slow.' : `${operations} operations a frame.`;
  const from = cache === 'hit' ? ' Loaded from this browser.' : '';
  const details: [string, string][] = [
    ['Features', `${layer}, ${shapeText(featureShape)}`],
    ['Computes on', sentence(backendReason)],
  ];
  if (!worker) details.push(['Why not in a worker', sentence(workerReason)]);
  if (uncompiled) details.push(['Why not compiled', sentence(uncompiled)]);
  if (keeping[cache]) details.push(['Kept', keeping[cache]]);
  const place = backend === 'engine' ? "camdial's engine" : backend;
  return { line: `${where}, on ${place}. ${work}${from}`, details };
}

/** E.g. "5 × 5 × 128 = 3,200 numbers". */
function shapeText(shape: readonly number[]): string {
  const total = shape.reduce((product, size) => product * size, 1).toLocaleString('en');
  return shape.length > 1 ? `${shape.join(' × ')} = ${total} numbers` : `${total} numbers`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** E.g. "1.9 MB". */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e5 ? 2 : 1)} MB`;
}
