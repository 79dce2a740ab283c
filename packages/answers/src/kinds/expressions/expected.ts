import { computingTime } from '../../clock.ts';
import { termExpr } from '../../expressions/compare/additive.ts';
import { signs } from '../../expressions/compare/interval.ts';
import { Graph, type Node } from '../../expressions/compare/node.ts';
import { Reduction } from '../../expressions/compare/reduce.ts';
import { resolver } from '../../expressions/compare/resolve.ts';
import { toExpr } from '../../expressions/compare/to-expr.ts';
import type { Expr, Scope } from '../../expressions/expr.ts';
import { latexOf } from '../../expressions/print/latex.ts';
import type { Limits } from '../../judgement.ts';

/** A sum of more terms is not easier to read than the expression that it came from. */
const mostTerms = 8;

/**
 * A reference as it is shown: definitions put in, derivatives carried out, polynomials of a few terms multiplied out.
 * Where that fails, as it stands.
 */
export function expectedLatex(expr: Expr, scope: Scope, limits: Limits): string {
  try {
    const graph = new Graph(limits.nodes * 8, limits.exponent);
    const node = resolver(graph, scope).resolve(expr);
    return latexOf(multipliedOut(graph, node, scope, limits) ?? toExpr(node));
  } catch {
    return latexOf(expr);
  }
}

function multipliedOut(graph: Graph, node: Node, scope: Scope, limits: Limits): Expr | undefined {
  const deadline = computingTime() + limits.milliseconds / 4;
  const checkTime = (): void => {
    if (computingTime() > deadline) throw new RangeError('multiplying out took too long');
  };
  const isInteger = (name: string): boolean => scope.variables[name]?.domain?.integer === true;
  const polynomial = [...new Reduction(graph, signs(scope), isInteger, checkTime).polynomial(node).values()];
  if (polynomial.length === 0 || polynomial.length > mostTerms) return undefined;
  const terms: Expr[] = [];
  for (const term of polynomial) {
    const written = termExpr(term);
    if (!written) return undefined;
    terms.push(written);
  }
  return terms.length === 1 ? terms[0] : { type: 'sum', terms };
}
