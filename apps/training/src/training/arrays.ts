import { Float64Tensor, read, tensor, treeLeaves, treeMap, type Value } from '@gradbook/core-ops';
import type { NamedArray } from '@gradbook/safetensors';

/** The leaves of a tree of values as float32 arrays, named by their paths below a prefix. */
export async function arraysOf(prefix: string, tree: unknown): Promise<NamedArray[]> {
  const arrays: NamedArray[] = [];
  for (const { path, value: leaf } of treeLeaves<unknown>(tree)) {
    const value = leaf as Value;
    const data = Float32Array.from(await read(value));
    arrays.push({ name: path === '' ? prefix : `${prefix}.${path}`, shape: value.shape, data });
  }
  return arrays;
}

/**
 * A tree of the same structure with the numbers of the arrays, each leaf where the old one was (device or float64).
 *
 * @throws TypeError when an array is missing or has another shape.
 */
export function withArrays<P>(prefix: string, tree: P, arrays: readonly NamedArray[]): P {
  const byName = new Map(arrays.map((array) => [array.name, array]));
  const filled = treeMap(tree, (leaf, path) => {
    const name = path === '' ? prefix : `${prefix}.${path}`;
    const array = byName.get(name);
    const old = leaf as Value;
    if (!array || String(array.shape) !== String(old.shape)) {
      const found = array ? `[${array.shape.join(', ')}]` : 'missing';
      throw new TypeError(`${name} is ${found} in the checkpoint; the model needs [${old.shape.join(', ')}]`);
    }
    return old instanceof Float64Tensor ? new Float64Tensor(old.shape, array.data) : tensor(array.data, old.shape);
  });
  // The same structure, with leaves of the same kinds.
  return filled as P;
}
