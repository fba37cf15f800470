import type { Output, Pipeline } from 'camdial';
import { onUnmounted, type ShallowRef, shallowRef } from 'vue';

/** The latest reading; null while nothing is read. */
export function useDial(dial: Pipeline): ShallowRef<Output | null> {
  const output = shallowRef<Output | null>(null);
  const unsubscribe = dial.subscribe((latest) => {
    output.value = latest;
  });
  onUnmounted(unsubscribe);
  return output;
}
