import { expect, test } from 'vitest';

import { hostile, problemsOfSvg } from '../testing/plain-svg.ts';
import { computationGraph, type ComputationGraphData } from '../index.ts';
import { type Box, overlap } from '../svg/text.ts';
import { layoutGraph } from './layout.ts';

/** The linear recurrent network of the homework, three steps of it, with the partial on every edge. */
const network: ComputationGraphData = {
  nodes: [
    { id: 'w', name: 'w' },
    ...['u_1', 'u_2', 'u_3'].map((name) => ({ id: name, name })),
    { id: 'q', name: 'q', operation: 'mul' },
    { id: 'r', name: 'r', operation: 'add' },
    { id: 's', name: 's', operation: 'mul' },
    { id: 't', name: 't', operation: 'add' },
    { id: 'y', name: 'y', operation: 'mul' },
  ],
  edges: [
    { from: 'u_1', to: 'q', label: 'w' },
    { from: 'w', to: 'q', label: 'u_1' },
    { from: 'q', to: 'r', label: '1' },
    { from: 'u_2', to: 'r', label: '1' },
    { from: 'r', to: 's', label: 'w' },
    { from: 'w', to: 's', label: 'r' },
    { from: 's', to: 't', label: '1' },
    { from: 'u_3', to: 't', label: '1' },
    { from: 't', to: 'y', label: 'w' },
    { from: 'w', to: 'y', label: 't' },
  ],
};
const draw = (nodes: ComputationGraphData['nodes'], edges: ComputationGraphData['edges'], path: string[] = []) =>
  computationGraph({ nodes, edges }, { path });
const count = (text: string, part: string) => text.split(part).length - 1;

test.each(['right', 'down'] as const)('no box or label overlaps another, going %s', async (direction) => {
  const nodes = network.nodes.map(({ id }) => id);
  const layout = await layoutGraph({
    nodes: network.nodes.map((_, index) => ({ width: 48 + 9 * index, height: 40, round: index < 4 })),
    edges: network.edges.map(({ from, to }, index) => ({
      from: nodes.indexOf(from),
      to: nodes.indexOf(to),
      labelWidth: 20 + 7 * index,
      labelHeight: 20,
    })),
    direction,
  });
  const boxes: Box[] = [...layout.nodes, ...layout.edges.map(({ label }) => label!)];
  expect(boxes).toHaveLength(19);
  for (const [index, box] of boxes.entries()) {
    for (const other of boxes.slice(0, index)) expect(overlap(box, other)).toBe(false);
    expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(-1);
    expect(box.x + box.width).toBeLessThanOrEqual(layout.width + 1);
    expect(box.y + box.height).toBeLessThanOrEqual(layout.height + 1);
  }
  // Computation goes one way: every value lies behind what it is computed from.
  const along = direction === 'right' ? 'x' : 'y';
  for (const { from, to } of network.edges) {
    expect(layout.nodes[nodes.indexOf(to)]![along]).toBeGreaterThan(layout.nodes[nodes.indexOf(from)]![along]);
  }
});

test('shows names with subscripts, operations and partials; inputs are round, the result has a double outline', async () => {
  const svg = await computationGraph(network);
  expect(problemsOfSvg(svg)).toEqual([]);
  expect(svg).toContain('<tspan font-style="italic">u</tspan><tspan dy="3.84" font-size="11.52">1</tspan>');
  expect(count(svg, '>×<')).toBe(3);
  expect(count(svg, '<path class="edge"')).toBe(10);
  expect(count(svg, 'class="inner"')).toBe(1);
  expect(svg).toContain('9 nodes, 10 edges: u_1 to q (w), w to q (u_1)');
  expect(await computationGraph(network)).toBe(svg);
});

test('a highlighted path is thick, in either direction, and the caption is set as a formula', async () => {
  const forward = await computationGraph(network, { path: ['w', 's', 't', 'y'], caption: 'r · 1 · w' });
  expect(problemsOfSvg(forward)).toEqual([]);
  expect(count(forward, 'class="edge on-path"')).toBe(3);
  expect(count(forward, 'class="box on-path"')).toBe(4);
  expect(forward).toMatch(/\.edge\.on-path\{[^}]*stroke-width:3\.2/);
  expect(await computationGraph(network, { path: ['y', 't', 's', 'w'], caption: 'r · 1 · w' })).toBe(forward);
});

test('two edges between the same nodes stay two', async () => {
  const svg = await computationGraph({
    nodes: [
      { id: 0, name: 'w' },
      { id: 1, name: 'y', operation: 'mul', value: '4' },
    ],
    edges: [
      { from: 0, to: 1, label: 'w' },
      { from: 0, to: 1, label: 'w' },
    ],
  });
  expect(count(svg, '<path class="edge"')).toBe(2);
});

test('hostile names stay text', async () => {
  for (const text of hostile) {
    const svg = await computationGraph(
      {
        nodes: [
          { id: text, name: text, value: text },
          { id: `${text}2`, name: text, operation: text },
        ],
        edges: [{ from: text, to: `${text}2`, label: text }],
      },
      { title: text, caption: text, path: [text] },
    );
    expect(problemsOfSvg(svg)).toEqual([]);
  }
});

test('says what is wrong with a graph', async () => {
  const one = [{ id: 'a' }];
  await expect(draw([], [])).rejects.toThrow(/no nodes/);
  await expect(draw([...one, ...one], [])).rejects.toThrow(/"a" is given to two nodes/);
  await expect(draw(one, [{ from: 'a', to: 'b' }])).rejects.toThrow(/edge 0 names the node "b"/);
  await expect(draw(one, [], ['c'])).rejects.toThrow(/the path names the node "c"/);
  await expect(draw([...one, { id: 'b' }], [], ['a', 'b'])).rejects.toThrow(/between which there is no edge/);
  await expect(
    draw(
      Array.from({ length: 401 }, (_, id) => ({ id })),
      [],
    ),
  ).rejects.toThrow(/401 nodes.*at most 400/);
});
