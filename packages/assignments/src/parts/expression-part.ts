import {
  type Expr,
  judgeExpression,
  parseExpression,
  type Scope,
  type SymbolScope,
  type Terms,
  undeclaredNames,
} from '@gradbook/answers';
import type { Value } from '@gradbook/core-ops';

import type { Part } from '../definition/assignment.ts';
import { scopeOfGraph } from '../definition/graph-scope.ts';
import { once } from '../definition/once.ts';
import { type TracedGraph, tracedGraph } from '../definition/traced.ts';
import { descriptionOf, type PartDescription } from './description.ts';

/** A computation on scalars whose operations define names, traced on WebGPU. */
export interface ScalarGraph<Names extends string> {
  /** A point at which it is traced; the names are those of the inputs. Any point inside the domain will do. */
  readonly at: Readonly<Record<Names, number>>;
  /** The computation, in operations of `@gradbook/core-ops`; what it returns, and values given a name by `name()` of `@gradbook/autograd`, can be used by name. */
  readonly compute: (inputs: Readonly<Record<Names, Value>>) => Readonly<Record<string, Value>>;
}

/** A part that asks for an expression. */
export interface ExpressionPartDefinition<Names extends string = string> extends PartDescription {
  /** What feedback calls it, as in `$\frac{dy}{dw}$`; the part's title unless given. */
  readonly label?: string;
  /** The names that may occur, each with its domain; canonical names, as in `u_1`. */
  readonly symbols?: Readonly<Record<string, SymbolScope>>;
  /** Names of functions that are not predefined, as in `f_2`. */
  readonly functions?: readonly string[];
  /** The reference as a computation: its inputs and named values can then be used in `expected`. */
  readonly graph?: ScalarGraph<Names>;
  /** The right expression in LaTeX, in names of `symbols` and `graph`; derivatives such as `\frac{\partial y}{\partial w}` are worked out. */
  readonly expected: string;
  /** How the quantity is written on a left side: canonical names, or a derivative. */
  readonly asked?: readonly (string | { readonly of: string; readonly by: string })[];
  /** Other right expressions, each with what the student reads about it. */
  readonly accepted?: readonly { readonly latex: string; readonly note: string }[];
  /** Wrong results that are recognised by name. */
  readonly mistakes?: readonly { readonly id: string; readonly sentence: string; readonly latex: string }[];
  /** Names in which the answer has to be written; all of them unless given. */
  readonly terms?: Terms;
  /** Whether feedback may contain pieces of the right expression; it does not unless this is set. */
  readonly reveal?: boolean;
}

/**
 * A part that asks for an expression. Equality is decided by `@gradbook/answers`: any equal form is right, and a wrong one
 * comes with a point at which it differs.
 *
 * @throws RangeError, when an answer is judged, for LaTeX that cannot be read or names that are not declared.
 *
 * @example
 * const part = expressionPart({
 *   id: '1',
 *   title: 'Derivative of a neuron',
 *   points: 2,
 *   question: 'What is $\\frac{dy}{dw}$ for $y = \\tanh(wx)$?',
 *   graph: { at: { w: 0.5, x: 1.25 }, compute: ({ w, x }) => ({ y: tanh(mul(w, x)) }) },
 *   expected: '\\frac{\\partial y}{\\partial w}',
 *   mistakes: [{ id: 'inner-derivative', sentence: 'The inner derivative is missing.', latex: '1 - \\tanh(wx)^2' }],
 * });
 * part.kind; // 'expression'
 */
export function expressionPart<Names extends string>(definition: ExpressionPartDefinition<Names>): Part {
  const graph = definition.graph && tracedGraph(definition.graph.compute, definition.graph.at);
  const scope = once(() => scopeOf(definition, graph));
  const { expected, accepted = [], mistakes = [], asked, terms, reveal } = definition;
  return {
    ...descriptionOf(definition),
    kind: 'expression',
    ...(graph ? { warmUp: graph.warmUp } : {}),
    judge: async (content, _part, options) => {
      const names = await scope();
      const read = (latex: string): Expr => declared(latex, names);
      return judgeExpression(
        content,
        {
          label: definition.label ?? definition.title,
          scope: names,
          expected: read(expected),
          accepted: accepted.map(({ latex, note }) => ({ expr: read(latex), note })),
          mistakes: mistakes.map(({ id, sentence, latex }) => ({ id, sentence, expr: read(latex) })),
          ...(asked === undefined ? {} : { asked }),
          ...(terms === undefined ? {} : { terms }),
          ...(reveal === undefined ? {} : { reveal }),
        },
        options,
      );
    },
    samples: async () => ({
      right: accepted.map(({ latex }) => `$${latex}$`),
      wrong: mistakes.map(({ id, latex }) => ({ answer: `$${latex}$`, mistake: id })),
    }),
  };
}

function declared(latex: string, scope: Scope): Expr {
  const expr = parseExpression(latex, scope);
  const unknown = undeclaredNames(expr, scope);
  if (unknown.length === 0) return expr;
  throw new RangeError(
    `"${latex}" uses ${unknown.join(', ')}, which the part does not declare: add them to symbols or graph, or mend the name`,
  );
}

async function scopeOf<Names extends string>(
  { symbols = {}, functions }: ExpressionPartDefinition<Names>,
  graph: TracedGraph | undefined,
): Promise<Scope> {
  const traced = graph && scopeOfGraph(await graph(), symbols);
  return {
    variables: { ...symbols, ...traced?.variables },
    definitions: { ...traced?.definitions },
    ...(functions === undefined ? {} : { functions }),
  };
}
