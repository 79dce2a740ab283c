import { type DerivativeNumbers, Unresolved, type World } from './world.ts';
import { jointLayouts, type Layout, layoutsOf } from './layout.ts';
import { type Condition, freeNames, partsOf, parts, type Quantity, type Range, type Term } from './term.ts';

/** What happened while a formula ran, besides its value. */
export interface Run {
  /** An index left its axis. */
  outside: boolean;
  /** An index was no whole number. */
  fractional: boolean;
  steps: number;
}

/** Values of terms under which one part may run. */
const mostSteps = 300_000;

export type Compiled = (env: Float64Array) => number;

/** Compiles terms into closures; names have slots in the environment. */
export class Compiler {
  readonly slots: Map<string, number> = new Map();
  readonly run: Run = { outside: false, fractional: false, steps: 0 };
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  slot(name: string): number {
    const known = this.slots.get(name);
    if (known !== undefined) return known;
    this.slots.set(name, this.slots.size);
    return this.slots.size - 1;
  }

  /** An environment with room for every name, those of inner sums too: made when all terms are compiled. */
  environment(): Float64Array {
    return new Float64Array(this.slots.size);
  }

  term(term: Term, bound: ReadonlySet<string>): Compiled {
    switch (term.type) {
      case 'number': {
        const { value } = term;
        return () => value;
      }
      case 'name':
        return this.#name(term.name, bound);
      case 'entry':
        return this.#entry(term, bound);
      case 'partial':
        return this.#partial(term, bound);
      case 'sum': {
        const terms = term.terms.map((each) => this.term(each, bound));
        return (env) => {
          let total = 0;
          for (const each of terms) total += each(env);
          return total;
        };
      }
      case 'negate': {
        const of = this.term(term.of, bound);
        return (env) => -of(env);
      }
      case 'product':
        return this.#product(term.factors, bound);
      case 'quotient': {
        const [over, under] = [this.term(term.over, bound), this.term(term.under, bound)];
        return (env) => over(env) / under(env);
      }
      case 'power': {
        const [base, exponent] = [this.term(term.base, bound), this.term(term.exponent, bound)];
        return (env) => base(env) ** exponent(env);
      }
      case 'rounded': {
        const of = this.term(term.of, bound);
        const round = term.way === 'down' ? Math.floor : Math.ceil;
        return (env) => round(of(env));
      }
      case 'modulo': {
        const [of, by] = [this.term(term.of, bound), this.term(term.by, bound)];
        return (env) => {
          const divisor = by(env);
          return ((of(env) % divisor) + divisor) % divisor;
        };
      }
      case 'call':
        return this.#call(term.name, term.arguments, bound);
      case 'total':
        return this.#total(term, bound);
      case 'cases': {
        const branches = term.branches.map(({ value, conditions }) => ({
          value: this.term(value, bound),
          holds: this.all(conditions, bound),
        }));
        const otherwise = term.otherwise && this.term(term.otherwise, bound);
        return (env) => (branches.find(({ holds }) => holds(env))?.value ?? otherwise)?.(env) ?? NaN;
      }
      case 'indicator': {
        const holds = this.all(term.conditions, bound);
        return (env) => (holds(env) ? 1 : 0);
      }
      // An entry is a number.
      case 'transpose':
        return this.term(term.of, bound);
      default:
        throw new Unresolved('notation', '', 'An entry is asked for, and this formula is written for whole arrays.');
    }
  }

  #name(name: string, bound: ReadonlySet<string>): Compiled {
    if (bound.has(name)) {
      const slot = this.slot(name);
      return (env) => env[slot]!;
    }
    const constant = this.#world.constants.get(name);
    if (constant !== undefined) return () => constant;
    throw new Unresolved('unknown name', name, `What ${name} stands for is not said.`);
  }

  #product(factors: readonly Term[], bound: ReadonlySet<string>): Compiled {
    // What is 0 by a condition stays 0 where the other factors have no value.
    const order = [
      ...factors.filter(({ type }) => type === 'indicator'),
      ...factors.filter(({ type }) => type !== 'indicator'),
    ];
    const compiled = order.map((each) => this.term(each, bound));
    return (env) => {
      let product = 1;
      for (const each of compiled) {
        product *= each(env);
        if (product === 0) return 0;
      }
      return product;
    };
  }

  #call(name: string, given: readonly Term[], bound: ReadonlySet<string>): Compiled {
    const functions: Readonly<Record<string, (values: readonly number[]) => number>> = {
      exp: ([value = NaN]) => Math.exp(value),
      log: ([value = NaN]) => Math.log(value),
      tanh: ([value = NaN]) => Math.tanh(value),
      sigmoid: ([value = NaN]) => 1 / (1 + Math.exp(-value)),
      min: (values) => Math.min(...values),
      max: (values) => Math.max(...values),
    };
    const apply = functions[name];
    if (!apply) throw new Unresolved('notation', name, `${name} is not read in a formula for one entry.`);
    const compiled = given.map((each) => this.term(each, bound));
    return (env) => apply(compiled.map((each) => each(env)));
  }

  #total(term: Term & { type: 'total' }, bound: ReadonlySet<string>): Compiled {
    const inner = new Set([...bound, ...term.over.map(({ name }) => name)]);
    const loops = term.over.map((range) => {
      const slot = this.slot(range.name);
      return { slot, values: this.values(range, term.where, [term.body], inner) };
    });
    const holds = this.all(term.where, inner);
    const body = this.term(term.body, inner);
    const { run } = this;
    const from = (env: Float64Array, depth: number): number => {
      const loop = loops[depth];
      if (!loop) {
        if (++run.steps > mostSteps)
          throw new Unresolved('cost', '', 'The sums of this formula are too long to be run.');
        return holds(env) ? body(env) : 0;
      }
      let total = 0;
      for (const value of loop.values(env)) {
        env[loop.slot] = value;
        total += from(env, depth + 1);
      }
      return total;
    };
    return (env) => from(env, 0);
  }

  /** The values that an index runs over: as stated, or over the axis that it counts. */
  values(
    range: Range,
    where: readonly Condition[],
    used: readonly Term[],
    bound: ReadonlySet<string>,
  ): (env: Float64Array) => readonly number[] {
    if (range.values) {
      const values = range.values.map((each) => this.term(each, bound));
      return (env) => values.map((each) => each(env));
    }
    if (range.from && range.to) {
      const [from, to] = [this.term(range.from, bound), this.term(range.to, bound)];
      return (env) => runOf(from(env), to(env));
    }
    const stated = boundsOf(range.name, where);
    if (stated) {
      const [from, to] = [this.term(stated.from, bound), this.term(stated.to, bound)];
      const [above, below] = [stated.above, stated.below];
      return (env) => runOf(from(env) + above, to(env) - below);
    }
    const size = this.sizeOf(range.name, [...used, ...where.flatMap(partsOf)]);
    if (size === undefined)
      throw new Unresolved('range', range.name, `Over which values ${range.name} runs is not said.`);
    const run = runOf(this.#world.base, size - 1 + this.#world.base);
    return () => run;
  }

  /** The size of the axis that a name counts alone somewhere; undefined where there is none, or axes differ. */
  sizeOf(name: string, terms: readonly Term[]): number | undefined {
    const sizes = new Set<number>();
    const walk = (term: Term): void => {
      if (term.type === 'entry' || term.type === 'partial') {
        const { layout, indices } = this.#layoutOf(term);
        for (const [i, index] of indices.entries()) {
          if (index.type === 'name' && index.name === name && layout?.[i]) sizes.add(layout[i].size);
        }
      }
      for (const part of parts(term)) walk(part);
    };
    for (const term of terms) walk(term);
    return sizes.size === 1 ? [...sizes][0] : sizes.size > 1 ? Math.min(...sizes) : undefined;
  }

  all(conditions: readonly Condition[], bound: ReadonlySet<string>): (env: Float64Array) => boolean {
    const compiled = conditions.map((each) => this.condition(each, bound));
    return (env) => compiled.every((each) => each(env));
  }

  condition(condition: Condition, bound: ReadonlySet<string>): (env: Float64Array) => boolean {
    if (condition.type === 'compare') {
      const [left, right] = [this.term(condition.left, bound), this.term(condition.right, bound)];
      const { sign } = condition;
      return (env) => compare(left(env), sign, right(env));
    }
    const of = this.term(condition.of, bound);
    if (condition.type === 'among') {
      const values = condition.values.map((each) => this.term(each, bound));
      return (env) => {
        const value = of(env);
        return values.some((each) => each(env) === value);
      };
    }
    const [from, to] = [this.term(condition.from, bound), this.term(condition.to, bound)];
    return (env) => {
      const value = of(env);
      return value >= from(env) && value <= to(env) && Number.isInteger(value);
    };
  }

  #entry(term: Term & { type: 'entry' }, bound: ReadonlySet<string>): Compiled {
    const array = this.#world.arrays.get(term.name);
    if (!array) throw new Unresolved('unknown name', term.name, `What ${term.name} stands for is not said.`);
    const { layout, indices } = this.#layoutOf(term);
    return this.#read(term.name, array.data, layout, indices, bound);
  }

  #partial(term: Term & { type: 'partial' }, bound: ReadonlySet<string>): Compiled {
    const found = this.#derivative(term.of, term.by);
    const name = `∂${term.of.name}/∂${term.by.name}`;
    if (!found) throw new Unresolved('unknown name', name, `${name} is not among what this answer may use.`);
    const { layout, indices } = this.#layoutOf(term);
    return this.#read(name, found.data, layout, indices, bound);
  }

  #derivative(of: Quantity, by: Quantity): DerivativeNumbers | undefined {
    return this.#world.derivatives.find((each) => each.of === of.name && each.by === by.name);
  }

  #layoutOf(term: Term & { type: 'entry' | 'partial' }): {
    readonly layout: Layout | undefined;
    readonly indices: readonly Term[];
  } {
    if (term.type === 'entry') {
      const shape = this.#world.arrays.get(term.name)?.shape;
      return { layout: shape && chosen(layoutsOf(shape), term.indices, this.#world.base), indices: term.indices };
    }
    const found = this.#derivative(term.of, term.by);
    const indices = [...term.of.indices, ...term.by.indices, ...term.indices];
    return { layout: found && chosen(jointLayouts(found.ofShape, found.byShape), indices, this.#world.base), indices };
  }

  #read(
    name: string,
    data: ArrayLike<number>,
    layout: Layout | undefined,
    indices: readonly Term[],
    bound: ReadonlySet<string>,
  ): Compiled {
    if (!layout) {
      const count = indices.length === 1 ? 'one index' : `${indices.length} indices`;
      throw new Unresolved('indices', name, `${name} stands with ${count}, which is not how many it has.`);
    }
    const { run } = this;
    const { base } = this.#world;
    const compiled = indices.map((each) => this.term(each, bound));
    return (env) => {
      let offset = 0;
      for (const [i, index] of compiled.entries()) {
        const value = index(env) - base;
        const axis = layout[i]!;
        if (!Number.isInteger(value)) {
          run.fractional = true;
          return NaN;
        }
        if (value === -1 && base === 1 && axis.size === 1) continue;
        if (value < 0 || value >= axis.size) {
          run.outside = true;
          return NaN;
        }
        offset += value * axis.stride;
      }
      return data[offset]!;
    };
  }
}

/** The layout with as many axes as there are indices; behind a leading first index the rest may be counted as one. */
function chosen(layouts: readonly Layout[], indices: readonly Term[], base: number): Layout | undefined {
  const fitting = layouts.filter((layout) => layout.length === indices.length);
  const [first] = indices;
  const leading = first?.type === 'number' && first.value === base;
  return (leading ? fitting.find((layout) => layout[0]!.size === 1) : undefined) ?? fitting[0];
}

/** The whole numbers from one to another, both included. */
export function runOf(from: number, to: number): readonly number[] {
  const first = Math.ceil(from);
  const last = Math.floor(to);
  if (!(last - first < 10_000)) throw new Unresolved('cost', '', 'A sum of this formula is too long to be run.');
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}

/** What comparisons say about the ends of a name's range; `above` and `below` are 1 where the end itself is left out. */
export function boundsOf(
  name: string,
  conditions: readonly Condition[],
): { readonly from: Term; readonly above: number; readonly to: Term; readonly below: number } | undefined {
  let from: { term: Term; strict: number } | undefined;
  let to: { term: Term; strict: number } | undefined;
  for (const condition of conditions) {
    if (condition.type !== 'compare') continue;
    const { left, right, sign } = condition;
    const named = (term: Term): boolean => term.type === 'name' && term.name === name;
    const lower = sign === '≤' || sign === '<' ? left : right;
    const upper = sign === '≤' || sign === '<' ? right : left;
    if (sign === '=' || sign === '≠') continue;
    const strict = sign === '<' || sign === '>' ? 1 : 0;
    if (named(upper) && freeNames(lower).size === 0) from = { term: lower, strict };
    if (named(lower) && freeNames(upper).size === 0) to = { term: upper, strict };
  }
  return from && to ? { from: from.term, above: from.strict, to: to.term, below: to.strict } : undefined;
}

function compare(left: number, sign: string, right: number): boolean {
  switch (sign) {
    case '=':
      return left === right;
    case '≠':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '≤':
      return left <= right;
    default:
      return left >= right;
  }
}
