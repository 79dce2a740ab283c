import { latexOf } from '@gradbook/answers';
import { name, trace } from '@gradbook/autograd';
import { add, float64, mul, square, sum, tanh, type Value } from '@gradbook/core-ops';
import { describe, expect, it } from 'vitest';

import { scopeOfGraph } from './graph-scope.ts';

const scalar = (value: number): Value => float64(value);

describe('the scope of a traced computation', () => {
  it('has the inputs as variables and the named values as definitions', async () => {
    const graph = await trace(
      ({ w, x }: { w: Value; x: Value }) => {
        const a = name(mul(w, x), 'a');
        return { y: add(tanh(a), square(w)) };
      },
      { w: scalar(2), x: scalar(3) },
    );
    const scope = scopeOfGraph(graph, { w: { domain: { above: 0 } } });
    expect(scope.variables).toEqual({ w: { domain: { above: 0 } }, x: {} });
    expect(latexOf(scope.definitions!['a']!)).toBe('wx');
    expect(latexOf(scope.definitions!['y']!)).toBe('\\tanh\\left(a\\right) + w^{2}');
  });

  it('does not take tensors for numbers', async () => {
    const graph = await trace(({ x }: { x: Value }) => ({ y: name(mul(x, x), 'z') }), { x: float64([1, 2]) });
    expect(() => scopeOfGraph(graph)).toThrow(/only scalars/);
  });

  it('refuses an operation without an expression', async () => {
    const graph = await trace(({ x }: { x: Value }) => ({ y: sum(x) }), { x: scalar(1) });
    expect(() => scopeOfGraph(graph)).toThrow(/has no expression/);
  });
});
