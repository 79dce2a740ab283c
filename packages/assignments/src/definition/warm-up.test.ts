import { contentOf, defaultLimits, type PartText } from '@gradbook/answers';
import { conv2d, countWork, init, mul } from '@gradbook/core-ops';
import { beforeAll, expect, test } from 'vitest';

import { tensorPart } from '../parts/tensor-part.ts';
import { defineAssignment } from './assignment.ts';
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
