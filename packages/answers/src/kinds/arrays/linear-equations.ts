import { compareExpressions } from '../../expressions/compare/compare.ts';
import { explainDifference } from '../../expressions/compare/explain.ts';
import type { Expr, Scope } from '../../expressions/expr.ts';
import type { Claim } from '../claims/claims.ts';
import type { JudgeOptions } from '../budget.ts';
import { isKnown } from '../claims/terms.ts';
import type { NamedTensor } from './tensors.ts';
import { readTensor } from './written-tensor.ts';

/** One equation that the components satisfy: `left` in their names equals the number `right`. */
export interface LinearEquation {
  readonly left: Expr;
  readonly right: number;
}

/**
 * Names every written equation in the components that the right values do not satisfy, and what it should contain:
 * a slip of the pen on the way to a right result.
 */
export function brokenEquations(
  claims: readonly Claim[],
  equations: readonly LinearEquation[],
  tensor: NamedTensor,
  names: readonly string[] | undefined,
  scope: Scope,
  spend: () => JudgeOptions,
): string[] {
  const components = names ?? tensor.components ?? [];
  const solved: Scope = {
    variables: {},
    definitions: Object.fromEntries(components.map((name, index) => [name, numberOf(tensor.data[index]!)])),
  };
  return claims.flatMap((claim) => {
    const [left, right] = claim.members;
    const value = right && readTensor(right);
    if (claim.members.length !== 2 || !left || !value || value.shape.length > 0 || left.type === 'symbol') return [];
    if (!isKnown(left, solved)) return [];
    const settings = spend();
    if (compareExpressions(left, right, solved, settings).outcome !== 'different') return [];
    const equation = equations.find((entry) => entry.right === value.entries[0]!.value);
    const explanation = equation && explainDifference(left, equation.left, scope, { ...settings, reveal: true });
    return [
      `The equation $${claim.sources.join(' = ')}$ does not hold.${explanation ? ` ${explanation.sentence}` : ''}`,
    ];
  });
}

function numberOf(value: number): Expr {
  if (!Number.isInteger(value)) throw new RangeError(`linear equations: the component ${value} is not a whole number`);
  const magnitude: Expr = {
    type: 'number',
    value: { numerator: BigInt(Math.abs(value)), denominator: 1n },
    written: String(Math.abs(value)),
  };
  return value < 0 ? { type: 'negate', of: magnitude } : magnitude;
}
