/** A dense layer: rows of the kernel are its units. */
export interface DenseLayer {
  readonly name: string;
  /** One row a unit, as many values each as there are inputs. */
  readonly kernel: Float32Array;
  readonly bias: Float32Array<ArrayBuffer>;
  readonly activation: 'relu' | 'linear';
}

/**
 * Dense layers in the format of TensorFlow.js (a LayersModel): `model.json` and the file of weights that it names.
 *
 * @param layers - from the features on.
 */
export function layersModelFiles(layers: readonly DenseLayer[]): [model: File, weights: File] {
  const inputsOf = ({ kernel, bias }: DenseLayer) => kernel.length / bias.length;
  const json = {
    format: 'layers-model',
    generatedBy: 'camdial',
    convertedBy: null,
    modelTopology: {
      class_name: 'Sequential',
      config: {
        name: 'camdial',
        layers: layers.map((layer, i) => ({
          class_name: 'Dense',
          config: {
            name: layer.name,
            trainable: true,
            dtype: 'float32',
            use_bias: true,
            units: layer.bias.length,
            activation: layer.activation,
            ...(i === 0 && { batch_input_shape: [null, inputsOf(layer)] }),
          },
        })),
      },
      keras_version: 'tfjs-layers 4.22.0',
      backend: 'tensor_flow.js',
    },
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: layers.flatMap((layer) => [
          { name: `${layer.name}/kernel`, shape: [inputsOf(layer), layer.bias.length], dtype: 'float32' },
          { name: `${layer.name}/bias`, shape: [layer.bias.length], dtype: 'float32' },
        ]),
      },
    ],
  };
  // Little-endian, as TensorFlow.js reads them and as every machine with a browser writes them.
  const arrays = layers.flatMap(({ kernel, bias }) => [transposed(kernel, bias.length), bias]);
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
