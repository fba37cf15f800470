import type { Rigs } from '../../shared/dial/rigs.js';
import { announce } from '../../shared/page/dom.js';
import type { ErrorCard } from '../../shared/page/error-card.js';
import type { Screen } from '../../shared/page/screen.js';
import { count } from '../../shared/teach/report.js';
import type { BackboneChoice, BackboneRequest, LoadedBackbone } from './backbones.js';
import { builtIn } from './backbones.js';
import type { FeatureSettings } from './feature-settings.js';
import type { GameCard } from './game-card.js';
import { LoadingCard } from './loading-card.js';
import { explainNetwork, isNetworkFault } from './messages.js';
import type { Settings } from './settings.js';
import type { Stage } from './stages.js';
import type { TeachCard } from './teach-card.js';

/** The parts of the page that a change has to do with. */
export interface ChangeParts {
  readonly rigs: Rigs;
  readonly screen: Screen<Stage>;
  readonly settings: Settings;
  readonly features: FeatureSettings;
  readonly teachCard: TeachCard;
  readonly gameCard: GameCard;
  readonly errorCard: ErrorCard;
  /** Ends what goes on. */
  begin(): AbortSignal;
  enter(stage: Stage): void;
  /**
   * Goes on where the eye and the backbone that are in use were left.
   *
   * @returns whether it did: other things may have begun meanwhile.
   */
  resume(): Promise<boolean>;
}

/** Changes the backbone. Until another one is there, the one before stays in use, with all that was taught. */
export class BackboneChange {
  readonly #parts: ChangeParts;
  readonly #loading = new LoadingCard();
  #inUse: BackboneRequest = builtIn;
  /** Whether the network that is in use has failed, and so is of no use any more. */
  #isBroken = false;

  constructor(parts: ChangeParts) {
    this.#parts = parts;
    this.#loading.isOn = () => parts.screen.stage === 'loading';
    parts.features.onLoad = (request) => void this.load(request);
    parts.features.onLook = (choice) => this.#look(choice);
  }

  /** Loads a backbone, and goes on with it. */
  async load(request: BackboneRequest): Promise<void> {
    const { rigs, features, begin, enter, resume } = this.#parts;
    const signal = begin();
    rigs.current?.stop();
    features.look(request.choice);
    if (request.choice.home !== 'built-in') enter('loading');
    try {
      const backbone = await this.#loading.run(request, signal);
      if (signal.aborted) return backbone?.dispose();
      announce('');
      if (backbone) this.#adopt({ request, backbone });
      else features.goBack();
      if ((await resume()) && backbone) this.#welcome(request.choice);
    } catch (error) {
      if (!signal.aborted) this.#fail(error, request);
    }
  }

  /**
   * Tells of a failure and of the ways on, where it is the network in use that has failed.
   *
   * @returns whether it is.
   */
  take(error: unknown): boolean {
    const request = this.#inUse;
    if (request.choice.home === 'built-in' || !isNetworkFault(error)) return false;
    this.#isBroken = true;
    this.#fail(error, request);
    return true;
  }

  /** Other things begin: the settings show what is in use again. */
  leave(): void {
    if (this.#isOn) this.#parts.features.goBack();
  }

  /** Whether the card that is shown is about a change. */
  get #isOn(): boolean {
    const { stage } = this.#parts.screen;
    return stage === 'loading' || stage === 'load-error';
  }

  /** The fields of another backbone are looked at: loading is over. */
  #look(choice: BackboneChoice): void {
    if (this.#isOn) this.#goBackTo(choice);
  }

  /** Leaves the card for what is in use, and shows the fields of a backbone. */
  #goBackTo(choice: BackboneChoice): void {
    const { features, begin, resume } = this.#parts;
    begin();
    void resume();
    features.look(choice);
  }

  /** What was taught with the one before is kept, with what was learned from it. */
  #adopt(loaded: LoadedBackbone): void {
    const { rigs, settings, features, teachCard } = this.#parts;
    const { id } = rigs.backbone;
    const { choice: before } = this.#inUse;
    const taught = rigs.current?.samples.size ?? 0;
    const { isTutorial = false, name } = loaded.request.choice;
    settings.isTutorial = isTutorial; // first: the rig learns as the settings say
    rigs.use(loaded.backbone);
    this.#inUse = loaded.request;
    this.#isBroken = false;
    features.show(loaded);
    if (isTutorial) teachCard.open('poses');
    const isOther = loaded.backbone.id !== id;
    teachCard.tell(
      isOther && taught > 0
        ? `Now with ${name}, which has to be taught anew. The ${count(taught, 'sample')} you taught with ${before.name} are kept for when you change back.`
        : `Now with ${name}.`,
    );
  }

  /** What was taught with it before is still here. */
  #welcome({ name }: BackboneChoice): void {
    const { rigs, gameCard } = this.#parts;
    if (!rigs.current || rigs.current.samples.size === 0) return;
    const text = `Back to ${name}, with all that you have taught it.`;
    gameCard.tell(text);
    announce(text);
  }

  #fail(error: unknown, request: BackboneRequest): void {
    const { features, errorCard, enter } = this.#parts;
    const { choice: inUse } = this.#inUse;
    const edit = () => {
      this.#goBackTo(request.choice);
      features.edit(request.choice);
    };
    announce('');
    errorCard.show(
      explainNetwork(error),
      {
        retry: () => this.load(request),
        source: edit,
        // From one that has failed the way back is to what is always there.
        previous: () => (this.#isBroken ? this.load(builtIn) : this.#goBackTo(inUse)),
      },
      `Go back to ${(this.#isBroken ? builtIn.choice : inUse).name}`,
    );
    enter('load-error');
  }
}
