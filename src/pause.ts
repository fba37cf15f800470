/** How long work may keep the page from drawing and answering, ms: half a frame at 60 Hz. */
const slice = 8;

/** Lets the page breathe in between: long work awaits `ifDue()` often, and now and then that takes a turn. */
export class Pause {
  #since = performance.now();

  async ifDue(): Promise<void> {
    if (performance.now() - this.#since < slice) return;
    await nextTask();
    this.#since = performance.now();
  }
}

/** A turn of the event loop: timers, input and drawing come first. Unlike setTimeout, browsers do not slow it to 4 ms. */
function nextTask(): Promise<void> {
  const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown };
  if (setImmediate) return new Promise((resolve) => void setImmediate(resolve));
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
