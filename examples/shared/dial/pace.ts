import type { Controller, Output } from 'camdial';
import { byTestId, find } from '../page/dom.js';

/** What is told speaks of the last second, and changes at a pace that can be read, ms. */
const span = 1000;
const every = 250;

/** Shows how often, how late and how surely the dial reads. */
export class Pace implements Controller {
  readonly #dial = find('.dial', HTMLElement);
  readonly #rate = byTestId('dial-rate');
  readonly #latency = byTestId('dial-latency');
  readonly #confidence = byTestId('dial-confidence');
  #recent: { at: number; latency: number; confidence: number }[] = [];
  #shownAt = 0;

  update({ confidence, latency }: Output): void {
    const now = performance.now();
    this.#recent.push({ at: now, latency, confidence });
    this.#recent = this.#recent.filter(({ at }) => at > now - span);
    if (now - this.#shownAt < every) return;
    this.#shownAt = now;
    const first = this.#recent[0]!;
    const rate = this.#recent.length > 1 ? (1000 * (this.#recent.length - 1)) / (now - first.at) : 0;
    this.#rate.textContent = rate.toFixed(0);
    this.#latency.textContent = median(this.#recent.map((each) => each.latency)).toFixed(0);
    this.#confidence.textContent = (100 * median(this.#recent.map((each) => each.confidence))).toFixed(0);
    this.#dial.toggleAttribute('data-unsure', confidence < 0.25);
  }

  release(): void {
    this.#dial.removeAttribute('data-unsure');
    this.#recent = [];
    for (const element of [this.#rate, this.#latency, this.#confidence]) element.textContent = '–';
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}
