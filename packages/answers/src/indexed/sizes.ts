import { random } from '../expressions/compare/random.ts';
import { Compiler } from './evaluate.ts';
import { Unresolved } from './world.ts';
import { termLatex } from './print.ts';
import type { FormulaStatement } from './statements.ts';
import { freeNames, mapParts, type Term } from './term.ts';

/** Whole numbers for the names of a shape. */
export type Sizes = Readonly<Record<string, number>>;

/** Which whole numbers a name may stand for, both ends included. */
export interface SizeRange {
  readonly from: number;
  readonly to: number;
  /** Other ways to write the name. */
  readonly aliases?: readonly string[];
}

/** How two shapes compare at every point. `rounded down` and `rounded up`: equal when what is given is rounded so. */
type SizeOutcome = 'equal' | 'rounded down' | 'rounded up' | 'permuted' | 'different';

/** What comparing two shapes showed. */
export interface SizeComparison {
  readonly outcome: SizeOutcome;
  /** The first point at which they differ. */
  readonly differs?: { readonly at: Sizes; readonly given: readonly number[]; readonly expected: readonly number[] };
}

/** Points at which shapes are compared. */
const points = 64;

/** Whole numbers for every name, each drawn on its own: points at which the right shape exists. */
export function samplesOf(
  variables: Readonly<Record<string, SizeRange>>,
  expected: (sizes: Sizes) => readonly number[] | undefined,
  seed: number,
): readonly { readonly at: Sizes; readonly expected: readonly number[] }[] {
  const names = Object.keys(variables);
  const found: { at: Sizes; expected: readonly number[] }[] = [];
  for (let index = 0; index < 8 * points && found.length < (names.length === 0 ? 1 : points); index++) {
    const at = Object.fromEntries(
      names.map((name) => {
        const { from, to } = variables[name]!;
        return [name, from + random(seed, 'size', index, name).below(to - from + 1)];
      }),
    );
    const sizes = expected(at);
    if (sizes) found.push({ at, expected: sizes });
  }
  if (found.length === 0)
    throw new RangeError('samplesOf: no sizes were drawn for which the expected shape exists; widen the ranges');
  return found;
}

/** The sizes that terms give at a point. */
export function sizesAt(terms: readonly Term[], at: Sizes): readonly number[] {
  const compiler = new Compiler({
    arrays: new Map(),
    derivatives: [],
    base: 0,
    constants: new Map(Object.entries(at)),
  });
  const compiled = terms.map((term) => compiler.term(term, new Set()));
  const env = compiler.environment();
  return compiled.map((each) => each(env));
}

/** Compares a shape with the expected one at every point. */
export function compareSizes(terms: readonly Term[], samples: ReturnType<typeof samplesOf>): SizeComparison {
  const given = samples.map(({ at }) => sizesAt(terms, at));
  const agrees = (change: (sizes: readonly number[]) => readonly number[]): boolean =>
    samples.every(({ expected }, i) => same(change(given[i]!), expected));
  if (agrees((sizes) => sizes)) return { outcome: 'equal' };
  if (agrees((sizes) => sizes.map(Math.floor))) return { outcome: 'rounded down' };
  const first = samples.findIndex(({ expected }, i) => !same(given[i]!, expected));
  const differs = { at: samples[first]!.at, given: given[first]!, expected: samples[first]!.expected };
  const up = samples.every(({ expected }, i) => {
    const rounded = given[i]!.map(Math.ceil);
    return (
      rounded.length === expected.length &&
      rounded.every((size, k) => size === expected[k] || size === expected[k]! + 1)
    );
  });
  const whole = given.every((sizes) => sizes.every(Number.isInteger));
  if (up && whole) return { outcome: 'rounded up', differs };
  const permuted = permutations(terms.length).find((order) =>
    samples.every(({ expected }, i) =>
      same(
        order.map((k) => given[i]![k]!),
        expected,
      ),
    ),
  );
  return { outcome: permuted ? 'permuted' : 'different', differs };
}

const same = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, i) => Math.abs(size - b[i]!) < 1e-9);

function permutations(count: number): readonly (readonly number[])[] {
  if (count < 2 || count > 4) return [];
  const orders: number[][] = [];
  const extend = (order: readonly number[]): void => {
    if (order.length === count) orders.push([...order]);
    for (let i = 0; i < count; i++) if (!order.includes(i)) extend([...order, i]);
  };
  extend([]);
  return orders;
}

/** Names that an answer defines on its way: `H_out = (H − K)/S + 1`. The last member of a chain counts. */
export function definitionsIn(statements: readonly FormulaStatement[]): ReadonlyMap<string, Term> {
  const found = new Map<string, Term>();
  for (const { members, relations, conditions } of statements) {
    // `F × H', where H' = …`.
    for (const condition of conditions)
      if (condition.type === 'compare' && condition.sign === '=' && condition.left.type === 'name')
        found.set(condition.left.name, condition.right);
    const [left] = members;
    const equal = relations.every((sign) => sign === '=' || sign === '≈');
    if (members.length < 2 || !equal || left?.type !== 'name' || members.at(-1)!.type === 'list') continue;
    found.set(left.name, members.at(-1)!);
  }
  return found;
}

/** Definitions inside definitions are followed this far. */
const mostSteps = 8;

/** A term with every defined name replaced by its definition; names of the question stay. */
export function resolved(
  term: Term,
  definitions: ReadonlyMap<string, Term>,
  known: (name: string) => boolean,
  steps: number = mostSteps,
): Term {
  if (steps < 0) throw new Unresolved('notation', '', 'The definitions of this answer go round in a circle.');
  if (term.type === 'name') {
    const definition = known(term.name) ? undefined : definitions.get(term.name);
    return definition ? resolved(definition, definitions, known, steps - 1) : term;
  }
  return mapParts(term, (part) => resolved(part, definitions, known, steps));
}

/** A definition with the two directions exchanged, for “W_out likewise”. */
export function mirrored(
  name: string,
  definitions: ReadonlyMap<string, Term>,
  pairs: readonly (readonly [string, string])[],
): Term | undefined {
  for (const [a, b] of pairs) {
    const swap = (text: string): string =>
      text.replaceAll(new RegExp(`[${a}${b}]`, 'g'), (letter) => (letter === a ? b : a));
    const definition = definitions.get(swap(name));
    if (!definition || swap(name) === name) continue;
    const change = (term: Term): Term =>
      term.type === 'name' ? { ...term, name: swap(term.name) } : mapParts(term, change);
    return change(definition);
  }
  return undefined;
}

/** The names of a shape that stand for nothing. */
export function openNames(terms: readonly Term[], at: Sizes): readonly string[] {
  return [...new Set(terms.flatMap((term) => [...freeNames(term)]))].filter((name) => !(name in at));
}

/** A step `a = b` between numbers that does not hold; rounding down counts as holding. */
export function brokenStep(statement: FormulaStatement): string | undefined {
  const { members, relations } = statement;
  for (let i = 0; i + 1 < members.length; i++) {
    const [left, right] = [members[i]!, members[i + 1]!];
    if (!['=', '≈'].includes(relations[i]!) || freeNames(left).size + freeNames(right).size > 0) continue;
    try {
      const [a = NaN, b = NaN] = sizesAt([left, right], {});
      const decimals = right.type === 'number' ? (right.written.split('.')[1]?.length ?? 0) : 12;
      const near = Math.abs(a - b) <= 0.5 * 10 ** -decimals + 1e-9;
      if (!near && b !== Math.floor(a)) return `The step $${termLatex(left)} = ${termLatex(right)}$ does not hold.`;
    } catch (error) {
      if (!(error instanceof Unresolved)) throw error;
    }
  }
  return undefined;
}
