import type { ModelArray } from '../saved-dial.js';
import { isPlainName } from './plain-name.js';

/** Names of the entries of an archive. */
export const names = {
  manifest: 'manifest.json',
  features: 'features.npy',
  targets: 'targets.npy',
  round: 'round.npy',
  timestamp: 'timestamp.npy',
};

const extensions: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
};

/** Pictures of another type come back without one. */
export function thumbnailName(sample: number, { type }: Blob): string {
  return `thumbnails/${String(sample).padStart(6, '0')}.${extensions[type] ?? 'bin'}`;
}

/** @returns which sample a thumbnail is of, and its type; null for the name of another entry. */
export function parseThumbnailName(name: string): { sample: number; type: string } | null {
  const [, digits, extension] = /^thumbnails\/(\d{6,9})\.(jpg|png|webp|bin)$/.exec(name) ?? [];
  if (!digits) return null;
  const type = Object.keys(extensions).find((known) => extensions[known] === extension) ?? '';
  return { sample: Number(digits), type };
}

export function modelArrayName(name: string): string {
  return `model/${name}.npy`;
}

/** @returns the name of a model's array; null for the name of another entry. */
export function parseModelArrayName(name: string): string | null {
  return /^model\/(.+)\.npy$/s.exec(name)?.[1] ?? null;
}

/** Whether the name of a model's array can be one of an entry: it leads nowhere else. */
export function isModelArrayName(name: string): boolean {
  return name.length <= 1000 && isPlainName(name) && !/\p{Surrogate}/u.test(name);
}

/** Kinds of model arrays, by their dtype. */
export const modelArrays: Record<
  string,
  new (
    buffer: ArrayBuffer,
    byteOffset: number,
    length: number,
  ) => ModelArray
> = {
  '<f4': Float32Array,
  '<f8': Float64Array,
  '<i4': Int32Array,
};
