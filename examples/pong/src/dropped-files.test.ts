import { expect, test } from 'vitest';
import { droppedFiles } from './dropped-files.js';

const fileEntry = (file: File) => ({
  isFile: true,
  isDirectory: false,
  file: (resolve: (file: File) => void) => resolve(file),
});

/** A folder whose reader gives its entries in parts, as browsers do. */
const folderEntry = (...parts: object[][]) => ({
  isFile: false,
  isDirectory: true,
  createReader: () => {
    const left = [...parts, []];
    return { readEntries: (resolve: (entries: object[]) => void) => resolve(left.shift() ?? []) };
  },
});

const drop = (files: readonly File[], entries: readonly (object | null)[]) =>
  ({ files, items: entries.map((entry) => ({ webkitGetAsEntry: () => entry })) }) as unknown as DataTransfer;

const [a, b, c] = ['model.json', 'one.bin', 'two.bin'].map((name) => new File(['x'], name)) as [
  File,
  File,
  File,
];

test('files are what was dropped', async () => {
  expect(await droppedFiles(drop([a, b], [fileEntry(a), fileEntry(b)]))).toEqual([a, b]);
});

test('of folders all files are taken, those of the folders in them too', async () => {
  const inner = folderEntry([fileEntry(c)]);
  const folder = folderEntry([fileEntry(a)], [fileEntry(b), inner]);
  expect(await droppedFiles(drop([], [folder]))).toEqual([a, b, c]);
});

test('a browser that tells of no entries gives the plain files', async () => {
  expect(await droppedFiles(drop([a], [null]))).toEqual([a]);
});
