import { name, trace } from '@gradbook/autograd';
import { add, float64, matmul, mul, square, tanh } from '@gradbook/core-ops';
import { expect, test } from 'vitest';

import { computationGraph, traceGraph } from '../index.ts';
import { problemsOfSvg } from '../testing/plain-svg.ts';

/** The homework's recurrence, two steps of it. */
const recurrence = await trace(({ w, u1, u2 }) => ({ y: mul(w, name(add(u2, name(mul(w, u1), 'p')), 'r')) }), {
  w: float64(0.5),
  u1: float64(2),
  u2: float64(3),
});

test('every edge of a traced recurrence gets its partial in symbols', async () => {
  const data = traceGraph(recurrence);
  const names = new Map(data.nodes.map(({ id, name }) => [id, name]));
  const shown = data.edges.map(({ from, to, label }) => `∂${names.get(to)}/∂${names.get(from)} = ${label}`);
  expect(shown.sort()).toEqual(['∂p/∂u_1 = w', '∂p/∂w = u_1', '∂r/∂p = 1', '∂r/∂u_2 = 1', '∂y/∂r = w', '∂y/∂w = r']);
  const id = (name: string) => data.nodes.find((node) => node.name === name)!.id;
  const svg = await computationGraph(data, { path: [id('w'), id('p'), id('r'), id('y')] });
  expect(problemsOfSvg(svg)).toEqual([]);
  expect(svg.split('class="edge on-path"').length - 1).toBe(3);
});

test('or as numbers, with the values under the names', () => {
  const data = traceGraph(recurrence, { partials: 'numbers', values: true, digits: 1 });
  expect(data.nodes.find(({ name }) => name === 'y')).toMatchObject({ value: '2.0' });
  expect(data.edges.map(({ label }) => label).sort()).toEqual(['0.5', '0.5', '1.0', '1.0', '2.0', '4.0']);
});

test('the nameless is labelled by what it is computed from where that is short, else by its number; constants stand for themselves and are not drawn', async () => {
  const graph = await trace(({ x }) => ({ y: tanh(mul(square(x), 3)) }), { x: float64(0.5) });
  const data = traceGraph(graph);
  expect(data.nodes.every(({ operation }) => operation !== 'constant')).toBe(true);
  expect(data.edges.map(({ label }) => label)).toEqual(['2x', '3', '1 − y^2']);
  const inner = await trace(({ x }) => ({ y: mul(square(x), x) }), { x: float64(0.5) });
  expect(traceGraph(inner).edges.map(({ label }) => label)).toEqual(['2x', 'x', 'x^2']);
  const sum = await trace(({ w, u1, h0 }) => ({ h: mul(w, add(u1, h0)) }), {
    w: float64(0.5),
    u1: float64(2),
    h0: float64(3),
  });
  expect(traceGraph(sum).edges.map(({ label }) => label)).toEqual(['1', '1', '(u_1 + h_0)', 'w']);
  const long = await trace(({ alpha, beta }) => ({ y: mul(alpha, add(square(add(alpha, beta)), mul(alpha, beta))) }), {
    alpha: float64(2),
    beta: float64(3),
  });
  expect(traceGraph(long).edges.at(-2)!.label).toBe('31.00');
});

test('between tensors the label names the derivative, and boxes show shapes', async () => {
  const graph = await trace(({ W, h }) => ({ z: matmul(W, h) }), { W: float64([[1, 2]]), h: float64([[3], [4]]) });
  const data = traceGraph(graph);
  expect(data.edges.map(({ label }) => label)).toEqual(['∂z/∂W', '∂z/∂h']);
  expect(data.nodes.map(({ value }) => value)).toEqual(['[1, 2]', '[2, 1]', '[1, 1]']);
});
