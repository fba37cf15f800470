import { CamdialError } from '../errors.js';

/** A target that follows an input: hand it to {@link Pipeline.record} with `{ lag: 0 }`, for the person sets it. */
export interface InputTarget {
  /** One value an output. */
  (): number[];
  /** Stops listening. May be called more than once. */
  dispose(): void;
}

/**
 * The value of a slider (`<input type="range">` or `number`), for teaching a dial by moving it along with the body.
 *
 * @throws CamdialError `bad-argument` where it has no number.
 *
 * @example
 * ```ts
 * import { type Pipeline, sliderTarget } from 'camdial';
 *
 * async function teach(dial: Pipeline, slider: HTMLInputElement) {
 *   await dial.record(sliderTarget(slider), { seconds: 20, lag: 0, live: true });
 * }
 * ```
 */
export function sliderTarget(slider: HTMLInputElement): InputTarget {
  const read = () => {
    const value = slider.valueAsNumber;
    if (Number.isFinite(value)) return [value];
    throw new CamdialError(
      'bad-argument',
      `A slider to teach with needs a number, got ${JSON.stringify(slider.value)} from an input of type "${slider.type}". Use type="range".`,
    );
  };
  return Object.assign(read, { dispose: () => {} });
}

/** Options of {@link pointerTarget}. */
export interface PointerTargetOptions {
  /** Which directions are outputs. Default both: x to the right, then y upwards. */
  axes?: readonly ('x' | 'y')[] | undefined;
}

/**
 * Where the pointer (mouse, pen or finger) is over an element: -1..1 from its left edge to its right one, and from its
 * lower edge to its upper one. Outside, the nearest edge counts. In the middle until it has moved.
 *
 * @param element - what it moves over.
 */
export function pointerTarget(
  element: HTMLElement,
  { axes = ['x', 'y'] }: PointerTargetOptions = {},
): InputTarget {
  const at = { x: 0, y: 0 };
  const onMove = ({ clientX, clientY }: PointerEvent) => {
    const { left, bottom, width, height } = element.getBoundingClientRect();
    at.x = unit((clientX - left) / width);
    at.y = unit((bottom - clientY) / height);
  };
  const { ownerDocument } = element;
  for (const type of ['pointermove', 'pointerdown'] as const) ownerDocument.addEventListener(type, onMove);
  return Object.assign(() => axes.map((axis) => at[axis]), {
    dispose() {
      for (const type of ['pointermove', 'pointerdown'] as const)
        ownerDocument.removeEventListener(type, onMove);
    },
  });
}

/** Options of {@link gamepadTarget}. */
export interface GamepadTargetOptions {
  /** Which gamepad, by its index in `navigator.getGamepads()`. Default: the first one that is there. */
  index?: number | undefined;
  /** Which axes are outputs, by their index: 0 and 1 are the left stick. Default `[0]`. */
  axes?: readonly number[] | undefined;
}

/**
 * Axes of a gamepad, -1..1 as the browser gives them: y axes go down. A browser shows a gamepad after one of its
 * buttons was pressed.
 *
 * @throws CamdialError `unsupported` where there are no gamepads in this browser. While it is read: `bad-argument`
 * where the gamepad or axis is not there.
 */
export function gamepadTarget({ index, axes = [0] }: GamepadTargetOptions = {}): InputTarget {
  if (typeof navigator === 'undefined' || typeof navigator.getGamepads !== 'function') {
    throw new CamdialError(
      'unsupported',
      'This browser has no gamepads. Teach with a slider or the pointer.',
    );
  }
  const read = () => {
    const pads = navigator.getGamepads();
    const pad = index === undefined ? pads.find((each) => each !== null) : pads[index];
    if (!pad) {
      throw new CamdialError(
        'bad-argument',
        `There is no gamepad${index === undefined ? '' : ` ${index}`}. Connect it and press one of its buttons.`,
      );
    }
    return axes.map((axis) => {
      const value = pad.axes[axis];
      if (value !== undefined) return value;
      throw new CamdialError(
        'bad-argument',
        `This gamepad has the axes 0 to ${pad.axes.length - 1}, not ${axis}.`,
      );
    });
  };
  return Object.assign(read, { dispose: () => {} });
}

function unit(share: number): number {
  return Math.min(1, Math.max(-1, 2 * share - 1));
}
