import { type Controller, condition, type FitReport, type Regressor, smoothPath } from 'camdial';
import { DialPage } from '../../shared/dial-page.js';
import { announce, byTestId } from '../../shared/page/dom.js';
import type { Ways } from '../../shared/page/error-card.js';
import { Autopilot } from './autopilot.js';
import { BackboneChange } from './backbone-change.js';
import { DialView } from './dial-view.js';
import { FeatureSettings } from './feature-settings.js';
import { Pong } from './game.js';
import { GameCard } from './game-card.js';
import { GameView } from './game-view.js';
import { ManualInput } from './manual-input.js';
import { gameWords } from './messages.js';
import type { Level } from './opponent.js';
import { PongController } from './pong-controller.js';
import { Settings } from './settings.js';
import { type GameStage, type Stage, stages } from './stages.js';
import { TeachCard } from './teach-card.js';
import { Training } from './training.js';

/** What the game adds to a page with a dial: a court, poses to teach by, and networks to learn with. */
export class App extends DialPage<GameStage> {
  readonly #pong = new Pong({ seed: Date.now() });
  readonly #view = new GameView(this.#pong);
  readonly #manual = new ManualInput(this.#pong, byTestId('court'));
  readonly #controller = new PongController(this.#pong);
  readonly #dial = new DialView();
  readonly #autopilot = new Autopilot(this.#pong);
  readonly #settings = new Settings();
  readonly #features = new FeatureSettings();
  readonly #teachCard = new TeachCard(() => this.rig);
  readonly #training = new Training();
  readonly #gameCard = new GameCard();
  readonly #change = new BackboneChange({
    rigs: this.rigs,
    screen: this.screen,
    settings: this.#settings,
    features: this.#features,
    teachCard: this.#teachCard,
    gameCard: this.#gameCard,
    errorCard: this.errorCard,
    begin: () => this.begin(),
    enter: (stage) => this.enter(stage),
    resume: () => this.resume(),
  });

  constructor() {
    super({
      name: 'Lean Pong',
      fileName: 'lean-pong-dial.npz',
      stages,
      path: smoothPath(),
      deed: 'Lean along with the dot',
      noSource: 'None: keys or touch',
      words: gameWords,
    });
    this.fold.elsewhere = ' Files of a network go to their place in the settings.';
    this.#view.onFrame = () => this.tick();
    this.#manual.isOn = () => this.screen.stage === 'play';
    this.#manual.onPause = () => this.pause();
    this.#teachCard.isOn = () => this.screen.stage === 'teach';
    this.#teachCard.onFailure = (error) => this.fail(error);
    this.#settings.onRegressor = () => this.#replaceRegressors();
    this.#settings.onDrive = (drive) => {
      this.#controller.drive = drive;
    };
    this.#pong.onEvent = (event) => {
      if (event.kind === 'hit') this.#view.ripple(event.side === 'player', event.at);
      else if (event.kind === 'point') this.#tellScore(event.side === 'player');
      else this.enter('over');
    };
  }

  /** @param isToPlay - whether a good dial is played with at once. */
  override async train(isToPlay = false): Promise<void> {
    const { rig } = this;
    if (!rig) return;
    const signal = this.begin();
    this.enter('training');
    try {
      const report = await this.#training.run(rig, this.#settings.regressor.hasBatches, signal);
      if (signal.aborted) return;
      if (report) this.enterReport(report, isToPlay);
      else this.teach();
    } catch (error) {
      if (!signal.aborted) this.fail(error);
    }
  }

  play(): void {
    this.begin();
    this.rigs.runDial();
    this.#pong.start();
    this.enter('play');
    announce(this.rig ? 'Go.' : 'Go. Move with the arrow keys, or drag on the court.');
  }

  pause(): void {
    if (this.#pong.state !== 'playing') return;
    this.#pong.stop();
    this.enter('paused');
  }

  reset(): void {
    this.#pong.reset();
    this.enter('ready');
  }

  /** Plays without any picture. */
  override withoutPicture(): void {
    this.begin();
    this.rigs.close();
    this.play();
  }

  setLevel(level: Level): void {
    this.#pong.level = level;
  }

  protected showDot(dot: readonly number[] | null): void {
    this.#view.dot = dot?.[0] ?? null;
  }

  protected makeRegressor(): Regressor {
    const { regressor, mlp } = this.#settings;
    return regressor.create(mlp);
  }

  protected override get learnsAtOnce(): boolean {
    return !this.#settings.regressor.hasBatches;
  }

  protected get readyStage(): Stage {
    return this.#pong.state === 'paused' ? 'paused' : 'ready';
  }

  protected override get isGoingOn(): boolean {
    return this.#pong.state !== 'idle';
  }

  protected override get ownWays(): Ways {
    return { keyboard: () => this.withoutPicture() };
  }

  protected override takeFailure(error: unknown): boolean {
    return this.#change.take(error);
  }

  protected showReport(report: FitReport, isToPlay: boolean): void {
    this.#gameCard.showReport(report, isToPlay ? () => this.play() : undefined);
  }

  protected welcome(text: string): void {
    this.#gameCard.showBack(text);
  }

  protected refreshTaught(): void {
    this.#teachCard.refresh();
  }

  protected override forgotten(): void {
    this.#teachCard.forget();
  }

  protected end(): void {
    this.#teachCard.release();
    this.#pong.stop();
    this.#change.leave();
  }

  protected override enter(stage: Stage): void {
    this.#view.isDemo = stage === 'start' || stage === 'opening';
    const person = this.rig?.eye.person;
    // Shows that the dial is live.
    if (person && stage === 'report') person.will = (now) => ({ x: 0.7 * Math.sin(now / 800), y: 0 });
    if (person && stage === 'play')
      person.will = (now) => ({ x: this.#autopilot.lean(now, this.#controller.drive), y: 0 });
    this.#gameCard.stay();
    if (stage === 'paused') this.#gameCard.showPause();
    if (stage === 'ready') this.#gameCard.showReady();
    if (stage === 'over') this.#gameCard.showEnd(this.#pong);
    if (stage === 'teach') this.#teachCard.refresh();
    super.enter(stage);
    if (!this.#isPaddleLive) this.#pong.updatePlayerSpeed(0);
  }

  /** In a pause the paddle keeps its place. */
  get #isPaddleLive(): boolean {
    const { stage } = this.screen;
    return stage === 'play' || stage === 'report' || stage === 'ready';
  }

  /** The dial as the game gets it: steadied, within -1..1, and only while no hand plays. */
  protected makeController(): Controller {
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

  /** What was learned is of no use to another regressor; the samples are. */
  #replaceRegressors(): void {
    this.begin();
    this.rigs.replaceRegressors();
    if (!this.rig) return;
    this.teach();
    if (this.rig.samples.size > 0) announce('Press Train to learn anew from what you have taught.');
  }

  #tellScore(isOurs: boolean): void {
    const { player, opponent } = this.#pong.score;
    announce(`${isOurs ? 'Your point' : 'Point for the computer'}: ${player} to ${opponent}.`);
  }
}
