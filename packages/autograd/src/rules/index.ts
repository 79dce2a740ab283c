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
import { softmaxRules } from './softmax.ts';
import { unaryRules } from './unary.ts';

const rules = new Map<string, Rule>(
  [
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
  ].flatMap((family) => Object.entries(family)),
);

/**
 * The rule of an operation.
 *
 * @throws TraceError when it has none.
 */
export function ruleOf(operation: string): Rule {
  const rule = rules.get(operation);
  if (rule) return rule;
  throw new TraceError(
    `${operation} has no derivative: no vector-Jacobian product is defined for it. Define one with defineRule(), or keep ` +
      'derivatives out of it with stopGradient().',
  );
}

/** Whether an operation has a rule. */
export function hasRule(operation: string): boolean {
  return rules.has(operation);
}

/**
 * Adds the vector-Jacobian product of an operation that is not in the table, such as a kernel of another package. Check
 * it with `checkGradients()`.
 *
 * @param operation the operation's name.
 * @param rule written with public operations, so that it can be differentiated again; see {@link Rule}.
 * @throws TypeError when the operation has a rule already.
 *
 * @example
 * defineRule('triple', ({ cotangents }) => [() => mul(cotangents[0]!, 3)]);
 */
export function defineRule(operation: string, rule: Rule): void {
  if (rules.has(operation)) throw new TypeError(`defineRule: ${operation} has a rule already`);
  rules.set(operation, rule);
}
