import type { TrainingPlace } from './mlp-place.js';
import { MlpTrainer } from './mlp-trainer.js';
import { loadTfjs, type TfjsOptions } from './tfjs.js';

/** This thread as the place to train: in slices, between which the page can draw. */
export async function openHere(tfjs: TfjsOptions, workerReason: string): Promise<TrainingPlace> {
  const loaded = await loadTfjs(tfjs);
  return {
    worker: false,
    workerReason,
    backend: loaded.core.getBackend(),
    async gather(lessons, settings, pause) {
      const trainer = new MlpTrainer(loaded, settings, lessons);
      return (job, onStep) => trainer.train(job, pause, onStep);
    },
  };
}
