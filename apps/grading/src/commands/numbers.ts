import { InvalidArgumentError } from 'commander';

/** An option's value as a whole number. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value))
    throw new InvalidArgumentError('a whole number is expected, as in --seed 7');
  return value;
}
