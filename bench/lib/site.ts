import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve, sep } from 'node:path';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};

export interface Site {
  /** Its address, with a slash at the end. */
  readonly url: string;
  /** Bytes that were served since this was asked for last. */
  takeBytes(): number;
  dispose(): Promise<void>;
}

/**
 * Serves folders on localhost. Browsers may keep the files for an hour, as they may those of most servers.
 *
 * @param folders - by the path they are served under, e.g. `/models/`; the first that fits is taken.
 */
export async function serveSite(folders: Readonly<Record<string, string>>): Promise<Site> {
  let bytes = 0;
  const server = createServer((request, response) => {
    const file = find(folders, decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    const { size } = statSync(file);
    bytes += size;
    response.writeHead(200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'content-length': size,
      'cache-control': 'max-age=3600',
    });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    takeBytes() {
      const taken = bytes;
      bytes = 0;
      return taken;
    },
    async dispose() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function find(folders: Readonly<Record<string, string>>, path: string): string | null {
  for (const [prefix, folder] of Object.entries(folders)) {
    if (!path.startsWith(prefix)) continue;
    const home = resolve(folder);
    const wanted = join(home, path.slice(prefix.length));
    const file = wanted === home || wanted.endsWith(sep) ? join(wanted, 'index.html') : wanted;
    return file.startsWith(home + sep) && existsSync(file) && statSync(file).isFile() ? file : null;
  }
  return null;
}
