import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { functions, kinds, layouts, packings } from './calls.js';

const read = (file: string) => readFileSync(new URL(`./assembly/${file}.ts`, import.meta.url), 'utf8');
const calls = read('calls');

/** Names of the fields of a class of the kernels, in their order. */
function fieldsOf(name: string): string[] {
  const body = new RegExp(`class ${name} extends Call \\{([^}]*)\\}`).exec(calls)?.[1] ?? '';
  return [...body.matchAll(/^ {2}(\w+): (?:usize|i32|f32|Packing);/gm)].map(([, field]) => field!);
}

/** Names of an enumeration, in their order. */
function namesOf(enumeration: string): string[] {
  const body = new RegExp(`enum ${enumeration} \\{([^}]*)\\}`).exec(calls)?.[1] ?? '';
  return [...body.matchAll(/^ {2}(\w+),/gm)].map(([, name]) => name!);
}

test.each(Object.entries(layouts))('%s has the fields that the kernels read', (name, fields) => {
  expect(fields).toEqual(fieldsOf(name));
});

test('kinds and packings are numbered as the kernels have them', () => {
  expect(Object.keys(kinds)).toEqual(namesOf('Kind'));
  expect(Object.values(kinds)).toEqual(namesOf('Kind').map((_, i) => i));
  expect(Object.keys(packings)).toEqual(namesOf('Packing'));
  expect(Object.values(packings)).toEqual(namesOf('Packing').map((_, i) => i));
});

test('functions are numbered as the kernels have them', () => {
  const [, list] = /const (SIGMOID = [^;]*);/.exec(read('elementwise'))!;
  const found = Object.fromEntries(list!.split(', ').map((each) => each.split(' = ')));
  const { sigmoid, tanh, elu, swish, leakyRelu } = functions;
  expect(found).toEqual(
    Object.fromEntries(
      Object.entries({ SIGMOID: sigmoid, TANH: tanh, ELU: elu, SWISH: swish, LEAKY: leakyRelu }).map(
        ([name, value]) => [name, String(value)],
      ),
    ),
  );
});
