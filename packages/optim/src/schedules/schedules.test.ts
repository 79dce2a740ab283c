import { describe, expect, test } from 'vitest';

import {
  constant,
  cosineDecay,
  exponentialDecay,
  HyperparameterError,
  linearWarmup,
  oneCycle,
  piecewiseLinear,
  stepDecay,
} from '../index.ts';

const steps = Array.from({ length: 40 }, (_, step) => step);

describe('schedules are functions of the step', () => {
  test('constant, step and exponential', () => {
    expect(steps.map(constant(0.3)).every((rate) => rate === 0.3)).toBe(true);
    // As the recursions say: multiplied after every `every` steps.
    let rate = 2;
    const schedule = stepDecay({ from: 2, factor: 0.5, every: 7 });
    for (const step of steps) {
      if (step > 0 && step % 7 === 0) rate *= 0.5;
      expect(schedule(step)).toBe(rate);
    }
    expect(exponentialDecay({ from: 2, factor: 0.9 })(10)).toBeCloseTo(2 * 0.9 ** 10, 15);
  });

  test('a warm-up rises linearly and hands over', () => {
    const schedule = linearWarmup({ from: 0.1, to: 0.5, steps: 4, after: cosineDecay({ from: 0.5, steps: 8 }) });
    [0.1, 0.2, 0.3, 0.4, 0.5].forEach((rate, step) => expect(schedule(step)).toBeCloseTo(rate, 15));
    expect(schedule(8)).toBeCloseTo(0.25, 15);
    expect(schedule(12)).toBe(0);
    expect(linearWarmup({ to: 1, steps: 2 })(50)).toBe(1);
  });

  test('cosine decay falls from one end to the other and stays', () => {
    const schedule = cosineDecay({ from: 1, to: 0.2, steps: 30 });
    expect([schedule(0), schedule(30), schedule(31)]).toEqual([1, 0.2, 0.2]);
    expect(schedule(10)).toBeCloseTo(0.2 + 0.4 * 1.5, 15);
    const values = steps.map(schedule);
    expect(values.every((value, i) => i === 0 || value <= values[i - 1]!)).toBe(true);
  });

  test('one cycle has PyTorch’s phases', () => {
    // From the definition: phase one ends at 0.3·20 − 1 = 5, phase two at 19.
    const schedule = oneCycle({ max: 1, steps: 20 });
    expect(schedule(0)).toBeCloseTo(1 / 25, 15);
    expect(schedule(5)).toBe(1);
    expect(schedule(12)).toBeCloseTo((1 + 1 / 25e4) / 2, 15);
    expect(schedule(19)).toBeCloseTo(1 / 25e4, 15);
    const linear = oneCycle({ max: 1, steps: 20, anneal: 'linear', divide: 10, finalDivide: 10 });
    expect(linear(1)).toBeCloseTo(0.1 + 0.9 / 5, 15);
    expect(linear(12)).toBeCloseTo((1 + 0.01) / 2, 15);
  });

  test('what makes no sense is refused', () => {
    for (const make of [
      () => constant(-1),
      () => cosineDecay({ from: 1, steps: 0 }),
      () => stepDecay({ from: 1, factor: 0.1, every: 1.5 }),
      () => piecewiseLinear([]),
      () =>
        piecewiseLinear([
          [2, 1],
          [1, 0],
        ]),
      () => oneCycle({ max: 1, steps: 1 }),
      () => oneCycle({ max: 1, steps: 10, warmupFraction: 1 }),
      () => linearWarmup({ to: Infinity, steps: 3 }),
    ]) {
      expect(make).toThrow(HyperparameterError);
    }
  });
});
