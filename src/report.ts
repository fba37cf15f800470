/** Tells the page of an error that nobody else is there for, as of what an event listener throws; the console in Node. */
export function report(error: unknown): void {
  const { reportError = console.error } = globalThis as { reportError?: (error: unknown) => void };
  reportError(error);
}
