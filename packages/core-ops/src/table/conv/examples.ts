import { sizeOf } from '../../values/float64-tensor.ts';
import type { Example } from '../operation.ts';
import { seeded } from '../seeded.ts';
import type { ConvAttributes, ConvPlacement, ConvRoles, ConvShapes } from './geometry.ts';

interface Spec extends ConvPlacement {
  readonly input: readonly number[];
  readonly filter: readonly number[];
  readonly output: readonly number[];
}

/** Cases that cover every attribute alone and in company; `output` is what the size rule gives, or less. */
const specs: readonly Spec[] = [
  spec([2, 3, 9], [4, 3, 3], [2, 4, 7]),
  spec([4, 17], [6, 2, 3], [6, 10], { stride: [2], padding: [3], dilation: [2], groups: 2 }),
  spec([1, 1, 1], [1, 1, 1], [1, 1, 1]),
  spec([2, 2, 8, 9], [3, 2, 3, 3], [2, 3, 4, 5], { dilation: [2, 2] }),
  spec([2, 4, 9, 11], [6, 2, 3, 2], [2, 6, 6, 4], { stride: [2, 3], padding: [2, 1], dilation: [1, 2], groups: 2 }),
  // Depthwise, two outputs for each input channel.
  spec([1, 3, 6, 5], [6, 1, 3, 3], [1, 6, 6, 5], { padding: [1, 1], groups: 3 }),
  // Unbatched; elements of the input that no placement of the filter touches.
  spec([2, 8, 7], [3, 2, 3, 2], [3, 2, 2], { stride: [3, 4] }),
  // Zeros before the first element and none after the last; more than the filter's reach of them.
  spec([1, 2, 5], [2, 2, 2], [1, 2, 8], { padding: [4] }),
  // Negative padding crops.
  spec([1, 1, 6, 6], [1, 1, 2, 2], [1, 1, 3, 4], { padding: [-1, -1] }),
  spec([1, 2, 4, 5, 3], [2, 2, 2, 3, 2], [1, 2, 3, 2, 2], { stride: [1, 2, 1], padding: [0, 1, 0] }),
  // Long enough for the filter's gradient to be summed in several chunks.
  spec([3, 1, 20, 21], [2, 1, 3, 3], [3, 2, 18, 19]),
];

function spec(
  input: readonly number[],
  filter: readonly number[],
  output: readonly number[],
  attributes: Partial<ConvPlacement> = {},
): Spec {
  const axes = filter.length - 2;
  const all = (value: number): number[] => Array<number>(axes).fill(value);
  return { input, filter, output, stride: all(1), padding: all(0), dilation: all(1), groups: 1, ...attributes };
}

/** Seeded inputs and attributes for a row of the family. */
export function convExamples(roles: ConvRoles, seed: number): Example<ConvAttributes>[] {
  const source = seeded(seed);
  return specs.map(({ input, filter, output, stride, padding, dilation, groups }) => {
    const shapes: ConvShapes = { input, filter, output };
    const axes = filter.length - 2;
    return {
      inputs: [source.normal(shapes[roles[0]]), source.normal(shapes[roles[1]])],
      attributes: { stride, padding, dilation, groups, size: shapes[roles[2]].slice(-axes) },
      // Derivatives do not depend on the size, and those of all elements would take most of the tests' time.
      smooth: sizeOf(output) < 1000,
    };
  });
}
