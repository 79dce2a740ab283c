import { Graph } from '../expressions/compare/node.ts';
import { resolver } from '../expressions/compare/resolve.ts';
import { toExpr } from '../expressions/compare/to-expr.ts';
import type { Expr, Scope } from '../expressions/expr.ts';
import { latexOf } from '../expressions/print/latex.ts';
import type { Limits } from '../judgement.ts';

/** A reference as it is shown: definitions put in, derivatives carried out. Where that fails, as it stands. */
export function expectedLatex(expr: Expr, scope: Scope, limits: Limits): string {
  try {
    const graph = new Graph(limits.nodes * 8, limits.exponent);
    return latexOf(toExpr(resolver(graph, scope).resolve(expr)));
  } catch {
    return latexOf(expr);
  }
}
