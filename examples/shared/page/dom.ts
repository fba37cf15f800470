/** The element for a selector; the page is ours, so one that is missing or of another kind is a mistake in it. */
export function find<T extends Element>(selector: string, type: new () => T, root: ParentNode = document): T {
  const element = root.querySelector(selector);
  if (element instanceof type) return element;
  throw new TypeError(`The page has no ${type.name} at ${selector}.`);
}

export function byTestId<T extends Element = HTMLElement>(id: string, type?: new () => T): T {
  return find(`[data-testid="${id}"]`, type ?? (HTMLElement as unknown as new () => T));
}

export function onClick(id: string, listener: () => void): void {
  byTestId(id).addEventListener('click', listener);
}

export function button(id: string): HTMLButtonElement {
  return byTestId(id, HTMLButtonElement);
}

/** The choices of a select, each with its value and what it is called. */
export function fill(
  select: HTMLSelectElement,
  options: readonly (readonly [value: string, label: string])[],
): void {
  select.replaceChildren(...options.map(([value, label]) => new Option(label, value)));
}

/** Says it on the page, also to those who do not see it. */
export function announce(text: string): void {
  const status = byTestId('status');
  if (status.textContent !== text) status.textContent = text;
}

export const motionIsReduced = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;
