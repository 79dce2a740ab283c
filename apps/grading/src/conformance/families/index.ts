import type { ConformanceCase } from '../cases/read.ts';
import { attention } from './attention.ts';
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
const families: readonly Family[] = [
  conv,
  normalization,
  ...recurrent,
  attention,
  softmax,
  losses,
  pooling,
  optimizer,
  training,
];

/** The family of an operation, whether it can be run and if so by what. */
export function familyOf({ format, content: { op } }: ConformanceCase): {
  readonly name: string;
  readonly family?: Family;
} {
  // Searches compare sequences, not tensors: they are measured in a way of their own.
  if (format === 'beam') return { name: 'beam' };
  const family = families.find((each) => Object.hasOwn(each[format], op));
  return family ? { name: family.name, family } : { name: 'other' };
}

/** Every family's name, for the command's help. */
export const familyNames: readonly string[] = [...families.map(({ name }) => name), 'beam', 'other'];
