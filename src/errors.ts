/**
 * What went wrong, for programs. The message says it for people.
 *
 * - `bad-argument`: an option or argument is outside what the function takes
 * - `unsupported`: this browser (or Node) lacks something that the part needs
 * - `insecure-context`: browsers give the camera only to https pages and localhost
 * - `camera-denied`, `camera-not-found`, `camera-busy`, `camera-constraints`: the camera could not be opened
 * - `camera-lost`: the camera was unplugged or taken away while it was open
 * - `camera-muted`: the system, the browser or another program holds the picture of the open camera back
 * - `camera-frozen`: the picture of the open camera stands still
 * - `video-failed`: a video could not be loaded, decoded or played
 * - `frame-unreadable`: the pixels of a frame could not be read
 * - `feature-shape`, `target-shape`: a vector has another length than expected
 * - `not-finite`: a feature, label or prediction is NaN or infinite
 * - `too-few-samples`, `one-label`: there is not enough to learn from
 * - `not-fitted`: a prediction was asked for before anything was learned
 * - `fit-failed`: learning did not arrive at a finite model; the previous model is kept
 * - `backbone-mismatch`: samples come from another feature backbone
 * - `samples-invalid`: samples from a file or from the browser are damaged, or not from camdial
 * - `out-of-memory`: the memory for more samples could not be had; those recorded are kept
 * - `not-found`: nothing is kept under that name
 * - `storage-full`: the browser has no room to keep more; what is in the page is untouched
 * - `storage-failed`: the browser does not let anything be kept (no IndexedDB, blocked, damaged)
 * - `model-unreachable`: the files of a network could not be fetched (no connection, an HTTP error, nothing in time)
 * - `model-invalid`: a network that was fetched, or a model that was given, is damaged or none
 * - `model-too-large`: a network claims more memory than it may take
 * - `layer-not-found`: a network has no layer of that name
 * - `wasm-blocked`: a Content Security Policy keeps WebAssembly from running
 * - `gpu-lost`: the graphics processor was taken away and could not be had again
 * - `worker-failed`: a worker could not be started, or crashed and did not come back
 * - `tfjs-missing`, `tfjs-mismatch`: TensorFlow.js is not installed, or its packages do not fit together
 * - `midi-denied`, `midi-busy`, `midi-not-found`: a MIDI port could not be had
 * - `busy`: the part is already doing this
 * - `disposed`: the part was used after `dispose()`
 * - `source-failed`, `backbone-failed`, `regressor-failed`, `controller-failed`: a part of a pipeline threw; `cause` has its error
 * - `part-silent`: a part of a pipeline has not answered for a second; it goes on when it does
 * - `contract-broken`: a check of `camdial/testing` found that a part does not keep its contract
 */
export type CamdialErrorCode =
  | 'bad-argument'
  | 'unsupported'
  | 'insecure-context'
  | 'camera-denied'
  | 'camera-not-found'
  | 'camera-busy'
  | 'camera-constraints'
  | 'camera-lost'
  | 'camera-muted'
  | 'camera-frozen'
  | 'video-failed'
  | 'frame-unreadable'
  | 'feature-shape'
  | 'target-shape'
  | 'not-finite'
  | 'too-few-samples'
  | 'one-label'
  | 'not-fitted'
  | 'fit-failed'
  | 'backbone-mismatch'
  | 'samples-invalid'
  | 'out-of-memory'
  | 'not-found'
  | 'storage-full'
  | 'storage-failed'
  | 'model-unreachable'
  | 'model-invalid'
  | 'model-too-large'
  | 'layer-not-found'
  | 'wasm-blocked'
  | 'gpu-lost'
  | 'worker-failed'
  | 'tfjs-missing'
  | 'tfjs-mismatch'
  | 'midi-denied'
  | 'midi-busy'
  | 'midi-not-found'
  | 'busy'
  | 'disposed'
  | 'source-failed'
  | 'backbone-failed'
  | 'regressor-failed'
  | 'controller-failed'
  | 'part-silent'
  | 'contract-broken';

// Registered, so that it is the same symbol in every copy of the package that a page may hold.
const marker = Symbol.for('camdial.error');

/**
 * The one error class of camdial: `code` is for programs, `message` for people (what was expected, what came, what to do).
 *
 * @example
 * ```ts
 * import { Camera, isCamdialError } from 'camdial';
 *
 * try {
 *   await Camera.open();
 * } catch (error) {
 *   if (isCamdialError(error) && error.code === 'camera-denied') console.log(error.message);
 *   else throw error;
 * }
 * ```
 */
export class CamdialError extends Error {
  /** Always `CamdialError`. */
  override readonly name = 'CamdialError';
  /** What went wrong; stable across versions, unlike the message. */
  readonly code: CamdialErrorCode;
  /** @internal */
  readonly [marker] = true;

  /**
   * @param code - what went wrong, for programs.
   * @param message - a sentence: what was expected, what came, what to do.
   * @param options - `cause`: the error that led to this one.
   */
  constructor(code: CamdialErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Whether a caught value is a {@link CamdialError}, also one of another copy of the package. */
export function isCamdialError(value: unknown): value is CamdialError {
  return typeof value === 'object' && value !== null && marker in value;
}
