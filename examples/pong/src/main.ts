import { connectButtons } from '../../shared/dial-buttons.js';
import { onClick } from '../../shared/page/dom.js';
import { App } from './app.js';
import type { Level } from './opponent.js';

const app = new App();

connectButtons(app);
onClick('start-keyboard', () => app.withoutPicture());
onClick('back-to-game', () => app.play());
onClick('pause', () => app.pause());
onClick('reset', () => app.reset());

for (const radio of document.querySelectorAll<HTMLInputElement>('input[name="level"]')) {
  radio.addEventListener('change', () => app.setLevel(radio.value as Level));
}
// Nobody plays in a tab that is not seen.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) app.pause();
});
