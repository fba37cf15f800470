/** What a click does something to. */
const clickable =
  'a[href], button:not(:disabled), input:not(:disabled), label, summary, [data-draws], select, textarea';

/**
 * Marks what the head points at, as `:hover` does for a mouse, and through `data-pointing` on the body whether a click would do
 * anything there: only then the ring fills.
 */
export function markPointed(): void {
  let marked: Element | null = null;
  const mark = (element: Element | null) => {
    if (element === marked) return;
    marked?.removeAttribute('data-pointed');
    element?.setAttribute('data-pointed', '');
    marked = element;
    document.body.toggleAttribute('data-pointing', element !== null);
  };
  document.addEventListener('pointerover', ({ isTrusted, target }) => {
    mark(!isTrusted && target instanceof Element ? target.closest(clickable) : null);
  });
  document.addEventListener('pointerout', ({ isTrusted, relatedTarget }) => {
    if (!isTrusted && relatedTarget === null) mark(null);
  });
}
