import { Float64Tensor } from '../../values/float64-tensor.ts';
import type { Example } from '../operation.ts';
import { seeded } from '../seeded.ts';
import { type AveragePoolAttributes, type PoolAttributes, poolPositions } from './geometry.ts';

interface Spec extends PoolAttributes {
  readonly leading: readonly number[];
}

/** Cases that cover every attribute alone and in company; `output` is what the size rules give, or less. */
const specs: readonly Spec[] = [
  sliding([2, 3], [6], [3], { kernel: [2], stride: [2] }),
  sliding([1, 2], [7, 8], [3, 4], { kernel: [3, 2], stride: [2, 2] }),
  // Side by side, covering everything, and with a row left over.
  sliding([2, 3], [6, 8], [3, 4], { kernel: [2, 2], stride: [2, 2] }),
  sliding([2], [7, 6], [2, 3], { kernel: [3, 2], stride: [3, 2] }),
  sliding([3], [4, 3, 4], [2, 1, 2], { kernel: [2, 3, 2], stride: [2, 3, 2] }),
  // Overlapping windows, zeros on one side only, taps apart.
  sliding([2], [9], [5], { kernel: [3], stride: [2], padding: [[2, 1]], dilation: [2] }),
  // Ceil mode: the last window reaches beyond input and padding.
  sliding([1, 1], [5, 4], [3, 3], {
    kernel: [3, 2],
    stride: [2, 2],
    padding: [
      [1, 1],
      [1, 0],
    ],
  }),
  // Elements that no window covers.
  sliding([2, 1], [7, 5], [2, 2], { kernel: [2, 1], stride: [4, 3] }),
  sliding([1, 2], [4, 3, 5], [2, 2, 2], {
    kernel: [2, 2, 3],
    stride: [2, 1, 2],
    padding: [
      [0, 0],
      [0, 0],
      [0, 1],
    ],
  }),
  sliding([1], [1], [1], { kernel: [1], stride: [1] }),
  { leading: [2, 2], input: [7, 5], output: [3, 2], windows: 'adaptive' },
  { leading: [1], input: [3], output: [5], windows: 'adaptive' },
  sliding([0, 2], [4], [2], { kernel: [2], stride: [2] }),
];

function sliding(
  leading: readonly number[],
  input: readonly number[],
  output: readonly number[],
  windows: {
    readonly kernel: readonly number[];
    readonly stride: readonly number[];
    readonly padding?: readonly (readonly [number, number])[];
    readonly dilation?: readonly number[];
  },
): Spec {
  const rest = { padding: input.map(() => [0, 0] as const), dilation: input.map(() => 1) };
  return { leading, input, output, windows: { ...rest, ...windows } };
}

const attributesOf = ({ input, output, windows }: Spec): PoolAttributes => ({ input, output, windows });

/** Inputs of `maxPool` and `maxPoolIndices`: without ties where derivatives are to exist, and with every kind of them. */
export function maxExamples(seed: number): Example<PoolAttributes>[] {
  const random = seeded(seed);
  const pairs: PoolAttributes = attributesOf(sliding([], [6], [3], { kernel: [2], stride: [2] }));
  return [
    ...specs.map((spec) => ({
      inputs: [random.distinct([...spec.leading, ...spec.input])],
      attributes: attributesOf(spec),
      smooth: !spec.leading.includes(0),
    })),
    { inputs: [random.integers([2, 6], -2, 2)], attributes: pairs },
    { inputs: [new Float64Tensor([6], [NaN, 1, 2, NaN, -Infinity, -Infinity])], attributes: pairs },
    { inputs: [new Float64Tensor([6], [-0, 0, Infinity, 3, -1, -1])], attributes: pairs },
  ];
}

/** Inputs of `maxPoolSelect` and `maxPoolGradient`: with positions that each window covers. */
export function poolExamples(seed: number, row: 'select' | 'gradient'): Example<PoolAttributes>[] {
  const random = seeded(seed);
  return specs.map((spec) => {
    const attributes = attributesOf(spec);
    const windows = poolPositions(attributes);
    const shape = [...spec.leading, ...spec.output];
    const choices = random.uniform(shape, 0, 1).data;
    const positions = choices.map((choice, i) => {
      const covered = windows[i % windows.length]!;
      return covered[Math.floor(choice * covered.length)]!;
    });
    const first = row === 'select' ? [...spec.leading, ...spec.input] : shape;
    return {
      inputs: [random.normal(first), new Float64Tensor(shape, positions, 'int32')],
      attributes,
      smooth: !spec.leading.includes(0),
    };
  });
}

/** Inputs of `averagePool` and `averagePoolGradient`, divided in each of the ways. */
export function averageExamples(seed: number, from: 'input' | 'output'): Example<AveragePoolAttributes>[] {
  const random = seeded(seed);
  return specs.flatMap((spec, i) => {
    const all = ['window', 'elements', 3, -0.75] as const;
    return (i < 4 ? all : all.slice(i % 2, (i % 2) + 1)).map((divisor) => ({
      inputs: [random.normal([...spec.leading, ...spec[from]])],
      attributes: { ...attributesOf(spec), divisor },
      smooth: !spec.leading.includes(0),
    }));
  });
}
