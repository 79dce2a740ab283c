import { type ExpectedQuantity, judgeQuantities, type QuantitiesSpec, type Unit } from '@gradbook/answers';

import type { Part } from '../definition/assignment.ts';
import { once } from '../definition/once.ts';
import { descriptionOf, type PartDescription } from './description.ts';

/** One number that is asked for. */
export interface NumberQuestion {
  /** What feedback calls it, as in `the initial loss`. */
  readonly label: string;
  /** The right number in the unit's base, computed by the reference. */
  readonly reference: () => number | Promise<number>;
  readonly unit?: Unit;
  /** Decimals that a rounded answer must at least have. */
  readonly decimals?: number;
  /** Words that announce it where an answer gives another order, as in `/loss/`. */
  readonly cues?: RegExp;
}

/** A part that asks for numbers. */
export interface NumbersPartDefinition extends PartDescription {
  /** In the order in which they are asked. */
  readonly numbers: readonly NumberQuestion[];
}

/**
 * A part that asks for numbers, with units or without. An answer is right to the digits it gives; factors of 60, 100
 * and 1000 are recognised.
 *
 * @example
 * const part = numbersPart({
 *   id: '3',
 *   title: 'The first loss',
 *   points: 1,
 *   question: 'What is the cross-entropy of a classifier that knows nothing, with 4 classes?',
 *   numbers: [{ label: 'the loss', reference: () => Math.log(4), decimals: 2 }],
 * });
 * part.kind; // 'quantities'
 */
export function numbersPart(definition: NumbersPartDefinition): Part {
  const spec = once(async (): Promise<QuantitiesSpec> => {
    const groups = [];
    for (const { label, reference, unit = 'none', decimals, cues = /(?!)/ } of definition.numbers) {
      const quantity: ExpectedQuantity = {
        label,
        value: await reference(),
        unit,
        ...(decimals === undefined ? {} : { decimals }),
      };
      groups.push({ cues, quantities: [quantity] });
    }
    return { groups };
  });
  return {
    ...descriptionOf(definition),
    kind: 'quantities',
    judge: async (content) => judgeQuantities(content, await spec()),
    samples: async () => {
      const quantities = (await spec()).groups.flatMap((group) => group.quantities);
      const answer = (change: (value: number) => number): string =>
        quantities
          .map(({ value, unit, decimals }) => {
            const number = change(value).toFixed(Math.max(decimals ?? 0, 4));
            return unit === 'none' ? number : `${number} ${unit}`;
          })
          .join(', ');
      return {
        right: [answer((value) => value)],
        wrong: [{ answer: answer((value) => 1.5 * value + 1) }],
      };
    },
  };
}
