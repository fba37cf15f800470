import type UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { find } from '../../shared/page/dom.js';

/** Draws how the loss falls, batch by batch. */
export class LossChart {
  readonly #box = find('.loss-chart', HTMLElement);
  #chart: UPlot | null = null;
  #batches: number[] = [];
  #losses: number[] = [];
  #pending = 0;

  /** Empties the chart and shows it. It is loaded when it is first wanted. */
  async open(): Promise<void> {
    this.close();
    this.#box.hidden = false;
    const { default: Chart } = await import('uplot');
    if (this.#box.hidden || this.#chart) return; // closed, or opened again, meanwhile
    const style = getComputedStyle(this.#box);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const axis = {
      stroke: colour('--ink-soft'),
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { show: false },
      font: `12px ${style.fontFamily}`,
    };
    this.#chart = new Chart(
      {
        width: this.#box.clientWidth,
        height: 150,
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { time: false }, y: { range: (_, __, max) => [0, Math.max(0.01, max * 1.1)] } },
        axes: [
          { ...axis, size: 28 },
          { ...axis, size: 44 },
        ],
        series: [{}, { stroke: colour('--accent'), width: 2, points: { show: false } }],
      },
      [this.#batches, this.#losses],
      this.#box,
    );
  }

  add(loss: number): void {
    this.#batches.push(this.#batches.length + 1);
    this.#losses.push(loss);
    // Batches can come by the hundred a second; one drawing a frame is plenty.
    this.#pending ||= requestAnimationFrame(() => {
      this.#pending = 0;
      this.#chart?.setData([this.#batches, this.#losses]);
    });
  }

  close(): void {
    cancelAnimationFrame(this.#pending);
    this.#pending = 0;
    this.#chart?.destroy();
    this.#chart = null;
    this.#batches = [];
    this.#losses = [];
    this.#box.hidden = true;
  }
}
