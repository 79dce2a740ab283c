import {
  add,
  exp,
  float64,
  Float64Tensor,
  gather,
  matmul,
  mul,
  reshape,
  sin,
  softmax,
  split,
  square,
  sub,
  sum,
  tanh,
  type Value,
  where,
  greater,
} from '@gradbook/core-ops';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { type Graph, type GraphEdge, grad, jacobian, name, paths, total, trace } from '../index.ts';

/** h_t = w (u_t + h_{t−1}) over three steps, with the intermediate values' names. */
function unrolled({ w, u1, u2, u3 }: { w: Value; u1: Value; u2: Value; u3: Value }): { y: Value } {
  const p = name(u1, 'p');
  const q = name(mul(w, p), 'q');
  const r = name(add(u2, q), 'r');
  const s = name(mul(w, r), 's');
  const t = name(add(s, u3), 't');
  return { y: mul(w, t) };
}

const inputs = { w: float64(0.5), u1: float64(2), u2: float64(-3), u3: float64(7) };
const [w, u1, u2, u3] = [0.5, 2, -3, 7];

const idOf = (graph: Graph, label: string): number => graph.nodes.find((node) => node.name === label)!.id;
const edgesBetween = (graph: Graph, from: string, to: string): GraphEdge[] =>
  graph.edges.filter((edge) => edge.from === idOf(graph, from) && edge.to === idOf(graph, to));
const scalar = (graph: Graph, from: string, to: string): number => total(graph, from, to).data[0]!;

describe('the one-dimensional linear RNN over three steps', () => {
  test('has the nodes of the recurrence, with their values', async () => {
    const graph = await trace(unrolled, inputs);
    expect(graph.nodes.map((node) => [node.name, node.operation, node.values[0]])).toEqual([
      ['w', 'input', w],
      ['u1', 'input', u1],
      ['u2', 'input', u2],
      ['u3', 'input', u3],
      ['p', 'identity', u1],
      ['q', 'mul', w * u1],
      ['r', 'add', u2 + w * u1],
      ['s', 'mul', w * (u2 + w * u1)],
      ['t', 'add', w * (u2 + w * u1) + u3],
      ['y', 'mul', w * (w * (u2 + w * u1) + u3)],
    ]);
    expect(graph.outputs).toEqual([{ path: 'y', id: 9 }]);
    expect(graph.inputs).toEqual({ w: 0, u1: 1, u2: 2, u3: 3 });
  });

  test('the three edges out of w have the partials p, r and t, and their operands say so in symbols', async () => {
    const graph = await trace(unrolled, inputs);
    const out = graph.edges.filter((edge) => edge.from === idOf(graph, 'w'));
    const otherOperand = (edge: GraphEdge): string | undefined => graph.nodes[edge.operands[1 - edge.argument]!]!.name;
    expect(out.map((edge) => [graph.nodes[edge.to]!.name, edge.operation, edge.argument, otherOperand(edge)])).toEqual([
      ['q', 'mul', 0, 'p'],
      ['s', 'mul', 0, 'r'],
      ['y', 'mul', 0, 't'],
    ]);
    const valueOf = (label: string): number => graph.nodes[idOf(graph, label)]!.values[0]!;
    expect(out.map((edge) => edge.partial)).toEqual(
      ['p', 'r', 't'].map((label) => ({ shape: [], data: [valueOf(label)] })),
    );
  });

  test('p = u1 is an edge of partial 1', async () => {
    const graph = await trace(unrolled, inputs);
    expect(edgesBetween(graph, 'u1', 'p').map((edge) => [edge.operation, edge.partial.data])).toEqual([
      ['identity', [1]],
    ]);
  });

  test('the partials of y are those of the backward pass', async () => {
    const graph = await trace(unrolled, inputs);
    expect(scalar(graph, 't', 'y')).toBe(w);
    expect(scalar(graph, 's', 'y')).toBe(w);
    expect(scalar(graph, 'r', 'y')).toBe(w * scalar(graph, 's', 'y'));
    expect(scalar(graph, 'q', 'y')).toBe(scalar(graph, 'r', 'y'));
    expect(scalar(graph, 'p', 'y')).toBe(w * scalar(graph, 'q', 'y'));
  });

  test('the three paths from w sum to dy/dw = u3 + 2w u2 + 3w² u1, exactly at these numbers', async () => {
    const graph = await trace(unrolled, inputs);
    const found = paths(graph, 'w', 'y');
    const through = found.map((path) => path.nodes.map((id) => graph.nodes[id]!.name).join(' '));
    expect(through).toEqual(['w q r s t y', 'w s t y', 'w y']);
    // p · ∂y/∂q, r · ∂y/∂s, t
    expect(found.map((path) => path.product.data[0])).toEqual([u1 * w * w, (u2 + w * u1) * w, w * (u2 + w * u1) + u3]);
    const expected = u3 + 2 * w * u2 + 3 * w * w * u1;
    expect(found.reduce((sum, path) => sum + path.product.data[0]!, 0)).toBe(expected);
    expect(scalar(graph, 'w', 'y')).toBe(expected);
    const gradient = grad((parameter: Value) => unrolled({ ...inputs, w: parameter }).y)(inputs.w);
    expect(gradient.data[0]).toBe(expected);
  });

  test('survives JSON', async () => {
    const graph = await trace(unrolled, inputs);
    const again = JSON.parse(JSON.stringify(graph)) as Graph;
    expect(again).toEqual(graph);
    expect(total(again, 'w', 'y')).toEqual(total(graph, 'w', 'y'));
  });
});

describe('trace', () => {
  test('keeps parallel edges apart', async () => {
    const graph = await trace(({ x }) => ({ y: mul(x, x) }), { x: float64(3) });
    expect(edgesBetween(graph, 'x', 'y').map((edge) => [edge.argument, edge.partial.data[0]])).toEqual([
      [0, 3],
      [1, 3],
    ]);
    expect(paths(graph, 'x', 'y')).toHaveLength(2);
    expect(scalar(graph, 'x', 'y')).toBe(6);
  });

  test('constants are nodes without edges', async () => {
    const captured = float64(4);
    const graph = await trace(({ x }) => ({ y: add(mul(x, 2), captured as Value) }), { x: float64(3) });
    expect(graph.nodes.map((node) => [node.operation, node.values[0], node.inputs])).toEqual([
      ['input', 3, []],
      ['constant', 2, []],
      ['mul', 6, [0, 1]],
      ['constant', 4, []],
      ['add', 10, [2, 3]],
    ]);
    expect(graph.edges.map(({ from, to }) => [from, to])).toEqual([
      [0, 2],
      [2, 4],
    ]);
  });

  test('what depends on the inputs through a comparison only is a constant', async () => {
    const graph = await trace(({ x }) => ({ y: where(greater(x, 0), x, 0) }), { x: float64([1, -1]) });
    expect(graph.nodes.map((node) => node.operation)).toEqual(['input', 'constant', 'constant', 'where']);
    expect(graph.nodes[1]!.values).toEqual([1, 0]);
    expect(total(graph, 'x', 'y')).toEqual({ shape: [2, 2], data: [1, 0, 0, 0] });
  });

  test('an integer input is a node that no edge leaves', async () => {
    const indices = new Float64Tensor([2], [2, 0], 'int32');
    const graph = await trace(({ x, i }) => ({ y: gather(x, i) }), { x: float64([5, 6, 7]), i: indices });
    expect(graph.nodes[2]!.inputs).toEqual([0, 1]);
    expect(graph.edges.map(({ from }) => from)).toEqual([0]);
    expect(total(graph, 'x', 'y').data).toEqual([0, 0, 1, 1, 0, 0]);
    expect(total(graph, 'i', 'y').data).toEqual([0, 0, 0, 0]);
  });

  test('an output that does not depend on the inputs is a constant', async () => {
    const graph = await trace(() => float64(5), { x: float64(1) });
    expect(graph.outputs).toEqual([{ path: '', id: 1 }]);
    expect(graph.nodes[1]!.operation).toBe('constant');
    expect(total(graph, 'x', 1).data).toEqual([0]);
  });

  test('a second name is a node of its own, also for what the function returns', async () => {
    const graph = await trace(({ x }) => ({ y: name(square(x), 'z') }), { x: float64(3) });
    expect(graph.nodes.map((node) => [node.name, node.operation])).toEqual([
      ['x', 'input'],
      ['z', 'square'],
      ['y', 'identity'],
    ]);
    const same = await trace(({ x }) => ({ y: name(square(x), 'y') }), { x: float64(3) });
    expect(same.nodes).toHaveLength(2);
  });

  test('names must be unique', async () => {
    const twice = trace(({ x }) => name(name(square(x), 'a'), 'a'), { x: float64(3) });
    await expect(twice).rejects.toThrow(/two values are named "a"/);
    await expect(trace(({ x }) => ({ x: square(x) }), { x: float64(3) })).rejects.toThrow(/two values are named "x"/);
  });

  test('name() does nothing outside a trace, and nothing to a derivative', () => {
    const x = float64(3);
    expect(name(x, 'x')).toBe(x);
    expect(grad((v: Value) => name(square(name(v, 'a')), 'b'))(x).data[0]).toBe(6);
  });

  test('a derivative inside the function is part of the graph', async () => {
    // g = d(x³)/dx = 3x², so ∂g/∂x = 6x.
    const graph = await trace(({ x }) => ({ g: grad((v: Value) => mul(v, square(v)))(x) }), { x: float64(2) });
    expect(graph.nodes[idOf(graph, 'g')]!.values).toEqual([12]);
    expect(total(graph, 'x', 'g').data).toEqual([12]);
  });

  test('refuses async functions, results that are no values, and partials without end', async () => {
    await expect(trace(async ({ x }) => x, { x: float64(1) })).rejects.toThrow(/async/);
    await expect(trace(() => 3, { x: float64(1) })).rejects.toThrow(/number, not a value/);
    const wide = { x: float64(new Float64Array(100)) };
    await expect(trace(({ x }) => ({ y: exp(x) }), wide, { limit: 9_999 })).rejects.toThrow(/10000 numbers.*jacobian/);
  });
});

describe('paths and total', () => {
  test('unknown nodes are refused with the names there are', async () => {
    const graph = await trace(unrolled, inputs);
    expect(() => total(graph, 'v', 'y')).toThrow(/no node named "v".*w, u1/);
    expect(() => paths(graph, 0, 99)).toThrow(/10 nodes, so no node 99/);
  });

  test('a node and itself: the identity; against the arrows: nothing', async () => {
    const graph = await trace(({ x }) => ({ y: exp(x) }), { x: float64([1, 2]) });
    expect(total(graph, 'x', 'x').data).toEqual([1, 0, 0, 1]);
    expect(paths(graph, 'x', 'x')).toHaveLength(1);
    expect(paths(graph, 'y', 'x')).toEqual([]);
    expect(total(graph, 'y', 'x').data).toEqual([0, 0, 0, 0]);
  });

  test('more paths than the limit are counted, not listed, and total() does not need them', async () => {
    // Each step doubles the paths: 2⁴⁰ of them, x⁽²^⁴⁰⁾ would overflow, so add.
    const graph = await trace(
      ({ x }) => {
        let y = x;
        for (let i = 0; i < 40; i++) y = add(y, y);
        return { y };
      },
      { x: float64(1) },
    );
    expect(() => paths(graph, 'x', 'y')).toThrow(/1099511627776 paths.*limit of 1000.*total\(\)/);
    expect(scalar(graph, 'x', 'y')).toBe(2 ** 40);
  });

  test('products along paths keep the order of matrices', async () => {
    const a = float64([
      [1, 2],
      [3, 4],
    ]);
    const b = float64([
      [0, 1],
      [1, 1],
    ]);
    const graph = await trace(({ x }) => ({ y: matmul(a as Value, matmul(b as Value, x)) }), {
      x: float64([[1], [1]]),
    });
    const [path] = paths(graph, 'x', 'y');
    // AB, which is not BA
    expect(path!.product).toEqual({ shape: [2, 1, 2, 1], data: [2, 3, 4, 7] });
    expect(total(graph, 'x', 'y')).toEqual(path!.product);
  });

  test('on random graphs of tensors the sum over paths and total() are the Jacobian', async () => {
    const steps = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { minLength: 1, maxLength: 7 });
    const point = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(steps, point, async (recipe, numbers) => {
        const f = (x: Value): Value => build(x, recipe);
        const x = float64(numbers, [2, 2]);
        const graph = await trace(({ x }) => ({ out: f(x) }), { x });
        const expected = jacobian(f)(x);
        const viaTotal = total(graph, 'x', 'out');
        expect(viaTotal.shape).toEqual(expected.shape);
        const listed = paths(graph, 'x', 'out', { limit: 100_000 });
        viaTotal.data.forEach((value, index) => {
          const products = listed.map((path) => path.product.data[index]!);
          const scale = products.reduce((most, product) => Math.max(most, Math.abs(product)), 1);
          // A path has at most 8 edges of 4 × 4 matrices: fewer than 64 roundings of products no larger than `bound`.
          const bound = 64 * listed.length * 2 ** -53 * scale * 16;
          expect(Math.abs(value - expected.data[index]!)).toBeLessThanOrEqual(bound);
          expect(Math.abs(products.reduce((a, b) => a + b, 0) - value)).toBeLessThanOrEqual(bound);
        });
      }),
      { numRuns: 40, seed: 1 },
    );
  });
});

/** A random composition of operations, smooth and with entries of moderate size, that ends in shape [2, 2]. */
function build(x: Value, recipe: readonly (readonly [number, number, number])[]): Value {
  const values = [x];
  for (const [choice, first, second] of recipe) {
    const a = values[first % values.length]!;
    const b = values[second % values.length]!;
    const made = [
      () => add(a, b),
      () => sub(a, b),
      () => tanh(mul(a, b)),
      () => tanh(matmul(a, b)),
      () => sin(a),
      () => softmax(b, 1),
      () => reshape(add(...(split(reshape(add(a, b), [4]), 2) as [Value, Value])), [2, 1]),
      () => mul(sum(a, [0], { keepDims: true }), 0.5),
    ][choice % 8]!();
    values.push(made.shape.length === 2 && made.shape[0] === made.shape[1] ? made : add(made, sub(b, a)));
  }
  return name(values.at(-1)!, 'last');
}
