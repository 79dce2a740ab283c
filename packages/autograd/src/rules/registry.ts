import type { vjp } from '../derivatives.ts';
import type { Rule, Rules } from '../rule.ts';

// Apart from the rules of the table, so that a package that defines a rule takes none of them along.
const rules = new Map<string, Rule>();

/** The rule that was defined for an operation's name. */
export function definedRule(operation: string): Rule | undefined {
  return rules.get(operation);
}

/** Defines the rules of the table. */
export function defineRules(family: Rules): void {
  for (const [operation, rule] of Object.entries(family)) defineRule(operation, rule);
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

const provided: { vjp?: typeof vjp } = {};

/** Gives rules the function that they may differentiate with. */
export function provideVjp(own: typeof vjp): void {
  provided.vjp = own;
}

/** What {@link provideVjp} gave: it is there before anything can be recorded. */
export function providedVjp(): typeof vjp {
  if (!provided.vjp) throw new Error('a rule was applied before anything could be recorded');
  return provided.vjp;
}
