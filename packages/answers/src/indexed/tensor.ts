import { DimSizes } from '../tensor-expressions/dims.ts';
import { type Shape, TensorError, TensorGraph, type TensorNode } from '../tensor-expressions/tensor-graph.ts';
import { TensorEvaluator, type TensorValue } from '../tensor-expressions/tensor-values.ts';
import { type DerivativeNumbers, type Numbers, Unresolved } from './world.ts';
import type { Condition, Quantity, Range, Term } from './term.ts';

/** An array that a matrix expression may name: a vector is a column; of a family the first index picks a vector. */
export interface MatrixNumbers extends Numbers {
  readonly family?: boolean;
}

/** What names stand for in a matrix expression. */
export interface MatrixWorld {
  readonly arrays: ReadonlyMap<string, MatrixNumbers>;
  readonly derivatives: readonly DerivativeNumbers[];
  readonly constants: ReadonlyMap<string, number>;
  /** How many terms a family has: over them an index runs that is given no range. */
  readonly terms: number;
  /** What sizes are called, as m for 4: different sizes have different numbers. */
  readonly sizeNames: ReadonlyMap<number, string>;
}

/** How an expression is read where its writing leaves that open. */
export interface MatrixReading {
  /** Whether the gradient of a number is a row. */
  readonly gradientsAreRows: boolean;
  /** Whether columns are turned into rows where only that gives a sum or a product. */
  readonly turnsColumns: boolean;
}

/** Evaluates expressions of vectors and matrices; which product is meant follows from the shapes. */
export class MatrixBuilder {
  readonly #graph = new TensorGraph();
  readonly #leaves = new Map<string, TensorNode>();
  readonly #data = new Map<string, ArrayLike<number>>();
  readonly #world: MatrixWorld;
  readonly #reading: MatrixReading;
  /** Whether a column was turned into a row. */
  turned = false;
  /** Derivatives that the expression leaves as they are. */
  readonly derivatives: Set<string> = new Set();

  constructor(world: MatrixWorld, reading: MatrixReading) {
    this.#world = world;
    this.#reading = reading;
  }

  /** The value of a term, in rows. */
  value(term: Term): TensorValue {
    const node = this.#build(term, new Map());
    return new TensorEvaluator({
      sizes: new DimSizes(new Map([...this.#world.sizeNames].map(([size, name]) => [name, size]))),
      leaf: (name, rows, columns) => this.#leaf(name, rows, columns),
    }).value(node);
  }

  #leaf(name: string, rows: number, columns: number): TensorValue {
    const error = new Float64Array(rows * columns);
    if (name === '#identity') {
      const size = columns + 1;
      return { rows, columns, data: Float64Array.from(error, (_, i) => (i % size === 0 ? 1 : 0)), error };
    }
    const unit = /^#unit(\d+)$/.exec(name)?.[1];
    if (unit !== undefined)
      return { rows, columns, data: Float64Array.from(error, (_, i) => (i === Number(unit) ? 1 : 0)), error };
    return { rows, columns, data: Float64Array.from(this.#data.get(name)!), error };
  }

  #build(term: Term, bound: ReadonlyMap<string, number>): TensorNode {
    const graph = this.#graph;
    switch (term.type) {
      case 'number':
        return graph.number(term.value);
      case 'name':
        return this.#name(term.name, bound);
      case 'entry':
        return this.#entry(term, bound);
      case 'partial':
        return this.#partial(term, bound);
      case 'sum':
        return this.#add(term.terms.map((each) => this.#build(each, bound)));
      case 'negate':
        return graph.negate(this.#build(term.of, bound));
      case 'product': {
        const factors = term.factors.map((each) => this.#build(each, bound));
        return factors.reduce((left, right) => this.#multiply(left, right, term.style));
      }
      case 'quotient':
        return graph.divide(this.#build(term.over, bound), this.#build(term.under, bound));
      case 'power':
        return graph.power(this.#build(term.base, bound), this.#build(term.exponent, bound));
      case 'transpose':
        return graph.transpose(this.#build(term.of, bound));
      case 'at':
        return graph.entry(
          this.#build(term.of, bound),
          term.indices.map((index) => this.#number(index, bound)),
        );
      case 'total':
        return this.#total(term.over, term.where, term.body, bound);
      case 'indicator':
        return graph.number(term.conditions.every((each) => this.#holds(each, bound)) ? 1 : 0);
      case 'cases': {
        const branch = term.branches.find(({ conditions }) => conditions.every((each) => this.#holds(each, bound)));
        const value = branch?.value ?? term.otherwise;
        if (!value) throw new Unresolved('notation', '', 'No case of this distinction holds.');
        return this.#build(value, bound);
      }
      case 'call':
        return this.#call(term.name, term.arguments, bound);
      case 'list':
        return graph.concatenate(term.items.map((each) => this.#build(each, bound)));
      case 'matrix':
        return this.#matrix(term.rows, bound);
      default:
        throw new Unresolved('notation', '', 'A remainder or a rounding is not read in a matrix expression.');
    }
  }

  #name(name: string, bound: ReadonlyMap<string, number>): TensorNode {
    const graph = this.#graph;
    const value = bound.get(name) ?? this.#world.constants.get(name);
    if (value !== undefined) return graph.number(value);
    if (name === 'I') {
      // A square matrix: the size is found out by what stands beside it.
      const identity = graph.diagonal(graph.leaf('#ones', { kind: 'column', size: {} }));
      return this.#keep('#identity', identity.shape);
    }
    const unit = /^e_(\d)$/.exec(name)?.[1];
    if (unit !== undefined) return this.#keep(`#unit${unit}`, { kind: 'column', size: { size: this.#world.terms } });
    throw new Unresolved('unknown name', name, `What ${name} stands for is not said.`);
  }

  #keep(name: string, shape: Shape): TensorNode {
    return this.#graph.leaf(name, shape);
  }

  #entry({ name, indices }: Quantity, bound: ReadonlyMap<string, number>): TensorNode {
    const array = this.#world.arrays.get(name);
    if (!array) throw new Unresolved('unknown name', name, `What ${name} stands for is not said.`);
    const at = indices.map((index) => this.#number(index, bound));
    return this.#indexed(name, array.shape, array.data, at, array.family === true, false);
  }

  #partial(term: Term & { type: 'partial' }, bound: ReadonlyMap<string, number>): TensorNode {
    const { of, by } = term;
    const name = `∂${of.name}/∂${by.name}`;
    const found = this.#world.derivatives.find((each) => each.of === of.name && each.by === by.name);
    if (!found) throw new Unresolved('unknown name', name, `${name} is not among what this answer may use.`);
    this.derivatives.add(name);
    const at = [...of.indices, ...by.indices, ...term.indices].map((index) => this.#number(index, bound));
    const shape = [...found.ofShape, ...found.byShape];
    const gradient = found.ofShape.length === at.length && found.byShape.length === 1;
    const isRow = gradient && (of.indices.length > 0 || this.#reading.gradientsAreRows);
    return this.#indexed(name, shape, found.data, at, true, isRow);
  }

  /** An array at its first indices: a number, a column (or a row), a matrix. */
  #indexed(
    name: string,
    shape: readonly number[],
    data: ArrayLike<number>,
    at: readonly number[],
    picks: boolean,
    isRow: boolean,
  ): TensorNode {
    const rest = shape.slice(at.length);
    if (at.length > shape.length) throw new TensorError('shape', `${name} stands with ${at.length} indices.`);
    if (at.length > 0 && rest.length > 0 && !picks)
      throw new TensorError('shape', `${name} stands with ${at.length} of ${shape.length} indices.`);
    const size = rest.reduce((product, each) => product * each, 1);
    let offset = 0;
    for (const [axis, index] of at.entries()) {
      if (!Number.isInteger(index) || index < 0 || index >= shape[axis]!)
        throw new TensorError('unknown', `There is no entry ${index} of ${name}.`);
      offset = offset * shape[axis]! + index;
    }
    const key = `${name}#${at.join()}${isRow ? '#row' : ''}`;
    const known = this.#leaves.get(key);
    if (known) return known;
    this.#data.set(
      key,
      Array.from({ length: size }, (_, i) => data[offset * size + i]!),
    );
    const [first, second] = rest;
    if (rest.length > 2)
      throw new TensorError('shape', `${name} has ${rest.length} axes, and at most two can be read.`);
    const kind: Shape =
      second !== undefined
        ? { kind: 'matrix', rows: this.#dim(first!), columns: this.#dim(second) }
        : first === undefined
          ? { kind: 'scalar' }
          : { kind: isRow ? 'row' : 'column', size: this.#dim(first) };
    const leaf = this.#graph.leaf(key, kind);
    this.#leaves.set(key, leaf);
    return leaf;
  }

  #dim(size: number): { readonly name?: string; readonly size?: number } {
    const name = this.#world.sizeNames.get(size);
    return name === undefined ? { size } : { name };
  }

  #add(terms: readonly TensorNode[]): TensorNode {
    const kinds = new Set(terms.map(({ shape }) => shape.kind));
    if (this.#reading.turnsColumns && kinds.has('row') && kinds.has('column')) {
      this.turned = true;
      return this.#graph.add(terms.map((term) => (term.shape.kind === 'column' ? this.#graph.transpose(term) : term)));
    }
    return this.#graph.add(terms);
  }

  #multiply(left: TensorNode, right: TensorNode, style: string): TensorNode {
    const graph = this.#graph;
    const [a, b] = [left.shape.kind, right.shape.kind];
    if (style === 'hadamard') {
      // A column and a row beside each other entry by entry, and a gate beside the rows of a matrix.
      if (this.#reading.turnsColumns && ((a === 'row' && b === 'column') || (a === 'column' && b === 'row'))) {
        this.turned = true;
        return graph.hadamard(left, graph.transpose(right));
      }
      if (a === 'column' && b === 'matrix') return graph.multiply(graph.diagonal(left), right, false);
      return graph.hadamard(left, right);
    }
    if (style === 'outer' && a === 'column' && b === 'column')
      return graph.multiply(left, graph.transpose(right), false);
    if (this.#reading.turnsColumns && a === 'column' && b === 'column' && style !== 'dot') {
      this.turned = true;
      return graph.multiply(left, graph.transpose(right), false);
    }
    return graph.multiply(left, right, style === 'dot');
  }

  #total(
    over: readonly Range[],
    where: readonly Condition[],
    body: Term,
    bound: ReadonlyMap<string, number>,
  ): TensorNode {
    const terms: TensorNode[] = [];
    const run = (depth: number, inner: ReadonlyMap<string, number>): void => {
      const range = over[depth];
      if (!range) {
        if (where.every((each) => this.#holds(each, inner))) terms.push(this.#build(body, inner));
        return;
      }
      const { name, from, to, values } = range;
      const first = from ? this.#number(from, inner) : 0;
      const last = to ? this.#number(to, inner) : this.#world.terms - 1;
      if (!(last - first < 64)) throw new Unresolved('cost', name, 'A sum of this formula is too long to be run.');
      const run_ = values
        ? values.map((each) => this.#number(each, inner))
        : Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
      for (const value of run_) run(depth + 1, new Map([...inner, [name, value]]));
    };
    run(0, bound);
    if (terms.length === 0) throw new Unresolved('range', '', 'A sum of this formula has no terms.');
    return this.#add(terms);
  }

  #call(name: string, given: readonly Term[], bound: ReadonlyMap<string, number>): TensorNode {
    const graph = this.#graph;
    const values = given.map((each) => this.#build(each, bound));
    const [first, second] = values;
    if (name === 'outer' && first && second) return graph.multiply(first, graph.transpose(second), false);
    if (name === 'softmax') return graph.apply('softmax', values.length === 1 ? first! : graph.concatenate(values));
    if (name === 'diag' && values.length > 1) return graph.diagonal(graph.concatenate(values));
    if (values.length !== 1 || !first)
      throw new Unresolved('notation', name, `${name} is given ${values.length} values.`);
    return name === 'diag' ? graph.diagonal(first) : graph.apply(name, first);
  }

  /** A column of parts, or columns side by side. */
  #matrix(rows: readonly (readonly Term[])[], bound: ReadonlyMap<string, number>): TensorNode {
    const graph = this.#graph;
    const built = rows.map((cells) => cells.map((cell) => this.#build(cell, bound)));
    const [only] = built;
    if (built.every((cells) => cells.length === 1)) return graph.concatenate(built.map((cells) => cells[0]!));
    if (built.length === 1 && only && only.every(({ shape }) => shape.kind === 'scalar'))
      return graph.transpose(graph.concatenate(only));
    if (built.length === 1 && only) return graph.transpose(graph.concatenate(only.map((each) => this.#asRows(each))));
    const lines = built.map((cells) => this.#asMatrix(graph.transpose(graph.concatenate(cells))));
    return graph.concatenate(lines);
  }

  #asRows(node: TensorNode): TensorNode {
    return this.#asMatrix(this.#graph.transpose(node));
  }

  /** A row as a matrix of one row. */
  #asMatrix(row: TensorNode): TensorNode {
    if (row.shape.kind !== 'row') return row;
    const one = this.#graph.concatenate([this.#graph.number(1)]);
    return this.#graph.multiply(one, row, false);
  }

  #holds(condition: Condition, bound: ReadonlyMap<string, number>): boolean {
    const at = (term: Term): number => this.#number(term, bound);
    if (condition.type === 'among') return condition.values.some((each) => at(each) === at(condition.of));
    if (condition.type === 'between')
      return at(condition.of) >= at(condition.from) && at(condition.of) <= at(condition.to);
    const [left, right] = [at(condition.left), at(condition.right)];
    switch (condition.sign) {
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

  /** A term that is an index. */
  #number(term: Term, bound: ReadonlyMap<string, number>): number {
    switch (term.type) {
      case 'number':
        return term.value;
      case 'name': {
        const value = bound.get(term.name) ?? this.#world.constants.get(term.name);
        if (value === undefined)
          throw new Unresolved('unknown name', term.name, `What ${term.name} stands for is not said.`);
        return value;
      }
      case 'sum':
        return term.terms.reduce((sum, each) => sum + this.#number(each, bound), 0);
      case 'negate':
        return -this.#number(term.of, bound);
      case 'product':
        return term.factors.reduce((product, each) => product * this.#number(each, bound), 1);
      default:
        throw new Unresolved('notation', '', 'An index of this formula cannot be read.');
    }
  }
}
