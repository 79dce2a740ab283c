import { describe, expect, it } from 'vitest';

import { gradientFlowChart } from '../gradient-flow/gradient-flow-chart.ts';
import { hostile, problemsOfSvg } from '../testing/plain-svg.ts';
import { lineChart, type LineSeries } from './line-chart.ts';
import { spread } from './spread.ts';

const chart = (series: readonly LineSeries[], scale: 'linear' | 'log' = 'linear'): string =>
  lineChart({ series, x: 'step', y: 'value', scale });
const linesIn = (svg: string): string[] => [...svg.matchAll(/class="line" d="([^"]*)"/g)].map(([, d]) => d!);
const pointsIn = (d: string): number[][] =>
  d === ''
    ? []
    : d
        .slice(1)
        .split('L')
        .map((point) => point.split(',').map(Number));

describe('lines', () => {
  it('are straight where values are, and rise where values do', () => {
    const [line] = linesIn(chart([{ label: 'a', values: [1, 2, 3] }]));
    const xs = pointsIn(line!).map(([x]) => x!);
    const ys = pointsIn(line!).map(([, y]) => y!);
    expect(xs[1]! - xs[0]!).toBeCloseTo(xs[2]! - xs[1]!, 1);
    expect(ys[0]! - ys[1]!).toBeCloseTo(ys[1]! - ys[2]!, 1);
    expect(ys[2]!).toBeLessThan(ys[0]!);
  });

  it('of powers are straight on a logarithmic axis', () => {
    const [line] = linesIn(chart([{ label: 'a', values: [1e-6, 1e-3, 1] }], 'log'));
    const ys = pointsIn(line!).map(([, y]) => y!);
    expect(ys[0]! - ys[1]!).toBeCloseTo(ys[1]! - ys[2]!, 1);
  });

  it('leave out what cannot be shown, and all stay inside the drawing', () => {
    const svg = chart([{ label: 'a', values: [NaN, 0, -1, 1, Infinity, 1e300, 1e-300] }], 'log');
    const points = linesIn(svg).flatMap(pointsIn);
    expect(points).toHaveLength(3);
    for (const [x, y] of points) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(640);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(320);
    }
  });

  it('differ in more than colour', () => {
    const svg = chart(Array.from({ length: 6 }, (_, index) => ({ label: `${index}`, values: [index, index + 1] })));
    const dashes = [...svg.matchAll(/\.s\d \.line\{[^}]*stroke-dasharray:([^}]*)\}/g)].map(([, dash]) => dash);
    expect(new Set(dashes).size).toBe(6);
  });
});

describe('a chart', () => {
  it.each([
    ['one value', [{ label: 'a', values: [1] }]],
    ['equal values', [{ label: 'a', values: [2, 2, 2] }]],
    ['many series', Array.from({ length: 20 }, (_, index) => ({ label: `run ${index}`, values: [index, 1] }))],
    ['hostile labels', hostile.map((label, index) => ({ label, values: [index, index] }))],
    ['a long series', [{ label: 'a', values: Array.from({ length: 5000 }, (_, index) => Math.sin(index)) }]],
  ])('of %s is a sound SVG', (_, series) => {
    expect(problemsOfSvg(chart(series))).toEqual([]);
  });

  it('says in words where lines begin and end', () => {
    expect(chart([{ label: 'loss', values: [2.5, 0.125] }])).toContain('loss: 2.5 at 0, 0.125 at 1');
  });

  it('without a number that can be shown says what to give', () => {
    expect(() => chart([])).toThrow(/at least one series/);
    expect(() => chart([{ label: 'a', values: [0, -1] }], 'log')).toThrow(/positive/);
  });
});

describe('labels at the ends of lines', () => {
  it('keep apart and inside', () => {
    const places = spread([10, 10, 11, 95, 96], 12, [0, 100]);
    const sorted = places.toSorted((a, b) => a - b);
    for (const [index, place] of sorted.entries()) {
      expect(place).toBeGreaterThanOrEqual(0);
      expect(place).toBeLessThanOrEqual(100);
      if (index > 0) expect(place - sorted[index - 1]!).toBeGreaterThanOrEqual(12 - 1e-9);
    }
  });

  it('share what room there is', () => {
    const places = spread([1, 2, 3, 4, 5], 50, [0, 100]);
    expect(places).toEqual([0, 25, 50, 75, 100]);
  });
});

describe('gradient flow', () => {
  it('draws each run and, dashed, its reference', () => {
    const svg = gradientFlowChart([
      { label: 'tanh', norms: [1e-4, 1e-2, 1], reference: [1e-4, 1e-2, 1] },
      { label: 'relu', norms: [100, 10, 1] },
    ]);
    expect(problemsOfSvg(svg)).toEqual([]);
    expect(linesIn(svg)).toHaveLength(3);
    expect(svg).toContain('tanh, reference');
    expect(svg).toContain('10⁻⁴');
  });
});
