import { onClick } from './page/dom.js';

/** What the buttons that every page has ask of it. */
interface Page {
  open(kind: 'camera' | 'simulated'): unknown;
  teach(): unknown;
  follow(): unknown;
  train(): unknown;
  play(): unknown;
}

export function connectButtons(page: Page): void {
  onClick('start-camera', () => void page.open('camera'));
  onClick('start-simulated', () => void page.open('simulated'));
  onClick('opening-cancel', () => page.teach());
  onClick('follow-start', () => void page.follow());
  onClick('train', () => void page.train());
  onClick('add-round', () => void page.follow());
  onClick('teach-anew', () => page.teach());
  onClick('teach-done', () => page.play());
  onClick('play', () => page.play());
  onClick('teach-again', () => page.teach());
}
