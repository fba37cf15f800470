import type { MlpArrays } from './mlp-weights.js';

/**
 * The network in the format of TensorFlow.js (a LayersModel): `model.json` and the file of weights that it names.
 */
export function layersModelFiles({ hidden, hiddenBias, output, outputBias }: MlpArrays): [File, File] {
  const units = hiddenBias.length;
  const outputs = outputBias.length;
  const featureLength = hidden.length / units;
  const dense = (name: string, config: object) => ({
    class_name: 'Dense',
    config: { name, trainable: true, dtype: 'float32', use_bias: true, ...config },
  });
  const weight = (name: string, ...shape: number[]) => ({ name, shape, dtype: 'float32' });
  const json = {
    format: 'layers-model',
    generatedBy: 'camdial',
    convertedBy: null,
    modelTopology: {
      class_name: 'Sequential',
      config: {
        name: 'camdial',
        layers: [
          dense('hidden', { units, activation: 'relu', batch_input_shape: [null, featureLength] }),
          dense('output', { units: outputs, activation: 'linear' }),
        ],
      },
      keras_version: 'tfjs-layers 4.22.0',
      backend: 'tensor_flow.js',
    },
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: [
          weight('hidden/kernel', featureLength, units),
          weight('hidden/bias', units),
          weight('output/kernel', units, outputs),
          weight('output/bias', outputs),
        ],
      },
    ],
  };
  // Little-endian, as TensorFlow.js reads them and as every machine with a browser writes them.
  const arrays = [transposed(hidden, units), hiddenBias, transposed(output, outputs), outputBias];
  return [
    new File([JSON.stringify(json)], 'model.json', { type: 'application/json' }),
    new File(arrays, 'weights.bin', { type: 'application/octet-stream' }),
  ];
}

/** Rows become columns: TensorFlow.js has one row an input. */
function transposed(matrix: Float32Array, rows: number): Float32Array<ArrayBuffer> {
  const columns = matrix.length / rows;
  const out = new Float32Array(matrix.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      out[column * rows + row] = matrix[row * columns + column]!;
  return out;
}
