import { type Controller, condition, type FitReport } from 'camdial';
import { Autopilot } from './autopilot.js';
import { BackboneChange } from './backbone-change.js';
import { DialFold } from './dial-fold.js';
import { DialView } from './dial-view.js';
import { announce, byTestId } from './dom.js';
import { ErrorCard } from './error-card.js';
import type { EyeKind } from './eye.js';
import { FeatureSettings } from './feature-settings.js';
import { Pong } from './game.js';
import { GameCard } from './game-card.js';
import { GameView } from './game-view.js';
import { ManualInput } from './manual-input.js';
import { explain } from './messages.js';
import type { Level } from './opponent.js';
import { PongController } from './pong-controller.js';
import { Preview } from './preview.js';
import { count } from './report.js';
import type { Rig } from './rig.js';
import { Rigs } from './rigs.js';
import { Screen, type Stage } from './screen.js';
import { Settings } from './settings.js';
import { TeachCard } from './teach-card.js';
import { TeachFollow } from './teach-follow.js';
import { Training } from './training.js';

/** What the page does, and when. One thing goes on at a time; beginning another ends it. */
export class App {
  readonly #pong = new Pong({ seed: Date.now() });
  readonly #view = new GameView(this.#pong);
  readonly #manual = new ManualInput(this.#pong, byTestId('court'));
  readonly #controller = new PongController(this.#pong);
  readonly #dial = new DialView();
  readonly #autopilot = new Autopilot(this.#pong);
  readonly #screen = new Screen();
  readonly #preview = new Preview();
  readonly #settings = new Settings();
  readonly #features = new FeatureSettings();
  readonly #follow = new TeachFollow(this.#view);
  readonly #teachCard = new TeachCard(() => this.#rig);
  readonly #fold = new DialFold(() => this.#rig);
  readonly #training = new Training();
  readonly #gameCard = new GameCard();
  readonly #errorCard = new ErrorCard();
  readonly #rigs = new Rigs(this.#settings, () => this.#makeController());
  readonly #change = new BackboneChange({
    rigs: this.#rigs,
    screen: this.#screen,
    settings: this.#settings,
    features: this.#features,
    teachCard: this.#teachCard,
    gameCard: this.#gameCard,
    errorCard: this.#errorCard,
    begin: () => this.#begin(),
    enter: (stage) => this.#enter(stage),
    resume: () => this.#resume(),
  });
  #activity = new AbortController();

  get #rig(): Rig | null {
    return this.#rigs.current;
  }

  constructor() {
    this.#view.onFrame = () => {
      this.#follow.tick();
      this.#preview.tick();
    };
    this.#manual.isOn = () => this.#screen.stage === 'play';
    this.#manual.onPause = () => this.pause();
    this.#teachCard.isOn = () => this.#screen.stage === 'teach';
    this.#teachCard.onFailure = (error) => this.fail(error);
    this.#settings.onSource = (choice) => {
      if (choice === 'keyboard') this.playByHand();
      else if (choice === 'simulated') void this.open('simulated');
      else void this.open('camera', choice.slice('camera:'.length));
    };
    this.#rigs.onChange = (rig) => {
      this.#preview.show(rig?.eye ?? null);
      this.#fold.refresh();
      void this.refreshCameras();
    };
    this.#rigs.onSamples = () => {
      this.#teachCard.refresh();
      this.#fold.refresh();
    };
    this.#rigs.onTrouble = (trouble) => this.#fold.showTrouble(trouble);
    this.#rigs.onWriting = (isWriting) => this.#fold.showWriting(isWriting);
    this.#fold.onImport = (file) => void this.#import(file);
    this.#fold.onForget = () => void this.#forgetAll();
    this.#rigs.onLost = (error) => this.#lose(error);
    this.#settings.onRegressor = () => this.#replaceRegressors();
    this.#settings.onDrive = (drive) => {
      this.#controller.drive = drive;
    };
    this.#pong.onEvent = (event) => {
      if (event.kind === 'hit') this.#view.ripple(event.side === 'player', event.at);
      else if (event.kind === 'point') this.#tellScore(event.side === 'player');
      else this.#enter('over');
    };
    this.#fold.refresh();
    void this.refreshCameras();
  }

  /** Opens a camera or the simulated person, and goes on where that one was left. */
  async open(kind: EyeKind, deviceId?: string): Promise<void> {
    const signal = this.#begin();
    if (kind === 'camera') this.#enter('opening');
    try {
      await this.#rigs.open(kind, deviceId, signal);
    } catch (error) {
      // Another camera may be there when the one that was chosen is not.
      if (!signal.aborted) this.fail(error, () => this.open(kind));
      return;
    }
    await this.#resume();
  }

  teach(): void {
    this.#begin();
    this.#rig?.stop();
    this.#enter(this.#rig ? 'teach' : 'start');
  }

  /** Follow the dot, learn from it, and play. */
  async follow(): Promise<void> {
    const rig = this.#rig;
    if (!rig) return;
    const signal = this.#begin();
    rig.stop();
    this.#enter('follow');
    try {
      // What takes its time to learn does so when all is there.
      const isDone = await this.#follow.run(rig, !this.#settings.regressor.hasBatches, signal);
      if (signal.aborted) return;
      const { report } = this.#follow;
      if (!isDone) {
        this.teach();
        announce('Stopped. Nothing of this round is kept.');
      } else if (report) this.#showReport(report, true);
      else await this.train(true);
    } catch (error) {
      if (!signal.aborted) this.fail(error);
    }
  }

  /** @param isToPlay - whether a good dial is played with at once. */
  async train(isToPlay = false): Promise<void> {
    const rig = this.#rig;
    if (!rig) return;
    const signal = this.#begin();
    this.#enter('training');
    try {
      const report = await this.#training.run(rig, this.#settings.regressor.hasBatches, signal);
      if (signal.aborted) return;
      if (report) this.#showReport(report, isToPlay);
      else this.teach();
    } catch (error) {
      if (!signal.aborted) this.fail(error);
    }
  }

  play(): void {
    this.#begin();
    this.#rigs.runDial();
    this.#pong.start();
    this.#enter('play');
    announce(this.#rig ? 'Go.' : 'Go. Move with the arrow keys, or drag on the court.');
  }

  pause(): void {
    if (this.#pong.state !== 'playing') return;
    this.#pong.stop();
    this.#enter('paused');
  }

  reset(): void {
    this.#pong.reset();
    this.#enter('ready');
  }

  /** Plays without any picture. */
  playByHand(): void {
    this.#begin();
    this.#rigs.close();
    this.play();
  }

  setLevel(level: Level): void {
    this.#pong.level = level;
  }

  async refreshCameras(): Promise<void> {
    await this.#settings.refresh(this.#rig?.eye ?? null);
  }

  /** Tells of a failure, and pauses; what was taught stays. */
  fail(error: unknown, retry: () => unknown = () => this.teach()): void {
    this.#begin();
    this.#rig?.stop();
    if (this.#change.take(error)) return;
    this.#errorCard.show(explain(error), {
      retry,
      simulated: () => this.open('simulated'),
      keyboard: () => this.playByHand(),
      back: () => this.teach(),
    });
    this.#enter('error');
  }

  /** The dial is live, and the paddle follows. */
  #showReport(report: FitReport, isToPlay: boolean): void {
    this.#rig?.memory.keepModel();
    this.#rigs.runDial();
    this.#enter('report');
    this.#gameCard.showReport(report, isToPlay ? () => this.play() : undefined);
  }

  /** Ends what goes on. */
  #begin(): AbortSignal {
    this.#activity.abort();
    this.#activity = new AbortController();
    this.#teachCard.release();
    this.#pong.stop();
    this.#change.leave();
    return this.#activity.signal;
  }

  #enter(stage: Stage): void {
    this.#view.isDemo = stage === 'start' || stage === 'opening';
    const person = this.#rig?.eye.person;
    if (person && stage === 'report') person.will = (now) => 0.7 * Math.sin(now / 800); // shows that the dial is live
    if (person && stage === 'play') person.will = (now) => this.#autopilot.lean(now, this.#controller.drive);
    if (person && stage === 'teach') person.will = () => 0;
    this.#gameCard.stay();
    if (stage === 'paused') this.#gameCard.showPause();
    if (stage === 'ready') this.#gameCard.showReady();
    if (stage === 'over') this.#gameCard.showEnd(this.#pong);
    if (stage === 'teach') this.#teachCard.refresh();
    this.#screen.show(stage);
    if (!this.#isPaddleLive) this.#pong.updatePlayerSpeed(0);
  }

  /** In a pause the paddle keeps its place. */
  get #isPaddleLive(): boolean {
    const { stage } = this.#screen;
    return stage === 'play' || stage === 'report' || stage === 'ready';
  }

  /** The dial as the game gets it: steadied, within -1..1, and only while no hand plays. */
  #makeController(): Controller {
    return condition({
      update: (output) => {
        this.#dial.update(output);
        this.#view.reading = output.values[0]!;
        if (this.#isPaddleLive && !this.#manual.isActive) this.#controller.update(output);
      },
      release: () => {
        this.#dial.release();
        this.#view.reading = null;
        this.#controller.release();
      },
    });
  }

  /** The picture is gone: the way on is to open it again. */
  #lose(error: unknown): void {
    const kind = this.#rig?.eye.kind ?? 'camera';
    this.fail(error, () => this.open(kind));
  }

  /** What was learned is of no use to another regressor; the samples are. */
  #replaceRegressors(): void {
    this.#begin();
    this.#rigs.replaceRegressors();
    if (!this.#rig) return;
    this.teach();
    if (this.#rig.samples.size > 0) announce('Press Train to learn anew from what you have taught.');
  }

  /**
   * Goes on where the eye and the backbone that are in use were left, be it before the page was loaded.
   *
   * @returns false when something else began meanwhile.
   */
  async #resume(): Promise<boolean> {
    const { signal } = this.#activity;
    const isNew = this.#rig?.memory.isNew ?? false;
    const isBack = isNew && (await this.#rigs.recall(signal));
    if (signal.aborted) return false;
    const { state } = this.#pong;
    if (this.#rig ? this.#rig.isTrained : state !== 'idle') {
      this.#rigs.runDial();
      this.#enter(state === 'paused' ? 'paused' : 'ready');
      if (isBack) this.#gameCard.showBack(`Your dial is back: ${this.#taught}.`);
    } else {
      this.teach();
      if (isNew && this.#rig && this.#rig.samples.size > 0)
        announce(`What you taught is here: ${this.#taught}. Teach more, or press Train.`);
    }
    return true;
  }

  /** A dial from a file takes the place of what is there; one that is no good changes nothing. */
  async #import(file: File): Promise<void> {
    const rig = this.#rig;
    if (!rig) {
      this.#fold.tell('First choose who it is to see: your camera, or the simulated person.', true);
      return;
    }
    const { signal } = this.#activity;
    this.#fold.tell(`Opening ${file.name}, and learning from it.`);
    try {
      await rig.restore(file);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.#fold.tell(
        this.#rig === rig ? text : 'The picture has changed meanwhile. Import the file again.',
        true,
      );
      return;
    }
    rig.memory.settle();
    rig.memory.keepModel();
    this.#fold.tell(
      `Imported: ${count(rig.samples.size, 'sample')} in ${count(rig.samples.rounds.length, 'round')}.`,
    );
    if (signal.aborted || this.#rig !== rig) return; // something else was begun; it is not for the file to end it
    this.#begin();
    await this.#resume();
    if (rig.isTrained) this.#gameCard.showBack(`Your dial is here: ${this.#taught}.`);
  }

  async #forgetAll(): Promise<void> {
    this.#begin();
    this.#rig?.stop();
    const forgetting = this.#rigs.forgetAll();
    this.#teachCard.forget();
    if (this.#rig) this.#enter('teach');
    try {
      await forgetting;
      this.#fold.tell('Everything is forgotten: neither this page nor this browser has anything of it.');
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.#fold.tell(`This page has forgotten everything. ${text}`, true);
    }
  }

  /** E.g. "450 samples in 1 round". */
  get #taught(): string {
    const { size, rounds } = this.#rig!.samples;
    return `${count(size, 'sample')} in ${count(rounds.length, 'round')}`;
  }

  #tellScore(isOurs: boolean): void {
    const { player, opponent } = this.#pong.score;
    announce(`${isOurs ? 'Your point' : 'Point for the computer'}: ${player} to ${opponent}.`);
  }
}
