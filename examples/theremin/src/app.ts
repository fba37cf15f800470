import { type Controller, type FitReport, type Regressor, RidgeRegressor, smoothPath } from 'camdial';
import { DialPad } from '../../shared/dial/dial-pad.js';
import { type CommonStage, DialPage } from '../../shared/dial-page.js';
import { announce } from '../../shared/page/dom.js';
import { DotView } from '../../shared/teach/dot-view.js';
import { LiveCard } from '../../shared/teach/live-card.js';
import { TaughtBox } from '../../shared/teach/taught-box.js';
import { Instrument } from './instrument.js';
import { melodyAt } from './melody.js';
import { StageView } from './stage-view.js';
import { ToneSettings } from './tone-settings.js';

const names = ['pitch', 'loudness'] as const;

/** What the theremin adds to a page with a dial: an instrument, and a trace of what it plays. */
export class App extends DialPage<'play' | 'ready'> {
  readonly #instrument = new Instrument();
  readonly #view = new StageView(this.#instrument);
  readonly #tones = new ToneSettings(this.#instrument);
  readonly #pad = new DialPad();
  readonly #dot = new DotView();
  readonly #card = new LiveCard(names);
  readonly #taught = new TaughtBox(() => this.rig);

  constructor() {
    super({
      name: 'Lean Theremin',
      fileName: 'lean-theremin-dial.npz',
      stages: { play: { card: null, focus: 'stop' }, ready: { card: 'live', focus: 'play' } },
      path: smoothPath({ outputs: names.length, seconds: 15 }),
      deed: 'Go along with the dot',
      names,
      noSource: 'None',
    });
    this.#view.onFrame = () => this.tick();
  }

  /** Lets it sound; to be called at a click, for before one a browser lets no page sound. */
  play(): void {
    const signal = this.begin();
    this.rigs.runDial();
    void this.#sound(signal);
    this.enter('play');
    announce(
      'Playing. Lean for the pitch, raise your head for the loudness; lower it, and there is silence.',
    );
  }

  stop(): void {
    if (this.screen.stage !== 'play') return;
    this.begin();
    this.enter('ready');
    this.#card.show('Stopped', 'The dial is live: the note moves with you, unheard.');
    announce('Stopped.');
  }

  toggleMute(): void {
    this.#tones.toggleMute();
  }

  async #sound(signal: AbortSignal): Promise<void> {
    try {
      if ((await this.#instrument.play()) || signal.aborted) return;
      announce(
        'The browser gives no sound: there may be no loudspeaker, or the page is not allowed to use it.',
      );
    } catch (error) {
      if (!signal.aborted) this.fail(error, () => this.play());
    }
  }

  protected makeController(): Controller {
    return {
      update: (output) => {
        this.#pad.update(output);
        this.#dot.reading = output.values;
        this.#instrument.update(output);
      },
      release: () => {
        this.#pad.release();
        this.#dot.reading = null;
        this.#instrument.release();
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
    this.#card.showReport(
      report,
      'It plays at your click, with sound. Try it: the note moves with you already.',
    );
  }

  protected welcome(text: string): void {
    this.#card.tell(`${text} It plays at your click, with sound.`);
  }

  protected refreshTaught(): void {
    this.#taught.refresh();
  }

  protected end(): void {
    this.#instrument.stop();
  }

  protected override enter(stage: CommonStage | 'play' | 'ready'): void {
    const isFirst = stage === 'start' || stage === 'opening';
    if (this.#view.isDemo && !isFirst) this.#view.clear();
    this.#view.isDemo = isFirst;
    const person = this.rig?.eye.person;
    const since = performance.now();
    // Shows that the dial is live.
    if (person && (stage === 'report' || stage === 'ready'))
      person.will = (now) => ({ x: 0.6 * Math.sin(now / 900), y: 0.5 * Math.sin(now / 1300) });
    if (person && stage === 'play') person.will = (now) => melodyAt(now - since, this.#instrument.compass);
    if (stage === 'ready') this.#card.show('Ready to play', 'It plays at your click, with sound.');
    if (stage === 'teach') this.#taught.refresh();
    super.enter(stage);
  }
}
