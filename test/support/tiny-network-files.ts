import type { BrowserContext, Route } from 'playwright';
import { jsonBytes } from './sample-model.js';
import { tinyNetwork } from './tiny-network.js';

/** A file as Playwright hands it to a file input. */
export interface NetworkFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** The tiny network as files, the model.json first. */
export function tinyNetworkFiles(): NetworkFile[] {
  const { json, files } = tinyNetwork();
  return [['model.json', jsonBytes(json)] as const, ...files].map(([name, bytes]) => ({
    name,
    mimeType: name.endsWith('.json') ? 'application/json' : 'application/octet-stream',
    buffer: Buffer.from(bytes),
  }));
}

/** What a server does with a request. */
export type Answer = (route: Route) => Promise<void>;

/** Serves the tiny network at MobileNet's public address and under models/ of the page's own server. */
export class TinyNetworkServer {
  /** Set to answer otherwise; null: with the files. */
  answer: Answer | null = null;
  readonly #files = new Map(tinyNetworkFiles().map(({ name, buffer }) => [name, buffer]));

  static async for(context: BrowserContext): Promise<TinyNetworkServer> {
    const server = new TinyNetworkServer();
    for (const address of [
      'https://storage.googleapis.com/tfjs-models/tfjs/**',
      'http://localhost:*/models/**',
    ])
      await context.route(address, (route) => (server.answer ? server.answer(route) : server.serve(route)));
    return server;
  }

  async serve(route: Route): Promise<void> {
    const body = this.#files.get(new URL(route.request().url()).pathname.split('/').at(-1)!);
    const headers = { 'access-control-allow-origin': '*' };
    await route.fulfill(body ? { body, headers } : { status: 404, headers });
  }
}
