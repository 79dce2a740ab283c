import { Float64Tensor } from '../values/float64-tensor.ts';
import type { Shape } from '../values/value.ts';
import { maximum64 } from './definitions.ts';
import { boundEach, compensatedSumBound, roundings, unitRoundoff as u } from './error-bounds.ts';
import { longLine, softmaxKernel } from './kernels/softmax.ts';
import { type Operation, ShapeError } from './operation.ts';
import { type AxisAttributes, shiftedLogSum64 } from './reductions.ts';
import { seeded } from './seeded.ts';
import { expectInputs, viewAxis } from './shapes.ts';
import { row } from './support.ts';

/** Applies f to every line along an axis. */
function mapLines(x: Float64Tensor, axis: number, f: (line: Float64Array) => Float64Array): Float64Tensor {
  const { outer, length, inner } = viewAxis(x.shape, axis);
  const data = new Float64Array(x.data.length);
  for (let o = 0; o < outer; o++) {
    for (let c = 0; c < inner; c++) {
      const start = o * length * inner + c;
      const line = f(Float64Array.from({ length }, (_, i) => x.data[start + i * inner]!));
      for (let i = 0; i < length; i++) data[start + i * inner] = line[i]!;
    }
  }
  return new Float64Tensor(x.shape, data);
}

function softmaxRow(
  name: 'softmax' | 'logSoftmax',
  define: (line: Float64Array) => Float64Array,
  error: (line: Float64Array) => Float64Array,
): Operation<AxisAttributes> {
  return {
    name,
    shape: (shapes: readonly Shape[], { axis }) => {
      expectInputs(name, shapes, 1);
      if (!(axis in shapes[0]!)) throw new ShapeError(name, shapes, `there is no axis ${axis}`);
      return [shapes[0]!];
    },
    reference: ([x], { axis }) => [mapLines(x!, axis, define)],
    kernel: ([x], { axis }) => [softmaxKernel(name, x!, axis)],
    errorBound: ([x], { axis }, [output]) => {
      const errors = mapLines(x!, axis, error);
      return [boundEach(output!, (i) => errors.data[i]!)];
    },
    differentiable: () => [true],
    examples: (seed) => {
      const random = seeded(seed);
      return [
        { inputs: [random.normal([2, 3])], attributes: { axis: 1 }, smooth: true },
        { inputs: [random.normal([2, 4, 3])], attributes: { axis: 1 }, smooth: true },
        {
          inputs: [new Float64Tensor([3, 3], [1e4, 1e4, 1e4, -1e4, -1e4, 0, 1e4, 9999, -1e4])],
          attributes: { axis: 1 },
        },
        { inputs: [random.normal([3, 1])], attributes: { axis: 1 } },
        { inputs: [random.normal([2, 600], 0, 20)], attributes: { axis: 1 } },
        { inputs: [random.normal([0, 3])], attributes: { axis: 1 } },
        // Few long lines are computed in parts.
        { inputs: [random.normal([2, 3000], 5, 20)], attributes: { axis: 1 } },
        { inputs: [random.normal([2000, 3])], attributes: { axis: 0 } },
        {
          inputs: [
            new Float64Tensor(
              [1, 1500],
              Float64Array.from({ length: 1500 }, (_, i) => (i < 600 ? -Infinity : i)),
            ),
          ],
          attributes: { axis: 1 },
        },
      ];
    },
  };
}

/**
 * Relative error of Σ e^(x − m): its terms' arguments are rounded (d u each), the exponentials 4u, the sum compensated. A long
 * line may be computed in parts whose sums are rounded (u) and multiplied (u) by an exponential more (4u); the arguments of
 * the two exponentials, x − m' and m' − m, have the size d together.
 */
function sumError(distances: Float64Array, weights: Float64Array): number {
  const arguments_ = distances.reduce((sum, d, i) => sum + Math.min(d, 110) * weights[i]!, 0);
  const parts = distances.length < longLine ? 0 : roundings.exp + 2;
  return (arguments_ + roundings.exp + parts) * u + compensatedSumBound(distances.length, 1, 1, 1);
}

const logWeightsOf = (line: Float64Array): Float64Array => {
  if (line.length === 0) return line;
  const { largest, logSum } = shiftedLogSum64(line);
  return line.map((x) => x - largest - logSum);
};
const weightsOf = (line: Float64Array): Float64Array => logWeightsOf(line).map(Math.exp);
const distancesOf = (line: Float64Array): Float64Array => {
  const largest = line.reduce(maximum64, -Infinity);
  return line.map((x) => largest - x);
};

export const softmax: Operation<AxisAttributes> = softmaxRow('softmax', weightsOf, (line) => {
  const [weights, distances] = [weightsOf(line), distancesOf(line)];
  const total = sumError(distances, weights);
  return weights.map((y, i) => y * ((distances[i]! + roundings.exp + roundings.divide) * u + total));
});

export const logSoftmax: Operation<AxisAttributes> = softmaxRow('logSoftmax', logWeightsOf, (line) => {
  const [weights, distances] = [weightsOf(line), distancesOf(line)];
  const total = sumError(distances, weights) + roundings.log * u * Math.log(Math.max(line.length, 1));
  return distances.map((d) => total + (d + d + Math.log(Math.max(line.length, 1))) * u);
});

export const softmaxOperations: readonly Operation[] = [softmax, logSoftmax].map(row);
