import { Float64Tensor, sizeOf } from '../values/float64-tensor.ts';
import type { Shape } from '../values/value.ts';
import { boundEach, gamma, matmulRoundings, smallestNormal } from './error-bounds.ts';
import { matmulKernel } from './kernels/matmul/matmul.ts';
import { type Operation, ShapeError } from './operation.ts';
import { seeded } from './seeded.ts';
import { broadcastShapes, broadcastStrides, expectInputs, stridedPositions } from './shapes.ts';
import { row } from './support.ts';

export type MatmulAttributes = {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  /** How operands are stored while they are multiplied; float32 unless given. */
  readonly storage?: 'float32' | 'float16';
};

/** Lengths of a product of (batches of) matrices, [batch…, rows, inner] by [batch…, inner, columns]. */
export interface MatmulPlan {
  readonly batch: Shape;
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
}

/** Checks the shapes of a matrix product and says what is multiplied. */
export function planMatmul(shapes: readonly Shape[], { transposeA, transposeB }: MatmulAttributes): MatmulPlan {
  expectInputs('matmul', shapes, 2);
  const [a, b] = shapes as [Shape, Shape];
  if (a.length < 2 || b.length < 2) {
    throw new ShapeError('matmul', shapes, 'both need at least two axes: expandDims() makes a matrix of a vector');
  }
  const [rowsA, columnsA] = [a.at(-2)!, a.at(-1)!];
  const [rowsB, columnsB] = [b.at(-2)!, b.at(-1)!];
  const [rows, inner] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const [innerB, columns] = transposeB ? [columnsB, rowsB] : [rowsB, columnsB];
  if (inner !== innerB) {
    const transposed = transposeA || transposeB ? ` (transposeA ${transposeA}, transposeB ${transposeB})` : '';
    throw new ShapeError('matmul', shapes, `the inner lengths ${inner} and ${innerB}${transposed} must be equal`);
  }
  let batch: Shape;
  try {
    batch = broadcastShapes('matmul', [a.slice(0, -2), b.slice(0, -2)]);
  } catch {
    throw new ShapeError(
      'matmul',
      shapes,
      `the leading axes [${a.slice(0, -2).join(', ')}] and [${b.slice(0, -2).join(', ')}] must broadcast: equal or 1`,
    );
  }
  return { batch, rows, columns, inner };
}

const at = (transposeA = false, transposeB = false): MatmulAttributes => ({ transposeA, transposeB });

function matmul64([a, b]: readonly Float64Tensor[], attributes: MatmulAttributes): Float64Tensor {
  const { batch, rows, columns, inner } = planMatmul([a!.shape, b!.shape], attributes);
  const [aRow, aInner] = attributes.transposeA ? [1, rows] : [inner, 1];
  const [bInner, bColumn] = attributes.transposeB ? [1, inner] : [columns, 1];
  const aStarts = stridedPositions(batch, scaled(broadcastStrides(a!.shape.slice(0, -2), batch), rows * inner));
  const bStarts = stridedPositions(batch, scaled(broadcastStrides(b!.shape.slice(0, -2), batch), inner * columns));
  const data = new Float64Array(sizeOf(batch) * rows * columns);
  for (let n = 0; n < aStarts.length; n++) {
    for (let i = 0; i < rows; i++) {
      for (let k = 0; k < inner; k++) {
        const left = a!.data[aStarts[n]! + i * aRow + k * aInner]!;
        const target = (n * rows + i) * columns;
        const source = bStarts[n]! + k * bInner;
        for (let j = 0; j < columns; j++) data[target + j]! += left * b!.data[source + j * bColumn]!;
      }
    }
  }
  return new Float64Tensor([...batch, rows, columns], data);
}

/** Strides of whole matrices, in elements. */
function scaled(strides: readonly number[], size: number): number[] {
  return strides.map((stride) => stride * size);
}

/**
 * How far a number of size x may be from the float16 number that it is stored as: half a unit in the last of its 11 digits, all of it
 * where it is too small for them, and without bound where it is too large.
 */
function movedByHalves(x: number): number {
  if (x >= 65_520) return Infinity;
  return x < 2 ** -14 ? x : x * 2 ** -11;
}

export const matmul: Operation<MatmulAttributes> = {
  name: 'matmul',
  shape: (shapes, attributes) => {
    const { batch, rows, columns } = planMatmul(shapes, attributes);
    return [[...batch, rows, columns]];
  },
  reference: (inputs, attributes) => [matmul64(inputs, attributes)],
  kernel: ([a, b], attributes) => [matmulKernel(a!, b!, planMatmul([a!.shape, b!.shape], attributes), attributes)],
  errorBound: (inputs, attributes, [output]) => {
    const absolute = (moved: (x: number) => number): Float64Tensor =>
      matmul64(
        inputs.map(
          ({ shape, data }) =>
            new Float64Tensor(
              shape,
              data.map((x) => Math.abs(x) + moved(Math.abs(x))),
            ),
        ),
        attributes,
      );
    const sizes = absolute(() => 0);
    const { inner } = planMatmul(
      inputs.map((input) => input.shape),
      attributes,
    );
    const lost = gamma(matmulRoundings(inner));
    const tiny = 2 * inner * smallestNormal;
    if (attributes.storage !== 'float16') return [boundEach(output!, (i) => lost * sizes.data[i]! + tiny)];
    // (|a| + α)(|b| + β) − |a||b| for operands that moved by α and β, and the roundings of what they moved to.
    const stored = absolute(movedByHalves);
    return [boundEach(output!, (i) => stored.data[i]! * (1 + lost) - sizes.data[i]! + tiny)];
  },
  differentiable: () => [true, true],
  examples: (seed) => {
    const random = seeded(seed);
    return [
      { inputs: [random.normal([2, 3]), random.normal([3, 4])], attributes: at(), smooth: true },
      { inputs: [random.normal([3, 2]), random.normal([3, 4])], attributes: at(true), smooth: true },
      { inputs: [random.normal([2, 2, 3]), random.normal([4, 3])], attributes: at(false, true), smooth: true },
      { inputs: [random.normal([3, 2]), random.normal([2, 1, 4, 3])], attributes: at(true, true), smooth: true },
      { inputs: [random.normal([2, 1, 5, 7]), random.normal([3, 7, 6])], attributes: at() },
      { inputs: [random.normal([1, 1]), random.normal([1, 1])], attributes: at() },
      { inputs: [random.normal([9, 300]), random.normal([300, 5])], attributes: at() },
      { inputs: [random.normal([3, 100], 1e4), random.normal([100, 2], -1e3)], attributes: at() },
      { inputs: [random.normal([2, 0]), random.normal([0, 3])], attributes: at() },
      { inputs: [random.normal([0, 2]), random.normal([2, 3])], attributes: at() },
      {
        inputs: [random.normal([3, 70]), random.normal([70, 4], 1e-3)],
        attributes: { ...at(), storage: 'float16' },
      },
    ];
  },
};

export const linearAlgebraOperations: readonly Operation[] = [row(matmul)];
