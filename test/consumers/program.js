// What a user writes, without a camera: a simulated person follows a dot, the dial learns, and reads on.
import { CamdialError, clamp, condition, oneEuro, Pipeline, RidgeRegressor, Scattering } from 'camdial';
import { SimulatedSource } from 'camdial/testing';

export async function program(makeRegressor = () => new RidgeRegressor()) {
  const source = new SimulatedSource({
    width: 160,
    height: 120,
    realtime: false,
    frames: 160,
    motion: follow,
  });
  const dial = new Pipeline({ source, backbone: Scattering.create(), regressor: makeRegressor() });
  await dial.record((ms) => follow(ms).x, { frames: 100 });
  const report = await dial.train();
  let readings = 0;
  let missed = 0;
  dial.connect(
    condition(
      {
        update: ({ values }) => {
          readings++;
          missed += Math.abs(values[0] - source.pose.x);
        },
      },
      oneEuro(),
      clamp(),
    ),
  );
  await dial.run();
  let code = '';
  try {
    await dial.record(Number.NaN);
  } catch (error) {
    if (error instanceof CamdialError) code = error.code;
  }
  return { samples: report.samples, readings, error: missed / readings, code };
}

function follow(ms) {
  return { x: Math.sin(ms / 400), y: 0, z: 0 };
}
