import type { Pipeline } from 'camdial';

/** Shows the latest reading in an element. @returns a function that ends it. */
export function showDial(dial: Pipeline, element: HTMLElement): () => void {
  const output = document.createElement('output');
  element.append(output);
  const unsubscribe = dial.subscribe((latest) => {
    output.textContent = latest?.values[0]?.toFixed(2) ?? 'no reading';
  });
  return () => {
    unsubscribe();
    output.remove();
  };
}
