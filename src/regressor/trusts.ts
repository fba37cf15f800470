import type { ModelData } from '../samples/saved-dial.js';
import { type Contents, invalid } from './model-data.js';
import { Trust } from './trust.js';

/** Trust in each group of outputs that were learned together; what it says of a frame is their mean. */
export class Trusts {
  readonly #list: readonly Trust[];
  readonly #outputs: number;

  constructor(list: readonly Trust[]) {
    this.#list = list;
    this.#outputs = list.reduce((sum, { parts }) => sum + parts.shares.length, 0);
  }

  of(features: Float32Array): number {
    let sum = 0;
    for (const trust of this.#list) sum += trust.parts.shares.length * trust.of(features);
    return sum / this.#outputs;
  }

  /** As plain data, beside that of a model. */
  get data(): Pick<ModelData, 'numbers' | 'arrays'> {
    const arrays: Record<string, Float32Array | Float64Array> = {};
    const trusts = this.#list.map(
      ({ parts: { roots, mean, landmarks, factored, penalty, shares, usual } }, i) => {
        Object.assign(arrays, {
          [`trust${i}.mean`]: mean,
          [`trust${i}.landmarks`]: landmarks,
          [`trust${i}.factored`]: factored,
          ...(roots && { [`trust${i}.roots`]: roots }),
        });
        return { penalty, shares, usual, isWeighed: roots ? 1 : 0 };
      },
    );
    return { numbers: { trusts }, arrays };
  }

  /** @throws CamdialError `model-invalid` where it is not whole. */
  static from(contents: Contents, featureLength: number): Trusts {
    const trusts = new Trusts(
      contents.list('trusts').map((each, i) => {
        const landmarks = contents.array(`trust${i}.landmarks`, Float32Array);
        const count = landmarks.length / featureLength;
        const factored = contents.array(`trust${i}.factored`, Float64Array, count * count);
        for (let row = 0; row < count; row++)
          if (!(factored[row * count + row]! > 0)) throw invalid(`trust${i}.factored cannot be solved with`);
        return new Trust({
          roots:
            each.number('isWeighed') === 1
              ? contents.array(`trust${i}.roots`, Float32Array, featureLength)
              : null,
          mean: contents.array(`trust${i}.mean`, Float64Array, featureLength),
          landmarks,
          factored,
          penalty: each.number('penalty'),
          shares: each.numbers('shares'),
          usual: each.number('usual'),
        });
      }),
    );
    // Numbers that are finite can still divide by zero.
    const probe = trusts.of(new Float32Array(featureLength));
    if (!(probe >= 0 && probe <= 1)) throw invalid(`its confidence would be ${probe}`);
    return trusts;
  }
}
