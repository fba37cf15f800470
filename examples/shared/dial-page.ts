import type { Controller, FitReport, Regressor, SmoothPath } from 'camdial';
import { DialFold } from './dial/dial-fold.js';
import type { Rig } from './dial/rig.js';
import { Rigs } from './dial/rigs.js';
import { announce } from './page/dom.js';
import { ErrorCard, type Ways } from './page/error-card.js';
import { explain, type Words } from './page/messages.js';
import { Screen, type StagePlan } from './page/screen.js';
import type { EyeKind } from './person/eye.js';
import { Preview } from './person/preview.js';
import { middle } from './person/simulated-person.js';
import { SourceSelect } from './person/source-select.js';
import { Follow } from './teach/follow.js';
import { count } from './teach/report.js';

/** Where the person is, on every page. There is one thing to do at each. */
export type CommonStage = 'start' | 'opening' | 'teach' | 'follow' | 'report' | 'error';

const commonPlans: Readonly<Record<CommonStage, StagePlan>> = {
  start: { card: 'start' },
  opening: { card: 'opening' },
  teach: { card: 'teach' },
  follow: { card: null, focus: 'follow-stop' },
  report: { card: 'live', focus: 'play' },
  error: { card: 'error' },
};

/** What a page says about itself. */
export interface PagePlan<Own extends string> {
  /** What its dials are kept under in the browser. */
  readonly name: string;
  /** What an exported dial is called. */
  readonly fileName: string;
  /** Its own stages, and what is other in those that every page has. */
  readonly stages: Readonly<Record<Own, StagePlan>> & Partial<Record<CommonStage, StagePlan>>;
  /** The way of the dot; as many outputs as the dial has. */
  readonly path: SmoothPath;
  /** What to do with the dot, e.g. "Lean along with the dot". */
  readonly deed: string;
  /** What the outputs are called, where there are several. */
  readonly names?: readonly string[];
  /** What it is called to have no picture. */
  readonly noSource: string;
  /** Failures in the page's own words. */
  readonly words?: Readonly<Record<string, Words>>;
}

/**
 * A page with a dial: opens a camera or the simulated person, has it taught by following a dot, shows how good that is, keeps
 * it, and tells what fails, with a way on. One thing goes on at a time; beginning another ends it.
 */
export abstract class DialPage<Own extends string> {
  protected readonly rigs: Rigs;
  protected readonly screen: Screen<Own | CommonStage>;
  protected readonly fold: DialFold;
  protected readonly errorCard = new ErrorCard();
  readonly #words: Readonly<Record<string, Words>>;
  readonly #following: Follow;
  readonly #preview = new Preview();
  readonly #sources: SourceSelect;
  #activity = new AbortController();

  constructor(plan: PagePlan<Own>) {
    this.#words = plan.words ?? {};
    const stages = { ...commonPlans, ...plan.stages } as Record<Own | CommonStage, StagePlan>;
    this.screen = new Screen<Own | CommonStage>(stages, 'start');
    this.#following = new Follow({ ...plan, names: plan.names ?? [], show: (dot) => this.showDot(dot) });
    this.fold = new DialFold(() => this.rig, plan.fileName);
    this.#sources = new SourceSelect(plan.noSource);
    this.rigs = new Rigs({
      name: plan.name,
      outputs: plan.path(0).length,
      makeController: () => this.makeController(),
      makeRegressor: () => this.makeRegressor(),
      learnsAtOnce: () => this.learnsAtOnce,
    });
    this.#connect();
    this.fold.refresh();
    void this.refreshCameras();
    // Nothing fails in silence.
    addEventListener('unhandledrejection', ({ reason }) => this.fail(reason));
    navigator.mediaDevices?.addEventListener('devicechange', () => void this.refreshCameras());
  }

  protected get rig(): Rig | null {
    return this.rigs.current;
  }

  /** What is driven, for a new rig. */
  protected abstract makeController(): Controller;
  protected abstract makeRegressor(): Regressor;
  /** Shows the dot to follow; null: there is none. */
  protected abstract showDot(dot: readonly number[] | null): void;
  /** Something else begins: ends what is the page's own. */
  protected abstract end(): void;
  /** Shows how good the dial is that was just learned, and is read already. */
  protected abstract showReport(report: FitReport, isToPlay: boolean): void;
  /** The stage at which a dial that is there waits to be used. */
  protected abstract get readyStage(): Own | CommonStage;
  /** Says that a dial is here which was not taught just now. */
  protected abstract welcome(text: string): void;
  /** The samples have changed. */
  protected abstract refreshTaught(): void;
  /** Begins to do what the dial is for. */
  abstract play(): void;

  /** Learns from all that was taught. */
  async train(isToPlay = false): Promise<void> {
    const rig = this.rig;
    if (!rig) return;
    const signal = this.begin();
    try {
      const report = await rig.train({ signal });
      if (!signal.aborted) this.enterReport(report, isToPlay);
    } catch (error) {
      if (!signal.aborted) this.fail(error);
    }
  }

  /** Whether learning takes no time, so that it can go on while it is taught. */
  protected get learnsAtOnce(): boolean {
    return true;
  }

  /** Whether there is something to go on with, without a picture. */
  protected get isGoingOn(): boolean {
    return false;
  }

  /** @returns whether the page tells of this failure itself. */
  protected takeFailure(_error: unknown): boolean {
    return false;
  }

  /** Ways on after a failure that only this page has. */
  protected get ownWays(): Ways {
    return {};
  }

  /** The page has no picture any more, and none is wanted. */
  withoutPicture(): void {
    this.begin();
    this.rigs.close();
    this.enter('start');
  }

  /** To be called before every drawing. */
  protected tick(): void {
    this.#following.tick();
    this.#preview.tick();
  }

  /** Opens a camera or the simulated person, and goes on where that one was left. */
  async open(kind: EyeKind, deviceId?: string): Promise<void> {
    const signal = this.begin();
    if (kind === 'camera') this.enter('opening');
    try {
      await this.rigs.open(kind, deviceId, signal);
    } catch (error) {
      // Another camera may be there when the one that was chosen is not.
      if (!signal.aborted) this.fail(error, () => this.open(kind));
      return;
    }
    await this.resume();
  }

  teach(): void {
    this.begin();
    this.rig?.stop();
    this.enter(this.rig ? 'teach' : 'start');
  }

  /** Follow the dot, learn from it, and play. */
  async follow(): Promise<void> {
    const { rig } = this;
    if (!rig) return;
    const signal = this.begin();
    rig.stop();
    this.enter('follow');
    try {
      // What takes its time to learn does so when all is there.
      const isDone = await this.#following.run(rig, this.learnsAtOnce, signal);
      if (signal.aborted) return;
      const { report } = this.#following;
      if (!isDone) {
        this.teach();
        announce('Stopped. Nothing of this round is kept.');
      } else if (report) this.enterReport(report, true);
      else await this.train(true);
    } catch (error) {
      if (!signal.aborted) this.fail(error);
    }
  }

  async refreshCameras(): Promise<void> {
    await this.#sources.refresh(this.rig?.eye ?? null);
  }

  /** Tells of a failure; what was taught stays. */
  fail(error: unknown, retry: () => unknown = () => this.teach()): void {
    this.begin();
    this.rig?.stop();
    if (this.takeFailure(error)) return;
    this.errorCard.show(explain(error, this.#words), {
      retry,
      simulated: () => this.open('simulated'),
      back: () => this.teach(),
      ...this.ownWays,
    });
    this.enter('error');
  }

  /** The dial is live. */
  protected enterReport(report: FitReport, isToPlay: boolean): void {
    this.rig?.memory.keepModel();
    this.rigs.runDial();
    this.enter('report');
    this.showReport(report, isToPlay);
  }

  /** Ends what goes on. */
  protected begin(): AbortSignal {
    this.#activity.abort();
    this.#activity = new AbortController();
    this.end();
    return this.#activity.signal;
  }

  protected enter(stage: Own | CommonStage): void {
    const person = this.rig?.eye.person;
    if (person && stage === 'teach') person.will = () => middle;
    this.screen.show(stage);
  }

  /**
   * Goes on where the eye and the backbone that are in use were left, be it before the page was loaded.
   *
   * @returns false when something else began meanwhile.
   */
  protected async resume(): Promise<boolean> {
    const { signal } = this.#activity;
    const isNew = this.rig?.memory.isNew ?? false;
    const isBack = isNew && (await this.rigs.recall(signal));
    if (signal.aborted) return false;
    if (this.rig ? this.rig.isTrained : this.isGoingOn) {
      this.rigs.runDial();
      this.enter(this.readyStage);
      if (isBack) this.welcome(`Your dial is back: ${this.#taught}.`);
    } else {
      this.teach();
      if (isNew && this.rig && this.rig.samples.size > 0)
        announce(`What you taught is here: ${this.#taught}. Teach more, or press Train.`);
    }
    return true;
  }

  /** All is forgotten here; the page forgets what is its own. */
  protected forgotten(): void {}

  /** A dial from a file takes the place of what is there; one that is no good changes nothing. */
  async #import(file: File): Promise<void> {
    const { rig } = this;
    if (!rig) {
      this.fold.tell('First choose who it is to see: your camera, or the simulated person.', true);
      return;
    }
    const { signal } = this.#activity;
    this.fold.tell(`Opening ${file.name}, and learning from it.`);
    try {
      await rig.restore(file);
    } catch (error) {
      this.fold.tell(
        this.rig === rig ? textOf(error) : 'The picture has changed meanwhile. Import the file again.',
        true,
      );
      return;
    }
    rig.memory.settle();
    rig.memory.keepModel();
    this.fold.tell(`Imported: ${this.#taughtIn(rig)}.`);
    if (signal.aborted || this.rig !== rig) return; // something else was begun; it is not for the file to end it
    this.begin();
    await this.resume();
    if (rig.isTrained) this.welcome(`Your dial is here: ${this.#taught}.`);
  }

  async #forgetAll(): Promise<void> {
    this.begin();
    this.rig?.stop();
    const forgetting = this.rigs.forgetAll();
    this.forgotten();
    if (this.rig) this.enter('teach');
    try {
      await forgetting;
      this.fold.tell('Everything is forgotten: neither this page nor this browser has anything of it.');
    } catch (error) {
      this.fold.tell(`This page has forgotten everything. ${textOf(error)}`, true);
    }
  }

  #connect(): void {
    this.#sources.onCamera = (deviceId) => void this.open('camera', deviceId);
    this.#sources.onSimulated = () => void this.open('simulated');
    this.#sources.onNone = () => this.withoutPicture();
    this.rigs.onChange = (rig) => {
      this.#preview.show(rig?.eye ?? null);
      this.fold.refresh();
      void this.refreshCameras();
    };
    this.rigs.onSamples = () => {
      this.refreshTaught();
      this.fold.refresh();
    };
    this.rigs.onTrouble = (trouble) => this.fold.showTrouble(trouble);
    this.rigs.onWriting = (isWriting) => this.fold.showWriting(isWriting);
    // The picture is gone: the way on is to open it again.
    this.rigs.onLost = (error) => this.fail(error, () => this.open(this.rig?.eye.kind ?? 'camera'));
    this.rigs.onFound = () => {
      if (this.screen.stage !== 'error') return;
      this.begin();
      void this.resume();
    };
    this.fold.onImport = (file) => void this.#import(file);
    this.fold.onForget = () => void this.#forgetAll();
  }

  get #taught(): string {
    return this.#taughtIn(this.rig!);
  }

  /** E.g. "450 samples in 1 round". */
  #taughtIn({ samples: { size, rounds } }: Rig): string {
    return `${count(size, 'sample')} in ${count(rounds.length, 'round')}`;
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
