export function clampUnit(value: number): number {
  return Math.min(1, Math.max(-1, value));
}
