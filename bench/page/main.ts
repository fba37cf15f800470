/** The page that benches drive: each task is loaded when it is asked for, so that none weighs on another's start. */
const tasks = {
  network: async () => (await import('./network.js')).measureNetworkHere,
  start: async () => (await import('./start.js')).measureStart,
  engineStart: async () => (await import('./engine-start.js')).measureEngineStart,
  capture: async () => (await import('./capture.js')).measureCapture,
  film: async () => (await import('./film.js')).readFilm,
  smoothness: async () => (await import('./smoothness.js')).measureSmoothness,
};

export type TaskName = keyof typeof tasks;
type Task<Name extends TaskName> = Awaited<ReturnType<(typeof tasks)[Name]>>;
export type Question<Name extends TaskName> = Parameters<Task<Name>>[0];
export type Answer<Name extends TaskName> = Awaited<ReturnType<Task<Name>>>;

declare global {
  var camdialBench: (name: TaskName, question: unknown) => Promise<unknown>;
}

globalThis.camdialBench = async (name, question) => {
  const task = (await tasks[name]()) as (question: unknown) => Promise<unknown>;
  return task(question);
};
