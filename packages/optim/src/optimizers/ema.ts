import { add, dispose, mul, scope, treeUnflatten, treeZip, type Value } from '@gradbook/core-ops';

import { requireNumber } from '../errors.ts';
import { flattenValues, ownHandle, requireSameShape } from '../trees.ts';
import type { UpdateOptions } from './optimizer.ts';

/**
 * The exponential moving average of parameters, ā ← δā + (1 − δ)θ, begun at the first parameters: two pure functions.
 *
 * @example
 * const average: ExponentialAverage = exponentialAverage({ decay: 0.9 });
 * average.init({ w: float64([1]) }).w.data; // [1]
 */
export interface ExponentialAverage {
  /** The average before the first update: the parameters, under handles of their own. */
  readonly init: <P>(params: P) => P;
  /**
   * The average after one more tree of parameters. With `donate` the tensors of the old average are freed; the
   * parameters never are.
   *
   * @throws TreeError or TypeError when the two trees differ in structure or shapes.
   */
  readonly update: <P>(average: P, params: P, options?: UpdateOptions) => P;
}

/**
 * Averages parameters over a training run (Polyak averaging with exponential weights): the average generalises
 * as if the learning rate had been annealed. Updating every k-th step with δᵏ is the same to first order and cheaper.
 *
 * @param options `decay` is δ, from 0 to below 1.
 * @throws HyperparameterError for a decay outside [0, 1).
 * @example
 * const { init, update } = exponentialAverage({ decay: 0.75 });
 * update(init({ w: float64([4]) }), { w: float64([8]) }).w.data; // [5]
 */
export function exponentialAverage({ decay }: { readonly decay: number }): ExponentialAverage {
  requireNumber('exponentialAverage', 'decay', decay, 0, 1);
  return {
    init: <P>(params: P): P => {
      const { leaves, structure } = flattenValues(params, 'exponentialAverage: parameters');
      // A tree like the parameters, of leaves of their kind: P, as below.
      return treeUnflatten(structure, leaves.map(ownHandle)) as P;
    },
    update: <P>(average: P, params: P, { donate = false }: UpdateOptions = {}): P => {
      flattenValues(params, 'exponentialAverage: parameters');
      const moved = scope(() =>
        treeZip(average, params, (old, fresh, path): Value => {
          const [from, to] = [old as Value, fresh as Value];
          requireSameShape('exponentialAverage', path, from, to);
          return add(mul(from, decay), mul(to, 1 - decay));
        }),
      );
      if (donate) dispose(average);
      return moved as P;
    },
  };
}
