import type { Output, Pipeline } from 'camdial';
import { useCallback, useSyncExternalStore } from 'react';

/** The latest reading; null while nothing is read. */
export function useDial(dial: Pipeline): Output | null {
  const subscribe = useCallback((onChange: () => void) => dial.subscribe(onChange), [dial]);
  return useSyncExternalStore(
    subscribe,
    () => dial.latest,
    () => null, // on a server there is no camera
  );
}

export function Dial({ dial }: { dial: Pipeline }) {
  const output = useDial(dial);
  return <output>{output?.values[0]?.toFixed(2) ?? 'no reading'}</output>;
}
