/** A paddle, a note or a pointer never goes on when the readings have stopped: here where there is no page. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import * as shipped from '../index.js';
import { anywhere, inPages } from './stops.fixture.js';
import { testStops } from './stops.suite.fixture.js';

describe('every controller that is shipped is in the table', () => {
  const inTable = [...Object.keys(inPages), ...Object.keys(anywhere)]
    .filter((name) => !/ /.test(name))
    .sort();

  test('by the files', () => {
    const folder = fileURLToPath(new URL('.', import.meta.url));
    const files = readdirSync(folder).filter((file) => /^[a-z-]+\.ts$/.test(file));
    const classes = files.flatMap((file) =>
      [...readFileSync(folder + file, 'utf8').matchAll(/class (\w+) implements [^{]*\bController\b/g)].map(
        ([, name]) => name,
      ),
    );
    expect(classes.sort()).toEqual(inTable);
  });

  test('by what the package exports', () => {
    const classes = Object.entries(shipped)
      .filter(([, each]) => typeof each === 'function' && typeof each.prototype?.update === 'function')
      .map(([name]) => name);
    expect(classes.sort()).toEqual(inTable);
  });
});

testStops(anywhere);
