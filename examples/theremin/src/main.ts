import { onClick } from '../../shared/page/dom.js';
import { App } from './app.js';

const app = new App();

onClick('start-camera', () => void app.open('camera'));
onClick('start-simulated', () => void app.open('simulated'));
onClick('opening-cancel', () => app.teach());
onClick('follow-start', () => void app.follow());
onClick('train', () => void app.train());
onClick('add-round', () => void app.follow());
onClick('teach-anew', () => app.teach());
onClick('teach-done', () => app.play());
onClick('play', () => app.play());
onClick('stop', () => app.stop());
onClick('teach-again', () => app.teach());

addEventListener('keydown', ({ key, target, ctrlKey, metaKey, altKey }) => {
  if (ctrlKey || metaKey || altKey || (target instanceof Element && target.matches('select, input'))) return;
  if (key === 'Escape') app.stop();
  if (key === 'm') app.toggleMute();
});
// Nobody plays in a tab that is not seen.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) app.stop();
});
