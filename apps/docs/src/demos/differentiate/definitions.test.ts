import { plainOf } from '@gradbook/answers';
import { describe, expect, test } from 'vitest';

import { readDefinitions } from './definitions.ts';

const read = (text: string, steps = 2): readonly string[] =>
  readDefinitions(text, steps).definitions.map(({ name, value }) => `${name} = ${plainOf(value)}`);

describe('definitions', () => {
  test('with the index t are unrolled together, T is the last step', () => {
    expect(read('v = 2 a\nc_t = w h_{t-1}\nh_t = tanh(c_t + v u_t)\ny = h_T')).toEqual([
      'v = 2 a',
      'c_1 = w h_0',
      'h_1 = tanh(c_1 + v u_1)',
      'c_2 = w h_1',
      'h_2 = tanh(c_2 + v u_2)',
      'y = h_2',
    ]);
  });

  test('are read as they are typed, in LaTeX too, and names that nothing defines are inputs', () => {
    const latex = readDefinitions('h_t = \\tanh(w h_{t-1} + u_t)', 1);
    const typed = readDefinitions('h_t=tanh(w h_{t-1}+u_t)', 1);
    expect(typed.definitions[0]!.value).toEqual(latex.definitions[0]!.value);
    expect(typed.inputs).toEqual(['w', 'h_0', 'u_1']);
    // Letters without a space are taken apart; a word with an index is one name.
    expect(readDefinitions('p = u_1\nq = wp', 1).inputs).toEqual(['u_1', 'w']);
    expect(readDefinitions('q = wh_1', 1).inputs).toEqual(['wh_1']);
  });

  test.each([
    ['h_t = h_t + 1', /defined only by it or after it/],
    ['y = 1', /Nothing can be differentiated/],
    ['x = a\nx = b', /defined twice/],
    ['h_t = w h_{t-1}\ny = h_t', /y has none; write T for the last step/],
    ['a = b = c', /is no definition/],
    ['2 x = a', /a single name is expected/],
    [`y = ${'x+'.repeat(2000)}x`, /at most 2000 are read/],
  ])('%j: says what is wrong', (text, message) => {
    expect(() => readDefinitions(text, 2)).toThrow(message);
  });
});
