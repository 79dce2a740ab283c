import { describe, expect, it } from 'vitest';

import { hostile, problemsOfSvg } from '../testing/plain-svg.ts';
import { attentionMap, type AttentionMapData } from './attention-map.ts';

const translation: AttentionMapData = {
  queries: ['le', 'bus'],
  keys: ['the', 'red', 'bus'],
  weights: [0.9, 0.1, 0, 0.15, 0.05, 0.8],
};
const count = (svg: string, part: string): number => svg.split(part).length - 1;

describe('a map of attention weights', () => {
  it('has a square for each pair, empty where the weight is 0, with its number', () => {
    const svg = attentionMap(translation);
    expect(problemsOfSvg(svg)).toEqual([]);
    expect(count(svg, 'class="cell"')).toBe(5);
    expect(count(svg, 'class="none"')).toBe(1);
    for (const weight of ['0.90', '0.10', '0.00', '0.15', '0.05', '0.80']) expect(svg).toContain(`>${weight}</text>`);
  });

  it('is fuller where the weight is larger', () => {
    const shades = [
      ...attentionMap({ ...translation, weights: [0.1, 0.2, 0.7, 0.3, 0.3, 0.4] }).matchAll(/fill-opacity="([\d.]+)"/g),
    ];
    const [a, b, c] = shades.map(([, shade]) => Number(shade));
    expect(a!).toBeLessThan(b!);
    expect(b!).toBeLessThan(c!);
  });

  it('frames the largest of each row, and says where it is', () => {
    const svg = attentionMap(translation, { digits: 1 });
    expect(count(svg, 'class="best"')).toBe(2);
    expect(svg).toContain('le most at the (0.9), bus most at bus (0.8).');
  });

  it.each([
    [1, 1],
    [1, 200],
    [200, 1],
    [63, 63],
  ])('of %i × %i is a sound SVG', (rows, columns) => {
    const svg = attentionMap({
      queries: Array.from({ length: rows }, (_, i) => i),
      keys: Array.from({ length: columns }, (_, i) => i),
      weights: Array.from({ length: rows * columns }, () => 1 / columns),
    });
    expect(problemsOfSvg(svg)).toEqual([]);
  });

  it.each(hostile)('takes %j as text', (label) => {
    const svg = attentionMap({ queries: [label], keys: [label], weights: [1], queryLabel: label, keyLabel: label });
    expect(problemsOfSvg(svg)).toEqual([]);
  });

  it('says what it needs', () => {
    expect(() => attentionMap({ ...translation, weights: [1] })).toThrow(/1 weights for 2 queries and 3 keys/);
    expect(() => attentionMap({ queries: ['a'], keys: ['b'], weights: [1.5] })).toThrow(/weight 0 is 1.5/);
    expect(() => attentionMap({ queries: ['a'], keys: ['b'], weights: [NaN] })).toThrow(/weight 0 is NaN/);
    expect(() => attentionMap({ queries: [], keys: [], weights: [] })).toThrow(RangeError);
  });
});
