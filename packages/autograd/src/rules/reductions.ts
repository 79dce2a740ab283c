import {
  broadcastTo,
  cast,
  cumsum,
  div,
  equal,
  exp,
  mul,
  pad,
  reshape,
  reverse,
  type Shape,
  sizeOf,
  slice,
  sub,
  sum,
  transpose,
  type Value,
} from '@gradbook/core-ops';

import { onesLike } from '../constants.ts';
import { at, type Recorded, type Rule, type Rules } from '../rule.ts';

interface ReductionAttributes {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

/** Reductions over axes. Below, ȳ and y are read as broadcast back along the axes that were reduced. */
export const reductionRules: Rules = {
  // y = Σ x: x̄ = ȳ
  sum: reduction(({ g, x }) => broadcastTo(g, x.shape)),
  // y = Σ x / n: x̄ = ȳ / n
  mean: reduction(({ g, x, axes }) => broadcastTo(mul(g, 1 / countOf(x.shape, axes)), x.shape)),
  // y = Π x: x̄ᵢ = ȳ Π_{j≠i} xⱼ, without dividing by xᵢ, which may be 0
  prod: reduction(({ g, x, axes }) => mul(g, productOfOthers(x, axes))),
  // y = max x: ȳ shared equally among the elements that are the maximum (as PyTorch's amax)
  max: reduction(shareAmongEqual),
  // y = min x: as max
  min: reduction(shareAmongEqual),
  // y = ln Σ eˣ: x̄ = ȳ e^(x − y)
  logSumExp: reduction(({ g, x, y }) => mul(g, exp(sub(x, y)))),
  // yᵢ = Σ_{j≤i} xⱼ: x̄ⱼ = Σ_{i≥j} ȳᵢ, the same sum from the other end
  cumsum: ({ cotangents, attributes }) => {
    const { axis, exclusive, reverse } = attributes as { axis: number; exclusive: boolean; reverse: boolean };
    return [() => cumsum(at(cotangents, 0), axis, { exclusive, reverse: !reverse })];
  },
};

interface Reduced {
  readonly g: Value;
  readonly x: Value;
  readonly y: Value;
  readonly axes: readonly number[];
}

/** A rule that sees ȳ and y with the reduced axes kept as axes of length 1. */
function reduction(rule: (reduced: Reduced) => Value): Rule {
  return ({ inputs, outputs, cotangents, attributes }: Recorded) => {
    const x = at(inputs, 0);
    const { axes } = attributes as unknown as ReductionAttributes;
    const kept = keptShape(x.shape, axes);
    return [() => rule({ g: reshape(at(cotangents, 0), kept), x, y: reshape(at(outputs, 0), kept), axes })];
  };
}

function shareAmongEqual({ g, x, y, axes }: Reduced): Value {
  const chosen = cast(equal(x, y), 'float32');
  return mul(div(g, sum(chosen, axes, { keepDims: true })), chosen);
}

/**
 * For every element the product of all others that are reduced with it. The products of halves, quarters, … are formed
 * going up a binary tree; going down, each half is multiplied by its sibling.
 */
function productOfOthers(x: Value, axes: readonly number[]): Value {
  const others = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const permutation = [...others, ...axes];
  const rows = sizeOf(others.map((axis) => x.shape[axis]!));
  const count = countOf(x.shape, axes);
  const moved = transpose(x, permutation);
  const matrix = reshape(moved, [rows, count]);
  const width = 2 ** Math.ceil(Math.log2(Math.max(count, 1)));
  let level =
    width > count
      ? pad(
          matrix,
          [
            [0, 0],
            [0, width - count],
          ],
          1,
        )
      : matrix;
  const siblings: Value[] = [];
  while (level.shape[1]! > 1) {
    const pairs = reshape(level, [rows, level.shape[1]! / 2, 2]);
    siblings.push(reverse(pairs, [2]));
    const halves = [0, 1].map((side) =>
      reshape(slice(pairs, [0, 0, side], [rows, pairs.shape[1]!, 1]), [rows, pairs.shape[1]!]),
    );
    level = mul(halves[0]!, halves[1]!);
  }
  let product = onesLike(x, [rows, 1]);
  for (const sibling of siblings.reverse()) {
    const below = mul(reshape(product, [...product.shape, 1]), sibling);
    product = reshape(below, [rows, product.shape[1]! * 2]);
  }
  const result = reshape(slice(product, [0, 0], [rows, count]), moved.shape);
  return transpose(
    result,
    permutation.map((_, axis) => permutation.indexOf(axis)),
  );
}

function keptShape(shape: Shape, axes: readonly number[]): Shape {
  return shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
}

function countOf(shape: Shape, axes: readonly number[]): number {
  return sizeOf(axes.map((axis) => shape[axis]!));
}
