import { vjp } from '@gradbook/autograd';
import {
  add,
  conv1d,
  div,
  float64,
  Float64Tensor,
  mean,
  mul,
  operations,
  relu,
  sum,
  type Value,
} from '@gradbook/core-ops';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { NoPropagationRule, propagatedError, rules } from './propagation.ts';
import { resultOf, track } from './tracked.ts';

const u = 2 ** -24;

describe('a rule bounds what errors of the inputs do to the results', () => {
  test.each(Object.keys(rules))('%s', (name) => {
    const operation = operations.find((each) => each.name === name);
    expect(operation, 'a rule without an operation in the table').toBeDefined();
    const examples = operation!.examples!(5).filter(({ inputs }) =>
      inputs.every(({ data }) => data.every((value) => Number.isFinite(value) && Math.abs(value) < 1e6)),
    );
    expect(examples.length).toBeGreaterThan(0);
    let bounded = 0;
    for (const { inputs, attributes } of examples) {
      const outputs = operation!.reference(inputs, attributes);
      const errors = inputs.map(
        ({ shape, data, dtype }) =>
          new Float64Tensor(
            shape,
            data.map((value) => (dtype === 'float64' ? 1e-4 * (0.1 + Math.abs(value)) : 0)),
          ),
      );
      let bounds: Float64Tensor[];
      try {
        bounds = propagatedError(operation!, inputs, errors, attributes, outputs);
      } catch (error) {
        if (error instanceof NoPropagationRule) continue;
        throw error;
      }
      bounded++;
      fc.assert(
        fc.property(fc.infiniteStream(fc.double({ min: -1, max: 1, noNaN: true })), (steps) => {
          const moved = inputs.map(
            ({ shape, data, dtype }, i) =>
              new Float64Tensor(
                shape,
                data.map((value, j) => value + errors[i]!.data[j]! * Math.round(steps.next().value!)),
                dtype,
              ),
          );
          const results = operation!.reference(moved, attributes);
          for (const [k, result] of results.entries()) {
            for (const [j, value] of result.data.entries()) {
              const exact = outputs[k]!.data[j]!;
              if (Object.is(value, exact) || !Number.isFinite(exact)) continue;
              // Rounding of float64 itself.
              const slack = 1e-12 * (1 + Math.abs(exact));
              expect(Math.abs(value - exact)).toBeLessThanOrEqual(bounds[k]!.data[j]! + slack);
            }
          }
        }),
        { seed: 1, numRuns: 5 },
      );
    }
    expect(bounded, 'no example was bounded').toBeGreaterThan(0);
  });
});

describe('running error analysis', () => {
  test('exact values and exact operations have no error', () => {
    expect([...resultOf(track(float64([1, 2]))).error.data]).toEqual([0, 0]);
  });

  test('a sum of two has the rounding of one, and hands on what its terms had', () => {
    const third = div(track(float64([1])), track(float64([3])));
    const first = resultOf(third).error.data[0]!;
    expect(first).toBeGreaterThan(0);
    const result = resultOf(add(third, third)).error.data[0]!;
    expect(result).toBeGreaterThanOrEqual(2 * first);
    expect(result).toBeLessThanOrEqual(2 * first + 2 * u);
  });

  test('a constant that float32 does not hold brings its rounding with it', () => {
    expect(resultOf(mul(track(float64([1])), 0.5)).error.data[0]!).toBeLessThan(2 * u);
    const tenth = resultOf(mul(track(float64([1])), 0.1)).error.data[0]!;
    expect(tenth).toBeGreaterThanOrEqual(Math.abs(Math.fround(0.1) - 0.1));
  });

  test('it lies beneath the tape: gradients are bounded too', () => {
    const x = float64([[1, 4, 0, -2, 3]]);
    const filter = float64([[[2, -1, 3]]]);
    const { pullback } = vjp((w: Value) => conv1d(track(x) as Value, w), track(filter) as Value);
    const [gradient] = pullback(track(float64([[1, 1, 1]])));
    const { value, error } = resultOf(gradient as Value);
    expect([...value.data]).toEqual([5, 2, 1]);
    // γ₃ Σ|x| of each tap's three elements.
    const gamma = (3 * u) / (1 - 3 * u);
    [5, 6, 5].forEach((size, i) => expect(error.data[i]).toBeCloseTo(gamma * size, 12));
  });

  test('sums in any order are bounded more loosely than ours', () => {
    // Every partial sum is rounded the same way.
    const data = new Float64Array(4096).fill(Math.fround(1.1));
    const x = new Float64Tensor([4096], data);
    const [ours, any] = (['kernels', 'ordinary'] as const).map(
      (arithmetic) => resultOf(sum(track(x, arithmetic))).error.data[0]!,
    );
    let rounded = 0;
    for (const value of data) rounded = Math.fround(rounded + value);
    const off = Math.abs(rounded - data.reduce((a, b) => a + b, 0));
    expect(off).toBeGreaterThan(ours!);
    expect(off).toBeLessThan(any!);
    expect(resultOf(mean(track(x, 'ordinary'))).error.data[0]).toBeLessThan(any!);
  });

  test('a comparison that the errors could turn around has no bound; one that they cannot has', () => {
    const near = div(track(float64([1])), track(float64([3])));
    const decided = resultOf(relu(near));
    expect(decided.error.data[0]).toBeGreaterThan(0);
    const compare = operations.find(({ name }) => name === 'greater')!;
    const third = float64([1 / 3]);
    const run = (error: number): Float64Tensor[] =>
      propagatedError(compare, [third, float64([0.3])], [float64([error]), float64([0])], {}, [float64([1])]);
    expect([...run(0.01)[0]!.data]).toEqual([0]);
    expect(() => run(0.05)).toThrow(NoPropagationRule);
  });
});
