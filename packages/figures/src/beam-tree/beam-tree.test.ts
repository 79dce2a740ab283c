import { beamSearch, exhaustive, greedy, type SearchTree } from '@gradbook/decoding';
import { describe, expect, test } from 'vitest';

import { hostile, problemsOfSvg } from '../testing/plain-svg.ts';
import { beamTree } from '../index.ts';
import { type Box, overlap } from '../svg/text.ts';
import { layoutBeamTree } from './layout.ts';

const pair = (first: number, second: number): SearchTree => ({
  neural: { logProbability: first },
  network: { logProbability: second },
});
const neural: SearchTree = {
  neural: {
    logProbability: -0.65,
    next: {
      neural: { logProbability: -0.8, next: pair(-0.01, -4.6) },
      network: { logProbability: -0.6, next: pair(-0.8, -0.6) },
    },
  },
  network: {
    logProbability: -0.73,
    next: {
      neural: { logProbability: -0.6, next: pair(-0.8, -0.6) },
      network: { logProbability: -0.8, next: pair(-0.6, -0.8) },
    },
  },
};
const trace = beamSearch(neural, { beamWidth: 2, length: 3 });
const answers = [
  ['neural', 'network', 'neural'],
  ['network', 'neural', 'network'],
  ['network', 'network', 'network'],
];

/** `.` ends a sequence. */
const dotted = (prefix: readonly unknown[]) => [
  { token: '.', logProbability: prefix.length === 0 ? -0.7 : -1 },
  { token: 'a', logProbability: -0.9 },
  { token: 'bb', logProbability: -1.1 - prefix.length / 8 },
];
const many = (prefix: readonly unknown[]) =>
  Array.from({ length: 14 }, (_, token) => ({ token, logProbability: -1 - ((token * 5 + prefix.length) % 14) / 10 }));

const id = (text: string) => /aria-labelledby="([^"]+)"/.exec(text)![1];
const count = (text: string, part: string) => text.split(part).length - 1;

describe('layout', () => {
  test.each([
    ['the homework tree', trace, answers],
    ['an exhaustive search', exhaustive(neural, { length: 3 }), answers],
    ['greedy decoding', greedy(neural, { length: 3 }), answers],
    ['an end token', beamSearch(dotted, { beamWidth: 3, length: 5, endToken: '.' }), [['.'], ['a', '.']]],
    ['many tokens', beamSearch(many, { beamWidth: 3, length: 4 }), [['3'], ['13', '1']]],
    [
      'long tokens',
      beamSearch(Object.fromEntries(hostile.map((token) => [token, { logProbability: -1 }])), { beamWidth: 3 }),
      [],
    ],
  ])('%s: no box, label or heading overlaps another, and all are inside', (_, search, sequences) => {
    const overlay = { label: 'answer', sequences };
    const layout = layoutBeamTree(search, { digits: 2, start: 'start', prunedPerParent: 4, overlay });
    const boxes: [string, Box][] = [
      ...layout.nodes.map((node): [string, Box] => [`box ${node.key}`, node.extent]),
      ...layout.nodes.flatMap((node): [string, Box][] => (node.edge ? [[`edge ${node.key}`, node.edge.box]] : [])),
      ...layout.heads.map(({ lines, box }): [string, Box] => [lines[0]!, box]),
    ];
    const clashes: string[] = [];
    for (const [index, [name, box]] of boxes.entries()) {
      for (const [other, otherBox] of boxes.slice(0, index))
        if (overlap(box, otherBox)) clashes.push(`${name} / ${other}`);
      if (box.x < 0 || box.y < 0 || box.x + box.width > layout.width || box.y + box.height > layout.bottom) {
        clashes.push(`${name} / margin`);
      }
    }
    expect(clashes).toEqual([]);
  });
});

describe('the picture', () => {
  const svg = beamTree(trace);

  test('shows every token, log-probability and sum, and says what it is', () => {
    expect(problemsOfSvg(svg)).toEqual([]);
    expect(svg).toContain('role="img"');
    expect(svg).toMatch(/<title id="[\w-]+">Beam search of width 2<\/title>/);
    expect(svg).toContain('Step 2 keeps 2 of 4: neural network (−1.25), network neural (−1.33).');
    for (const text of ['−0.65', '−1.45', '−1.93', 'step 3', '2 of 4 kept', '#1', '#2'])
      expect(svg).toContain(`>${text}<`);
  });

  test('tells kept from pruned by dashes and weight, not by colour alone', () => {
    expect(count(svg, 'class="edge kept"')).toBe(6);
    expect(count(svg, 'class="edge pruned"')).toBe(4);
    expect(svg).toMatch(/\.edge\.pruned\{[^}]*stroke-dasharray/);
    expect(svg).toMatch(/\.box\.pruned\{[^}]*stroke-dasharray/);
  });

  test('is the same every time, and takes the colours of the reader or of the page', () => {
    expect(beamTree(trace)).toBe(svg);
    expect(svg).toContain('prefers-color-scheme:dark');
    expect(svg).toContain('var(--figure-ink,');
    expect(beamTree(trace, { theme: 'inherit' })).toContain('currentColor');
    expect(beamTree(trace, { theme: 'dark' })).not.toContain('prefers-color-scheme');
  });

  test('two figures on a page have different ids', () => {
    expect(id(svg)).not.toBe(id(beamTree(greedy(neural, { length: 3 }))));
    expect(() => beamTree(trace, { id: 'a b' })).toThrow(/cannot be used/);
  });

  test("points out a student's sequences, and explains the one that the search had left", () => {
    const marked = beamTree(trace, { overlay: { label: 'answer', sequences: answers } });
    expect(problemsOfSvg(marked)).toEqual([]);
    for (const tag of ['answer 1', 'answer 2', 'answer 3 …']) expect(marked).toContain(`>${tag}<`);
    expect(marked).toContain(
      'answer 3, “network network network”, is not in the tree: “network network” was pruned in step 2.',
    );
    expect(beamTree(trace, { overlay: { label: 'answer', sequences: [['deep']] } })).toContain(
      'answer, “deep”, is not in the tree: the search never considered it.',
    );
  });

  test('a finished hypothesis that competes again is dotted, and says so', () => {
    const carried = beamTree(beamSearch(dotted, { beamWidth: 3, length: 4, endToken: '.' }));
    expect(problemsOfSvg(carried)).toEqual([]);
    expect(carried).toContain('class="edge kept carried"');
    expect(carried).toContain('finished, competes again');
  });

  test('pruned candidates beyond the limit are counted, not drawn', () => {
    const svg = beamTree(beamSearch(many, { beamWidth: 1, length: 1 }), { prunedPerParent: 3 });
    expect(count(svg, 'class="box pruned"')).toBe(3 + 1);
    expect(svg).toContain('+ 10 more pruned');
  });
});

test('hostile tokens stay text, wherever they stand', () => {
  const tree = hostile.map((token) => ({ token, logProbability: -1, next: [{ token, logProbability: -2 }] }));
  for (const token of hostile) {
    const svg = beamTree(beamSearch(tree, { beamWidth: hostile.length, length: 2 }), {
      title: token,
      description: token,
      start: token,
      overlay: { label: token, sequences: [[token], [token, token, token]] },
    });
    expect(problemsOfSvg(svg)).toEqual([]);
  }
});

test('says what is wrong with a trace', () => {
  const [step] = trace.steps;
  expect(() => beamTree({ steps: [] })).toThrow(/no steps/);
  expect(() => beamTree({ steps: [trace.steps[1]!] })).toThrow(/extends \d+, which no earlier step lists/);
  expect(() => beamTree({ steps: [step!, step!] })).toThrow(/listed twice/);
  expect(() => beamTree(exhaustive(many, { length: 3 }))).toThrow(/2955 boxes to draw, at most 2000/);
});
