import {
  Camera,
  type Controller,
  condition,
  FeatureBackbone,
  type Frame,
  type FrameSource,
  MlpRegressor,
  type Output,
  Pipeline,
  type Prediction,
  Regressor,
  RidgeRegressor,
  SampleStore,
  Scattering,
  SliderController,
} from 'camdial';
import {
  backboneChecks,
  controllerChecks,
  frameSourceChecks,
  regressorChecks,
  SimulatedSource,
} from 'camdial/testing';

class Still implements FrameSource {
  async next(): Promise<Frame | null> {
    return null;
  }
  dispose(): void {}
}

class Brightness extends FeatureBackbone {
  readonly id = 'brightness';
  readonly inputSize = 1;
  readonly featureShape = [1];
  override async extract(frame: Frame): Promise<Float32Array> {
    return Float32Array.of(frame.width);
  }
}

class Constant extends Regressor {
  readonly fitted = true;
  override async fit(samples: SampleStore) {
    return {
      samples: samples.size,
      rounds: 1,
      milliseconds: 0,
      outputs: [],
      method: 'none' as const,
      advice: [],
    };
  }
  override predict(): Prediction {
    return { values: Float32Array.of(0), confidence: 1 };
  }
}

const lamp: Controller = { update: ({ values }: Output) => console.log(values[0]) };

async function main(signal: AbortSignal | undefined): Promise<void> {
  const camera = await Camera.open({ signal, deviceId: undefined });
  const dial = new Pipeline({
    source: camera,
    backbone: Scattering.create(),
    regressor: new RidgeRegressor(),
  });
  await dial.record(-1, { seconds: 2 });
  await dial.record((ms) => Math.sin(ms / 1000), { signal });
  const { outputs } = await dial.train({ signal });
  console.log(outputs[0]?.mae);
  dial.connect(new SliderController(document.querySelector<HTMLInputElement>('input[type=range]')!));
  dial.connect(condition(lamp));
  dial.subscribe((output) => console.log(output?.confidence));
  await dial.run({ signal });
}

const checks = [
  ...frameSourceChecks(() => new SimulatedSource({ realtime: false })),
  ...backboneChecks(() => new Brightness()),
  ...regressorChecks(() => new Constant()),
  ...controllerChecks(() => lamp),
];
for (const { name, run } of checks) void [name, run];
void [main, Still, MlpRegressor, SampleStore];
