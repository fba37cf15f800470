import { Camera, KerasBackbone, Pipeline, RidgeRegressor } from 'camdial';
import { wasmPaths } from 'camdial/wasm-files';
import { quantile } from '../lib/in-turns.js';
import type { NetworkCase } from '../lib/network-cases.js';
import { runTutorial } from './tutorial.js';

export type SmoothnessWay = 'tutorial' | 'here' | 'worker';

export interface SmoothnessQuestion {
  readonly way: SmoothnessWay;
  readonly network: NetworkCase;
  /** Address of the model.json. */
  readonly url: string;
  readonly seconds: number;
}

export interface Smoothness {
  /** A second. */
  readonly values: number;
  /** From when the picture was taken to its value, ms. */
  readonly latency: number;
  /** What 95 of 100 are below, ms. */
  readonly latency95: number;
  /** ms; 0 where none was longer than the 50 ms that a browser reports. */
  readonly longestTask: number;
  /** Drawn a second. */
  readonly frames: number;
}

/** Runs a dial on a page that draws all the time, and looks at both. */
export async function measureSmoothness({
  way,
  network,
  url,
  seconds,
}: SmoothnessQuestion): Promise<Smoothness> {
  const camera = await Camera.open({ width: 640, height: 480, frameRate: 60 });
  document.body.append(camera.video);
  const stop = new AbortController();
  let latencies: number[] = [];
  let frames = 0;
  let longestTask = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longestTask = Math.max(longestTask, duration);
  });

  const tell = (latency: number) => latencies.push(latency);
  const running =
    way === 'tutorial'
      ? runTutorial(camera.video, network, url, tell, stop.signal)
      : runCamdial(camera, network, url, way === 'worker', tell, stop.signal);
  await until(() => latencies.length >= 5, running);

  const draw = () => {
    frames++;
    if (!stop.signal.aborted) requestAnimationFrame(draw);
  };
  latencies = [];
  observer.observe({ type: 'longtask' });
  requestAnimationFrame(draw);
  const begin = performance.now();
  await Promise.race([wait(1000 * seconds), running]);
  const elapsed = (performance.now() - begin) / 1000;
  const result = {
    values: latencies.length / elapsed,
    latency: quantile(latencies, 0.5),
    latency95: quantile(latencies, 0.95),
    frames: frames / elapsed,
  };
  stop.abort();
  await running;
  await wait(100); // tasks are reported late
  observer.disconnect();
  camera.dispose();
  return { ...result, longestTask };
}

async function runCamdial(
  camera: Camera,
  { layer, preprocessing }: NetworkCase,
  url: string,
  worker: boolean,
  tell: (latency: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const backbone = await KerasBackbone.load({
    url,
    layer,
    preprocessing,
    worker,
    wasmPaths,
    backend: 'wasm',
  });
  const dial = new Pipeline({ source: camera, backbone, regressor: new RidgeRegressor() });
  await dial.record(-1, { frames: 5 });
  await dial.record(1, { frames: 5 });
  await dial.train();
  dial.subscribe((output) => output && tell(output.latency));
  await dial.run({ signal });
  dial.dispose();
  backbone.dispose();
}

async function until(isSo: () => boolean, running: Promise<void>): Promise<void> {
  while (!isSo()) await Promise.race([wait(50), running.then(() => wait(50))]);
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
