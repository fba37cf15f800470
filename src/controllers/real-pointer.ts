const types = ['pointermove', 'pointerdown'] as const;

/** Hears when the person takes the mouse, pen or finger. */
export class RealPointer {
  readonly #window: Window;
  readonly #onUse: () => void;
  #last: { x: number; y: number } | null = null;

  constructor(window: Window, onUse: () => void) {
    this.#window = window;
    this.#onUse = onUse;
    // Captured and passive: the page can neither hide it from us nor be held up.
    for (const type of types) window.addEventListener(type, this.#hear, { capture: true, passive: true });
  }

  dispose(): void {
    for (const type of types) this.#window.removeEventListener(type, this.#hear, { capture: true });
  }

  #hear = (event: PointerEvent): void => {
    if (!event.isTrusted) return; // our own
    const { screenX: x, screenY: y } = event;
    const before = this.#last;
    this.#last = { x, y };
    // Browsers send moves of a mouse that lies still when the page moves under it.
    const moved = before ? x !== before.x || y !== before.y : event.movementX !== 0 || event.movementY !== 0;
    if (event.type === 'pointerdown' || moved) this.#onUse();
  };
}
