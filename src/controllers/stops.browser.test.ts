/** A paddle, a note or a pointer never goes on when the readings have stopped: every controller, in a page. */
import { afterEach } from 'vitest';
import { anywhere, inPages } from './stops.fixture.js';
import { testStops } from './stops.suite.fixture.js';

afterEach(() => document.body.replaceChildren());

testStops({ ...inPages, ...anywhere });
