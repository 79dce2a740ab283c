import { TraceError } from '../errors.ts';
import type { Rule } from '../rule.ts';
import { binaryRules } from './binary.ts';
import { convRules } from './conv.ts';
import { crossEntropyRules } from './cross-entropy.ts';
import { indexingRules } from './indexing.ts';
import { layoutRules } from './layout.ts';
import { linearAlgebraRules } from './linear-algebra.ts';
import { poolRules } from './pool.ts';
import { reductionRules } from './reductions.ts';
import { definedRule, defineRules } from './registry.ts';
import { softmaxRules } from './softmax.ts';
import { unaryRules } from './unary.ts';

for (const family of [
  unaryRules,
  binaryRules,
  reductionRules,
  linearAlgebraRules,
  indexingRules,
  layoutRules,
  softmaxRules,
  crossEntropyRules,
  convRules,
  poolRules,
]) {
  defineRules(family);
}

/**
 * The rule of an operation.
 *
 * @throws TraceError when it has none.
 */
export function ruleOf(operation: string): Rule {
  const rule = definedRule(operation);
  if (rule) return rule;
  throw new TraceError(
    `${operation} has no derivative: no vector-Jacobian product is defined for it. Define one with defineRule(), or keep ` +
      'derivatives out of it with stopGradient().',
  );
}

/** Whether an operation has a rule. */
export function hasRule(operation: string): boolean {
  return definedRule(operation) !== undefined;
}
