import { describe, expect, it } from 'vitest';

import type { Expr } from '../expressions/expr.ts';
import { parseExpression } from '../expressions/parse/parse-expression.ts';
import { between, buildTensor, type TensorScope } from './build-tensor.ts';
import { DimSizes } from './dims.ts';
import { IndexedNames } from './indexed-names.ts';
import { shapeText, TensorError, TensorGraph, type TensorNode, type Shape, unknownShape } from './tensor-graph.ts';
import { randomValue, standIn, TensorEvaluator, type TensorValue } from './tensor-values.ts';

const latex = String.raw;
const dims = Object.fromEntries([...'mnp'].map((name) => [name, { name }]));
const column = (size: string): Shape => ({ kind: 'column', size: dims[size]! });
const matrix = (rows: string, columns: string): Shape => ({
  kind: 'matrix',
  rows: dims[rows]!,
  columns: dims[columns]!,
});
const shapes: Readonly<Record<string, Shape>> = {
  x: column('n'),
  h: column('m'),
  g: column('m'),
  W: matrix('m', 'n'),
  U: matrix('m', 'm'),
  b: column('m'),
  '∂l/∂h': column('m'),
  s: { kind: 'scalar' },
};
const sizes = new Map([
  ['m', 3],
  ['n', 4],
  ['p', 5],
]);
const parts = { variables: {}, functions: ['f', 'concat'], ellipses: true };
const indexed = parseExpression(latex`w_t h_t`, parts);

/** Builds with the names above; `V` and `q` have no shape yet. */
function setting(written: string): { readonly node: TensorNode; readonly value: TensorValue } {
  const expr = parseExpression(written, parts);
  const names = new IndexedNames(new Set(['t', 'i', 'j', 'k', between]), [expr, indexed]);
  const graph = new TensorGraph();
  const leaves = new Map<string, TensorNode>();
  const scope: TensorScope = {
    names,
    value: (base, indices) => {
      const name = indices.length === 0 ? base : `${base}[${indices.join()}]`;
      const shape = shapes[base] ?? (base === 'w' || base === 'a' ? { kind: 'scalar' } : undefined);
      const known = leaves.get(name);
      if (known) return known;
      if (!shape && !/^[A-Zq]/.test(base)) throw new TensorError('unknown', `${base} has no value.`, [base]);
      const made = graph.leaf(name, shape ?? unknownShape(base === 'q' ? 1 : 2));
      leaves.set(name, made);
      return made;
    },
    range: () => [0, 2],
    isFunction: (name) => name === 'f',
    concatenates: new Set(['direct']),
  };
  const node = buildTensor(
    expr,
    scope,
    graph,
    new Map([
      ['t', 2],
      ['k', 2],
    ]),
  );
  const evaluator = new TensorEvaluator({ sizes: new DimSizes(sizes), leaf: randomValue });
  return { node, value: evaluator.value(node) };
}

const leaf = (name: string, rows: number, columns = 1): number[][] => {
  const { data } = randomValue(name, rows, columns);
  return Array.from({ length: rows }, (_, i) => Array.from(data.slice(i * columns, (i + 1) * columns)));
};
const times = (a: number[][], b: number[][]): number[][] =>
  a.map((row) => b[0]!.map((_, j) => row.reduce((sum, x, k) => sum + x * b[k]![j]!, 0)));
const turned = (a: number[][]): number[][] => a[0]!.map((_, j) => a.map((row) => row[j]!));

/** The naive value lies within the bound, and the bound is small. */
function expectValue(written: string, naive: number[][]): void {
  const { value } = setting(written);
  expect([value.rows, value.columns]).toEqual([naive.length, naive[0]!.length]);
  for (const [i, x] of naive.flat().entries()) {
    expect(Math.abs(value.data[i]! - x)).toBeLessThanOrEqual(2 * value.error[i]! + 1e-15);
    expect(value.error[i]).toBeLessThan(1e-13);
  }
}

const [x, h, W, U, b] = [leaf('x', 4), leaf('h', 3), leaf('W', 3, 4), leaf('U', 3, 3), leaf('b', 3)];
const [g, hBefore] = [leaf('∂l/∂h[2]', 3), leaf('h[1]', 3)];
const f = standIn('f').value;

describe('buildTensor', () => {
  it.each<[string, number[][]]>([
    [latex`W x`, times(W, x)],
    [latex`f(W x + U h_{t-1} + b)`, times(W, x).map(([v], i) => [f(v! + times(U, hBefore)[i]![0]! + b[i]![0]!)])],
    [
      latex`((1 - h) \circ \frac{\partial l}{\partial h[t]}) x^T`,
      times(
        h.map(([v], i) => [(1 - v!) * g[i]![0]!]),
        turned(x),
      ),
    ],
    [latex`h^T U h`, times(turned(h), times(U, h))],
    [latex`h \cdot (U h)`, times(turned(h), times(U, h))],
    [latex`h \odot b`, h.map(([v], i) => [v! * b[i]![0]!])],
    [latex`[x; h]`, [...x, ...h]],
    [latex`x \oplus h`, [...x, ...h]],
    [latex`\begin{bmatrix} x \\ h \end{bmatrix}`, [...x, ...h]],
    [latex`\text{concat}(x, h)`, [...x, ...h]],
    [latex`\|h\|^2`, [[h.reduce((sum, [v]) => sum + v! * v!, 0)]]],
    [latex`U^\top \mathrm{diag}(h)`, turned(U).map((row) => row.map((v, j) => v * h[j]![0]!))],
    [
      latex`\sum_{i=0}^{2} w_i h_i`,
      [0, 1, 2]
        .map((i) => leaf(`h[${i}]`, 3).map(([v]) => v! * randomValue(`w[${i}]`, 1, 1).data[0]!))
        .reduce((a, c) => a.map((v, i) => v + c[i]!))
        .map((v) => [v]),
    ],
    [latex`2 s h / 3`, h.map(([v]) => [(2 * randomValue('s', 1, 1).data[0]! * v!) / 3])],
  ])('%s', (written, naive) => {
    expectValue(written, naive);
  });

  it.each([
    [latex`\sum_i w_i h_i`, latex`\sum_{i=0}^2 w_i h_i`],
    [latex`\sum_{i<3} w_i h_i`, latex`w_0 h_0 + w_1 h_1 + w_2 h_2`],
    [latex`\sum_{i \in [1, t]} w_i h_i`, latex`w_1 h_1 + w_2 h_2`],
    [latex`\text{softargmax}(w_0, \dots, w_k)`, latex`\text{softmax}(w_0, w_1, w_2)`],
    [latex`\mathbf{W}\mathbf{x}^{(t)}`, latex`W x[t]`],
    [latex`h^{t-1}`, latex`h_{t-1}`],
    [latex`h(t-1)`, latex`h[1]`],
    [latex`x^T W^T`, latex`(W x)^T`],
    [latex`x W^T`, latex`W x`],
  ])('%s is %s', (one, other) => {
    expect([...setting(one).value.data]).toEqual([...setting(other).value.data]);
  });

  it('finds the sizes of what has none', () => {
    expect(shapeText(setting(latex`V [x; h]`).node.shape)).toBe('a vector of length ?');
    expect(setting(latex`V [x; h]`).value.rows).toBe(2);
    expect(shapeText(setting(latex`Q^T q + b`).node.shape)).toBe('a vector of length m');
  });

  it.each([
    [latex`W h`, 'A m × n matrix is multiplied by a vector of length m.'],
    [latex`x + h`, 'A vector of length n and a vector of length m are added.'],
    [latex`W x + U x`, 'A m × m matrix is multiplied by a vector of length n.'],
    [latex`h b`, 'A vector of length m is multiplied by a vector of length m.'],
    [latex`h \circ x`, 'A vector of length m and a vector of length n are multiplied entry by entry.'],
    [latex`z + h`, 'z has no value.'],
  ])('%s: %s', (written, message) => {
    expect(() => setting(written)).toThrow(message);
  });

  it('stops at what is too large', () => {
    const deep = Array.from({ length: 400 }).reduce<Expr>(
      (of) => ({ type: 'negate', of }),
      parseExpression('h', parts),
    );
    const scope: TensorScope = { names: new IndexedNames(new Set(), []), value: () => new TensorGraph().number(1) };
    expect(() => buildTensor(deep, scope, new TensorGraph())).toThrow(/too deeply/);
    const many: Expr = {
      type: 'sum',
      terms: Array.from({ length: 60 }, () => (deep.type === 'negate' ? parseExpression('h', parts) : deep)),
    };
    expect(() => buildTensor(many, { ...scope, value: () => graph.number(1) }, graph)).toThrow(/too much/);
  });
});

const graph = new TensorGraph(20);
