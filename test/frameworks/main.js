// A dial before a simulated person, shown with one framework after the other.
import { Pipeline, RidgeRegressor, Scattering } from 'camdial';
import { SimulatedSource } from 'camdial/testing';

const lean = (x) => () => ({ x, y: 0, z: 0 });
const source = new SimulatedSource({ width: 160, height: 120, motion: (ms) => lean(Math.sin(ms / 300))() });
const dial = new Pipeline({ source, backbone: Scattering.create(), regressor: new RidgeRegressor() });

let listeners = 0;
const subscribe = dial.subscribe.bind(dial);
dial.subscribe = (listener) => {
  listeners++;
  const unsubscribe = subscribe(listener);
  let isOver = false;
  return () => {
    if (!isOver) listeners--;
    isOver = true;
    unsubscribe();
  };
};

/** Each gives a function that takes it off the page. */
const frameworks = {
  async React(element) {
    const [{ createElement, StrictMode }, { createRoot }, { Dial }] = await Promise.all([
      import('react'),
      import('react-dom/client'),
      import('./snippets/react.tsx'),
    ]);
    const reactRoot = createRoot(element);
    reactRoot.render(createElement(StrictMode, null, createElement(Dial, { dial })));
    return () => reactRoot.unmount();
  },
  async Svelte(element) {
    const [{ mount, unmount }, { default: Dial }] = await Promise.all([
      import('svelte'),
      import('./snippets/svelte/Dial.svelte'),
    ]);
    const mounted = mount(Dial, { target: element, props: { dial } });
    return () => unmount(mounted);
  },
  async Vue(element) {
    const [{ createApp }, { default: Dial }] = await Promise.all([
      import('vue'),
      import('./snippets/vue/Dial.vue'),
    ]);
    const app = createApp(Dial, { dial });
    app.mount(element);
    return () => app.unmount();
  },
  async 'plain DOM'(element) {
    const { showDial } = await import('./snippets/plain.ts');
    return showDial(dial, element);
  },
};

const element = document.querySelector('main');
let takeOff = () => {};
globalThis.app = {
  async train() {
    await dial.record((ms) => Math.sin(ms / 300), { frames: 60, lag: 0 });
    await dial.train();
  },
  run() {
    dial.run();
  },
  stop: () => dial.stop(),
  lean(x) {
    source.motion = lean(x);
  },
  async mount(name) {
    takeOff = await frameworks[name](element);
  },
  takeOff: () => takeOff(),
  seen: () => ({ text: element.textContent.trim(), latest: dial.latest?.values[0] ?? null, listeners }),
};
