import { float64, init, read, tensor } from '@gradbook/core-ops';
import { expect, test } from 'vitest';

import { batchMoments, batchNorm, instanceMoments, layerMoments, layerNorm } from './index.ts';

test('the examples of the README', async () => {
  const x = float64([
    [
      [2, 4, 3],
      [2, 1, 2],
    ],
    [
      [1, 2, 3],
      [4, 1, 1],
    ],
  ]);
  expect([...batchMoments(x).mean.data]).toEqual([2.5, 1.8333333333333333]);
  expect([...layerMoments(x).mean.data]).toEqual([2.3333333333333335, 2]);
  expect(instanceMoments(x).mean.shape).toEqual([2, 2]);
  expect(batchNorm(x, { training: true }).output.shape).toEqual([2, 2, 3]);
  expect(layerNorm(x, [2, 3]).shape).toEqual([2, 2, 3]);

  await init();
  const y = await read(
    layerNorm(
      tensor([
        [1, 3],
        [10, 20],
      ]),
      2,
    ),
  );
  // ∓1 / √(1 + 10⁻⁵/σ²) with σ² = 1 and 25.
  expect([...y].map((value) => value.toFixed(4))).toEqual(['-1.0000', '1.0000', '-1.0000', '1.0000']);
});
