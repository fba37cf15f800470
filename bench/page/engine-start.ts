import { Engine } from '../../src/features/engine/engine.js';
import { compileKernels } from '../../src/features/engine/kernels.js';
import { planNetwork } from '../../src/features/graph/compile.js';
import { openModel } from '../../src/features/model/open-model.js';
import type { NetworkCase } from '../lib/network-cases.js';

/** Where the time goes until the first features are there, ms; and what memory that takes, bytes. */
export interface EngineStart {
  readonly compile: number;
  readonly pack: number;
  readonly firstFrame: number;
  readonly laterFrame: number;
  readonly bytes: number;
}

/** From weights that are here to the first features, in a page that has done nothing else. */
export async function measureEngineStart({
  network,
  url,
}: {
  network: NetworkCase;
  url: string;
}): Promise<EngineStart> {
  const kernels = compileKernels(); // while the model is fetched, as a backbone does it
  const model = await openModel({ url }, { cache: false });
  const plan = planNetwork(model.topology, model.weightSpecs, network);
  const weights = await model.readWeights(plan.wanted);
  const pixels = new Float32Array(3 * plan.inputSize ** 2).fill(100);
  await kernels;
  const times = [performance.now()];
  const lap = () => times.push(performance.now());
  const compiled = plan.compile(weights);
  lap();
  const engine = await Engine.start(await kernels, compiled);
  lap();
  engine.run(pixels);
  lap();
  for (let i = 0; i < 20; i++) engine.run(pixels);
  lap();
  const [compile, pack, firstFrame, twenty] = times.slice(1).map((time, i) => time - times[i]!);
  return {
    compile: compile!,
    pack: pack!,
    firstFrame: firstFrame!,
    laterFrame: twenty! / 20,
    bytes: engine.bytes,
  };
}
