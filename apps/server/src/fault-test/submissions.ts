import { foldIn, key, uniform } from '@gradbook/core-ops';

type Files = Readonly<Record<string, string>>;

/** Numbers from 0 to 1 by their place, the same for the same seed. */
export function chances(seed: number): (place: number) => number {
  const from = key(seed);
  return (place) => uniform(foldIn(from, place), [1]).data[0]!;
}

/** Modules `twice.js` that differ: right in several styles, with mistakes, with errors of their own. */
export function contents(count: number): readonly Files[] {
  const bodies = [
    (n: number) => `(x) => Array.from(x.data, (value) => value * ${n + 2} - value * ${n})`,
    (n: number) => `(x) => Array.from(x.data, (value) => value ** 2 + ${n} * 0)`,
    (n: number) => `(x) => Array.from(x.data, (value) => value * ${n + 3})`,
    (n: number) => `() => { throw new Error('step ${n} is missing'); }`,
    (n: number) => `(x) => Array.from({ length: ${n} }, () => x.data[0])`,
  ];
  return Array.from({ length: count }, (_, index) => {
    const body = bodies[index % bodies.length]!(Math.floor(index / bodies.length));
    return { 'twice.js': `export const twice = ${body};\n` };
  });
}
