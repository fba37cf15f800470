import type { PackedError } from '../features/worker/protocol.js';
import type { Lessons, MlpSettings, Trained, TrainingJob, TrainingStep } from './mlp-trainer.js';
import type { TfjsOptions } from './tfjs.js';

/** What the page says to the worker that trains. */
export type ToMlpWorker =
  | { readonly kind: 'start'; readonly lock: string; readonly tfjs: TfjsOptions }
  | { readonly kind: 'samples'; readonly settings: MlpSettings; readonly lessons: PackedLessons }
  | { readonly kind: 'train'; readonly job: TrainingJob };

/** What the worker that trains says to the page. */
export type FromMlpWorker =
  | { readonly kind: 'alive'; readonly hasLock: boolean }
  | { readonly kind: 'ready'; readonly backend: string }
  | { readonly kind: 'step'; readonly step: TrainingStep }
  | { readonly kind: 'trained'; readonly trained: Trained }
  | { readonly kind: 'failed'; readonly error: PackedError };

/** Samples on their way between threads: features and targets back to back. */
export interface PackedLessons {
  readonly features: Float32Array<ArrayBuffer>;
  readonly targets: Float32Array<ArrayBuffer>;
  readonly featureLength: number;
  readonly outputs: number;
}

export function unpackLessons({ features, targets, featureLength, outputs }: PackedLessons): Lessons {
  const rows = (values: Float32Array, length: number) =>
    Array.from({ length: values.length / length }, (_, i) => values.subarray(i * length, (i + 1) * length));
  return { features: rows(features, featureLength), targets: rows(targets, outputs), featureLength, outputs };
}
