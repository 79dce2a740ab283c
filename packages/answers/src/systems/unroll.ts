import type { Expr } from '../expressions/expr.ts';
import { children } from '../expressions/parse/trees.ts';
import { buildTensor } from '../tensor-expressions/build-tensor.ts';
import { type Dim, found } from '../tensor-expressions/dims.ts';
import { indexValue } from '../tensor-expressions/indexed-names.ts';
import {
  type Shape,
  TensorError,
  type TensorGraph,
  type TensorNode,
  unknownShape,
} from '../tensor-expressions/tensor-graph.ts';
import { type Equation, type EquationSystem, isPattern, solved } from './equations.ts';

type Range = readonly [from: number, to: number];

/** What the names of a system mean besides its own equations. */
export interface Meaning {
  /** The equations that define a name which stands in an equation of `from`; none for inputs and weights. */
  readonly equations: (base: string, from: EquationSystem) => readonly Equation[];
  /** What an input or a weight of `from` is called; a `turned` one is used transposed. */
  readonly leaf: (base: string, from: EquationSystem) => { readonly name: string; readonly turned?: boolean };
  readonly functionName: (name: string, from: EquationSystem) => string;
}

/** What is the same for all systems of one run. */
export interface Setting {
  readonly graph: TensorGraph;
  /** Lengths and the like that indices may hold: T, n, k. */
  readonly constants: ReadonlyMap<string, number>;
  /** The steps that recurrences have, from 1; before and after lie initial values. */
  readonly last: number;
  /** Sizes of inputs, which have one value a step. */
  readonly inputs: ReadonlyMap<string, Shape>;
  /** Over which steps Σ_i runs that has no range, by the name that i is an index of. `step` is the step being computed. */
  readonly extents: (base: string, step: number) => Range | undefined;
  readonly isFunction: (name: string) => boolean;
  readonly leaves: Leaves;
}

/** What names are that are not what their letter says. */
export type Ranks = ReadonlyMap<string, 0 | 1 | 2>;

/** Inputs, weights and initial values, shared by all systems of one run. */
export class Leaves {
  readonly #ranks: Ranks;
  readonly nodes: Map<string, TensorNode> = new Map();
  /** Names of inputs and weights without their indices, in the order in which they were met. */
  readonly bases: Set<string> = new Set();
  readonly #families = new Map<string, Shape>();

  constructor(ranks: Ranks) {
    this.#ranks = ranks;
  }

  of(graph: TensorGraph, base: string, at: readonly number[], declared: Shape | undefined): TensorNode {
    const name = at.length === 0 ? base : `${base}@${at.join()}`;
    this.bases.add(base);
    const known = this.nodes.get(name);
    if (known) return known;
    // Every weight of a family such as Q_0, Q_1 has a size of its own; an input has one at all steps.
    const rank = this.#ranks.get(base) ?? rankOf(base);
    const shape = declared ?? (at.length > 0 && rank < 2 ? this.#family(base, rank) : unknownShape(rank));
    const node = graph.leaf(name, shape);
    this.nodes.set(name, node);
    return node;
  }

  initial(graph: TensorGraph, base: string, at: number): TensorNode {
    const name = `${base}@initial@${at}`;
    const known = this.nodes.get(name);
    if (known) return known;
    const node = graph.leaf(name, unknownShape(1));
    this.nodes.set(name, node);
    return node;
  }

  #family(base: string, rank: 0 | 1 | 2): Shape {
    const shape = this.#families.get(base) ?? unknownShape(rank);
    this.#families.set(base, shape);
    return shape;
  }
}

function isMatrix(base: string): boolean {
  return /^(?:[a-z]+\()*\p{Lu}/u.test(base);
}

/** What a name that is never defined is by custom: capitals are matrices, Greek letters numbers, others vectors. */
export function rankOf(base: string): 0 | 1 | 2 {
  if (isMatrix(base)) return 2;
  return /^(?:alpha|beta|gamma|delta|epsilon|zeta|eta|theta|kappa|lambda|mu|nu|rho|tau)(?![a-z])/.test(base) ? 0 : 1;
}

/** Values that wait for each other. */
const deepest = 120;

/** Unrolls systems over the steps of one setting. Values are made when they are asked for, each once. */
export class Unroller {
  readonly #setting: Setting;
  readonly #meaning: Meaning;
  #depth = 0;
  readonly #done = new Map<EquationSystem, Map<string, TensorNode | 'open'>>();

  constructor(setting: Setting, meaning: Meaning) {
    this.#setting = setting;
    this.#meaning = meaning;
  }

  /** @throws TensorError where it cannot be computed. */
  output(base: string, step: number, from: EquationSystem): TensorNode {
    return this.#value(from, base, [step], [from.time], step);
  }

  #value(
    from: EquationSystem,
    base: string,
    written: readonly number[],
    variables: readonly (string | undefined)[],
    step: number | undefined,
  ): TensorNode {
    const { graph, inputs, leaves } = this.#setting;
    const equations = this.#meaning.equations(base, from);
    if (equations.length === 0) {
      const { name, turned } = this.#meaning.leaf(base, from);
      const declared = inputs.get(name);
      const at = written.length === 0 && declared && step !== undefined ? [step] : written;
      const node = leaves.of(graph, name, at, declared);
      return turned === true ? graph.transpose(node) : node;
    }
    // h without its step is h at the step being computed.
    const at = written.length === 0 && step !== undefined ? [step] : written;
    const letters = written.length === 0 ? [from.time] : variables;
    const owner = equations[0]!.system;
    const done = this.#done.get(owner) ?? new Map<string, TensorNode | 'open'>();
    this.#done.set(owner, done);
    const key = `${base}@${at.join()}`;
    const known = done.get(key);
    if (known === 'open')
      throw new TensorError('circular', `The equations for ${base} need its own value at the same step.`, [base]);
    if (known) return known;
    done.set(key, 'open');
    this.#depth++;
    if (this.#depth > deepest)
      throw new TensorError('too large', `The equations for ${base} have no beginning.`, [base]);
    try {
      const node = this.#defined(base, equations, at, letters, step);
      done.set(key, node);
      return node;
    } catch (error) {
      done.delete(key);
      throw error;
    } finally {
      this.#depth--;
    }
  }

  #defined(
    base: string,
    equations: readonly Equation[],
    at: readonly number[],
    variables: readonly (string | undefined)[],
    step: number | undefined,
  ): TensorNode {
    const { graph, leaves, last } = this.#setting;
    const arity = Math.max(...equations.map(({ indices }) => indices.length));
    if (at.length === arity) {
      const literal = equations.findLast((equation) => !isPattern(equation) && this.#bind(equation, at));
      if (literal) return this.#right(literal, this.#bind(literal, at)!, step);
      if (arity === 1 && (at[0]! < 1 || at[0]! > last)) return leaves.initial(graph, base, at[0]!);
      // q_0[t] comes before q_i[t].
      const bySingle = equations.toReversed().toSorted((a, b) => countOf(a.letters) - countOf(b.letters));
      for (const equation of bySingle) {
        const bound = this.#bind(equation, at);
        if (bound && isPattern(equation)) return this.#right(equation, bound, step);
      }
      throw new TensorError('unknown', `No equation gives ${base} at ${at.join(', ')}.`, [base]);
    }
    const pattern = equations.findLast((equation) => isPattern(equation) && equation.indices.length === arity)!;
    if (!pattern) throw new TensorError('unknown', `No equation gives ${base} at every step.`, [base]);
    if (at.length === arity - 1) return this.#collected(base, equations, pattern, at, variables, step);
    if (at.length === arity + 1) {
      const { time } = pattern.system;
      const stepAt = Math.max(variables.lastIndexOf(time), -1);
      const own = stepAt >= 0 ? stepAt : at.length - 1;
      const whole = this.#value(
        pattern.system,
        base,
        at.filter((_, i) => i === own),
        [variables[own]],
        step,
      );
      return graph.entry(
        whole,
        at.filter((_, i) => i !== own),
      );
    }
    throw new TensorError('unreadable', `${base} has ${at.length} indices here, and ${arity} where it is defined.`, [
      base,
    ]);
  }

  /** e^{(j)}, where e^{(ij)} is defined: its entries for every i. */
  #collected(
    base: string,
    equations: readonly Equation[],
    pattern: Equation,
    at: readonly number[],
    variables: readonly (string | undefined)[],
    step: number | undefined,
  ): TensorNode {
    const { letters } = pattern;
    const { time } = pattern.system;
    const others = letters.flatMap((letter, i) => (letter === undefined || letter === time ? [] : [{ letter, i }]));
    const missing =
      others.length === 1 ? others[0]! : (others.find(({ letter }) => !variables.includes(letter)) ?? others[0]);
    if (!missing) throw new TensorError('unreadable', `${base} has too few indices here.`, [base]);
    const rest = letters.filter((_, i) => i !== missing.i);
    const bound = this.#withConstants(boundTo(rest, at));
    const range = this.#rangeOfFamily(equations, missing.i, bound, step);
    if (!range) throw new TensorError('unreadable', `Over what ${base} is collected is not clear.`, [base]);
    const parts: TensorNode[] = [];
    for (let i = range[0]; i <= range[1]; i++)
      parts.push(this.#value(pattern.system, base, [...at.slice(0, missing.i), i, ...at.slice(missing.i)], [], step));
    return this.#setting.graph.concatenate(parts, range[0]);
  }

  /** The letters of an equation's left side for its value at indices; undefined where it does not give that value. */
  #bind(equation: Equation, at: readonly number[]): Map<string, number> | undefined {
    if (equation.indices.length !== at.length) return undefined;
    const bound = new Map<string, number>();
    for (const [i, index] of equation.indices.entries()) {
      const constant = indexValue(index, this.#setting.constants);
      if (constant !== undefined) {
        if (constant !== at[i]) return undefined;
        continue;
      }
      const found = solved(index, at[i]!);
      if (found === undefined) return undefined;
      if (found === 'literal') continue;
      const [letter, value] = found;
      if (bound.has(letter) && bound.get(letter) !== value) return undefined;
      bound.set(letter, value);
    }
    return bound;
  }

  #withConstants(bound: ReadonlyMap<string, number>): Map<string, number> {
    const all = new Map(this.#setting.constants);
    for (const [letter, value] of bound) all.set(letter, value);
    return all;
  }

  #right(equation: Equation, letters: ReadonlyMap<string, number>, outer: number | undefined): TensorNode {
    // h_0 = 0 is a vector of zeros.
    if (isZero(equation)) return this.#setting.graph.zeros(unknownShape(1));
    const { system } = equation;
    const bound = this.#withConstants(letters);
    const step = letters.get(system.time) ?? [...letters.values()].at(-1) ?? outer;
    const build = (): TensorNode =>
      buildTensor(
        equation.right,
        {
          names: system.names,
          time: system.time,
          value: (base, at, variables) => this.#value(system, base, at, variables, step),
          range: (index, body, inner) => this.#range(index, body, equation, inner, step),
          isFunction: (name) => this.#setting.isFunction(name) && this.#meaning.equations(name, system).length === 0,
          functionName: (name) => this.#meaning.functionName(name, system),
          concatenates,
        },
        this.#setting.graph,
        bound,
      );
    try {
      return build();
    } catch (error) {
      if (!(error instanceof TensorError) || error.reason !== 'shape' || error.message.startsWith('In $')) throw error;
      throw new TensorError('shape', `In $${equation.source}$: ${error.message}`, error.names);
    }
  }

  /** From where to where an index runs in an equation: as stated, else by what it is an index of. */
  #range(
    index: string,
    body: Expr,
    equation: Equation,
    bound: ReadonlyMap<string, number>,
    step: number | undefined,
  ): Range | undefined {
    const stated = equation.ranges.get(index)?.map((end) => indexValue(end, bound));
    const [from, to] = stated ?? [];
    if (from !== undefined && to !== undefined && Number.isFinite(to)) return [from, to];
    const candidates: Range[] = [];
    const open: Expr[] = [body];
    for (let next = open.pop(); next; next = open.pop()) {
      const reference = equation.system.names.reference(next);
      const at = reference?.indices.findIndex((each) => mentionsLetter(each, index)) ?? -1;
      if (reference && at >= 0) {
        const range = this.#rangeOfIndex(reference.base, reference.indices, at, index, equation.system, bound, step);
        if (range) candidates.push(range);
        continue;
      }
      open.push(...children(next));
    }
    if (candidates.length === 0) return undefined;
    return [Math.max(...candidates.map(([from]) => from)), Math.min(...candidates.map(([, to]) => to))];
  }

  #rangeOfIndex(
    base: string,
    indices: readonly Expr[],
    at: number,
    index: string,
    from: EquationSystem,
    bound: ReadonlyMap<string, number>,
    step: number | undefined,
  ): Range | undefined {
    const offset = indexValue(indices[at]!, new Map(bound).set(index, 0));
    const one = indexValue(indices[at]!, new Map(bound).set(index, 1));
    if (offset === undefined || one === undefined || Math.abs(one - offset) !== 1) return undefined;
    // The index i of h[t − i] runs where t − i does.
    const inner = (range: Range | undefined): Range | undefined =>
      range && (one > offset ? [range[0] - offset, range[1] - offset] : [offset - range[1], offset - range[0]]);
    const equations = this.#meaning.equations(base, from);
    const known =
      step === undefined
        ? undefined
        : this.#setting.extents(equations.length > 0 ? base : this.#meaning.leaf(base, from).name, step);
    if (known && indices.length === 1) return inner(known);
    if (equations.length === 0) return undefined;
    const arity = Math.max(...equations.map((equation) => equation.indices.length));
    const others = indices.filter((_, i) => i !== at).map((each) => indexValue(each, bound));
    if (!others.every((value) => value !== undefined)) return undefined;
    if (arity === indices.length) {
      const pattern = equations.findLast((equation) => isPattern(equation) && equation.indices.length === arity);
      if (!pattern || arity === 1) return undefined;
      const letters = pattern.letters.filter((_, i) => i !== at);
      const names = this.#withConstants(boundTo(letters, others));
      return inner(this.#rangeOfFamily(equations, at, names, step));
    }
    if (arity !== indices.length - 1) return undefined;
    const whole = this.#value(from, base, others, [from.time], step);
    const size = whole.shape.kind === 'column' || whole.shape.kind === 'row' ? sizeOf(whole.shape.size) : undefined;
    return size === undefined ? undefined : inner([whole.origin ?? 0, (whole.origin ?? 0) + size - 1]);
  }

  /** Over what the index at a place of a family runs, from the right side of its equation and from single values such as q_0. */
  #rangeOfFamily(
    equations: readonly Equation[],
    at: number,
    bound: ReadonlyMap<string, number>,
    step: number | undefined,
  ): Range | undefined {
    const single = equations.flatMap((equation) => {
      const value = equation.indices[at] && indexValue(equation.indices[at], this.#setting.constants);
      return value === undefined ? [] : [value];
    });
    const pattern = equations.findLast(({ letters }) => letters[at] !== undefined);
    const letter = pattern?.letters[at];
    const range =
      pattern && letter !== undefined ? this.#range(letter, pattern.right, pattern, bound, step) : undefined;
    if (!range) return single.length > 0 && !pattern ? [Math.min(...single), Math.max(...single)] : undefined;
    const first = Math.min(range[0], ...single);
    return [first, range[1]];
  }
}

/** Whether an equation sets a single value, such as h^{(0)}, to zero. */
export function isZero(equation: Equation): boolean {
  return !isPattern(equation) && equation.right.type === 'number' && equation.right.value.numerator === 0n;
}

function countOf(letters: readonly (string | undefined)[]): number {
  return letters.filter((letter) => letter !== undefined).length;
}

function boundTo(letters: readonly (string | undefined)[], values: readonly number[]): Map<string, number> {
  return new Map(letters.flatMap((letter, i) => (letter === undefined ? [] : [[letter, values[i]!] as const])));
}

const concatenates = new Set(['direct'] as const);

function sizeOf(dim: Dim): number | undefined {
  const at = found(dim);
  if (at.size !== undefined) return at.size;
  const sizes = at.parts?.map(sizeOf);
  return sizes?.every((size) => size !== undefined) ? sizes.reduce((sum, size) => sum + size, 0) : undefined;
}

function mentionsLetter(expr: Expr, letter: string): boolean {
  return (
    (expr.type === 'symbol' && expr.name === letter) || children(expr).some((child) => mentionsLetter(child, letter))
  );
}
