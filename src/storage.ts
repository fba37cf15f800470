/**
 * What keeps dials in the browser and in files, for pages that do more with it than `save` and `open`: an entry of its own,
 * `camdial/storage`, for bundlers load at once what is named at once.
 *
 * @module
 */

export { type ReadArchiveOptions, readArchive, writeArchive } from './samples/archive/archive.js';
export { type KeepOptions, KeptStore } from './samples/home/kept-store.js';
export type { DialExtras } from './samples/home/rooms.js';
export {
  type KeptDial,
  type ReadDial,
  type ReadDialOptions,
  SampleHome,
  type WriteDialOptions,
} from './samples/home/sample-home.js';
