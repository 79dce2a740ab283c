import { Float64Tensor, sizeOf } from '../values/float64-tensor.ts';
import type { Shape } from '../values/value.ts';
import { boundEach, compensatedSumBound, copyBounds } from './error-bounds.ts';
import { gatherKernel, oneHotKernel, scatterAddKernel, topKKernel } from './kernels/indexing.ts';
import { type Operation, ShapeError } from './operation.ts';
import { seeded } from './seeded.ts';
import { expectInputs, sameShape, viewAxis } from './shapes.ts';
import { row } from './support.ts';

export type GatherAttributes = { readonly axis: number };
export type ScatterAddAttributes = { readonly axis: number; readonly length: number; readonly indexRank: number };
export type OneHotAttributes = { readonly depth: number };
export type TopKAttributes = { readonly k: number };

/** Fails for an index that is no position on an axis. */
function checkIndices(operation: string, indices: Float64Tensor, length: number): void {
  const at = indices.data.findIndex((index) => !Number.isInteger(index) || index < 0 || index >= length);
  if (at >= 0) {
    const rule = `the index ${indices.data[at]} at position ${at} must be a whole number from 0 to ${length - 1}`;
    throw new RangeError(`${operation}: ${rule}`);
  }
}

/** Inputs: x, indices. */
export const gather: Operation<GatherAttributes> = {
  name: 'gather',
  shape: (shapes, { axis }) => {
    expectInputs('gather', shapes, 2);
    const [x, indices] = shapes as [Shape, Shape];
    if (!(axis in x)) throw new ShapeError('gather', shapes, `the first has no axis ${axis}`);
    return [[...x.slice(0, axis), ...indices, ...x.slice(axis + 1)]];
  },
  reference: ([x, indices], { axis }) => {
    checkIndices('gather', indices!, x!.shape[axis]!);
    const { outer, length, inner } = viewAxis(x!.shape, axis);
    const count = indices!.data.length;
    const data = new Float64Array(outer * count * inner);
    for (let o = 0; o < outer; o++) {
      for (let j = 0; j < count; j++) {
        const from = (o * length + indices!.data[j]!) * inner;
        data.set(x!.data.subarray(from, from + inner), (o * count + j) * inner);
      }
    }
    return [
      new Float64Tensor([...x!.shape.slice(0, axis), ...indices!.shape, ...x!.shape.slice(axis + 1)], data, x!.dtype),
    ];
  },
  kernel: ([x, indices], { axis }) => [gatherKernel(x!, indices!, axis)],
  errorBound: copyBounds,
  differentiable: () => [true, false],
  examples: (seed) => {
    const random = seeded(seed);
    return [
      { inputs: [random.normal([5, 3]), random.integers([4], 0, 5)], attributes: { axis: 0 }, smooth: true },
      { inputs: [random.normal([2, 4, 3]), random.integers([2, 3], 0, 4)], attributes: { axis: 1 }, smooth: true },
      { inputs: [random.normal([2, 4]), random.integers([], 0, 4)], attributes: { axis: 1 } },
      { inputs: [random.normal([2, 4]), random.integers([0], 0, 4)], attributes: { axis: 1 } },
      { inputs: [random.integers([6], -5, 5), random.integers([3], 0, 6)], attributes: { axis: 0 } },
    ];
  },
};

/** Where the axes of scattered updates' indices lie, and the shape that they are added into. */
function planScatter(shapes: readonly Shape[], { axis, length, indexRank }: ScatterAddAttributes): Shape {
  expectInputs('scatterAdd', shapes, 2);
  const [updates, indices] = shapes as [Shape, Shape];
  if (indices.length !== indexRank || !sameShape(updates.slice(axis, axis + indexRank), indices)) {
    throw new ShapeError(
      'scatterAdd',
      shapes,
      `from axis ${axis} on, the updates' lengths must be those of the indices, one update an index`,
    );
  }
  if (!Number.isInteger(length) || length < 0) {
    throw new ShapeError('scatterAdd', shapes, `the length of the axis must be a whole number, not ${length}`);
  }
  return [...updates.slice(0, axis), length, ...updates.slice(axis + indexRank)];
}

function scatterAdd64([updates, indices]: readonly Float64Tensor[], attributes: ScatterAddAttributes): Float64Tensor {
  const { axis, length } = attributes;
  const shape = planScatter([updates!.shape, indices!.shape], attributes);
  checkIndices('scatterAdd', indices!, length);
  const { outer, inner } = viewAxis(shape, axis);
  const count = indices!.data.length;
  const data = new Float64Array(sizeOf(shape));
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < count; j++) {
      const target = (o * length + indices!.data[j]!) * inner;
      const source = (o * count + j) * inner;
      for (let c = 0; c < inner; c++) data[target + c]! += updates!.data[source + c]!;
    }
  }
  return new Float64Tensor(shape, data, updates!.dtype);
}

/** Inputs: updates, indices. */
export const scatterAdd: Operation<ScatterAddAttributes> = {
  name: 'scatterAdd',
  shape: (shapes, attributes) => [planScatter(shapes, attributes)],
  reference: (inputs, attributes) => [scatterAdd64(inputs, attributes)],
  kernel: ([updates, indices], attributes) => [
    scatterAddKernel(updates!, indices!, attributes, planScatter([updates!.shape, indices!.shape], attributes)),
  ],
  errorBound: ([updates, indices], attributes, [output]) => {
    const sizes = scatterAdd64([new Float64Tensor(updates!.shape, updates!.data.map(Math.abs)), indices!], attributes);
    const n = indices!.data.length;
    return [boundEach(output!, (i, result) => compensatedSumBound(n, 1, sizes.data[i]!, result))];
  },
  differentiable: () => [true, false],
  examples: (seed) => {
    const random = seeded(seed);
    return [
      {
        inputs: [random.normal([4, 3]), random.integers([4], 0, 5)],
        attributes: { axis: 0, length: 5, indexRank: 1 },
        smooth: true,
      },
      {
        inputs: [random.normal([2, 2, 3, 2]), random.integers([2, 3], 0, 4)],
        attributes: { axis: 1, length: 4, indexRank: 2 },
        smooth: true,
      },
      { inputs: [random.normal([2, 3]), random.integers([], 0, 4)], attributes: { axis: 1, length: 4, indexRank: 0 } },
      { inputs: [random.normal([0, 2]), random.integers([0], 0, 4)], attributes: { axis: 0, length: 3, indexRank: 1 } },
      {
        inputs: [random.normal([300], 1e4), random.integers([300], 0, 2)],
        attributes: { axis: 0, length: 2, indexRank: 1 },
      },
    ];
  },
};

export const oneHot: Operation<OneHotAttributes> = {
  name: 'oneHot',
  shape: (shapes, { depth }) => {
    expectInputs('oneHot', shapes, 1);
    if (!Number.isInteger(depth) || depth < 0) {
      throw new ShapeError('oneHot', shapes, `the depth must be a whole number, not ${depth}`);
    }
    return [[...shapes[0]!, depth]];
  },
  reference: ([indices], { depth }) => {
    const data = new Float64Array(indices!.data.length * depth);
    for (const [i, index] of indices!.data.entries()) {
      if (Number.isInteger(index) && index >= 0 && index < depth) data[i * depth + index] = 1;
    }
    return [new Float64Tensor([...indices!.shape, depth], data)];
  },
  kernel: ([indices], { depth }) => [oneHotKernel(indices!, depth)],
  errorBound: copyBounds,
  differentiable: () => [false],
  examples: (seed) => {
    const random = seeded(seed);
    return [
      { inputs: [random.integers([4], 0, 3)], attributes: { depth: 3 } },
      { inputs: [random.integers([2, 2], -1, 6)], attributes: { depth: 4 } },
      { inputs: [random.integers([], 0, 2)], attributes: { depth: 2 } },
    ];
  },
};

/** Indices of the k largest along the last axis, in descending order; ties to the lower index, NaN before all. */
export const topKIndices: Operation<TopKAttributes> = {
  name: 'topKIndices',
  shape: (shapes, { k }) => {
    expectInputs('topK', shapes, 1);
    const length = shapes[0]!.at(-1);
    if (length === undefined) throw new ShapeError('topK', shapes, 'a scalar has no axis to search');
    if (!Number.isInteger(k) || k < 0 || k > length) {
      throw new ShapeError('topK', shapes, `k must be a whole number from 0 to the last length ${length}, not ${k}`);
    }
    return [[...shapes[0]!.slice(0, -1), k]];
  },
  reference: ([x], { k }) => {
    const length = x!.shape.at(-1)!;
    const rows = length === 0 ? 0 : x!.data.length / length;
    const data = new Float64Array(rows * k);
    for (let r = 0; r < rows; r++) {
      const line = x!.data.subarray(r * length, (r + 1) * length);
      const order = Array.from({ length }, (_, i) => i).sort((a, b) => {
        const [left, right] = [line[a]!, line[b]!];
        if (Number.isNaN(left) !== Number.isNaN(right)) return Number.isNaN(left) ? -1 : 1;
        return left === right || Number.isNaN(left) ? a - b : right > left ? 1 : -1;
      });
      for (let i = 0; i < k; i++) data[r * k + i] = order[i]!;
    }
    return [new Float64Tensor([...x!.shape.slice(0, -1), k], data, 'int32')];
  },
  kernel: ([x], { k }) => [topKKernel(x!, k)],
  errorBound: copyBounds,
  differentiable: () => [false],
  examples: (seed) => {
    const random = seeded(seed);
    return [
      { inputs: [random.distinct([3, 7])], attributes: { k: 3 } },
      { inputs: [random.integers([2, 2, 9], 0, 4)], attributes: { k: 9 } },
      { inputs: [new Float64Tensor([2, 4], [1, 1, 1, 1, -3, -3, 5, -3])], attributes: { k: 2 } },
      { inputs: [random.normal([2, 3])], attributes: { k: 0 } },
      // Long rows are searched in several passes: with a list and without, with ties across the passes' borders.
      { inputs: [random.distinct([2, 3000])], attributes: { k: 8 } },
      { inputs: [random.integers([2, 2000], 0, 50)], attributes: { k: 13 } },
      { inputs: [random.integers([1, 70_000], -3, 1000)], attributes: { k: 5 } },
      { inputs: [random.integers([2, 900], 0, 20)], attributes: { k: 40 } },
      { inputs: [random.distinct([1, 300])], attributes: { k: 300 } },
    ];
  },
};

export const indexingOperations: readonly Operation[] = [row(gather), row(scatterAdd), row(oneHot), row(topKIndices)];
