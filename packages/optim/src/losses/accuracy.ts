import {
  argMax,
  cast,
  concrete,
  div,
  equal,
  expandDims,
  max,
  mul,
  scope,
  ShapeError,
  stopGradient,
  sub,
  sum,
  topK,
  type Value,
} from '@gradbook/core-ops';

import { requireWhole } from '../errors.ts';
import { classAxis, classesLast, requireClasses } from './classes.ts';

/**
 * The fraction of targets that are among the k classes of the largest scores: plain accuracy for k = 1. Of equal scores the
 * lower class counts as larger, as in `argMax` and `topK`.
 *
 * @param x scores or logits [N, C, positions…], or [C] alone.
 * @param target classes [N, positions…]: int32, or whole numbers in float64.
 * @param options `k`: 1 unless given. `ignoreIndex`: targets of this class do not count; −100 unless given.
 * @returns a scalar of 0 to 1; NaN where no target counts. It has no derivative.
 * @throws ShapeError when the target does not fit. HyperparameterError for k outside [1, C].
 * @example
 * const scores = float64([[0.1, 0.7, 0.2], [0.5, 0.1, 0.4]]);
 * accuracy(scores, float64([1, 2])).data; // [0.5]
 * accuracy(scores, float64([1, 2]), { k: 2 }).data; // [1]
 */
export function accuracy<V extends Value>(
  x: V,
  target: Value,
  { k = 1, ignoreIndex = -100 }: { readonly k?: number; readonly ignoreIndex?: number } = {},
): V {
  requireClasses('accuracy', x);
  requireWhole('accuracy', 'k', k, 1);
  const axis = classAxis(x);
  const expected = x.shape.filter((_, index) => index !== axis);
  if (String(target.shape) !== String(expected)) {
    throw new ShapeError('accuracy', [x.shape, target.shape], `the target needs the shape [${expected.join(', ')}]`);
  }
  const result = scope(() => {
    const scores: Value = stopGradient(classesLast(x));
    const classes: Value = concrete(target);
    const hit: Value =
      k === 1
        ? cast(equal<Value>(argMax(scores, -1), classes), 'float32')
        : max(cast(equal<Value>(topK(scores, k).indices, expandDims(classes, -1)), 'float32'), -1);
    const counted: Value = sub<Value>(1, cast(equal<Value>(classes, ignoreIndex), 'float32'));
    return div(sum(mul(hit, counted)), sum(counted));
  });
  // Of the kind of the scores.
  return result as V;
}
