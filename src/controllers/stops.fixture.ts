import { AudioParamController } from './audio-param.js';
import type { Controller } from './controller.js';
import { CssVariableController } from './css-variable.js';
import { KeyController } from './key.js';
import { MidiController } from './midi.js';
import type { OscSocket } from './newest-socket.js';
import { OscController } from './osc.js';
import { PointerController } from './pointer.js';
import { safely } from './safely.js';
import { ScrollController } from './scroll.js';
import { SliderController } from './slider.js';

/** A controller with what it drives. */
export interface Subject {
  readonly controller: Controller;
  /** How what it drives stands now, and how it is to stand when nothing is to be trusted. */
  effect(): string;
  readonly neutral: string;
  /** How often it has done something. */
  deeds(): number;
}

/** What makes each controller that is shipped, in a page or anywhere. */
export const inPages: Record<string, () => Subject> = {
  SliderController() {
    const slider = Object.assign(document.createElement('input'), { type: 'range', value: '30' });
    const deeds = counted(slider, ['input']);
    return { controller: new SliderController(slider), effect: () => slider.value, neutral: '30', deeds };
  },
  CssVariableController() {
    const element = document.createElement('div');
    let deeds = 0;
    const { style } = element;
    const seen = { getPropertyValue: (name: string) => style.getPropertyValue(name), setProperty };
    function setProperty(name: string, value: string): void {
      deeds++;
      style.setProperty(name, value);
    }
    const controller = new CssVariableController({ style: seen } as unknown as HTMLElement);
    return { controller, effect: () => style.getPropertyValue('--dial'), neutral: '', deeds: () => deeds };
  },
  KeyController() {
    const element = document.createElement('div');
    const down = new Set<string>();
    element.addEventListener('keydown', ({ key }) => down.add(key));
    element.addEventListener('keyup', ({ key }) => down.delete(key));
    const keys = [
      { key: 'ArrowRight', above: 0.2 },
      { key: 'ArrowLeft', below: -0.2 },
    ];
    const controller = new KeyController(element, keys, { mode: 'repeat', repeatDelay: 50 });
    const deeds = counted(element, ['keydown', 'keyup']);
    return { controller, effect: () => [...down].join(), neutral: '', deeds };
  },
  PointerController() {
    // Short enough to click while it is driven, and long enough to click in the second after, if it went on.
    const controller = new PointerController({ y: 0, dwell: 600, dwellRadius: 10_000 });
    const { style } = controller.cursor;
    const types = ['pointermove', 'pointerover', 'pointerdown', 'click'];
    const effect = () =>
      controller.cursor.isConnected && style.display !== 'none'
        ? `there, ${style.getPropertyValue('--camdial-dwell')}`
        : '';
    return { controller, effect, neutral: '', deeds: counted(document, types) };
  },
  ScrollController() {
    const element = document.createElement('div');
    let scrolled = 0;
    element.scrollBy = () => void scrolled++;
    // It has no state but its movement.
    return {
      controller: new ScrollController(element),
      effect: () => '',
      neutral: '',
      deeds: () => scrolled,
    };
  },
};

/** The same for those that need no page. */
export const anywhere: Record<string, () => Subject> = {
  AudioParamController() {
    const context = {
      get currentTime() {
        return performance.now() / 1000;
      },
    };
    const asked = [0.25];
    const param = { value: 0.25, setTargetAtTime: (target: number) => void asked.push(target) };
    const controller = new AudioParamController(context, param as unknown as AudioParam);
    return { controller, effect: () => String(asked.at(-1)), neutral: '0.25', deeds: () => asked.length };
  },
  MidiController() {
    const sent: number[][] = [];
    const controller = new MidiController({ send: (data) => void sent.push([...data]), state: 'connected' });
    const effect = () => {
      const [control, value] =
        sent
          .filter(([, which]) => which === 1)
          .at(-1)
          ?.slice(1) ?? [];
      return `control ${control} at ${value}, ${sent.at(-1)?.[1] === 120 ? 'silent' : 'sounding'}`;
    };
    return { controller, effect, neutral: 'control 1 at 64, silent', deeds: () => sent.length };
  },
  OscController() {
    const sent: number[] = [];
    const socket = {
      readyState: 1,
      bufferedAmount: 0,
      send: (packet: Uint8Array) => void sent.push(new DataView(packet.buffer).getFloat32(12)),
      close: () => {},
      onopen: null,
      onclose: null,
      onerror: null,
    };
    const connect = () => socket as unknown as OscSocket;
    const controller = new OscController('ws://localhost:1', { connect });
    return { controller, effect: () => String(sent.at(-1)), neutral: '0', deeds: () => sent.length };
  },
  'safely around an object'() {
    let speed = 0;
    let deeds = 0;
    const robot: Controller = {
      update({ values }) {
        speed = values[0]!;
        deeds++;
      },
      release() {
        speed = 0;
      },
      dispose() {
        speed = 0;
      },
    };
    return { controller: safely(robot), effect: () => String(speed), neutral: '0', deeds: () => deeds };
  },
};

function counted(target: EventTarget, types: readonly string[]): () => number {
  let count = 0;
  for (const type of types) target.addEventListener(type, () => count++);
  return () => count;
}
