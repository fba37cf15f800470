import { byTestId, find, onClick } from '../../shared/page/dom.js';

/** A sheet to draw on: a click puts the pen down, the next one lifts it; a finger or a mouse draws as usual. */
export class Drawing {
  readonly #canvas = find('canvas', HTMLCanvasElement, byTestId('drawing'));
  readonly #context = this.#canvas.getContext('2d');
  readonly #state = byTestId('pen-state');
  #isDown = false;
  #last: { x: number; y: number } | null = null;

  constructor() {
    this.#canvas.addEventListener('click', ({ isTrusted }) => {
      if (!isTrusted) this.#set(!this.#isDown);
    });
    this.#canvas.addEventListener('pointermove', (event) => {
      if (event.isTrusted ? event.buttons === 1 : this.#isDown) this.#draw(event);
      else this.#last = null;
    });
    this.#canvas.addEventListener('pointerleave', () => {
      this.#last = null;
      this.#set(false);
    });
    onClick('drawing-clear', () => this.#context?.clearRect(0, 0, this.#canvas.width, this.#canvas.height));
  }

  #set(isDown: boolean): void {
    this.#isDown = isDown;
    this.#state.textContent = isDown ? 'The pen is down.' : 'The pen is up.';
  }

  #draw({ clientX, clientY }: PointerEvent): void {
    const context = this.#context;
    if (!context) return;
    const { left, top, width, height } = this.#canvas.getBoundingClientRect();
    const at = {
      x: ((clientX - left) / width) * this.#canvas.width,
      y: ((clientY - top) / height) * this.#canvas.height,
    };
    const from = this.#last ?? at;
    context.strokeStyle = getComputedStyle(this.#canvas).color;
    context.lineWidth = 6;
    context.lineCap = 'round';
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(at.x, at.y);
    context.stroke();
    this.#last = at;
  }
}
