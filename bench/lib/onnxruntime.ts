/** The part of ONNX Runtime Web that is used here; the package itself is not installed with the project. */
interface OnnxRuntime {
  readonly env: { readonly wasm: { numThreads: number } };
  readonly InferenceSession: {
    create(model: Uint8Array, options: { executionProviders: readonly string[] }): Promise<Session>;
  };
  readonly Tensor: new (type: 'float32', values: Float32Array, shape: readonly number[]) => OnnxTensor;
}

interface OnnxTensor {
  readonly data: Float32Array;
}

interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(inputs: Record<string, OnnxTensor>): Promise<Record<string, OnnxTensor>>;
}

/**
 * Opens a model in ONNX Runtime Web, on one thread (its build has SIMD always).
 *
 * @param module - address of the runtime's module, with its wasm beside it.
 * @returns a function that runs the model on values of the input's shape.
 */
export async function openOnnx(
  module: string,
  model: Uint8Array,
  shape: readonly number[],
): Promise<(values: Float32Array) => Promise<Float32Array>> {
  const runtime = (await import(/* @vite-ignore */ module)) as OnnxRuntime;
  runtime.env.wasm.numThreads = 1;
  const session = await runtime.InferenceSession.create(model, { executionProviders: ['wasm'] });
  const [input] = session.inputNames;
  const [output] = session.outputNames;
  return async (values) => {
    const results = await session.run({ [input!]: new runtime.Tensor('float32', values, shape) });
    return results[output!]!.data;
  };
}
