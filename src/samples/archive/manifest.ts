import { productOf } from '../checks.js';
import type { Lag } from '../round.js';
import type { Precision } from '../samples-data.js';
import type { Json } from '../saved-dial.js';
import { invalid } from './archive-errors.js';

/** The format that is written; older ones are read. */
export const formatVersion = 1;
/** A manifest is read up to that many bytes: as many as it takes for 30,000 rounds. */
export const largestManifest = 2 ** 22;
/** Lists and objects in one another, in settings and models. */
const deepest = 100;

/** The manifest as it was read: what others may leave out is undefined. */
export interface Manifest {
  readonly backboneId: string;
  readonly featureShape: readonly number[];
  readonly outputs: number;
  readonly precision: Precision | undefined;
  readonly rounds: readonly ManifestRound[] | undefined;
  readonly settings: JsonObject;
  readonly model: { readonly kind: string; readonly numbers: JsonObject } | null;
}

interface ManifestRound {
  readonly uid: string | undefined;
  readonly label: string | undefined;
  readonly lag: Lag;
  readonly size: number | undefined;
}

type JsonObject = { readonly [key: string]: Json };

/** @throws CamdialError `samples-invalid` where it is not of camdial, newer, or not whole. */
export function parseManifest(bytes: Uint8Array, maxBytes: number): Manifest {
  const manifest = parseJson(bytes);
  if (manifest['format'] !== 'camdial') {
    throw invalid(
      `it is not from camdial: its manifest.json says the format ${said(manifest['format'])} and not "camdial"`,
      'Choose a file that camdial wrote.',
    );
  }
  const { version } = manifest;
  if (!isCount(version)) throw wrong('version', 'a positive whole number', version);
  if (version > formatVersion) {
    throw invalid(
      `it is of version ${version} of the format, and this camdial reads up to ${formatVersion}`,
      'Update camdial, or the page that you open it with.',
    );
  }
  const { backboneId, featureShape, outputs, precision, rounds, settings = {}, model = null } = manifest;
  if (typeof backboneId !== 'string') throw wrong('backboneId', 'a string', backboneId);
  if (!Array.isArray(featureShape) || featureShape.length === 0 || !featureShape.every(isCount)) {
    throw wrong('featureShape', 'a list of positive whole numbers', featureShape);
  }
  if (!isCount(outputs)) throw wrong('outputs', 'a positive whole number', outputs);
  const values = productOf(featureShape) + outputs;
  if (values * 2 > maxBytes) {
    throw invalid(`its manifest.json says ${values} values a sample, more than would fit in memory`);
  }
  if (isGiven(precision) && precision !== 'float32' && precision !== 'float16') {
    throw wrong('precision', '"float32" or "float16"', precision);
  }
  if (!isObject(settings)) throw wrong('settings', 'an object', settings);
  return {
    backboneId,
    featureShape,
    outputs,
    precision: (precision ?? undefined) as Precision | undefined,
    rounds: parseRounds(rounds),
    settings,
    model: parseModel(model),
  };
}

/** Whether JSON can hold it just as it is, and what reads it will. */
export function isJson(value: unknown, depth = 0): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value !== 'object' || depth >= deepest) return false;
  if (Array.isArray(value)) return value.every((item) => isJson(item, depth + 1));
  return isObject(value) && Object.values(value).every((item) => isJson(item, depth + 1));
}

function parseJson(bytes: Uint8Array): JsonObject {
  let manifest: unknown;
  try {
    manifest = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw invalid('its manifest.json is no JSON', undefined, cause);
  }
  if (!isObject(manifest) || !isJson(manifest)) {
    throw invalid(
      `its manifest.json is no object of finite numbers, strings and lists up to ${deepest} deep`,
    );
  }
  return manifest;
}

function parseRounds(rounds: Json | undefined): ManifestRound[] | undefined {
  if (!isGiven(rounds)) return undefined;
  if (!Array.isArray(rounds)) throw wrong('rounds', 'a list', rounds);
  return (rounds as readonly Json[]).map((round, i) => {
    const path = `rounds[${i}]`;
    if (!isObject(round)) throw wrong(path, 'an object', round);
    const { uid, label, size } = round;
    const lag = round['lag'] ?? 0;
    if (isGiven(uid) && (typeof uid !== 'string' || uid === '')) throw wrong(`${path}.uid`, 'a string', uid);
    if (isGiven(label) && typeof label !== 'string') throw wrong(`${path}.label`, 'a string', label);
    if (lag !== 'auto' && typeof lag !== 'number') {
      throw wrong(`${path}.lag`, '"auto" or a number of ms', lag);
    }
    if (isGiven(size) && !isCount(size)) throw wrong(`${path}.size`, 'a positive whole number', size);
    return {
      uid: uid ?? undefined,
      label: label ?? undefined,
      lag,
      size: size ?? undefined,
    } as ManifestRound;
  });
}

function parseModel(model: Json): Manifest['model'] {
  if (model === null) return null;
  if (!isObject(model)) throw wrong('model', 'an object or null', model);
  const { kind, numbers = {} } = model;
  if (typeof kind !== 'string') throw wrong('model.kind', 'a string', kind);
  if (!isObject(numbers)) throw wrong('model.numbers', 'an object', numbers);
  return { kind, numbers };
}

function wrong(field: string, expected: string, value: unknown): Error {
  return invalid(`its manifest.json says the ${field} ${said(value)}, and it is to be ${expected}`);
}

function said(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Python writes None as null. */
function isGiven<T>(value: T | null | undefined): value is T {
  return value !== undefined && value !== null;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isObject(value: unknown): value is JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Of another realm, such as a frame's, the prototype is another object, with none above it.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
