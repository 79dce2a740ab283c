import { boundsOf, Compiler, type Compiled, runOf } from './evaluate.ts';
import { Unresolved, type World } from './world.ts';
import type { Layout } from './layout.ts';
import { type Condition, freeNames, namesIn, partsOf, type Term } from './term.ts';

/** An equation for the entries of an array: at the indices on its left side, its value, where its conditions hold. */
export interface Rule {
  readonly indices: readonly Term[];
  readonly value: Term;
  readonly conditions: readonly Condition[];
  readonly otherwise?: Term | undefined;
}

/** The entries that a rule gives, and what went wrong on the way. */
export interface Filled {
  /** Row by row; NaN where no value is given, or where it reads beyond an array. */
  readonly data: Float64Array;
  /** Which entries are given a value. */
  readonly given: Uint8Array;
  /** Entries whose value reads beyond an array. */
  readonly outside: number;
  /** Whether an index was no whole number somewhere. */
  readonly fractional: boolean;
  /** Whether the left side names entries that the array does not have. */
  readonly beyond: boolean;
  /** Whether one entry is given two values. */
  readonly conflict: boolean;
  /** Names of the right side that nothing on the left or in a sum runs over. */
  readonly loose: readonly string[];
  /** The values of the left side's names at an entry, to name it. */
  readonly at: (entry: number) => Readonly<Record<string, number>>;
}

/** Combinations of indices that one rule may run through. */
const mostCombinations = 400_000;

/** Runs a rule through all its indices and keeps what it gives. */
export function fill(rule: Rule, layout: Layout, world: World): Filled {
  const compiler = new Compiler(world);
  const plan = planOf(rule, layout, world, compiler);
  const bound = new Set(plan.names);
  const indices = rule.indices.map((each) => compiler.term(each, bound));
  const value = compiler.term(rule.value, bound);
  const otherwise = rule.otherwise && compiler.term(rule.otherwise, bound);
  const holds = compiler.all(plan.conditions, bound);
  const defined = plan.defined.map(({ name, by }) => ({ slot: compiler.slot(name), value: compiler.term(by, bound) }));
  const loops = plan.loops.map(({ name, values }) => ({ slot: compiler.slot(name), values }));
  const env = compiler.environment();
  const size = layout.reduce((largest, axis) => Math.max(largest, axis.size * axis.stride), 1);
  const data = new Float64Array(size).fill(NaN);
  const written = new Uint8Array(size);
  const sources = new Map<number, readonly number[]>();
  const unheld = new Map<number, number>();
  const left = plan.names.filter((name) => rule.indices.some((index) => freeNames(index).has(name)));
  const slots = left.map((name) => compiler.slot(name));
  let [outside, fractional, beyond, conflict] = [0, false, false, false];
  const entryHere = (): number | undefined => {
    let entry = 0;
    for (const [i, index] of indices.entries()) {
      const at = index(env) - world.base;
      const axis = layout[i]!;
      if (!Number.isInteger(at)) {
        fractional = true;
        return undefined;
      }
      if (at === -1 && world.base === 1 && axis.size === 1) continue;
      if (at < 0 || at >= axis.size) {
        beyond = true;
        return undefined;
      }
      entry += at * axis.stride;
    }
    return entry;
  };
  const visit = (): void => {
    for (const each of defined) env[each.slot] = each.value(env);
    if (!holds(env)) {
      if (!otherwise) return;
      const [was, wasFractional] = [beyond, fractional];
      const entry = entryHere();
      [beyond, fractional] = [was, wasFractional];
      if (entry !== undefined) unheld.set(entry, otherwise(env));
      return;
    }
    const entry = entryHere();
    if (entry === undefined) return;
    compiler.run.outside = compiler.run.fractional = false;
    const given = value(env);
    if (compiler.run.fractional) fractional = true;
    if (compiler.run.outside) outside++;
    const before = data[entry]!;
    if (sources.has(entry) && !(before === given || (Number.isNaN(before) && Number.isNaN(given)))) {
      // Rounding makes no conflict.
      if (!(Math.abs(before - given) <= 1e-9 * Math.max(1, Math.abs(before)))) conflict = true;
    }
    data[entry] = given;
    written[entry] = 1;
    if (!sources.has(entry))
      sources.set(
        entry,
        slots.map((slot) => env[slot]!),
      );
  };
  loopThrough(loops, env, visit);
  for (const [entry, given] of unheld) {
    if (sources.has(entry)) continue;
    data[entry] = given;
    written[entry] = 1;
  }
  return {
    data,
    given: written,
    outside,
    fractional,
    beyond,
    conflict,
    loose: plan.loose,
    at: (entry) =>
      Object.fromEntries(
        (sources.get(entry) ?? indicesOf(entry, layout, world.base, left.length)).map((number, i) => [
          left[i] ?? `index ${i + 1}`,
          number,
        ]),
      ),
  };
}

/** The indices of an entry; where an answer has fewer than there are axes, those of axes with one entry are left out. */
function indicesOf(entry: number, layout: Layout, base: number, letters: number): readonly number[] {
  const axes = layout.length === letters ? layout : layout.filter(({ size }) => size > 1);
  return axes.map(({ size, stride }) => (Math.floor(entry / stride) % size) + base);
}

function loopThrough(
  loops: readonly { readonly slot: number; readonly values: readonly number[] }[],
  env: Float64Array,
  visit: () => void,
): void {
  const from = (depth: number): void => {
    const loop = loops[depth];
    if (!loop) {
      visit();
      return;
    }
    for (const value of loop.values) {
      env[loop.slot] = value;
      from(depth + 1);
    }
  };
  from(0);
}

interface Plan {
  readonly names: readonly string[];
  readonly loops: readonly { readonly name: string; readonly values: readonly number[] }[];
  /** Names that a condition gives in terms of others, each after those that it needs. */
  readonly defined: readonly { readonly name: string; readonly by: Term }[];
  readonly conditions: readonly Condition[];
  readonly loose: readonly string[];
}

/** Which names run over what: as conditions state it, over the axis that they count, or as a condition defines them. */
function planOf(rule: Rule, layout: Layout, world: World, compiler: Compiler): Plan {
  const left = new Set(rule.indices.flatMap((index) => [...freeNames(index)]));
  const inConditions = rule.conditions.flatMap((condition) => [...namesIn(condition)]);
  const right = [...freeNames(rule.value), ...(rule.otherwise ? freeNames(rule.otherwise) : [])];
  const names = [...new Set([...left, ...inConditions, ...right])].filter((name) => !world.constants.has(name));
  const used = [rule.value, ...rule.conditions.flatMap(partsOf)];
  const loops: { name: string; values: readonly number[] }[] = [];
  const undecided: string[] = [];
  for (const name of names) {
    const values = valuesOf(name, rule, layout, world, compiler, used);
    if (values) loops.push({ name, values });
    else undecided.push(name);
  }
  const { defined, conditions } = definitions(undecided, rule, names);
  const combinations = loops.reduce((product, { values }) => product * values.length, 1);
  if (combinations > mostCombinations)
    throw new Unresolved('cost', '', 'This formula runs through too many combinations of indices.');
  const loose = right.filter((name) => names.includes(name) && !left.has(name) && !inConditions.includes(name));
  return { names, loops, defined, conditions, loose };
}

function valuesOf(
  name: string,
  rule: Rule,
  layout: Layout,
  world: World,
  compiler: Compiler,
  used: readonly Term[],
): readonly number[] | undefined {
  const isName = (term: Term): boolean => term.type === 'name' && term.name === name;
  const constant = (term: Term): Compiled | undefined => {
    if ([...freeNames(term)].some((each) => !world.constants.has(each))) return undefined;
    return compiler.term(term, new Set());
  };
  const env = new Float64Array(0);
  for (const condition of rule.conditions) {
    if (condition.type === 'among' && isName(condition.of)) {
      const values = condition.values.map(constant);
      if (values.every((each) => each !== undefined)) return values.map((each) => each(env));
    }
    if (condition.type === 'between' && isName(condition.of)) {
      const [from, to] = [constant(condition.from), constant(condition.to)];
      if (from && to) return runOf(from(env), to(env));
    }
  }
  const bounds = boundsOf(name, rule.conditions);
  if (bounds) {
    const [from, to] = [constant(bounds.from), constant(bounds.to)];
    if (from && to) return runOf(from(env) + bounds.above, to(env) - bounds.below);
  }
  const axis = rule.indices.findIndex(isName);
  const size = axis >= 0 ? layout[axis]?.size : compiler.sizeOf(name, used);
  return size === undefined ? undefined : runOf(world.base, size - 1 + world.base);
}

/** `k = 2i + n` defines k where nothing else says over what k runs. */
function definitions(
  undecided: readonly string[],
  rule: Rule,
  names: readonly string[],
): Pick<Plan, 'defined' | 'conditions'> {
  const defined: { name: string; by: Term }[] = [];
  let conditions = [...rule.conditions];
  let open = [...undecided];
  while (open.length > 0) {
    const found = conditions
      .flatMap((condition) => (condition.type === 'compare' && condition.sign === '=' ? [condition] : []))
      .flatMap((condition) =>
        (
          [
            [condition.left, condition.right],
            [condition.right, condition.left],
          ] as const
        ).map(([name, by]) => ({ condition, name, by })),
      )
      .find(
        ({ name, by }) =>
          name.type === 'name' &&
          open.includes(name.name) &&
          [...freeNames(by)].every((each) => !open.includes(each) || !names.includes(each)),
      );
    if (!found || found.name.type !== 'name') {
      const [name = ''] = open;
      throw new Unresolved('range', name, `Over which values ${name} runs is not said.`);
    }
    const { name } = found.name;
    defined.push({ name, by: found.by });
    conditions = conditions.filter((condition) => condition !== found.condition);
    open = open.filter((each) => each !== name);
  }
  return { defined, conditions };
}
