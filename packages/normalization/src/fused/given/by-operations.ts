import type { Recorded } from '@gradbook/autograd';
import { add, mul, reshape, rsqrt, sub, type Value } from '@gradbook/core-ops';

import { affine } from '../../standardize.ts';
import type { NormAttributes } from '../attributes.ts';
import { type GivenInputs, listOf } from './inputs.ts';

/** What the kernels compute, with operations of the table: their definition. */
export function normalizeGivenByOperations<V extends Value>(
  { x, mean, variance, weight, bias }: GivenInputs<V>,
  { sizes, epsilon }: NormAttributes,
): V {
  const shape = [1, sizes[1], 1, 1];
  const centred = sub(reshape(x, sizes), reshape(mean, shape));
  const output = mul(centred, reshape(rsqrt(add(variance, epsilon)), shape));
  return reshape(affine(output, weight, bias, shape), x.shape);
}

/** The vector-Jacobian product of {@link normalizeGivenByOperations}, of every input. */
export function gradientGivenByOperations(
  inputs: GivenInputs<Value>,
  cotangent: Value,
  attributes: NormAttributes,
  vjp: Recorded['vjp'],
): Value[] {
  const { pullback } = vjp(
    (given: GivenInputs<Value>) => normalizeGivenByOperations(given, attributes),
    inputs as GivenInputs<Value> & Readonly<Record<string, Value>>,
  );
  const [found] = pullback(cotangent);
  return listOf(found as GivenInputs<Value>);
}
