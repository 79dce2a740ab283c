import { bind, type Float64Tensor, operations, type Value } from '@gradbook/core-ops';
import { describe, expect, test } from 'vitest';

import { describeFinding } from './check/report.ts';
import { checkGradients } from './index.ts';
import { hasRule } from './rules/index.ts';

const differentiable = operations.filter((operation) => {
  const inputs = operation.examples?.(1)[0]?.inputs.length ?? 1;
  return operation.differentiable(inputs).includes(true);
});

// Protects: a new operation of the table cannot be forgotten here, and no rule is wrong where its operation is smooth.
describe('every differentiable operation of the table', () => {
  test('there are some', () => {
    expect(differentiable.length).toBeGreaterThan(40);
  });

  for (const operation of differentiable) {
    describe(`${operation.name}`, () => {
      const examples = operation.examples?.(7) ?? [];

      test('has a rule and smooth examples', () => {
        expect(hasRule(operation.name)).toBe(true);
        expect(examples.some(({ smooth }) => smooth)).toBe(true);
      });

      test('agrees with differences, to second order where it is smooth', () => {
        for (const { inputs, attributes, smooth } of examples) {
          const report = checkGradients(
            (...args: Value[]) => bind(operation, args, attributes),
            inputs as Float64Tensor[],
            {
              onFailure: 'report',
              order: smooth ? 2 : 1,
              elements: smooth ? 30 : 10,
            },
          );
          // At kinks, poles and saturation differences cannot tell; but they must not contradict.
          const against = report.findings.filter(({ verdict }) => smooth || verdict === 'differs');
          expect(against.map(describeFinding)).toEqual([]);
          expect(smooth && report.compared === 0).not.toBe(true);
        }
      });
    });
  }
});
