import { Float64Tensor, isTraced, type MappedTree, treeFlatten, treeUnflatten, type Value } from '@gradbook/core-ops';

import { TraceError } from './errors.ts';

/**
 * What a differentiated function is handed for its arguments: the same trees, their leaves watched.
 *
 * @example
 * type Seen = Watched<[{ w: Float64Tensor }]>; // [{ w: Value }]
 */
export type Watched<A extends readonly unknown[]> = { [K in keyof A]: MappedTree<A[K], Value> };

/** A tree's leaves in order, where each stands (`encoder[0].weight`, `''` for a lone leaf), and the way back. */
export interface FlatTree {
  readonly leaves: readonly Value[];
  readonly paths: readonly string[];
  readonly rebuild: (leaves: readonly unknown[]) => unknown;
}

/**
 * Flattens a tree of values.
 *
 * @param what the tree's name in error messages.
 * @throws TypeError for a leaf that is not a value.
 */
export function flatten(tree: unknown, what: string): FlatTree {
  const { leaves, paths, structure } = treeFlatten(tree);
  leaves.forEach((leaf: unknown, index) => {
    if (isValue(leaf)) return;
    const kind =
      leaf === null ? 'null' : typeof leaf === 'object' ? (leaf.constructor?.name ?? 'an object') : typeof leaf;
    throw new TypeError(
      `${place(what, paths[index]!)} is ${kind}, not a value; make values of numbers with float64() or tensor()`,
    );
  });
  return {
    leaves: leaves as readonly unknown[] as Value[],
    paths,
    rebuild: (values) => treeUnflatten(structure, values),
  };
}

/**
 * Flattens what a differentiated function returned.
 *
 * @throws TraceError for an async function and for anything that is not a tree of values.
 */
export function flattenResult(result: unknown, caller: string): FlatTree {
  if (result instanceof Promise) {
    // It will fail on the first value that it touches after the trace has ended: that failure is this one's.
    result.catch(() => undefined);
    throw new TraceError(
      `${caller}: the function is async. A function is differentiated while it runs, so it must be synchronous: ` +
        'await what it needs before, and read values after.',
    );
  }
  try {
    return flatten(result, `${caller}: what the function returned`);
  } catch (error) {
    throw error instanceof TypeError ? new TraceError(error.message) : error;
  }
}

/** A leaf's name in messages: the tree's, then the path. */
export function place(what: string, path: string): string {
  return path === '' || path.startsWith('[') ? `${what}${path}` : `${what}.${path}`;
}

function isValue(candidate: unknown): candidate is Value {
  if (typeof candidate !== 'object' || candidate === null) return false;
  return candidate instanceof Float64Tensor || 'dataId' in candidate || isTraced(candidate as Value);
}
