import { judgeGrowthRates, parseExpression, type Scope } from '@gradbook/answers';

import type { Part } from '../definition/assignment.ts';
import { once } from '../definition/once.ts';
import { descriptionOf, type PartDescription } from './description.ts';

/** One growth rate that is asked for. */
export interface GrowthQuestion {
  /** What feedback calls it, as in `the running time`. */
  readonly label: string;
  /** Words that announce it where several are asked for. */
  readonly cues?: RegExp;
  /** Every right bound, in LaTeX without the O, with what the student reads when it is theirs: the algorithm it belongs to. */
  readonly accepted: readonly { readonly latex: string; readonly note?: string }[];
}

/** A part that asks for growth rates. */
export interface GrowthPartDefinition extends PartDescription {
  /** The variables; all of them are at least 1. */
  readonly variables: readonly string[];
  /** Pairs of variables whose first is at most the second. */
  readonly relations?: readonly (readonly [smaller: string, larger: string])[];
  readonly rates: readonly GrowthQuestion[];
}

/**
 * A part that asks for growth rates such as O(T k M log k). Equivalent forms are equal; a bound that is true but looser or
 * tighter is told apart from a wrong one.
 *
 * @example
 * const part = growthPart({
 *   id: '4',
 *   title: 'Cost of self-attention',
 *   points: 1,
 *   question: 'What does self-attention over $T$ vectors of size $n$ cost?',
 *   variables: ['T', 'n'],
 *   rates: [{ label: 'the cost', accepted: [{ latex: 'T^2 n' }] }],
 * });
 * part.kind; // 'growth'
 */
export function growthPart(definition: GrowthPartDefinition): Part {
  const { variables, relations = [], rates } = definition;
  const scope: Scope = {
    variables: Object.fromEntries(variables.map((name) => [name, { domain: { above: 0 } }])),
  };
  // Read when the first answer comes, so that LaTeX which cannot be read is an error of that part alone.
  const asked = once(async () =>
    rates.map(({ label, cues, accepted }) => ({
      label,
      ...(cues === undefined ? {} : { cues }),
      accepted: accepted.map(({ latex, note }) => ({
        bound: parseExpression(latex, scope),
        ...(note === undefined ? {} : { note }),
      })),
    })),
  );
  const answer = (bounds: readonly string[]): string =>
    rates.map(({ label }, index) => `${label} is $O(${bounds[index]})$`).join('; ');
  return {
    ...descriptionOf(definition),
    kind: 'growth',
    judge: async (content, _part, options) =>
      judgeGrowthRates(content, { scope, relations, rates: await asked() }, options),
    samples: async () => {
      const most = Math.max(...rates.map(({ accepted }) => accepted.length));
      return {
        right: Array.from({ length: most }, (_, index) => answer(rates.map((rate) => bound(rate, index)))),
        wrong: [{ answer: answer(rates.map((rate) => `2^{${variables[0]!}} (${bound(rate, 0)})`)) }],
      };
    },
  };
}

/** An accepted bound of a rate, the last one where it has fewer. */
function bound({ accepted }: GrowthQuestion, index: number): string {
  return accepted[Math.min(index, accepted.length - 1)]!.latex;
}
