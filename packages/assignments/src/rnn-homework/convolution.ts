import { type Expr, judgeTensors, type LinearEquation, type NamedTensor, type TensorMistake } from '@gradbook/answers';
import { conv1d, convTranspose2d, reshape, type Value } from '@gradbook/core-ops';

import type { Part } from '../definition/assignment.ts';
import { textPart } from '../definition/later-parts.ts';
import { once } from '../definition/once.ts';
import { computeOnDevice, verified } from '../definition/verified.ts';
import { transposedConvolutionMistakes } from '../mistakes/convolutions.ts';

/** The signal of 6(b), and the filter that the question looks for. */
const signal = [1, 4, 0, -2, 3];
const filter = [2, -1, 3];
const components = filter.map((_, index) => `f_${index + 1}`);

const dragged = { x: [[signal]], f: [[filter]] };
const drag = ({ x, f }: Readonly<Record<keyof typeof dragged, Value>>): Value => conv1d(x, f);

/** What the filter makes of the signal, without padding, computed on WebGPU. */
const filtered: () => Promise<readonly number[]> = once(async () => {
  const output = await verified('convolution of the signal', dragged, drag, 2 * filter.length);
  return [...output.data];
});

/** The equations Σ_k signal[i + k] f_k = output[i] that determine the filter. */
async function equations(): Promise<readonly LinearEquation[]> {
  return (await filtered()).map((right, i) => {
    const terms = components.flatMap((name, k) => (signal[i + k] === 0 ? [] : [product(signal[i + k]!, name)]));
    return { left: { type: 'sum', terms }, right };
  });
}

function product(factor: number, name: string): Expr {
  const value = { numerator: BigInt(Math.abs(factor)), denominator: 1n };
  const of: Expr = {
    type: 'product',
    style: 'juxtaposed',
    factors: [
      { type: 'number', value, written: String(Math.abs(factor)) },
      { type: 'symbol', name },
    ],
  };
  return factor < 0 ? { type: 'negate', of } : of;
}

/** Input and filter of 6(c). */
const map = [
  [-1, 2],
  [3, 1],
];
const kernel = [
  [1, -1],
  [0, 1],
];

const overlapped = { x: [[map]], f: [[kernel]] };
const overlap = ({ x, f }: Readonly<Record<keyof typeof overlapped, Value>>): Value => squeeze(convTranspose2d(x, f));

/** The transposed convolution of 6(c) with the results of the ways to get it wrong, computed on WebGPU. */
const transposed: () => Promise<NamedTensor> = once(async () => {
  const result = await verified('transposed convolution', overlapped, overlap, 8);
  const mistakes: TensorMistake[] = [];
  for (const { id, sentence, run } of transposedConvolutionMistakes) {
    const wrong = await verified(id, overlapped, ({ x, f }) => squeeze(run(x, f)), 16);
    mistakes.push({ id, sentence, shape: wrong.shape, data: [...wrong.data] });
  }
  return { label: 'the output', names: [], shape: result.shape, data: [...result.data], mistakes };
});

const squeeze = (value: Parameters<typeof reshape>[0]): ReturnType<typeof reshape> =>
  reshape(value, value.shape.slice(2));

/** Part 6: convolutions. */
export const convolutionParts: readonly Part[] = [
  textPart({
    id: '6(a)',
    title: 'Why convolutions for images',
    points: 2,
    question: 'Give two reasons to prefer convolutional over fully connected layers for images.',
    rubric: 'Look for two of: fewer parameters through shared weights; translation equivariance; locality.',
  }),
  {
    id: '6(b)',
    title: 'The filter behind a result',
    kind: 'tensor',
    points: 3,
    question:
      'A filter of length 3 is dragged, unturned, with stride 1 and without padding over the signal $[1, 4, 0, -2, 3]$. ' +
      'The result is $[-2, 2, 11]$. What is the filter?',
    warmUp: () => {
      computeOnDevice(dragged, drag);
    },
    judge: async (content, _part, options) =>
      judgeTensors(
        content,
        {
          tensors: [
            { label: 'the filter', names: ['F', 'f', 'w', 'W', 'K', 'k'], components, shape: [3], data: filter },
          ],
          decimals: 0,
          givens: [
            { shape: [signal.length], data: signal },
            { shape: [3], data: await filtered() },
          ],
          equations: await equations(),
        },
        options,
      ),
  },
  {
    id: '6(c)',
    title: 'A transposed convolution by hand',
    kind: 'tensor',
    points: 3,
    question:
      'What is the transposed convolution, stride 1 and no padding, of $\\begin{bmatrix} -1 & 2 \\\\ 3 & 1 \\end{bmatrix}$ ' +
      'with the filter $\\begin{bmatrix} 1 & -1 \\\\ 0 & 1 \\end{bmatrix}$?',
    warmUp: () => {
      computeOnDevice(overlapped, overlap);
      for (const { run } of transposedConvolutionMistakes)
        computeOnDevice(overlapped, ({ x, f }) => squeeze(run(x, f)));
    },
    judge: async (content, _part, options) =>
      judgeTensors(
        content,
        {
          tensors: [await transposed()],
          decimals: 0,
          givens: [
            { shape: [2, 2], data: map.flat() },
            { shape: [2, 2], data: kernel.flat() },
          ],
        },
        options,
      ),
  },
];
