import { expect, test } from 'vitest';
import { AreaAverage } from '../../capture/area-average.js';
import type { Frame, PixelImage } from '../../capture/frame.js';
import { CamdialError } from '../../errors.js';
import { FeatureBackbone } from '../../features/backbone.js';
import { backboneChecks } from './backbone.js';
import { failuresOf } from './failures.js';

/** A sound backbone: colors of 6 x 6 squares. */
class Tiles extends FeatureBackbone {
  id = 'tiles-6';
  readonly inputSize: number = 6;
  featureShape: readonly number[] = [6, 6, 3];
  protected isDisposed = false;

  async extract(frame: Frame): Promise<Float32Array> {
    if (this.isDisposed) throw new CamdialError('disposed', 'Disposed.');
    await Promise.resolve();
    return this.read(frame);
  }

  protected read(frame: Frame, mirrored = frame.mirrored): Float32Array {
    const image = frame.image as PixelImage;
    const size = Math.min(image.width, image.height);
    if (size === 0) throw new CamdialError('frame-unreadable', 'Empty.');
    const features = new Float32Array(108);
    const region = { x: (image.width - size) / 2, y: (image.height - size) / 2, size };
    new AreaAverage(6).read(image, region, mirrored, features);
    return features;
  }

  override dispose(): void {
    this.isDisposed = true;
  }
}

for (const check of backboneChecks(() => new Tiles())) test(check.name, check.run);

let count = 0;
const shared = new Float32Array(108);

const broken: Record<string, [make: () => FeatureBackbone, checks: string[]]> = {
  'no id': [() => Object.assign(new Tiles(), { id: '' }), ['says who it is']],
  'an id of its own each time': [
    () => Object.assign(new Tiles(), { id: `tiles-${count++}` }),
    ['made alike'],
  ],
  'a shape that does not fit': [
    () => Object.assign(new Tiles(), { featureShape: [6, 6, 4] }),
    ['as many finite features', 'any size and form'],
  ],
  'a shape with a hole': [() => Object.assign(new Tiles(), { featureShape: [6, 0, 3] }), ['says who it is']],
  'one array for all results': [
    () =>
      new (class extends Tiles {
        protected override read(frame: Frame) {
          shared.set(super.read(frame));
          return shared;
        }
      })(),
    ['fresh array', 'different pictures', 'do not mix'],
  ],
  'not finite': [
    () =>
      new (class extends Tiles {
        protected override read(frame: Frame) {
          return super.read(frame).fill(Number.NaN, 7, 8);
        }
      })(),
    ['as many finite features'],
  ],
  'another answer every time': [
    () =>
      new (class extends Tiles {
        protected override read(frame: Frame) {
          return super.read(frame).map((value) => value + (count++ % 7));
        }
      })(),
    ['same picture'],
  ],
  blind: [
    () =>
      new (class extends Tiles {
        protected override read(frame: Frame) {
          return super.read(frame).fill(1);
        }
      })(),
    ['different pictures', 'flipped left to right'],
  ],
  'deaf to mirrored': [
    () =>
      new (class extends Tiles {
        protected override read(frame: Frame) {
          return super.read(frame, false);
        }
      })(),
    ['flipped left to right'],
  ],
  'takes the corner for the center': [
    () =>
      new (class extends Tiles {
        protected override read(frame: Frame) {
          const size = Math.min(frame.width, frame.height);
          const features = super.read(frame);
          const corner = { x: 0, y: 0, size };
          if (size) new AreaAverage(6).read(frame.image as PixelImage, corner, frame.mirrored, features);
          return features;
        }
      })(),
    ['central square'],
  ],
  'remembers frames': [
    () =>
      new (class extends Tiles {
        readonly #memory = new WeakMap<Frame, Float32Array>();
        override async extract(frame: Frame) {
          const known = this.isDisposed ? undefined : this.#memory.get(frame);
          const features = known ?? (await super.extract(frame));
          this.#memory.set(frame, features);
          return features.slice();
        }
      })(),
    ['keeps nor changes'],
  ],
  'writes into the frame': [
    () =>
      new (class extends Tiles {
        protected override read(frame: Frame) {
          const features = super.read(frame);
          (frame.image as PixelImage).data.fill(0, 0, 40);
          return features;
        }
      })(),
    ['keeps nor changes'],
  ],
  'mixes what overlaps': [
    () =>
      new (class extends Tiles {
        #frame: Frame | null = null;
        override async extract(frame: Frame) {
          if (this.isDisposed) throw new CamdialError('disposed', 'Disposed.');
          this.#frame = frame;
          await Promise.resolve();
          return this.read(this.#frame);
        }
      })(),
    ['do not mix'],
  ],
  'makes something of nothing': [
    () =>
      new (class extends Tiles {
        protected override read(frame: Frame) {
          return frame.width ? super.read(frame) : new Float32Array(108);
        }
      })(),
    ['without pixels'],
  ],
  'goes on after dispose': [
    () =>
      new (class extends Tiles {
        override dispose() {}
      })(),
    ['after dispose'],
  ],
  'throws at a second dispose': [
    () =>
      new (class extends Tiles {
        override dispose() {
          if (this.isDisposed) throw new Error('again');
          super.dispose();
        }
      })(),
    ['after dispose', 'dispose during'],
  ],
  'never answers once disposed': [
    () =>
      new (class extends Tiles {
        override async extract(frame: Frame) {
          const features = await super.extract(frame);
          return this.isDisposed ? new Promise<never>(() => {}) : features;
        }
      })(),
    ['dispose during'],
  ],
};

for (const [name, [make, expected]] of Object.entries(broken)) {
  test(`finds a backbone that is broken: ${name}`, async () => {
    const failures = await failuresOf(backboneChecks(make, { timeout: 200 }));
    for (const each of expected) expect(failures).toContainEqual(expect.stringContaining(each));
    expect(failures.length).toBeLessThan(11);
  });
}
