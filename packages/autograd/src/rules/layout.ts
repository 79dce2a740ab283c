import { cast, pad, reshape, reverse, slice, sum, transpose, type Value } from '@gradbook/core-ops';

import { at, type Recorded, type Rule, type Rules } from '../rule.ts';
import { unbroadcast } from './unbroadcast.ts';

/** Operations that move elements: linear, so x̄ is the transposed map applied to ȳ. */
export const layoutRules: Rules = {
  // y = x
  identity: linear((g) => g),
  // y = x in another type: x̄ = ȳ, in floats again
  cast: linear((g) => cast(g, 'float32')),
  // axes permuted: permuted back
  transpose: linear((g, _x, { permutation }: { permutation: readonly number[] }) =>
    transpose(
      g,
      permutation.map((_, axis) => permutation.indexOf(axis)),
    ),
  ),
  // elements read backwards: read backwards again
  reverse: linear((g, _x, { axes }: { axes: readonly number[] }) => reverse(g, axes)),
  // the same elements in another shape
  reshape: linear((g, x) => reshape(g, x.shape)),
  // a part of x: zeros around ȳ
  slice: linear((g, x, { begin, size }: { begin: readonly number[]; size: readonly number[] }) =>
    pad(
      g,
      x.shape.map((length, axis) => [begin[axis]!, length - begin[axis]! - size[axis]!] as const),
      0,
    ),
  ),
  // a constant around x: that part of ȳ
  pad: linear((g, x, { paddings }: { paddings: readonly (readonly [number, number])[] }) =>
    slice(
      g,
      paddings.map(([before]) => before),
      x.shape,
    ),
  ),
  // x repeated along new axes and axes of length 1: ȳ summed over them
  broadcastTo: linear((g, x) => unbroadcast(g, x.shape)),
  // x repeated as a whole: ȳ summed over the repetitions
  tile: linear((g, x, { repetitions }: { repetitions: readonly number[] }) => {
    const split = x.shape.flatMap((length, axis) => [repetitions[axis]!, length]);
    return sum(
      reshape(g, split),
      x.shape.map((_, axis) => 2 * axis),
    );
  }),
  // values side by side: each gets its part of ȳ
  concat: ({ inputs, cotangents, attributes }: Recorded) => {
    const { axis } = attributes as { axis: number };
    const g = at(cotangents, 0);
    let start = 0;
    return inputs.map(({ shape }) => {
      const begin = shape.map((_, other) => (other === axis ? start : 0));
      start += shape[axis]!;
      return () => slice(g, begin, shape);
    });
  },
};

function linear<A>(rule: (cotangent: Value, x: Value, attributes: A) => Value): Rule {
  // Attributes are those of the operation that the rule is listed under.
  return ({ inputs, cotangents, attributes }) => [() => rule(at(cotangents, 0), at(inputs, 0), attributes as A)];
}
