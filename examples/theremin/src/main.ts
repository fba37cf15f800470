import { connectButtons } from '../../shared/dial-buttons.js';
import { onClick } from '../../shared/page/dom.js';
import { App } from './app.js';

const app = new App();

connectButtons(app);
onClick('stop', () => app.stop());

addEventListener('keydown', ({ key, target, ctrlKey, metaKey, altKey }) => {
  if (ctrlKey || metaKey || altKey || (target instanceof Element && target.matches('select, input'))) return;
  if (key === 'Escape') app.stop();
  if (key === 'm') app.toggleMute();
});
// Nobody plays in a tab that is not seen.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) app.stop();
});
