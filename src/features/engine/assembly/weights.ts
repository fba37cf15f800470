/** `[rows][channels]`, each channel times its own factor: what is left of a batch normalisation. */
export function scaleWeights(weights: usize, rows: i32, channels: i32, scale: usize): void {
  const end = scale + (<usize>channels << 2);
  for (let row = 0; row < rows; row++) {
    let s = scale;
    for (; s + 16 <= end; s += 16, weights += 16) v128.store(weights, f32x4.mul(v128.load(weights), v128.load(s)));
    for (; s < end; s += 4, weights += 4) store<f32>(weights, load<f32>(weights) * load<f32>(s));
  }
}

/** `[depth][channels]` to `[groups of 8][depth][8]`; what is missing of the last group is 0. */
export function packFilter(source: usize, target: usize, depth: i32, channels: i32): void {
  for (let n = 0; n < channels; n += 8) {
    const whole = n + 8 <= channels;
    let p = source + (n << 2);
    for (let k = 0; k < depth; k++, p += (<usize>channels) << 2, target += 32) {
      if (whole) {
        v128.store(target, v128.load(p));
        v128.store(target, v128.load(p, 16), 16);
      } else {
        memory.fill(target, 0, 32);
        memory.copy(target, p, (<usize>(channels - n)) << 2);
      }
    }
  }
}

/** `[taps][channels]` to `[quads][taps][4]`; what is missing of the last quad is 0. */
export function packDepthwise(source: usize, target: usize, taps: i32, channels: i32): void {
  for (let c = 0; c < channels; c += 4) {
    for (let k = 0; k < taps; k++, target += 16) {
      v128.store(target, f32x4.splat(0));
      memory.copy(target, source + ((k * channels + c) << 2), (<usize>min(4, channels - c)) << 2);
    }
  }
}

const taps = memory.data(9 * 32, 16);
const half = memory.data(18 * 16, 16);

/**
 * G g G^T of every pair of channels, `[3][3][depth][channels]` to `[36][groups of 8][depth][8]`; what is missing of the
 * last group is 0.
 */
export function packWinograd(source: usize, target: usize, depth: i32, channels: i32): void {
  const step: usize = (((channels + 7) >> 3) * depth) << 5; // from a product to the next
  for (let n = 0; n < channels; n += 8) {
    const bytes = <usize>min(8, channels - n) << 2;
    memory.fill(taps, 0, 9 * 32);
    for (let k = 0; k < depth; k++, target += 32) {
      for (let i = 0; i < 9; i++) memory.copy(taps + (i << 5), source + (((i * depth + k) * channels + n) << 2), bytes);
      for (let quad: usize = 0; quad < 32; quad += 16) {
        for (let c = 0; c < 3; c++) filterLine(taps + (c << 5) + quad, 96, half + (c << 4), 48);
        for (let r = 0; r < 6; r++) filterLine(half + r * 48, 16, target + r * 6 * step + quad, step);
      }
    }
  }
}

/**
 * G g of three vectors.
 *
 *      1/4    0    0
 *     -1/6 -1/6 -1/6
 *     -1/6  1/6 -1/6
 *     1/24 1/12  1/6
 *     1/24 -1/12 1/6
 *        0    0    1
 */
function filterLine(p: usize, step: usize, o: usize, outStep: usize): void {
  const a = v128.load(p), b = v128.load(p + step), c = v128.load(p + 2 * step);
  const even = f32x4.add(a, c), sixth = f32x4.splat(-1.0 / 6);
  v128.store(o, f32x4.mul(a, f32x4.splat(0.25)));
  v128.store(o + outStep, f32x4.mul(f32x4.add(even, b), sixth));
  v128.store(o + 2 * outStep, f32x4.mul(f32x4.sub(even, b), sixth));
  const wide = f32x4.add(f32x4.mul(a, f32x4.splat(1.0 / 24)), f32x4.mul(c, f32x4.splat(1.0 / 6)));
  const odd = f32x4.mul(b, f32x4.splat(1.0 / 12));
  v128.store(o + 3 * outStep, f32x4.add(wide, odd));
  v128.store(o + 4 * outStep, f32x4.sub(wide, odd));
  v128.store(o + 5 * outStep, c);
}
