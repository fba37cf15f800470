import { byTestId, find } from './dom.js';

/** Where the person is. There is one thing to do at each. */
export type Stage =
  | 'start'
  | 'opening'
  | 'loading'
  | 'teach'
  | 'follow'
  | 'training'
  | 'report'
  | 'play'
  | 'paused'
  | 'ready'
  | 'over'
  | 'error'
  | 'load-error';

const cards: Record<Stage, string | null> = {
  start: 'start',
  opening: 'opening',
  loading: 'loading',
  teach: 'teach',
  follow: null,
  training: 'training',
  report: 'game',
  play: null,
  paused: 'game',
  ready: 'game',
  over: 'game',
  error: 'error',
  'load-error': 'error',
};

/** Shows a stage: its card, and through `data-stage` what else the style sheets show with it. */
export class Screen {
  #stage: Stage = 'start';

  get stage(): Stage {
    return this.#stage;
  }

  show(stage: Stage): void {
    const hadFocus = document.activeElement;
    this.#stage = stage;
    document.body.dataset['stage'] = stage;
    for (const card of document.querySelectorAll<HTMLElement>('[data-card]')) {
      card.hidden = card.dataset['card'] !== cards[stage];
    }
    // Focus on something that went away would be lost at the top of the page. Who is in the settings stays there.
    const isLost =
      !hadFocus?.checkVisibility() || hadFocus === document.body || hadFocus.closest('.toolbar, .card');
    if (!isLost) {
      // What it has led to may be out of sight.
      if (stage === 'loading' || stage === 'load-error')
        this.#card(stage)?.scrollIntoView({ block: 'nearest', behavior: 'instant' });
      return;
    }
    this.#focus(stage);
    scrollTo({ top: 0, behavior: 'instant' }); // court and picture are there
  }

  #card(stage: Stage): Element | null {
    return document.querySelector(`[data-card="${cards[stage]}"]`);
  }

  #focus(stage: Stage): void {
    const name = cards[stage];
    const target =
      name === 'game'
        ? byTestId(stage === 'paused' ? 'back-to-game' : 'play')
        : name
          ? find(`[data-card="${name}"] [tabindex="-1"]`, HTMLElement)
          : byTestId(stage === 'follow' ? 'follow-stop' : 'pause');
    target.focus({ preventScroll: true });
  }
}
