import { Float64Tensor } from '@gradbook/core-ops';

/** Numbers that float32 holds exactly. */
export function sample(shape: readonly number[], seed: number, scale = 1, shift = 0): Float64Tensor {
  let state = seed;
  const size = shape.reduce((product, length) => product * length, 1);
  const data = Array.from({ length: size }, () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return Math.fround((state / 2 ** 31 - 1) * scale + shift);
  });
  return new Float64Tensor(shape, data);
}

/** [N, 4, …]: ordinary ones and those where implementations go wrong. */
export const inputs: readonly (readonly [string, Float64Tensor])[] = [
  ['2-d', sample([6, 4], 1)],
  ['3-d', sample([8, 4, 9], 2, 3)],
  ['4-d', sample([3, 4, 5, 6], 3, 0.5, 2)],
  ['mean 1000, deviation 1', sample([8, 4, 16], 4, 1.7, 1000)],
  ['mean 10⁵, deviation 1', sample([4, 4, 64], 5, 1.7, 1e5)],
  ['a long axis', sample([2, 4, 5000], 6)],
  [
    'constant',
    new Float64Tensor(
      [2, 4, 3],
      Array.from({ length: 24 }, () => Math.fround(7.3)),
    ),
  ],
  ['tiny', sample([4, 4, 4], 7, 1e-6)],
];
