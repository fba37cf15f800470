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

const column = memory.data(9 * 4, 16);
const half = memory.data(18 * 4, 16);

/**
 * G g G^T of every pair of channels, `[3][3][depth][channels]` to `[36][groups][depth][8]`. Eight channels that are
 * missing of the last group are 0.
 */
export function packWinograd(source: usize, target: usize, depth: i32, channels: i32): void {
  const groups = (channels + 7) >> 3,
    step: usize = (groups * depth) << 5; // from a product to the next
  memory.fill(target, 0, 36 * step);
  for (let k = 0; k < depth; k++) {
    for (let n = 0; n < channels; n++) {
      for (let i = 0; i < 9; i++)
        store<f32>(column + (i << 2), load<f32>(source + (((i * depth + k) * channels + n) << 2)));
      for (let c = 0; c < 3; c++) filterLine(column + (c << 2), 12, half + (c << 2), 12);
      const o = target + ((((n >> 3) * depth + k) << 5) + ((n & 7) << 2));
      for (let r = 0; r < 6; r++) filterLine(half + r * 12, 4, o + r * 6 * step, step);
    }
  }
}

/**
 * G g of three numbers.
 *
 *      1/4    0    0
 *     -1/6 -1/6 -1/6
 *     -1/6  1/6 -1/6
 *     1/24 1/12  1/6
 *     1/24 -1/12 1/6
 *        0    0    1
 */
function filterLine(p: usize, step: usize, o: usize, outStep: usize): void {
  const a: f64 = load<f32>(p),
    b: f64 = load<f32>(p + step),
    c: f64 = load<f32>(p + 2 * step);
  store<f32>(o, <f32>(a / 4));
  store<f32>(o + outStep, <f32>(-(a + b + c) / 6));
  store<f32>(o + 2 * outStep, <f32>((-a + b - c) / 6));
  store<f32>(o + 3 * outStep, <f32>(a / 24 + b / 12 + c / 6));
  store<f32>(o + 4 * outStep, <f32>(a / 24 - b / 12 + c / 6));
  store<f32>(o + 5 * outStep, <f32>c);
}
