import type { CamdialError } from '../../errors.js';
import { type FetchFileOptions, fetchFile, retryDelays, wait } from './fetch-file.js';
import { invalidModel, type ModelJson, mistakenFile, type WeightGroup } from './model-json.js';

/** The bytes of each of a group's files, in order. */
export type GroupFiles = readonly Uint8Array<ArrayBuffer>[];

/** How many files are fetched at a time: what a browser opens to one HTTP/1 server. */
const parallel = 6;

interface Download {
  readonly group: WeightGroup;
  readonly files: Uint8Array<ArrayBuffer>[];
  /** Bytes that came so far. */
  received: number;
}

/**
 * Where a file of the manifest is.
 *
 * @throws CamdialError `model-invalid` for one on another server.
 */
export function fileUrl(path: string, modelUrl: string): string {
  const base = new URL(modelUrl);
  let url: URL | undefined;
  try {
    url = new URL(path, base);
  } catch {}
  if (url?.protocol !== base.protocol || url.host !== base.host)
    throw invalidModel(
      modelUrl,
      `its file ${path} is not on the server of the model.json. Put it beside it.`,
    );
  url.search ||= base.search; // as TF.js does: signed addresses and versions hold for all the files
  return url.href;
}

/**
 * Fetches the files of groups, a few at a time.
 *
 * @param onBytes - told of the bytes that are here of all groups together; fewer than before when a file is begun anew.
 * @throws CamdialError `model-unreachable` as {@link fetchFile}; `model-invalid` when files are longer or shorter than
 * their weights; the reason of the signal when it was aborted.
 */
export async function fetchGroups(
  model: ModelJson,
  groups: readonly WeightGroup[],
  options: Omit<FetchFileOptions, 'onPiece' | 'onRestart'>,
  onBytes: (bytes: number) => void,
): Promise<GroupFiles[]> {
  const downloads = groups.map((group): Download => ({ group, files: [], received: 0 }));
  let received = 0;
  const count = (download: Download, bytes: number) => {
    download.received += bytes;
    received += bytes;
  };
  let missing = downloads;
  for (let round = 0; ; round++) {
    const files = missing.flatMap((download) =>
      download.group.paths.map((path, place) => ({ download, path, place })),
    );
    await inParallel(files, options.signal, async ({ download, path, place }, signal) => {
      download.files[place] = await fetchFile(fileUrl(path, model.location), {
        ...options,
        signal,
        reload: options.reload || round > 0,
        onPiece(piece) {
          count(download, piece.length);
          download.files[place] ??= piece; // until it is whole: where it is the wrong one, its beginning tells
          if (download.received > download.group.bytes)
            throw wrongLength(model, download, `more than ${download.group.bytes}`);
          onBytes(received);
        },
        onRestart: (bytes) => count(download, -bytes),
      });
    });
    // How long the single files of a group must be, nobody tells: one that is cut short shows in the sum.
    missing = missing.filter((download) => download.received < download.group.bytes);
    const wrong = missing.find(({ files }) => files.some(mistakenFile));
    const short = wrong ?? missing[0];
    if (!short) return downloads.map((download) => download.files);
    const delay = retryDelays[round];
    if (wrong || delay === undefined) throw wrongLength(model, short, `only ${short.received}`);
    for (const download of missing) count(download, -download.received);
    await wait(delay, options.signal);
  }
}

/** `model-invalid`: a group's files have not the length of its weights. */
export function wrongLength(
  model: ModelJson,
  { group, files }: { readonly group: WeightGroup; readonly files?: GroupFiles },
  got: string,
): CamdialError {
  const { paths, bytes } = group;
  const names = paths.length > 2 ? `${paths[0]} ... ${paths.at(-1)}` : paths.join(', ');
  return invalidModel(
    model.location,
    `${names} must have ${bytes} bytes, the length of the weights, but there are ${got}: ` +
      (files?.map(mistakenFile).find(Boolean) ??
        'truncated, or of another version than the model.json. Publish all files of the model anew.'),
  );
}

/** Works through items, a few at a time. The first failure stops the rest, by their signal. */
async function inParallel<T>(
  items: readonly T[],
  signal: AbortSignal | undefined,
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const both = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item, both);
  };
  try {
    await Promise.all(Array.from({ length: parallel }, worker));
  } catch (error) {
    stop.abort(error);
    throw error;
  }
}
