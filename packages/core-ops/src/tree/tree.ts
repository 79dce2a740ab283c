import type { Tensor } from '@tensorflow/tfjs-core';

import type { Float64Tensor } from '../values/float64-tensor.ts';
import type { Traced } from '../values/value.ts';

/**
 * Values held in nested lists and plain objects: parameters, gradients, an optimiser's state.
 * Everything that is neither an array nor a plain object is a leaf; a lone value is a tree too.
 */
export type Tree<V> = V | readonly Tree<V>[] | { readonly [name: string]: Tree<V> };

/** Objects that are leaves of a tree, not branches. */
export type LeafObject =
  | Tensor
  | Float64Tensor
  | Traced
  | ArrayBufferView
  | ((...parameters: never[]) => unknown)
  | Date
  | Map<unknown, unknown>
  | Set<unknown>;

/** The type of a tree's leaves. */
export type LeafOf<T> = T extends LeafObject
  ? T
  : T extends readonly (infer Element)[]
    ? LeafOf<Element>
    : T extends object
      ? LeafOf<T[keyof T]>
      : T;

/** The type of a tree with every leaf replaced by a `W`. */
export type MappedTree<T, W> = T extends LeafObject
  ? W
  : T extends object
    ? { [K in keyof T]: MappedTree<T[K], W> }
    : W;

/** A tree's shape without its leaves: what {@link treeUnflatten} puts leaves back into. Plain data. */
export type TreeStructure =
  | { readonly kind: 'leaf' }
  | { readonly kind: 'list'; readonly items: readonly TreeStructure[] }
  | { readonly kind: 'record'; readonly names: readonly string[]; readonly items: readonly TreeStructure[] };

/** A leaf, and where it stands: `layers[0].weight`; empty for a tree that is a lone leaf. */
export interface TreeLeaf<V> {
  readonly path: string;
  readonly value: V;
}

/**
 * Two trees that should have the same structure and do not; `path` is the first place where they differ.
 *
 * @example
 * treeZip([1, 2], [1], (a, b) => a + b); // throws TreeError
 */
export class TreeError extends Error {
  override readonly name = 'TreeError';
  readonly path: string;

  constructor(path: string, message: string) {
    super(`${path || 'the tree itself'}: ${message}`);
    this.path = path;
  }
}

/**
 * Every leaf with its path: lists in order, objects by name in code-unit order whatever order they were made in.
 *
 * @example
 * treeLeaves({ b: 2, a: [1] }); // [{ path: 'a[0]', value: 1 }, { path: 'b', value: 2 }]
 */
export function treeLeaves<T>(tree: T): TreeLeaf<LeafOf<T>>[] {
  const leaves: TreeLeaf<unknown>[] = [];
  visit(tree, '', (value, path) => leaves.push({ value, path }));
  return leaves as TreeLeaf<LeafOf<T>>[];
}

/**
 * The tree with every leaf replaced by `replace(leaf, path)`. The input is not changed.
 *
 * @example
 * treeMap({ w: [1, 2], b: 3 }, (leaf) => leaf * 10); // { b: 30, w: [10, 20] }
 */
export function treeMap<T, W>(tree: T, replace: (leaf: LeafOf<T>, path: string) => W): MappedTree<T, W> {
  const { structure, leaves, paths } = treeFlatten(tree);
  return treeUnflatten(
    structure,
    leaves.map((leaf, index) => replace(leaf, paths[index]!)),
  ) as MappedTree<T, W>;
}

/**
 * A tree taken apart: its leaves in the order of {@link treeLeaves}, their paths, and the structure to put them back.
 *
 * @example
 * treeFlatten({ b: 2, a: [1] }).leaves; // [1, 2]
 */
export function treeFlatten<T>(tree: T): { leaves: LeafOf<T>[]; paths: string[]; structure: TreeStructure } {
  const leaves: unknown[] = [];
  const paths: string[] = [];
  const structure = visit(tree, '', (value, path) => {
    leaves.push(value);
    paths.push(path);
  });
  return { leaves: leaves as LeafOf<T>[], paths, structure };
}

/**
 * The inverse of {@link treeFlatten}.
 *
 * @throws TreeError when there are more or fewer leaves than the structure has places.
 *
 * @example
 * treeUnflatten(treeFlatten({ b: 2, a: [1] }).structure, ['one', 'two']); // { a: ['one'], b: 'two' }
 */
export function treeUnflatten<V>(structure: TreeStructure, leaves: readonly V[]): Tree<V> {
  const places = countLeaves(structure);
  if (places !== leaves.length) {
    throw new TreeError('', `got ${leaves.length} leaves for a structure with ${places}`);
  }
  let next = 0;
  const build = (part: TreeStructure): Tree<V> => {
    if (part.kind === 'leaf') return leaves[next++]!;
    const items = part.items.map((item) => build(item));
    return part.kind === 'list' ? items : Object.fromEntries(part.names.map((name, index) => [name, items[index]!]));
  };
  return build(structure);
}

/**
 * One tree out of two with the same structure, leaf by leaf: parameters with their gradients, say.
 *
 * @throws TreeError naming the first path where the structures differ.
 *
 * @example
 * treeZip({ w: [1, 2] }, { w: [10, 20] }, (a, b) => a + b); // { w: [11, 22] }
 */
export function treeZip<T, U, W>(
  first: T,
  second: U,
  combine: (a: LeafOf<T>, b: LeafOf<U>, path: string) => W,
): MappedTree<T, W> {
  const a = treeFlatten(first);
  const b = treeFlatten(second);
  requireSameStructure(a.structure, b.structure, '');
  return treeUnflatten(
    a.structure,
    a.leaves.map((leaf, index) => combine(leaf, b.leaves[index]!, a.paths[index]!)),
  ) as MappedTree<T, W>;
}

function visit(tree: unknown, path: string, leaf: (value: unknown, path: string) => void): TreeStructure {
  if (Array.isArray(tree)) {
    return { kind: 'list', items: tree.map((item: unknown, index) => visit(item, `${path}[${index}]`, leaf)) };
  }
  if (isRecord(tree)) {
    const names = Object.keys(tree).sort();
    return { kind: 'record', names, items: names.map((name) => visit(tree[name], join(path, name), leaf)) };
  }
  leaf(tree, path);
  return { kind: 'leaf' };
}

function join(path: string, name: string): string {
  if (!/^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path ? `${path}.${name}` : name;
}

/** Plain objects are nodes; a traced value may be one as well, and is a leaf. */
function isRecord(tree: unknown): tree is Record<string, unknown> {
  if (typeof tree !== 'object' || tree === null) return false;
  const prototype: unknown = Object.getPrototypeOf(tree);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return !('interpreter' in tree && 'primal' in tree);
}

function countLeaves(structure: TreeStructure): number {
  return structure.kind === 'leaf' ? 1 : structure.items.reduce((total, item) => total + countLeaves(item), 0);
}

function requireSameStructure(a: TreeStructure, b: TreeStructure, path: string): void {
  if (a.kind === 'record' && b.kind === 'record') {
    const differing =
      a.names.find((name) => !b.names.includes(name)) ?? b.names.find((name) => !a.names.includes(name));
    if (differing !== undefined) {
      const owner = a.names.includes(differing) ? 'first' : 'second';
      throw new TreeError(join(path, differing), `only the ${owner} tree has it`);
    }
    for (const [index, name] of a.names.entries()) {
      requireSameStructure(a.items[index]!, b.items[index]!, join(path, name));
    }
  } else if (a.kind === 'list' && b.kind === 'list') {
    if (a.items.length !== b.items.length) {
      throw new TreeError(path, `the first tree has ${a.items.length} items, the second ${b.items.length}`);
    }
    for (const [index, item] of a.items.entries()) requireSameStructure(item, b.items[index]!, `${path}[${index}]`);
  } else if (a.kind !== b.kind) {
    throw new TreeError(path, `the first tree has a ${a.kind}, the second a ${b.kind}`);
  }
}
