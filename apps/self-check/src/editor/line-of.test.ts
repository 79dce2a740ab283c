import { expect, test } from 'vitest';

import { lineOf } from './line-of.ts';

const module = `import { add } from 'gradbook';

/**
 * Adds.
 */
export function sum(a, b) {
  return add(a, b);
}

export const sumBackward = (a) => a;
export async function later() {}
`;

test.each([
  ['sum', 3],
  ['sumBackward', 10],
  ['later', 11],
  ['other', undefined],
])('%s begins on line %s', (name, line) => {
  expect(lineOf(module, name)).toBe(line);
});
