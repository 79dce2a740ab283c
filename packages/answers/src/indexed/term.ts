/** A name that has entries or stands for a scalar, with the indices that are written at it. */
export interface Quantity {
  readonly name: string;
  readonly indices: readonly Term[];
}

/**
 * A formula with indices as it was written. `name` is an index or a scalar; `entry` one entry of an array, or the whole
 * array without indices; `partial` an entry of a derivative, with the indices at its parts and those behind it.
 */
export type Term =
  | { readonly type: 'number'; readonly value: number; readonly written: string }
  | { readonly type: 'name'; readonly name: string }
  | ({ readonly type: 'entry' } & Quantity)
  | {
      readonly type: 'partial';
      readonly of: Quantity;
      readonly by: Quantity;
      readonly indices: readonly Term[];
    }
  | { readonly type: 'sum'; readonly terms: readonly Term[] }
  | { readonly type: 'negate'; readonly of: Term }
  | { readonly type: 'product'; readonly factors: readonly Term[]; readonly style: Style }
  | { readonly type: 'quotient'; readonly over: Term; readonly under: Term }
  | { readonly type: 'power'; readonly base: Term; readonly exponent: Term }
  | { readonly type: 'transpose'; readonly of: Term }
  /** An entry of what is no name: (QK)[i, j]. */
  | { readonly type: 'at'; readonly of: Term; readonly indices: readonly Term[] }
  | { readonly type: 'rounded'; readonly way: 'down' | 'up'; readonly of: Term }
  | { readonly type: 'modulo'; readonly of: Term; readonly by: Term }
  | { readonly type: 'call'; readonly name: string; readonly arguments: readonly Term[] }
  | {
      readonly type: 'total';
      readonly over: readonly Range[];
      readonly where: readonly Condition[];
      readonly body: Term;
    }
  | { readonly type: 'cases'; readonly branches: readonly Branch[]; readonly otherwise?: Term }
  | { readonly type: 'indicator'; readonly conditions: readonly Condition[] }
  | { readonly type: 'list'; readonly items: readonly Term[] }
  | { readonly type: 'matrix'; readonly rows: readonly (readonly Term[])[] }
  /** A member of a chain that could not be read. */
  | { readonly type: 'unread' };

/** How a product is written: side by side or with a sign. */
export type Style = 'juxtaposed' | 'dot' | 'times' | 'hadamard' | 'outer';

/** One value of a case distinction. */
interface Branch {
  readonly value: Term;
  readonly conditions: readonly Condition[];
}

/** An index that runs; without bounds it runs over the axis that it counts. */
export interface Range {
  readonly name: string;
  readonly from?: Term;
  /** The last value, itself included. */
  readonly to?: Term;
  readonly values?: readonly Term[];
}

/** What has to hold: a comparison, or a value out of a set. */
export type Condition =
  | { readonly type: 'compare'; readonly left: Term; readonly sign: Sign; readonly right: Term }
  | { readonly type: 'among'; readonly of: Term; readonly values: readonly Term[] }
  | { readonly type: 'between'; readonly of: Term; readonly from: Term; readonly to: Term };

export type Sign = '=' | '≠' | '<' | '>' | '≤' | '≥';

/** The terms directly inside one. */
export function parts(term: Term): readonly Term[] {
  switch (term.type) {
    case 'number':
    case 'name':
    case 'unread':
      return [];
    case 'entry':
      return term.indices;
    case 'partial':
      return [...term.of.indices, ...term.by.indices, ...term.indices];
    case 'sum':
      return term.terms;
    case 'product':
      return term.factors;
    case 'quotient':
      return [term.over, term.under];
    case 'power':
      return [term.base, term.exponent];
    case 'negate':
    case 'transpose':
    case 'rounded':
      return [term.of];
    case 'at':
      return [term.of, ...term.indices];
    case 'modulo':
      return [term.of, term.by];
    case 'call':
      return term.arguments;
    case 'list':
      return term.items;
    case 'matrix':
      return term.rows.flat();
    case 'total':
      return [
        ...term.over
          .flatMap((range) => [range.from, range.to, ...(range.values ?? [])])
          .filter((each) => each !== undefined),
        ...term.where.flatMap(partsOf),
        term.body,
      ];
    case 'cases':
      return [
        ...term.branches.flatMap(({ value, conditions }) => [value, ...conditions.flatMap(partsOf)]),
        ...(term.otherwise ? [term.otherwise] : []),
      ];
    case 'indicator':
      return term.conditions.flatMap(partsOf);
  }
}

/** The terms in a condition. */
export function partsOf(condition: Condition): readonly Term[] {
  switch (condition.type) {
    case 'compare':
      return [condition.left, condition.right];
    case 'among':
      return [condition.of, ...condition.values];
    case 'between':
      return [condition.of, condition.from, condition.to];
  }
}

/** A term with each of its direct parts replaced. */
export function mapParts(term: Term, change: (part: Term) => Term): Term {
  const all = (terms: readonly Term[]): readonly Term[] => terms.map(change);
  switch (term.type) {
    case 'number':
    case 'name':
    case 'unread':
      return term;
    case 'entry':
      return { ...term, indices: all(term.indices) };
    case 'partial':
      return {
        ...term,
        of: { ...term.of, indices: all(term.of.indices) },
        by: { ...term.by, indices: all(term.by.indices) },
        indices: all(term.indices),
      };
    case 'sum':
      return { ...term, terms: all(term.terms) };
    case 'product':
      return { ...term, factors: all(term.factors) };
    case 'quotient':
      return { ...term, over: change(term.over), under: change(term.under) };
    case 'power':
      return { ...term, base: change(term.base), exponent: change(term.exponent) };
    case 'negate':
    case 'transpose':
    case 'rounded':
      return { ...term, of: change(term.of) };
    case 'at':
      return { ...term, of: change(term.of), indices: all(term.indices) };
    case 'modulo':
      return { ...term, of: change(term.of), by: change(term.by) };
    case 'call':
      return { ...term, arguments: all(term.arguments) };
    case 'list':
      return { ...term, items: all(term.items) };
    case 'matrix':
      return { ...term, rows: term.rows.map(all) };
    case 'total':
      return {
        ...term,
        over: term.over.map((range) => mapRange(range, change)),
        where: term.where.map((condition) => mapCondition(condition, change)),
        body: change(term.body),
      };
    case 'cases':
      return {
        ...term,
        branches: term.branches.map(({ value, conditions }) => ({
          value: change(value),
          conditions: conditions.map((condition) => mapCondition(condition, change)),
        })),
        ...(term.otherwise ? { otherwise: change(term.otherwise) } : {}),
      };
    case 'indicator':
      return { ...term, conditions: term.conditions.map((condition) => mapCondition(condition, change)) };
  }
}

function mapRange(range: Range, change: (part: Term) => Term): Range {
  return {
    name: range.name,
    ...(range.from ? { from: change(range.from) } : {}),
    ...(range.to ? { to: change(range.to) } : {}),
    ...(range.values ? { values: range.values.map(change) } : {}),
  };
}

function mapCondition(condition: Condition, change: (part: Term) => Term): Condition {
  switch (condition.type) {
    case 'compare':
      return { ...condition, left: change(condition.left), right: change(condition.right) };
    case 'among':
      return { ...condition, of: change(condition.of), values: condition.values.map(change) };
    case 'between':
      return { ...condition, of: change(condition.of), from: change(condition.from), to: change(condition.to) };
  }
}

/** The names in a term that no sum in it binds. */
export function freeNames(term: Term): ReadonlySet<string> {
  const found = new Set<string>();
  collect(term, new Set(), found);
  return found;
}

function collect(term: Term, bound: ReadonlySet<string>, found: Set<string>): void {
  if (term.type === 'name') {
    if (!bound.has(term.name)) found.add(term.name);
    return;
  }
  const inside = term.type === 'total' ? new Set([...bound, ...term.over.map(({ name }) => name)]) : bound;
  for (const part of parts(term)) collect(part, inside, found);
}

/** Every name in a condition. */
export function namesIn(condition: Condition): ReadonlySet<string> {
  return new Set(partsOf(condition).flatMap((part) => [...freeNames(part)]));
}

export const whole = (value: number): Term => ({ type: 'number', value, written: String(value) });
