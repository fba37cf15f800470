import { connectButtons } from '../../shared/dial-buttons.js';
import { onClick } from '../../shared/page/dom.js';
import { App } from './app.js';
import { Drawing } from './drawing.js';
import { makeMessageBoard } from './message-board.js';
import { markPointed } from './pointed.js';
import { Targets } from './targets.js';

const { target } = new Targets();
new Drawing();
makeMessageBoard();
markPointed();
const app = new App(target);

connectButtons(app);
onClick('stop', () => app.stop());
onClick('recalibrate', () => void app.recalibrate());
onClick('rest', () => app.rest());
onClick('wake', () => app.wake());
