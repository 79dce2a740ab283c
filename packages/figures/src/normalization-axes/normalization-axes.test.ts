import { describe, expect, it } from 'vitest';

import { problemsOfSvg } from '../testing/plain-svg.ts';
import { normalizationAxes, type NormalizationAxesData } from './normalization-axes.ts';

const sizes = { examples: 4, channels: 6, features: 5 };
const filled = (svg: string, face: string): number => svg.split(`class="cell ${face} own"`).length - 1;

const at = (example: number, channel: number) => ({ example, channel });
const ofGroups = (groups: number): number => filled(normalizationAxes({ ...sizes, over: 'group', groups }), 'front');

const front = (over: NormalizationAxesData['over'], example: number): number =>
  filled(normalizationAxes({ ...sizes, over, at: at(example, 5) }), 'front');
const right = (over: NormalizationAxesData['over'], channel: number): number =>
  filled(normalizationAxes({ ...sizes, over, at: at(0, channel) }), 'right');

describe('the axes of a normalization', () => {
  // On the top of the block each example and channel has one square: as many are filled as share their statistics.
  it.each([
    ['batch', 4, '6 means and variances, one for each channel, of 20 numbers'],
    ['layer', 6, '4 means and variances, one for each example, of 30 numbers'],
    ['instance', 1, '24 means and variances, one for each channel of each example, of 5 numbers'],
    ['group', 3, '8 means and variances, one for each group of each example, of 15 numbers'],
  ] as const)('%s: %i columns of features share them', (over, columns, sentence) => {
    const svg = normalizationAxes({ ...sizes, over, at: { example: 2, channel: 4 } });
    expect(problemsOfSvg(svg)).toEqual([]);
    expect(filled(svg, 'top')).toBe(columns);
    expect(svg).toContain(sentence);
  });

  it('show on the faces what is seen there', () => {
    // The front is the first example, the right side the last channel; each column there has 5 features.
    expect([front('layer', 0), front('layer', 1), front('batch', 3)]).toEqual([30, 0, 5]);
    expect([right('batch', 5), right('batch', 0), right('instance', 5)]).toEqual([20, 0, 5]);
  });

  it('of two groups are those of the chosen channel', () => {
    expect([ofGroups(1), ofGroups(2), ofGroups(3), ofGroups(6)]).toEqual([30, 15, 10, 5]);
  });

  it.each([1, 12])('of %i × %i × %i are a sound SVG', (size) => {
    const svg = normalizationAxes({ examples: size, channels: size, features: size, over: 'layer' });
    expect(problemsOfSvg(svg)).toEqual([]);
  });

  it('say what they need', () => {
    expect(() => normalizationAxes({ ...sizes, over: 'group', groups: 4 })).toThrow(
      /4 groups do not divide 6 channels/,
    );
    expect(() => normalizationAxes({ ...sizes, examples: 13, over: 'batch' })).toThrow(/examples is 13/);
    expect(() => normalizationAxes({ ...sizes, over: 'batch', at: { example: 4, channel: 0 } })).toThrow(
      /at.example is 4/,
    );
  });
});
