import { concrete, Float64Tensor, isTraced, treeFlatten, type TreeStructure, type Value } from '@gradbook/core-ops';

/** The values of a tree in the order of their paths, and the way back. */
export interface FlatValues {
  readonly leaves: readonly Value[];
  readonly paths: readonly string[];
  readonly structure: TreeStructure;
}

/**
 * A tree of floating-point values taken apart.
 *
 * @param what the tree's name in error messages.
 * @throws TypeError for a leaf that is no floating-point value.
 */
export function flattenValues(tree: unknown, what: string): FlatValues {
  const { leaves, paths, structure } = treeFlatten(tree);
  const values = leaves as readonly unknown[];
  values.forEach((leaf, index) => {
    const place = paths[index] ? `${what} at ${paths[index]}` : what;
    if (!isValue(leaf)) {
      const kind = leaf === null ? 'null' : typeof leaf;
      throw new TypeError(`${place}: got ${kind}, not a value; make values of numbers with float64() or tensor()`);
    }
    if (leaf.dtype !== 'float32' && leaf.dtype !== 'float64') {
      throw new TypeError(`${place}: got ${leaf.dtype}; a floating-point value is needed`);
    }
  });
  return { leaves: values as readonly Value[], paths, structure };
}

/** Throws unless two values have one shape. */
export function requireSameShape(caller: string, path: string, given: Value, expected: Value): void {
  if (String(given.shape) === String(expected.shape)) return;
  throw new TypeError(
    `${caller}: at ${path || 'the tree itself'} the shape is [${given.shape.join(', ')}]; expected the parameter's, ` +
      `[${expected.shape.join(', ')}]`,
  );
}

/** The same numbers under a handle of their own, so that freeing one of the two leaves the other. */
export function ownHandle<V extends Value>(value: V): V {
  const inner: Value = value;
  // Only tensors on the device are freed by hand.
  if (isTraced(inner) || inner instanceof Float64Tensor) return value;
  return inner.clone() as Value as V;
}

/** Whether a value's numbers can be looked at without waiting for the device. */
export function dataAtHand(value: Value): Float64Tensor | undefined {
  const inner = concrete(value);
  return inner instanceof Float64Tensor ? inner : undefined;
}

function isValue(candidate: unknown): candidate is Value {
  if (typeof candidate !== 'object' || candidate === null) return false;
  return candidate instanceof Float64Tensor || 'dataId' in candidate || isTraced(candidate as Value);
}
