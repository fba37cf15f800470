import { CamdialError } from '../errors.js';
import type { Frame } from './frame.js';
import { SquareReader } from './square-reader.js';

/** Makes small pictures of frames: the square that backbones see, mirrored as they see it. */
export class Thumbnailer {
  readonly #reader: SquareReader;

  /** @throws CamdialError `bad-argument` unless `size` is a positive whole number of pixels. */
  constructor(size: number) {
    this.#reader = new SquareReader(size);
  }

  /**
   * @returns a JPEG.
   * @throws CamdialError `frame-unreadable` as {@link SquareReader.read}, `unsupported` where there is no canvas.
   */
  async of(frame: Frame): Promise<Blob> {
    const { size } = this.#reader;
    const rgb = await this.#reader.read(frame);
    if (typeof OffscreenCanvas === 'undefined') {
      throw new CamdialError('unsupported', 'Thumbnails need OffscreenCanvas. Record without them.');
    }
    const image = new ImageData(size, size);
    for (let i = 0; i < size * size; i++) {
      for (let channel = 0; channel < 3; channel++) image.data[4 * i + channel] = rgb[3 * i + channel]!;
      image.data[4 * i + 3] = 255;
    }
    const canvas = new OffscreenCanvas(size, size);
    canvas.getContext('2d')!.putImageData(image, 0, 0);
    return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
  }
}
