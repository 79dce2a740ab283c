import { expect, test } from 'vitest';

import { Float64Tensor } from '../values/float64-tensor.ts';
import { TreeError, treeFlatten, treeLeaves, treeMap, treeUnflatten, treeZip } from './tree.ts';

const parameters = { lstm: { weight: new Float64Tensor([1], [1]), bias: new Float64Tensor([1], [2]) }, scale: [3, 4] };

test('leaves come with their paths, in an order that does not depend on how an object was made', () => {
  expect(treeLeaves(parameters).map(({ path }) => path)).toEqual(['lstm.bias', 'lstm.weight', 'scale[0]', 'scale[1]']);
  expect(treeLeaves({ b: 2, a: [1] })).toEqual([
    { path: 'a[0]', value: 1 },
    { path: 'b', value: 2 },
  ]);
  expect(treeLeaves({ 'weight ih': { 0: 5 } })[0]!.path).toBe('["weight ih"]["0"]');
  expect(treeLeaves(7)).toEqual([{ path: '', value: 7 }]);
  expect(treeLeaves([])).toEqual([]);
});

test('map keeps the structure and tells the path', () => {
  expect(treeMap({ w: [1, 2], b: 3 }, (leaf) => leaf * 10)).toEqual({ b: 30, w: [10, 20] });
  const named = treeMap(parameters, (_, path) => path);
  expect(named.lstm.weight).toBe('lstm.weight');
});

test('instances of classes and traced values are leaves, whatever they hold', () => {
  const traced = { shape: [], dtype: 'float64', interpreter: { level: 1 }, primal: new Float64Tensor([], [1]) };
  expect(treeLeaves({ x: traced }).map(({ value }) => value)).toEqual([traced]);
  expect(treeLeaves(parameters)[0]!.value).toBe(parameters.lstm.bias);
});

test('flatten and unflatten are inverse, empty lists and objects included', () => {
  const tree = { a: [], b: { c: {} }, d: [1, [2, { e: 3 }]] };
  const { leaves, structure } = treeFlatten(tree);
  expect(leaves).toEqual([1, 2, 3]);
  expect(treeUnflatten(structure, leaves)).toEqual(tree);
  expect(treeUnflatten(JSON.parse(JSON.stringify(structure)), leaves)).toEqual(tree);
  expect(() => treeUnflatten(structure, [1])).toThrow('got 1 leaves for a structure with 3');
});

test('zip names the path where structures differ', () => {
  expect(treeZip({ w: [1, 2] }, { w: [10, 20] }, (a, b) => a + b)).toEqual({ w: [11, 22] });
  const failures: [unknown, unknown, string, string][] = [
    [{ a: { b: 1 } }, { a: { c: 1 } }, 'a.b', 'only the first tree has it'],
    [{ a: { b: 1 } }, { a: { b: 1, c: 2 } }, 'a.c', 'only the second tree has it'],
    [{ a: [1, 2] }, { a: [1] }, 'a', 'the first tree has 2 items, the second 1'],
    [{ a: [{ b: 1 }] }, { a: [{ b: [1] }] }, 'a[0].b', 'the first tree has a leaf, the second a list'],
  ];
  for (const [first, second, path, message] of failures) {
    let caught: unknown;
    try {
      treeZip(first, second, () => 0);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(TreeError);
    expect(caught).toMatchObject({ path, message: `${path}: ${message}` });
  }
});
