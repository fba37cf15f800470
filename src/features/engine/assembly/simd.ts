/** a * b + c; in one rounding where the build may. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/**
 * Every activation that costs next to nothing: `min(max(x, slope x), ceiling)`. Linear has slope 1, relu 0, leaky relu
 * its alpha; relu6 has ceiling 6, the others infinity. The order of arguments lets NaN through.
 */
// @ts-ignore: decorator
@inline
export function activate(x: v128, slope: v128, ceiling: v128): v128 {
  return f32x4.pmin(f32x4.pmax(f32x4.mul(x, slope), x), ceiling);
}
