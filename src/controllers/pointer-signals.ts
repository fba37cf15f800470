/** What takes the focus when a mouse is pressed on it, or on something in it. */
const focusable = 'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]';

/** Sends the events of a mouse to whatever is below, in the order of Pointer Events, section 11. */
export class PointerSignals {
  #below: Element | null = null;
  #at = { x: 0, y: 0 };

  /** @returns the element that is there now. */
  move(x: number, y: number): Element | null {
    const isMoved = x !== this.#at.x || y !== this.#at.y;
    this.#at = { x, y };
    this.#enter(elementAt(x, y));
    if (isMoved) this.#sendTo(this.#below, 'move');
    return this.#below;
  }

  /** Presses and lets go where the pointer is. */
  click(): void {
    const below = this.#below;
    const mayFocus = this.#sendTo(below, 'down', { button: 0, buttons: 1 });
    if (below && mayFocus) focusIn(below);
    this.#sendTo(below, 'up', { button: 0 });
    // Not sent as a pointer event: a click of a mouse event is what every browser follows a link for.
    if (below?.isConnected && !below.closest(':disabled'))
      below.dispatchEvent(new MouseEvent('click', this.#init({ button: 0, detail: 1 })));
  }

  /** Goes off the page. */
  leave(): void {
    this.#enter(null);
  }

  #enter(next: Element | null): void {
    const before = this.#below;
    if (next === before) return;
    this.#below = next;
    const [pathBefore, path] = [pathOf(before), pathOf(next)];
    const left = pathBefore.filter((each) => !path.includes(each));
    const entered = path.filter((each) => !pathBefore.includes(each));
    this.#sendTo(before, 'out', { relatedTarget: next });
    for (const each of left) this.#sendTo(each, 'leave', { relatedTarget: next, bubbles: false });
    this.#sendTo(next, 'over', { relatedTarget: before });
    for (const each of entered.reverse()) {
      this.#sendTo(each, 'enter', { relatedTarget: before, bubbles: false });
    }
  }

  /** @returns whether the page lets the browser go on with it. */
  #sendTo(element: Element | null, what: string, init: PointerEventInit = {}): boolean {
    const full = this.#init(init);
    // 1 is the mouse of most browsers: a page that captures the pointer by it is not refused.
    const pointer = { ...full, pointerId: 1, pointerType: 'mouse', isPrimary: true };
    element?.dispatchEvent(new PointerEvent(`pointer${what}`, pointer));
    return element?.dispatchEvent(new MouseEvent(`mouse${what}`, full)) ?? false;
  }

  #init(init: PointerEventInit): PointerEventInit {
    const { x, y } = this.#at;
    const bubbles = init.bubbles ?? true;
    return { ...init, bubbles, cancelable: bubbles, composed: bubbles, clientX: x, clientY: y, view: window };
  }
}

/** Also within open shadow roots, where the handlers of web components are. */
function elementAt(x: number, y: number): Element | null {
  let found = document.elementFromPoint(x, y);
  for (;;) {
    const inner = found?.shadowRoot?.elementFromPoint(x, y);
    if (!inner || inner === found) return found;
    found = inner;
  }
}

/** The element and what it is in, from the inside; out of shadow roots too. */
function pathOf(element: Element | null): Element[] {
  const path: Element[] = [];
  let each = element;
  while (each) {
    path.push(each);
    each = each.parentElement ?? (each.getRootNode() as Partial<ShadowRoot>).host ?? null;
  }
  return path;
}

function focusIn(element: Element): void {
  const next = element.closest(focusable);
  if (next instanceof HTMLElement) next.focus({ preventScroll: true });
}
