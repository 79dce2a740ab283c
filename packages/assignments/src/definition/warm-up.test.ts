import { contentOf, defaultLimits, type PartText } from '@gradbook/answers';
import { conv2d, countWork, init, mul } from '@gradbook/core-ops';
import { beforeAll, expect, test } from 'vitest';

import { preparedCase } from '../code/prepared.ts';
import { assignments } from '../index.ts';
import { tensorPart } from '../parts/tensor-part.ts';
import { defineAssignment, type Part } from './assignment.ts';
import { warmUpAssignment } from './warm-up.ts';

beforeAll(async () => {
  await init();
}, 120_000);

test('after it the first answer is judged without compiling anything, and as it should be', async () => {
  const part = tensorPart({
    id: '1',
    title: 'A convolution',
    points: 1,
    question: 'Compute it.',
    inputs: {
      x: [
        [
          [
            [1, 2, 3],
            [3, 4, 5],
          ],
        ],
      ],
      filter: [
        [
          [
            [2, 0],
            [0, 1],
          ],
        ],
      ],
    },
    reference: ({ x, filter }) => mul(conv2d(x, filter), 5),
    mistakes: [{ id: 'not-scaled', sentence: 'It was not scaled.', run: ({ x, filter }) => conv2d(x, filter) }],
  });
  const assignment = defineAssignment({ id: 'own', title: 'Own', summary: 'One part.', parts: [part] });
  const { result, work } = await countWork(() => warmUpAssignment(assignment));
  expect(result.pipelines).toBeGreaterThan(0);
  expect(work.dispatches).toBe(0);
  const written: PartText = { id: '1', text: '$[30, 45]$', start: 0, end: 10 };
  const judged = await countWork(async () =>
    part.judge({ ...contentOf(written), source: written }, written, { limits: defaultLimits, seed: 0 }),
  );
  expect(judged.result.verdict).toBe('correct');
  expect(judged.work.dispatches).toBeGreaterThan(0);
  expect(judged.work.pipelines).toBe(0);
});

/** All that judging a part may compute on the device: references of answers, of code, graphs and what the report draws. */
async function referencesOf(part: Part): Promise<void> {
  const written: PartText = { id: part.id, text: '$1$', start: 0, end: 3 };
  await part.judge({ ...contentOf(written), source: written }, written, { limits: defaultLimits, seed: 0 });
  await part.samples?.();
  await part.evidence?.();
  for (const fn of part.functions ?? []) {
    for (const [index, { expects }] of fn.cases.entries()) {
      if (expects !== 'error') await preparedCase(fn, index, { seed: 0, references: 'webgpu' }).expected();
    }
  }
}

test.each(assignments.map((assignment) => ({ id: assignment.id, assignment })))(
  '$id: nothing is left to compile, be it for answers, code, searches or graphs',
  async ({ assignment }) => {
    const { work: ahead } = await countWork(() => warmUpAssignment(assignment));
    expect(ahead.dispatches).toBe(0);
    const { work } = await countWork(async () => {
      for (const part of assignment.parts) await referencesOf(part);
    });
    expect(work.pipelines).toBe(0);
    // They have computed.
    if (assignment.parts.some((part) => part.warmUp)) expect(work.dispatches).toBeGreaterThan(0);
  },
);

test('only the parts that are asked for, and code for the seed of the grades', async () => {
  const asked: [string, number][] = [];
  const part = (id: string): Part => ({
    id,
    title: id,
    kind: 'text',
    points: 1,
    question: 'Why?',
    judge: () => {
      throw new Error('not judged');
    },
    warmUp: ({ seed }) => void asked.push([id, seed]),
  });
  const assignment = defineAssignment({ id: 'own', title: 'Own', summary: 'Two.', parts: [part('1'), part('2')] });
  await warmUpAssignment(assignment, { seed: 7, parts: ({ id }) => id === '2' });
  expect(asked).toEqual([['2', 7]]);
});
