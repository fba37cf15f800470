import { cpus, loadavg } from 'node:os';

/** The machine in words; what else it does shows in the load. */
export function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${model}, ${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)}`;
}
