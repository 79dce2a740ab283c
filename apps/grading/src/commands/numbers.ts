import { InvalidArgumentError } from 'commander';

/** An option's value as a whole number. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value))
    throw new InvalidArgumentError('a whole number is expected, as in --seed 7');
  return value;
}

/** An option's value as a whole number from 1. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('a whole number from 1 is expected, as in --workers 2');
  return value;
}
