// What one call says, field by field, 4 bytes each, in the order in which ../calls.ts writes them. All steps and lengths
// that end in Bytes, and all steps without another unit, are bytes; pictures are channels-last float32.

/** Kinds of calls, in the first field of each. */
export const enum Kind {
  Input,
  Convolution,
  Winograd,
  Depthwise,
  Affine,
  MaxPool,
  AveragePool,
  Add,
  Copy,
  Border,
  Activation,
  Softmax,
}

// @ts-ignore: decorator
@unmanaged
export class Call {
  kind: Kind;
  bytes: usize; // of this call, to the next
}

/** Bytes or numbers of a frame into the first picture, with a shift for each colour. */
// @ts-ignore: decorator
@unmanaged
export class Input extends Call {
  source: usize;
  isBytes: i32; // red, green, blue and alpha as bytes; else red, green and blue as float32
  target: usize;
  rows: i32;
  columns: i32;
  targetRow: usize;
  red: f32;
  green: f32;
  blue: f32;
}

/** How the rows of a panel are made: of taps as they lie, or of what one of two simple operations makes of them. */
export const enum Packing {
  Taps,
  Affine,
  Depthwise,
}

// @ts-ignore: decorator
@unmanaged
export class Convolution extends Call {
  packing: Packing;
  first: usize; // the call that packs, for Affine and Depthwise
  source: usize; // the first tap of the first place
  down: usize; // from the first tap of a place to that of the place below
  right: usize; // and of the place beside
  tapRows: i32;
  tapDown: usize;
  tapRuns: i32; // stretches of taps without a gap, in one row
  tapRight: usize;
  run: i32; // float32 in a stretch
  depth: i32; // float32 that make one result: tapRows * tapRuns * run
  height: i32; // places in a panel
  panel: usize; // where panels are packed
  target: usize;
  targetRow: usize;
  targetPixel: usize;
  rows: i32;
  columns: i32;
  groups: i32; // of 8 output channels
  filter: usize; // [groups][depth][8]
  bias: usize;
  sink: usize; // takes what the last, incomplete tile has too much
  slope: f32;
  ceiling: f32;
}

// @ts-ignore: decorator
@unmanaged
export class Winograd extends Call {
  source: usize;
  sourceRow: usize;
  sourcePixel: usize;
  target: usize;
  targetRow: usize;
  targetPixel: usize;
  rows: i32;
  columns: i32;
  depth: i32;
  groups: i32;
  filter: usize; // [36][groups][depth][8]
  bias: usize;
  together: i32; // tiles at a time
  inputs: usize; // [36][together][panel row], scratch
  inputStep: usize;
  outputs: usize; // [36][together][8 groups], scratch
  outputStep: usize;
  zeros: usize; // as many as there are channels
  sink: usize;
  slope: f32;
  ceiling: f32;
}

// @ts-ignore: decorator
@unmanaged
export class Depthwise extends Call {
  source: usize;
  sourcePixel: usize;
  down: usize;
  right: usize;
  tapRows: i32;
  tapColumns: i32;
  tapDown: usize;
  tapRight: usize;
  target: usize;
  targetRow: usize;
  targetPixel: usize;
  rows: i32;
  columns: i32;
  quads: i32; // of 4 channels
  filter: usize; // [quads][tapRows][tapColumns][4]
  bias: usize;
  slope: f32;
  ceiling: f32;
}

/** Also of Copy, which takes every value as it is. */
// @ts-ignore: decorator
@unmanaged
export class Affine extends Call {
  source: usize;
  sourceRow: usize;
  sourcePixel: usize;
  target: usize;
  targetRow: usize;
  targetPixel: usize;
  rows: i32;
  columns: i32;
  channels: i32;
  scale: usize;
  bias: usize;
  slope: f32;
  ceiling: f32;
}

// @ts-ignore: decorator
@unmanaged
export class Pool extends Call {
  source: usize;
  sourceRow: usize;
  sourcePixel: usize;
  sourceRows: i32;
  sourceColumns: i32;
  sizeDown: i32;
  sizeRight: i32;
  strideDown: i32;
  strideRight: i32;
  top: i32; // padding, which takes no part
  left: i32;
  target: usize;
  targetRow: usize;
  targetPixel: usize;
  rows: i32;
  columns: i32;
  quads: i32;
}

// @ts-ignore: decorator
@unmanaged
export class Add extends Call {
  source: usize;
  sourceRow: usize;
  sourcePixel: usize;
  other: usize;
  otherRow: usize;
  otherPixel: usize;
  target: usize;
  targetRow: usize;
  targetPixel: usize;
  rows: i32;
  columns: i32;
  quads: i32;
  slope: f32;
  ceiling: f32;
}

/** Zeros around a picture. */
// @ts-ignore: decorator
@unmanaged
export class Border extends Call {
  start: usize; // of the whole, border included
  rowBytes: usize;
  top: i32;
  bottom: i32;
  leftBytes: usize;
  rightBytes: usize;
  rows: i32; // between top and bottom
}

/** An activation that is none of those that come with another operation, in place. */
// @ts-ignore: decorator
@unmanaged
export class Activation extends Call {
  source: usize;
  sourceRow: usize;
  sourcePixel: usize;
  rows: i32;
  columns: i32;
  channels: i32;
  function: i32;
  alpha: f32;
}
