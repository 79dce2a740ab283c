import type { Expr, Scope } from '../expr.ts';
import type { CompareOptions } from './compare.ts';

export interface Explanation {
  readonly id: string;
  readonly sentence: string;
  readonly edit: string;
}

export function explainDifference(
  _given: Expr,
  _expected: Expr,
  _scope: Scope,
  _options: CompareOptions & { readonly reveal?: boolean } = {},
): Explanation | undefined {
  return undefined;
}
