import type { ConformanceCase } from '../cases/read.ts';
import { conv } from './conv.ts';
import type { Family } from './family.ts';
import { losses } from './losses.ts';
import { normalization } from './normalization.ts';
import { pooling } from './pooling.ts';
import { optimizer } from './optimizer.ts';
import { recurrent } from './recurrent.ts';
import { softmax } from './softmax.ts';
import { training } from './training.ts';

/** The families whose cases can be run. */
const families: readonly Family[] = [conv, normalization, ...recurrent, softmax, losses, pooling, optimizer, training];

/** Families by operation for the cases that cannot be run yet, so that the report names what is missing. */
const announced: Readonly<Record<string, string>> = {
  attention: 'scaled_dot_product_attention multi_head_attention',
};

/** The family of an operation, whether it can be run and if so by what. */
export function familyOf({ format, content: { op } }: ConformanceCase): {
  readonly name: string;
  readonly family?: Family;
} {
  // Searches compare sequences, not tensors: they are measured in a way of their own.
  if (format === 'beam') return { name: 'beam' };
  const family = families.find((each) => Object.hasOwn(each[format], op));
  if (family) return { name: family.name, family };
  const name = Object.entries(announced).find(([, operations]) => operations.split(' ').includes(op))?.[0];
  return { name: name ?? 'other' };
}

/** Every family's name, for the command's help. */
export const familyNames: readonly string[] = [
  ...families.map(({ name }) => name),
  'beam',
  ...Object.keys(announced),
  'other',
];
