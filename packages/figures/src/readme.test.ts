import { trace } from '@gradbook/autograd';
import { float64, mul } from '@gradbook/core-ops';
import { beamSearch } from '@gradbook/decoding';
import { expect, test } from 'vitest';

import { beamTree, computationGraph, traceGraph } from './index.ts';

test('the examples of the README and of the docstrings', async () => {
  const tree = {
    red: { logProbability: -0.5, next: { car: { logProbability: -2 }, bus: { logProbability: -2.5 } } },
    big: { logProbability: -1, next: { car: { logProbability: -0.2 }, bus: { logProbability: -3 } } },
  };
  const svg = beamTree(beamSearch(tree, { beamWidth: 2, length: 2 }), {
    overlay: { label: 'answer', sequences: [['red', 'car']] },
  });
  expect(svg).toContain('>answer<');

  const candidate = { parent: 0, logProbability: -0.7, score: -0.7 };
  const small = beamTree({
    steps: [
      {
        step: 1,
        candidates: [
          { ...candidate, id: 1, tokens: ['a'], token: 'a', status: 'kept', rank: 1 },
          { ...candidate, id: 2, tokens: ['b'], token: 'b', status: 'pruned', rank: 2 },
        ],
      },
    ],
  });
  expect(small.startsWith('<svg')).toBe(true);

  const graph = {
    nodes: [
      { id: 'w', name: 'w' },
      { id: 'u', name: 'u_1' },
      { id: 'p', name: 'p', operation: 'mul' },
    ],
    edges: [
      { from: 'w', to: 'p', label: 'u_1' },
      { from: 'u', to: 'p', label: 'w' },
    ],
  };
  const picture = await computationGraph(graph, { path: ['w', 'p'], caption: '∂p/∂w = u_1' });
  expect(picture.startsWith('<svg')).toBe(true);

  const traced = await trace(({ w, u1 }) => ({ p: mul(w, u1) }), { w: float64(2), u1: float64(5) });
  const labelled = traceGraph(traced);
  expect(labelled.edges.map(({ label }) => label)).toEqual(['u_1', 'w']);
  expect(await computationGraph(labelled)).toContain('<svg');

  const scalar = { shape: [], values: [2] };
  const partial = { shape: [], data: [2] };
  const { edges } = traceGraph({
    nodes: [
      { id: 0, name: 'w', operation: 'input', ...scalar },
      { id: 1, name: 'u1', operation: 'input', ...scalar },
      { id: 2, name: 'p', operation: 'mul', ...scalar },
    ],
    edges: [
      { from: 0, to: 2, argument: 0, operation: 'mul', operands: [0, 1], partial },
      { from: 1, to: 2, argument: 1, operation: 'mul', operands: [0, 1], partial },
    ],
  });
  expect(edges.map(({ label }) => label)).toEqual(['u_1', 'w']);
});
