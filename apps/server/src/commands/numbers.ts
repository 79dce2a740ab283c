import { availableParallelism } from 'node:os';

import { InvalidArgumentError } from 'commander';

/** Reads a whole number of an option. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`a whole number from ${least} to ${most} is expected`);
  };
}

/** Gradings at once unless somebody says otherwise: each takes more than a core, and pages have to be answered meanwhile. */
export const ordinarySlots: number = Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)));
