import { convolutionArithmetic, convolutionTransposeArithmetic } from '@gradbook/layers-conv';
import { describe, expect, it } from 'vitest';

import { problemsOfSvg } from '../testing/plain-svg.ts';
import { convolutionStep } from './convolution-step.ts';
import { gridsOf } from './grids.ts';

const homework = convolutionArithmetic({
  input: [5],
  kernel: 3,
  values: { x: [1, 4, 0, -2, 3], filter: [2, -1, 3] },
});
const square = convolutionArithmetic({
  input: [4, 4],
  kernel: [3, 3],
  padding: 1,
  stride: 2,
  values: { x: Array.from({ length: 16 }, (_, i) => i), filter: [1, 0, -1, 2, 0, -2, 1, 0, -1] },
});
const transposed = convolutionTransposeArithmetic({
  input: [2, 2],
  kernel: [3, 3],
  stride: 2,
  padding: 1,
  outputPadding: 1,
  values: { x: [-1, 2, 3, 1], filter: [1, 0, -1, 2, 0, -2, 1, 0, -1] },
});

const widthOf = (svg: string): number => Number(/ width="(\d+)"/.exec(svg)![1]);

describe('the grids of a step', () => {
  it('of a convolution: the patch that is met, the output up to the step', () => {
    const [input, filter, output] = gridsOf(homework, 1);
    expect(input.cells.map(({ state }) => state)).toEqual(['plain', 'met', 'met', 'met', 'plain']);
    expect(input.cells.map(({ weight }) => weight)).toEqual([undefined, 2, -1, 3, undefined]);
    expect(filter.cells.map(({ value }) => value)).toEqual([2, -1, 3]);
    expect(output.cells.map(({ value }) => value)).toEqual([...homework.output.data!.slice(0, 2), undefined]);
    expect(output.cells.map(({ current }) => current)).toEqual([false, true, false]);
  });

  it('padding counts as rows and columns of zeros around the input', () => {
    const [input] = gridsOf(square, 0);
    expect([input.rows, input.columns]).toEqual([6, 6]);
    expect(input.cells.filter(({ state }) => state === 'met-padding')).toHaveLength(5);
    expect(input.cells.filter(({ state }) => state === 'met')).toHaveLength(4);
    expect(input.cells[0]).toMatchObject({ row: 0, column: 0, state: 'met-padding', value: 0 });
  });

  it('of a transposed convolution: sums that end as the output, cropped ones around it', () => {
    const [input, , output] = gridsOf(transposed, transposed.steps.length - 1);
    expect(input.cells.map(({ current }) => current)).toEqual([false, false, false, true]);
    const inside = output.cells.filter(
      ({ row, column }) => row >= 1 && row < output.rows - 1 && column >= 1 && column < output.columns - 1,
    );
    expect(inside.map(({ value }) => value)).toEqual(transposed.output.data);
    expect(output.cells.length).toBeGreaterThan(inside.length);
  });

  it('without numbers still shows what meets what', () => {
    const bare = convolutionTransposeArithmetic({ input: [4], kernel: 3, stride: 2, padding: 1 });
    const [, , output] = gridsOf(bare, 0);
    expect(output.cells.every(({ value }) => value === undefined)).toBe(true);
    expect(output.cells.slice(0, 3).map(({ state }) => state)).toEqual(['met-padding', 'met', 'met']);
  });
});

describe('a step', () => {
  it('says the sum that it computes', () => {
    // 4 · 2 + 0 · (−1) + (−2) · 3, as homework.output has it.
    const svg = convolutionStep(homework, { step: 1 });
    expect(homework.output.data![1]).toBe(2);
    expect(svg).toContain('y[1] = 4·2 + 0·(−1) + (−2)·3 = 2');
  });

  it('says which products are cropped', () => {
    expect(convolutionStep(transposed, { step: 0 })).toContain('5 of 9 products fall into the padding and are cropped');
  });

  it.each([homework, square, transposed])('is a sound SVG at every step, wide and narrow (%#)', (trace) => {
    for (const step of trace.steps.keys()) {
      for (const width of [300, 900]) expect(problemsOfSvg(convolutionStep(trace, { step, width }))).toEqual([]);
    }
  });

  it('stands its grids below each other where there is no room', () => {
    expect(widthOf(convolutionStep(square, { width: 300 }))).toBeLessThanOrEqual(300);
    expect(widthOf(convolutionStep(square, { width: 900 }))).toBeGreaterThan(300);
  });

  it('says what it needs', () => {
    expect(() => convolutionStep(homework, { step: 3 })).toThrow(/step is 3; the trace has 3 steps/);
    expect(() => convolutionStep({ ...homework, steps: [] })).toThrow(/no steps/);
    expect(() => convolutionStep(convolutionArithmetic({ input: [2, 2, 2], kernel: [1, 1, 1] }))).toThrow(/3 axes/);
    expect(() => convolutionStep(convolutionArithmetic({ input: [40, 40], kernel: [39, 39] }))).toThrow(
      /1600 elements/,
    );
  });
});
