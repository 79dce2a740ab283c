import { readLossCurve } from '@gradbook/optim';
import { describe, expect, it } from 'vitest';

import { hostile, problemsOfSvg } from '../testing/plain-svg.ts';
import { lossCurveChart } from './loss-curve-chart.ts';

/** x of the uprights, and x of the line's points. */
const uprights = (svg: string): number[] =>
  [...svg.matchAll(/<g class="mark"><line x1="([\d.]+)"/g)].map(([, x]) => Number(x));
const xs = (svg: string): number[] =>
  /class="line" d="M([^"]*)"/
    .exec(svg)![1]!
    .split('L')
    .map((point) => Number(point.split(',')[0]));

describe('a loss curve', () => {
  const exploding = [2.3, 1.7, 1.2, 0.9, 30, 4000, 1e6];

  it('is marked where each finding begins, and says it below', () => {
    const reading = readLossCurve(exploding, { classes: 10 });
    const svg = lossCurveChart(exploding, { reading, scale: 'log' });
    expect(problemsOfSvg(svg)).toEqual([]);
    expect(reading.findings.map(({ step }) => step)).toEqual([4]);
    expect(uprights(svg)).toEqual([xs(svg)[4]]);
    const said = [...svg.matchAll(/<text class="note"[^>]*>([^<]*)</g)].map(([, line]) => line).join(' ');
    expect(said).toBe(`1 ${reading.sentence}`);
    expect(svg.slice(0, svg.indexOf('</desc>'))).toContain(`At 4: ${reading.sentence}`);
  });

  it('counts from the first place', () => {
    const curve = { training: [2, 1, 0.5, 0.4], validation: [2, null, 1, null] };
    const reading = { findings: [{ step: 2, sentence: 'Here.' }], sentence: 'Here.' };
    const svg = lossCurveChart(curve, { reading, unit: 'epoch', first: 1 });
    expect(uprights(svg)).toEqual([xs(svg)[2]]);
    expect(svg).toContain('At 3: Here.');
    expect(svg).toContain('held back');
    // Two of the held-back losses were measured: they are joined.
    expect(svg.match(/class="line" d="M[^"]*"/g)![1]!.split('L')).toHaveLength(2);
  });

  it('in order says so', () => {
    const curve = [2.3, 1.7, 1.2, 0.9, 0.7];
    const reading = readLossCurve(curve);
    const svg = lossCurveChart(curve, { reading });
    expect(uprights(svg)).toEqual([]);
    expect(svg).toContain('Nothing wrong is found');
  });

  it('shows a finding where the loss is no number any more', () => {
    const curve = [2.3, 1.1, NaN];
    const svg = lossCurveChart(curve, { reading: readLossCurve(curve) });
    expect(problemsOfSvg(svg)).toEqual([]);
    expect(uprights(svg)[0]).toBeGreaterThan(xs(svg).at(-1)!);
  });

  it.each(hostile)('takes %j as text', (sentence) => {
    const reading = { findings: [{ step: 0, sentence }], sentence };
    expect(problemsOfSvg(lossCurveChart([1, 2], { reading }))).toEqual([]);
  });
});
