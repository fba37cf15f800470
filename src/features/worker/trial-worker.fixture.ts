/** A worker for tests: its backbone does as its recipe, and the brightness of the frame, tell it. */
import type { Frame } from '../../capture/frame.js';
import { SquareReader } from '../../capture/square-reader.js';
import { CamdialError } from '../../errors.js';
import { FeatureBackbone } from '../backbone.js';
import { serveBackbone } from './serve-backbone.js';

export interface TrialRecipe {
  /** What happens while the backbone is made. */
  readonly start?: 'typed' | 'untyped' | 'forever';
  /** What happens to a frame whose middle is as bright as `trigger`. */
  readonly onTrigger?: 'close' | 'throw-outside' | 'typed' | 'untyped' | 'busy';
  readonly trigger?: number;
  /** Where it is kept whether the trigger went off; then it does so once. */
  readonly onceKey?: string;
}

const edge = 16;

class Trial extends FeatureBackbone {
  readonly id = 'trial';
  readonly inputSize = edge;
  readonly featureShape = [edge * edge];
  readonly info = { made: performance.now() };
  readonly #reader = new SquareReader(edge);
  readonly #recipe: TrialRecipe;

  constructor(recipe: TrialRecipe) {
    super();
    this.#recipe = recipe;
  }

  override async extract(frame: Frame): Promise<Float32Array> {
    const rgb = await this.#reader.read(frame);
    const features = Float32Array.from({ length: edge * edge }, (_, i) => rgb[3 * i]! + 2 * rgb[3 * i + 1]!);
    const middle = rgb[3 * ((edge / 2) * edge + edge / 2)]!;
    const { onTrigger, trigger = 200, onceKey } = this.#recipe;
    if (onTrigger && Math.abs(middle - trigger) < 3 && (await isFirst(onceKey))) await act(onTrigger);
    return features;
  }
}

async function isFirst(key: string | undefined): Promise<boolean> {
  if (!key) return true;
  const cache = await caches.open('trial');
  const address = new URL(key, self.location.href);
  if (await cache.match(address)) return false;
  await cache.put(address, new Response('gone off'));
  return true;
}

async function act(what: NonNullable<TrialRecipe['onTrigger']>): Promise<void> {
  switch (what) {
    case 'close':
      self.close();
      return new Promise(() => {});
    case 'throw-outside':
      setTimeout(() => {
        throw new Error('outside of everything');
      });
      return new Promise(() => {});
    case 'typed':
      throw new CamdialError('gpu-lost', 'it went away');
    case 'untyped':
      throw new RangeError('beyond');
    case 'busy':
      for (const end = performance.now() + 300; performance.now() < end; );
  }
}

serveBackbone(async (given, { onProgress, signal }) => {
  const recipe = (given ?? {}) as TrialRecipe;
  onProgress(0.25);
  if (recipe.start === 'typed') throw new CamdialError('model-invalid', 'no such model');
  if (recipe.start === 'untyped') throw new RangeError('beyond');
  if (recipe.start === 'forever') {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  }
  onProgress(1);
  return new Trial(recipe);
});
