/** Reads the model of the address it is sent, in a worker, and sends back what came of it. */
import { openModel } from '../../src/features/model/open-model.js';
import { plain } from './sample-model.js';

self.onmessage = async ({ data }: MessageEvent<string>) => {
  try {
    const opened = await openModel({ url: data });
    const weights = plain(await opened.readWeights(null));
    self.postMessage({ weights, cacheState: opened.cacheState });
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};
