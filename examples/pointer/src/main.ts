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
onClick('recalibrate', () => void app.recalibrate());
onClick('rest', () => app.rest());
onClick('wake', () => app.wake());
