import { SampleStore } from 'camdial';
import { SampleHome } from 'camdial/storage';

const name = 'recorded';
const shape = { backboneId: 'page', featureShape: [400], outputs: 1 };

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const page = {
  /** Records rounds for ever, and tells of each one when the browser has it. */
  async record(onCommitted: (uid: string) => void): Promise<void> {
    const home = await SampleHome.open();
    const samples = new SampleStore(shape);
    const kept = home.keep(name, samples, {
      onTrouble: (trouble) => {
        throw trouble;
      },
    });
    await kept.saved();
    for (let number = 0; ; number++) {
      const round = samples.beginRound({ label: `round ${number}` });
      const size = 1 + Math.floor(40 * Math.random());
      for (let i = 0; i < size; i++) {
        samples.add(new Float32Array(400).fill(number), [i / size], { timestamp: i });
        if (i % 8 === 0) await pause(1);
      }
      samples.endRound();
      await kept.saved();
      onCommitted(round.uid);
    }
  },

  /** What is kept: the uid of every round, each of them whole. */
  async read(): Promise<{ uids: string[]; troubles: string[]; isWhole: boolean }> {
    const home = await SampleHome.open();
    const { dial, troubles } = await home.read(name);
    home.dispose();
    const samples = SampleStore.from(dial.samples);
    const isWhole = dial.samples.rounds.every(({ features, size, label }) =>
      Array.from(features).every((value) => features.length === 400 * size && label === `round ${value}`),
    );
    return {
      uids: samples.rounds.map(({ uid }) => uid),
      troubles: troubles.map(({ message }) => message),
      isWhole,
    };
  },

  /** The same samples in half precision, so many of them: what the page notices of saving and opening them. */
  async large(count: number) {
    const samples = new SampleStore({
      backboneId: 'page',
      featureShape: [3200],
      outputs: 1,
      precision: 'float16',
    });
    const features = Float32Array.from({ length: 3200 }, (_, i) => Math.sin(i));
    for (let i = 0; i < count; i++) {
      if (i % 2500 === 0) samples.beginRound();
      samples.add(features, [i / count]);
      if (i % 100 === 0) await pause(0);
    }
    samples.endRound();
    await pause(300); // what making them did to the page is not meant
    const long: number[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) long.push(duration);
    });
    observer.observe({ entryTypes: ['longtask'] });
    const progress: number[] = [];
    const onProgress = (fraction: number) => progress.push(fraction);
    const begin = performance.now();
    await samples.save('large', { onProgress });
    const saved = performance.now();
    const opened = await SampleStore.open('large', { onProgress });
    const end = performance.now();
    await pause(300);
    observer.disconnect();
    return {
      size: opened.size,
      bytes: opened.bytes,
      isSame: opened.features(count - 1).every((value, i) => value === samples.features(count - 1)[i]),
      steps: progress.length,
      saveMs: saved - begin,
      openMs: end - saved,
      long,
    };
  },
};

export type KeptPage = typeof page;

Object.assign(globalThis, { kept: page });
