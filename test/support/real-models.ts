import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright';
import { root } from './paths.js';

const folder = process.env['CAMDIAL_MODELS'] ?? join(root, '../shared/models');
const mobilenet = 'mobilenet_v1_0.25_224';

/** Whether the pre-trained networks are here; they are no part of the project. */
export const hasRealModels = existsSync(join(folder, mobilenet, 'model.json'));

/** Why tests are skipped where they are not. */
export const noRealModels = `the pre-trained networks are not here (looked in ${folder}; CAMDIAL_MODELS names another folder)`;

/** Serves the networks to a page: MobileNet at its public address, all of them under models/ of the page's own server. */
export async function routeRealModels(context: BrowserContext): Promise<void> {
  const serve = (path: string) => {
    const file = join(folder, path);
    const headers = { 'access-control-allow-origin': '*' };
    return existsSync(file) ? { body: readFileSync(file), headers } : { status: 404, headers };
  };
  const after = (url: string, start: string) => url.slice(url.indexOf(start) + start.length);
  await context.route('https://storage.googleapis.com/tfjs-models/tfjs/**', (route) =>
    route.fulfill(serve(after(route.request().url(), '/tfjs/'))),
  );
  await context.route('http://localhost:*/models/**', (route) =>
    route.fulfill(serve(after(route.request().url(), '/models/'))),
  );
}
