import { byTestId, find } from './dom.js';

/** What is shown at a stage, and what has the focus then. */
export interface StagePlan {
  /** The card, by its `data-card`; null for none. */
  readonly card: string | null;
  /** What takes the focus, by its test id. Default the card's heading. */
  readonly focus?: string;
  /** Whether the card is brought into sight also where the focus stays elsewhere. */
  readonly isBroughtIntoSight?: boolean;
}

/** Shows a stage: its card, and through `data-stage` what else the style sheets show with it. */
export class Screen<Stage extends string> {
  readonly #plans: Readonly<Record<Stage, StagePlan>>;
  #stage: Stage;

  constructor(plans: Readonly<Record<Stage, StagePlan>>, first: Stage) {
    this.#plans = plans;
    this.#stage = first;
  }

  get stage(): Stage {
    return this.#stage;
  }

  show(stage: Stage): void {
    const hadFocus = document.activeElement;
    const { card: name, focus, isBroughtIntoSight } = this.#plans[stage];
    this.#stage = stage;
    document.body.dataset['stage'] = stage;
    for (const card of document.querySelectorAll<HTMLElement>('[data-card]')) {
      card.hidden = card.dataset['card'] !== name;
    }
    // Focus on something that went away would be lost at the top of the page. Who is in the settings stays there.
    const isLost =
      !hadFocus?.checkVisibility() || hadFocus === document.body || hadFocus.closest('.toolbar, .card');
    if (!isLost) {
      // What it has led to may be out of sight.
      if (isBroughtIntoSight)
        document
          .querySelector(`[data-card="${name}"]`)
          ?.scrollIntoView({ block: 'nearest', behavior: 'instant' });
      return;
    }
    const target = focus ? byTestId(focus) : find(`[data-card="${name}"] [tabindex="-1"]`, HTMLElement);
    target.focus({ preventScroll: true });
    scrollTo({ top: 0, behavior: 'instant' }); // board and picture are there
  }
}
