import { div, ShapeError, sizeOf, sum, type Value } from '@gradbook/core-ops';

/**
 * What becomes of the losses of the elements: all of them, their mean, or their sum.
 *
 * @example
 * const reduction: Reduction = 'sum';
 */
export type Reduction = 'none' | 'mean' | 'sum';

/** What every loss takes; the reduction is `'mean'` unless given. */
export interface ReductionOption {
  readonly reduction?: Reduction;
}

/** The mean divides by the number of elements, which of none is 0/0 = NaN, as in PyTorch. */
export function reduce<V extends Value>(each: V, reduction: Reduction): V {
  switch (reduction) {
    case 'none':
      return each;
    case 'sum':
      return sum(each);
    case 'mean':
      return div(sum(each), sizeOf(each.shape));
  }
}

/** Throws unless two values have one shape: a loss that broadcasts silently is the wrong loss. */
export function requireEqualShapes(caller: string, x: Value, target: Value): void {
  if (String(x.shape) === String(target.shape)) return;
  throw new ShapeError(caller, [x.shape, target.shape], 'prediction and target need the same shape');
}
