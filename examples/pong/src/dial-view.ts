import type { Controller, Output } from 'camdial';
import { byTestId, find } from './dom.js';
import { clampUnit } from './geometry.js';

/** The needle goes so far to either side, degrees. */
const swing = 70;
/** Rate and latency speak of the last second, and change at a pace that can be read, ms. */
const span = 1000;
const every = 250;

/** Shows the dial: value, pace, delay and how sure it is. */
export class DialView implements Controller {
  readonly #needle = find('.dial-needle', SVGElement);
  readonly #value = byTestId('dial-value');
  readonly #rate = byTestId('dial-rate');
  readonly #latency = byTestId('dial-latency');
  readonly #confidence = byTestId('dial-confidence');
  readonly #dial = find('.dial', HTMLElement);
  #recent: { at: number; latency: number; confidence: number }[] = [];
  #shownAt = 0;

  constructor() {
    find('.dial-ticks', SVGElement).innerHTML = [-1, -0.5, 0, 0.5, 1]
      .map(
        (value) => `<path d="M100 ${value % 1 ? 20 : 24}V16" transform="rotate(${value * swing} 100 100)"/>`,
      )
      .join('');
    this.release();
  }

  update({ values, confidence, latency }: Output): void {
    const value = values[0]!;
    this.#dial.dataset['live'] = '';
    this.#needle.setAttribute('transform', `rotate(${(clampUnit(value) * swing).toFixed(1)} 100 100)`);
    this.#value.textContent = value.toFixed(3);
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
    delete this.#dial.dataset['live'];
    this.#dial.removeAttribute('data-unsure');
    this.#recent = [];
    this.#needle.setAttribute('transform', 'rotate(0 100 100)');
    for (const element of [this.#value, this.#rate, this.#latency, this.#confidence])
      element.textContent = '–';
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}
