import { onClick } from '../../shared/page/dom.js';
import { App } from './app.js';
import type { Level } from './opponent.js';

const app = new App();

onClick('start-camera', () => void app.open('camera'));
onClick('start-simulated', () => void app.open('simulated'));
onClick('start-keyboard', () => app.withoutPicture());
onClick('opening-cancel', () => app.teach());
onClick('follow-start', () => void app.follow());
onClick('train', () => void app.train());
onClick('add-round', () => void app.follow());
onClick('teach-anew', () => app.teach());
onClick('play', () => app.play());
onClick('back-to-game', () => app.play());
onClick('teach-done', () => app.play());
onClick('pause', () => app.pause());
onClick('reset', () => app.reset());
onClick('teach-again', () => app.teach());

for (const radio of document.querySelectorAll<HTMLInputElement>('input[name="level"]')) {
  radio.addEventListener('change', () => app.setLevel(radio.value as Level));
}
// Nobody plays in a tab that is not seen.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) app.pause();
});
