import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

import { float64 } from '../../values/convert.ts';
import { Float64Tensor } from '../../values/float64-tensor.ts';
import { operations } from '../all.ts';
import { broadcastShapes, normalizeAxes, normalizeAxis } from '../shapes.ts';
import * as api from './all.ts';

const scope: Record<string, unknown> = {
  ...api,
  operations,
  float64,
  Float64Tensor,
  broadcastShapes,
  normalizeAxes,
  normalizeAxis,
};

/** The examples of a file: `expression; // value` lines after an @example tag. */
function examplesOf(file: URL): { expression: string; value: unknown }[] {
  const source = readFileSync(file, 'utf8');
  return [...source.matchAll(/@example\n \* (.+?);? \/\/ (.+)/g)].map(([, expression, value]) => ({
    expression: expression!,
    value: JSON.parse(value!) as unknown,
  }));
}

const folder = new URL('.', import.meta.url);
const files = [
  ...readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'all.ts')
    .map((name) => new URL(name, folder)),
  new URL('../shapes.ts', folder),
  new URL('../all.ts', folder),
];
const examples = files.flatMap(examplesOf);

describe('the examples in the documentation give the values they state', () => {
  test('every public function has one', () => {
    const shown = examples.map(({ expression }) => expression).join('\n');
    expect(Object.keys(api).filter((name) => !new RegExp(String.raw`\b${name}\(`).test(shown))).toEqual([]);
  });

  test.for(examples)('$expression', ({ expression, value }) => {
    const names = Object.keys(scope);
    // oxlint-disable-next-line typescript/no-implied-eval -- the examples are this repository's own text
    const run = new Function(...names, `return (${expression});`);
    const got: unknown = run(...names.map((name) => scope[name]));
    expect(got instanceof Float64Array ? [...got] : got).toEqual(value);
  });
});
