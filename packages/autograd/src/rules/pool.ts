import {
  type AveragePoolAttributes,
  averagePool,
  averagePoolGradient,
  bind,
  maxPoolGradient,
  maxPoolIndices,
  maxPoolSelect,
  type Operation,
  type PoolAttributes,
  type Value,
} from '@gradbook/core-ops';

import { at, type Rules } from '../rule.ts';

/**
 * Pooling: with i the positions of the windows' maxima, which do not change where the maximum is unique, maxPool reads x at i.
 * Reading and adding up at i are transposes of each other, as averagePool and averagePoolGradient are.
 */
export const poolRules: Rules = {
  // y = x[i], i = maxPoolIndices(x): x̄ is ȳ added up at i
  maxPool: ({ inputs, cotangents, attributes }) => {
    const windows = attributes as PoolAttributes;
    return [() => call(maxPoolGradient, [at(cotangents, 0), call(maxPoolIndices, [at(inputs, 0)], windows)], windows)];
  },
  // y = x[i]: x̄ is ȳ added up at i
  maxPoolSelect: ({ inputs, cotangents, attributes }) => [
    () => call(maxPoolGradient, [at(cotangents, 0), at(inputs, 1)], attributes as PoolAttributes),
    undefined,
  ],
  // x = ȳ added up at i: the cotangent of ȳ is read at i
  maxPoolGradient: ({ inputs, cotangents, attributes }) => [
    () => call(maxPoolSelect, [at(cotangents, 0), at(inputs, 1)], attributes as PoolAttributes),
    undefined,
  ],
  // y = A x: x̄ = Aᵀ ȳ
  averagePool: ({ cotangents, attributes }) => [
    () => call(averagePoolGradient, [at(cotangents, 0)], attributes as AveragePoolAttributes),
  ],
  // x = Aᵀ y: ȳ = A x̄
  averagePoolGradient: ({ cotangents, attributes }) => [
    () => call(averagePool, [at(cotangents, 0)], attributes as AveragePoolAttributes),
  ],
};

function call<A extends PoolAttributes>(operation: Operation<A>, inputs: readonly Value[], attributes: A): Value {
  return at(bind(operation, inputs, attributes), 0);
}
