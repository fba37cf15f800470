import { type Controller, type FitReport, type Regressor, RidgeRegressor, smoothPath } from 'camdial';
import { DialPad } from '../../shared/dial/dial-pad.js';
import { type CommonStage, DialPage } from '../../shared/dial-page.js';
import { announce, button, byTestId, find } from '../../shared/page/dom.js';
import type { Words } from '../../shared/page/messages.js';
import { DotView } from '../../shared/teach/dot-view.js';
import { LiveCard } from '../../shared/teach/live-card.js';
import { TaughtBox } from '../../shared/teach/taught-box.js';
import { type Hand, HeadPointer } from './head-pointer.js';
import { PointerSettingsForm } from './pointer-settings.js';
import { Recalibrating } from './recalibrating.js';
import { ScrollZones } from './scroll-zones.js';
import { Seeker } from './seeker.js';

const names = ['left and right', 'up and down'] as const;

type OwnStage = 'play' | 'ready' | 'recalibrate';

const hands: Readonly<Record<Hand, string>> = {
  head: 'Your head moves the pointer.',
  mouse: 'The mouse has it. Leave it, and your head goes on.',
  unsure: 'It is not sure that it sees you as you were taught.',
  none: '',
};

const words: Readonly<Record<string, Words>> = {
  'fit-failed': {
    title: 'The three dots were too much alike',
    text: 'What the dial read at them does not tell them apart. Point your head further, as you did when you taught it, or teach it anew.',
    ways: ['retry', 'back'],
  },
};

/** What the pointer adds to a page with a dial: a page to use by head, rest, scrolling, and recalibration. */
export class App extends DialPage<OwnStage> {
  readonly #form = new PointerSettingsForm();
  readonly #pointer = new HeadPointer(this.#form.settings);
  readonly #zones: readonly ScrollZones[];
  readonly #pad = new DialPad();
  readonly #dot = new DotView();
  readonly #recalibrating = new Recalibrating(this.#dot);
  readonly #card = new LiveCard(names);
  readonly #taught = new TaughtBox(() => this.rig);
  readonly #seeker: Seeker;
  readonly #restLayer = byTestId('resting');

  /** @param target - what the simulated person is after. */
  constructor(target: Element) {
    super({
      name: 'Head Pointer',
      fileName: 'head-pointer-dial.npz',
      stages: {
        play: { card: null, focus: 'rest' },
        ready: { card: 'live', focus: 'play' },
        recalibrate: { card: null, focus: 'follow-stop' },
      },
      path: smoothPath({ outputs: names.length, seconds: 15 }),
      deed: 'Point your head at the dot',
      names,
      noSource: 'None: mouse and keys',
      words,
    });
    this.#seeker = new Seeker(this.#pointer, target);
    this.#zones = [
      new ScrollZones(document.scrollingElement!, find('.page-zones', HTMLElement)),
      new ScrollZones(byTestId('read'), find('.read', HTMLElement)),
    ];
    this.#pointer.onHand = (hand) => {
      document.body.dataset['hand'] = hand;
      byTestId('hand').textContent = hands[hand];
    };
    this.#form.onChange = (settings) => {
      this.#pointer.settings = settings;
    };
    const frame = () => {
      requestAnimationFrame(frame);
      this.tick();
    };
    requestAnimationFrame(frame);
  }

  play(): void {
    this.begin();
    this.rigs.runDial();
    this.enter('play');
    announce('Rest the pointer on something for a moment to click it.');
  }

  stop(): void {
    this.begin();
    this.rig?.stop();
    this.enter('ready');
    this.#card.show('The pointer is off', 'Nothing moves until you start it again.');
  }

  /** Nothing is clicked until it is ended. */
  rest(): void {
    this.#restLayer.hidden = false;
    button('wake').focus();
  }

  wake(): void {
    if (this.#restLayer.hidden) return;
    this.#restLayer.hidden = true;
    if (this.screen.stage === 'play') button('rest').focus();
  }

  /** Three dots, and gain and offset are back. */
  async recalibrate(): Promise<void> {
    const { rig } = this;
    if (!rig?.isTrained) return;
    const signal = this.begin();
    this.rigs.runDial();
    this.enter('recalibrate');
    try {
      const isDone = await this.#recalibrating.run(rig, signal);
      if (signal.aborted) return;
      this.play();
      announce(isDone ? 'Recalibrated.' : 'Stopped. It reads as it was taught.');
    } catch (error) {
      if (!signal.aborted) this.fail(error, () => this.recalibrate());
    }
  }

  protected makeController(): Controller {
    return {
      update: (output) => {
        this.#pad.update(output);
        this.#dot.reading = output.values;
        if (!this.#isPointing) return;
        this.#pointer.update(output);
        for (const zones of this.#zones) zones.update(output);
      },
      release: () => {
        this.#pad.release();
        this.#dot.reading = null;
        this.#letGo();
      },
    };
  }

  protected makeRegressor(): Regressor {
    return new RidgeRegressor();
  }

  protected get readyStage() {
    return 'ready' as const;
  }

  protected showDot(dot: readonly number[] | null): void {
    this.#dot.dot = dot;
  }

  protected showReport(report: FitReport): void {
    this.#card.showReport(report, 'The pointer is yours already: rest it on Start, or click.');
  }

  protected welcome(text: string): void {
    this.#card.tell(`${text} Sit as you sat then, or press Recalibrate after the start.`);
  }

  protected refreshTaught(): void {
    this.#taught.refresh();
  }

  protected end(): void {
    this.wake();
  }

  protected override enter(stage: CommonStage | OwnStage): void {
    const person = this.rig?.eye.person;
    if (person && (stage === 'report' || stage === 'ready'))
      person.will = (now) => ({ x: 0.5 * Math.sin(now / 1500), y: 0.4 * Math.sin(now / 2100) });
    if (person && stage === 'play') person.will = () => this.#seeker.place();
    if (stage === 'ready')
      this.#card.show('Ready', 'Start it, and rest the pointer on something for a moment to click it.');
    if (stage === 'teach') this.#taught.refresh();
    super.enter(stage);
    if (!this.#isPointing) this.#letGo();
    for (const zones of this.#zones) zones.refresh();
  }

  get #isPointing(): boolean {
    const { stage } = this.screen;
    return stage === 'report' || stage === 'ready' || stage === 'play';
  }

  #letGo(): void {
    this.#pointer.release();
    for (const zones of this.#zones) zones.release();
  }
}
