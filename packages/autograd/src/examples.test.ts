import {
  abs,
  add,
  bind,
  exp,
  float64,
  Float64Tensor,
  mul,
  type Operation,
  prod,
  square,
  sum,
  tanh,
  type Value,
} from '@gradbook/core-ops';
import { expect, test } from 'vitest';

import {
  checkGradients,
  defineRule,
  grad,
  hessian,
  jacobian,
  name,
  paths,
  total,
  trace,
  TraceError,
  valueAndGrad,
  vjp,
} from './index.ts';

const numbers = ({ data }: Float64Tensor): number[] => [...data];
const loss = (p: { w: Value; b: Value }, x: Value): Value => sum(square(add(mul(p.w, x), p.b)));
const cubes = (x: Value): Value => sum(mul(x, square(x)));

// Protects: what the README and the docstrings say of their examples is so.
test('the examples of the README', async () => {
  const { value, gradient } = valueAndGrad(loss)({ w: float64([1, 2]), b: float64(-1) }, float64([3, 4]));
  expect(numbers(value)).toEqual([53]);
  expect(numbers(gradient.w)).toEqual([12, 56]);
  expect(numbers(gradient.b)).toEqual([18]);
  expect(numbers(hessian(cubes)(float64([1, 2])))).toEqual([6, 0, 0, 12]);
  expect(numbers(grad(grad((x: Value) => exp(x)))(float64(0)))).toEqual([1]);

  const graph = await trace(
    ({ w, u1, u2 }) => {
      const q = name(mul(w, u1), 'q');
      const r = name(add(u2, q), 'r');
      return { y: mul(w, r) };
    },
    { w: float64(2), u1: float64(5), u2: float64(7) },
  );
  const edges = graph.edges.map(({ from, to, partial }) => [
    graph.nodes[from]!.name,
    graph.nodes[to]!.name,
    partial.data[0],
  ]);
  expect(edges).toEqual([
    ['w', 'q', 5],
    ['u1', 'q', 2],
    ['u2', 'r', 1],
    ['q', 'r', 1],
    ['w', 'y', 17],
    ['r', 'y', 2],
  ]);
  expect(paths(graph, 'w', 'y').map(({ product }) => product.data[0])).toEqual([10, 17]);
  expect(total(graph, 'w', 'y').data).toEqual([27]);
});

test('the examples of the docstrings: derivatives', () => {
  const { value, pullback } = vjp((x, y) => mul(x, y), float64([2, 3]), float64([5, 7]));
  expect(numbers(value)).toEqual([10, 21]);
  expect(pullback(float64([1, 10])).map(numbers)).toEqual([
    [5, 70],
    [2, 30],
  ]);
  using product = vjp((x, y) => mul(x, y), float64(2), float64(5));
  expect(product.pullback(float64(1)).map((cotangent) => cotangent.data[0])).toEqual([5, 2]);
  expect(numbers(grad(cubes)(float64([1, 2])))).toEqual([3, 12]);
  const both = valueAndGrad((x: Value) => sum(square(x)))(float64([1, 2]));
  expect([numbers(both.value), numbers(both.gradient)]).toEqual([[5], [2, 4]]);
  const inSecond = grad((x: Value, y: Value) => sum(mul(x, y)), { argument: 1 });
  expect(numbers(inSecond(float64([2]), float64([3])))).toEqual([2]);
  expect(numbers(jacobian((x: Value) => square(x))(float64([1, 2])))).toEqual([2, 0, 0, 4]);
  expect(new TraceError('…').name).toBe('TraceError');
});

test('the examples of the docstrings: checks and rules', () => {
  expect(checkGradients((x) => tanh(x), [float64([0.3, -2])], { order: 2 }).ok).toBe(true);
  const atKink = checkGradients((x) => abs(x), [float64([0])], { onFailure: 'report' });
  expect(atKink.findings[0]!.verdict).toBe('kink');
  expect(checkGradients((x) => square(x), [float64([3])]).worst!.verdict).toBe('agrees');
  expect(checkGradients((x) => square(x), [float64([3, 4])]).compared).toBe(2);

  const triple: Operation = {
    name: 'triple',
    shape: ([x]) => [x!],
    reference: ([x]) => [
      new Float64Tensor(
        x!.shape,
        x!.data.map((element) => 3 * element),
      ),
    ],
    kernel: ([x]) => [mul(x!, 3)],
    errorBound: ([x]) => [x!],
    differentiable: () => [true],
  };
  const apply = (x: Value): Value => bind(triple, [x], {})[0]!;
  expect(() => grad((x: Value) => sum(apply(x)))(float64([1]))).toThrow(/triple has no derivative.*defineRule/);
  defineRule('triple', ({ cotangents }) => [() => mul(cotangents[0]!, 3)]);
  expect(numbers(grad((x: Value) => sum(apply(x)))(float64([1])))).toEqual([3]);
  expect(() => defineRule('triple', () => [])).toThrow(/has a rule already/);
  expect(() => defineRule('mul', () => [])).toThrow(/has a rule already/);
});

test('the examples of the docstrings: graphs', async () => {
  const graph = await trace(({ w, u }) => ({ y: mul(w, name(mul(w, u), 'q')) }), { w: float64(2), u: float64(5) });
  expect(graph.nodes.map((node) => node.name)).toEqual(['w', 'u', 'q', 'y']);
  expect(graph.edges.map(({ from, to, partial }) => [from, to, partial.data[0]])).toEqual([
    [0, 2, 5],
    [1, 2, 2],
    [0, 3, 10],
    [2, 3, 2],
  ]);
  expect(total(graph, 'w', 'y').data).toEqual([20]);
  const q = await trace(({ w, p }) => ({ q: mul(w, p) }), { w: float64(2), p: float64(5) });
  expect(q.edges[0]!.partial.data[0]).toBe(5);
  expect(q.nodes[q.edges[0]!.operands[1]!]!.name).toBe('p');
  const squared = await trace(({ x }) => ({ y: square(x) }), { x: float64(3) });
  expect(squared.outputs).toEqual([{ path: 'y', id: 1 }]);
  const product = await trace(({ x }) => ({ y: mul(x, x) }), { x: float64(3) });
  expect(paths(product, 'x', 'y').map((path) => path.product.data[0])).toEqual([3, 3]);
  expect(total(product, 'x', 'y').data).toEqual([6]);
});

test('the gradient of a product does not divide by its factors', () => {
  expect(numbers(grad((x: Value) => prod(x))(float64([0, 2, 3])))).toEqual([6, 0, 0]);
  expect(numbers(grad((x: Value) => prod(x))(float64([0, 2, 0, 5])))).toEqual([0, 0, 0, 0]);
  expect(numbers(hessian((x: Value) => prod(x))(float64([0, 2, 0])))).toEqual([0, 0, 2, 0, 0, 0, 2, 0, 0]);
});
