import { expect, test } from 'vitest';

import { codeAssignments } from './code-assignments.ts';
import { type Assignment, assignments } from './index.ts';

const modules = ({ starter = {} }: Assignment): Assignment['starter'] =>
  Object.fromEntries(Object.entries(starter).filter(([path]) => path.endsWith('.ts')));

test('every part that asks for code is there, the same as in its assignment, and no other', () => {
  const expected = assignments
    .map((each) => ({ ...each, starter: modules(each), parts: each.parts.filter(({ kind }) => kind === 'code') }))
    .filter(({ parts }) => parts.length > 0);
  expect(codeAssignments).toEqual(expected);
});
