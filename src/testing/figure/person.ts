import type { Pose } from '../pose.js';
import { drawBody, drawCollar, drawNeck } from './body.js';
import { drawEars, drawFeatures, drawSkin, type Expression } from './face.js';
import { drawHair, drawHairBehind, drawStrands } from './hair.js';
import type { Look } from './looks.js';
import { Mask } from './mask.js';
import type { Painter } from './painter.js';
import { Placement } from './placement.js';
import { scatter } from './random.js';

/** Half the height of the face when the pose is 0, in shares of the picture's central square. */
const FACE = 0.163;

/** Paints head and shoulders of one person. */
export class Person {
  readonly #look: Look;
  readonly #seed: number;
  readonly #shape: Mask;
  readonly #detail: Mask;
  readonly #head = new Placement();
  readonly #face = new Placement();
  readonly #ears = new Placement();
  readonly #fringe = new Placement();
  readonly #body = new Placement();
  readonly #picture = new Placement();

  constructor(width: number, height: number, look: Look, seed: number) {
    this.#look = look;
    this.#seed = seed;
    this.#shape = new Mask(width, height);
    this.#detail = new Mask(width, height);
  }

  /**
   * @param pose - each value within -1..1.
   * @param milliseconds - decides about blinks, glances and breath.
   */
  draw(painter: Painter, { x, y, z }: Pose, milliseconds: number): void {
    const look = this.#look;
    const shape = this.#shape;
    const detail = this.#detail;
    const unit = Math.min(painter.width, painter.height);
    const scale = FACE * unit * 1.2 ** z;
    // The head's place in the picture is exactly proportional to the pose, whatever the rest of the body does.
    const headX = painter.width / 2 + 0.255 * unit * x;
    const headY = painter.height / 2 - (0.062 + 0.07 * y) * unit;
    const breath = 0.012 * Math.sin((milliseconds / 3900) * 2 * Math.PI);
    const tilt = 0.19 * x;
    const roll = 0.13 * x;
    const head = this.#head.set(headX, headY, scale, roll);
    // The shoulders follow the lean, the nod hardly.
    const bodyX = headX - (1.38 * Math.sin(tilt) + 0.1 * x) * scale;
    const bodyY = headY + (1.38 * Math.cos(tilt) + 0.13 * y + breath) * scale;
    const body = this.#body.set(bodyX, bodyY, scale, tilt * 0.9);
    // Who leans aside still looks at the screen: the face turns back to the middle.
    const turn = -0.075 * x;
    const nod = -0.085 * y;
    const face = this.#face.within(head, turn, nod, 1, 0);
    const ears = this.#ears.within(head, -0.35 * turn, -0.5 * nod, 1, 0);
    const fringe = this.#fringe.within(head, 0.2 * turn, 0.15 * nod, 1, 0);
    const picture = this.#picture.set(painter.width / 2, painter.height / 2, unit);

    // The window throws a soft shadow onto the wall behind.
    const shadowX = (headX - painter.width / 2) / unit + 0.13;
    const shadowY = (headY - painter.height / 2) / unit;
    const size = scale / unit;
    painter.glow(picture, shadowX, shadowY + 0.05, size * 1.55, size * 1.7, 0x2a1c18, 0.26, undefined, 0.1);
    painter.glow(
      picture,
      shadowX - 0.02,
      shadowY + 0.5,
      size * 3.2,
      size * 2.4,
      0x2a1c18,
      0.26,
      undefined,
      0.1,
    );

    drawHairBehind(painter, shape, ears, look);
    drawBody(painter, shape, detail, body, look);
    drawNeck(painter, shape, head, body, look);
    drawCollar(painter, shape, detail, body, look);
    drawEars(painter, shape, ears, look);
    drawSkin(painter, shape, head, face, look);
    drawFeatures(painter, detail, shape, face, look, this.#expression(milliseconds));
    drawHair(painter, shape, fringe, look);
    drawStrands(painter, shape, detail, fringe, look);
  }

  /** Blinks every few seconds and glances about a little: decided by the time alone. */
  #expression(milliseconds: number): Expression {
    const blinkSlot = Math.floor(milliseconds / 3400);
    const sinceBlink = milliseconds - blinkSlot * 3400 - (600 + 2400 * scatter(blinkSlot, this.#seed + 11));
    const shut =
      sinceBlink < -70 || sinceBlink > 130 ? 0 : sinceBlink < 0 ? 1 + sinceBlink / 70 : 1 - sinceBlink / 130;
    const glanceSlot = Math.floor(milliseconds / 1300);
    const gaze = scatter(glanceSlot, this.#seed + 23) - 0.5;
    return { openness: 1 - shut, gaze };
  }
}
