import { expect, test } from 'vitest';

import { studentTypes } from '@gradbook/sandbox/for-bundlers';
import { operationsOf } from './operations.ts';

test('every function that a student can import is found, with its parameters and what it does', async () => {
  const declarations = await studentTypes();
  const found = operationsOf(declarations);
  const declared = [...declarations.matchAll(/export function (\w+)/g)].map(([, name]) => name);
  expect(new Set(found.map(({ name }) => name))).toEqual(new Set(declared));
  expect(found.find(({ name }) => name === 'zeros')).toEqual({
    name: 'zeros',
    signature: '(shape: Shape): Tensor',
    text: 'A tensor of zeros.',
  });
  expect(found.find(({ name }) => name === 'sub')?.text).toBe(
    'a − b, elementwise; operands, broadcasting, dtypes and errors as for add.',
  );
  for (const { signature, text } of found) {
    expect(signature).toMatch(/^\(.*\): ?.+$/);
    expect(text).not.toBe('');
  }
});
