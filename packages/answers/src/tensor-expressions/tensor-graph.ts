import { type Dim, dimText, found, sumOf, unify, unknownDim } from './dims.ts';

/**
 * What a value is: a number, a column (what is called a vector), a row (a vector transposed) or a matrix. Rows and columns
 * have one size, matrices two, rows first.
 */
export type Shape =
  | { readonly kind: 'scalar' }
  | { readonly kind: 'column'; readonly size: Dim }
  | { readonly kind: 'row'; readonly size: Dim }
  | { readonly kind: 'matrix'; readonly rows: Dim; readonly columns: Dim };

/** What a node computes from its inputs. */
export type TensorOp =
  /** A value given from outside, by its name. */
  | { readonly type: 'leaf'; readonly name: string }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'zeros' }
  | { readonly type: 'add' }
  | { readonly type: 'negate' }
  /** A number times anything. */
  | { readonly type: 'scale' }
  /** Row by column, summed: of matrices, rows and columns. */
  | { readonly type: 'matmul' }
  | { readonly type: 'hadamard' }
  | { readonly type: 'divide' }
  | { readonly type: 'power' }
  | { readonly type: 'transpose' }
  /** An elementwise function; `softmax` over all entries. */
  | { readonly type: 'apply'; readonly name: string }
  | { readonly type: 'concatenate'; readonly along: 'rows' | 'columns' }
  | { readonly type: 'entry'; readonly at: readonly number[] }
  | { readonly type: 'norm' }
  | { readonly type: 'diagonal' };

/** A node of a computation on tensors. Nodes are shared: the same object is computed once. */
export interface TensorNode {
  readonly op: TensorOp;
  readonly inputs: readonly TensorNode[];
  readonly shape: Shape;
  /** What index the first entry has, where the entries are those of a list: 0 in h^{(0)}, h^{(1)}, … */
  readonly origin?: number;
}

/** How the message begins where an entry is asked for that a vector does not have. */
export const noEntry = 'There is no entry';

/** Why a value cannot be computed, for the student. `shape`: sizes do not fit. `unknown`: a name without a meaning. */
export class TensorError extends Error {
  readonly reason: 'shape' | 'unknown' | 'unreadable' | 'circular' | 'too large';
  readonly names: readonly string[];

  constructor(reason: TensorError['reason'], message: string, names: readonly string[] = []) {
    super(message);
    this.name = 'TensorError';
    this.reason = reason;
    this.names = names;
  }
}

/** `ℝ^{m × n}`, as the student reads it. */
export function shapeText(shape: Shape): string {
  switch (shape.kind) {
    case 'scalar':
      return 'a number';
    case 'column':
      return `a vector of length ${dimText(shape.size)}`;
    case 'row':
      return `a row of length ${dimText(shape.size)}`;
    case 'matrix':
      return `a ${dimText(shape.rows)} × ${dimText(shape.columns)} matrix`;
  }
}

/** Makes two shapes one; says whether they are. */
export function unifyShapes(a: Shape, b: Shape): boolean {
  if (a.kind === 'matrix' && b.kind === 'matrix') return unify(a.rows, b.rows) && unify(a.columns, b.columns);
  if ((a.kind === 'column' && b.kind === 'column') || (a.kind === 'row' && b.kind === 'row'))
    return unify(a.size, b.size);
  return a.kind === 'scalar' && b.kind === 'scalar';
}

/** A shape with this many axes of which nothing is known. */
export function unknownShape(rank: 0 | 1 | 2): Shape {
  if (rank === 0) return { kind: 'scalar' };
  if (rank === 1) return { kind: 'column', size: unknownDim() };
  return { kind: 'matrix', rows: unknownDim(), columns: unknownDim() };
}

const scalar: Shape = { kind: 'scalar' };

/** Makes nodes and works out their shapes; sizes that must be equal are made one, and a conflict is a TensorError. */
export class TensorGraph {
  nodes = 0;
  readonly #most: number;

  /** @param most nodes that are made before it is a TensorError `too large`. */
  constructor(most = 20_000) {
    this.#most = most;
  }

  #make(op: TensorOp, inputs: readonly TensorNode[], shape: Shape, origin?: number): TensorNode {
    this.nodes += 1;
    if (this.nodes > this.#most) throw new TensorError('too large', 'There is too much to compute here.');
    return { op, inputs, shape, ...(origin === undefined ? {} : { origin }) };
  }

  leaf(name: string, shape: Shape): TensorNode {
    return this.#make({ type: 'leaf', name }, [], shape);
  }

  number(value: number): TensorNode {
    return this.#make({ type: 'number', value }, [], scalar);
  }

  zeros(shape: Shape): TensorNode {
    return this.#make({ type: 'zeros' }, [], shape);
  }

  /** A sum. A written number may be added to every entry, as in 1 − c; else the shapes are the same. */
  add(terms: readonly TensorNode[]): TensorNode {
    const full = terms.find((term) => !isConstant(term)) ?? terms[0]!;
    for (const term of terms) {
      if (isConstant(term) || unifyShapes(full.shape, term.shape)) continue;
      throw new TensorError('shape', `${upper(shapeText(full.shape))} and ${shapeText(term.shape)} are added.`);
    }
    if (terms.length === 1) return full;
    return this.#make({ type: 'add' }, terms, full.shape, full.origin);
  }

  negate(of: TensorNode): TensorNode {
    return this.#make({ type: 'negate' }, [of], of.shape, of.origin);
  }

  /**
   * A product as it is written. Two columns beside each other have no product; with a dot they have the inner one. A
   * column before a matrix is taken for a row, as those do who write x W for W x.
   */
  multiply(left: TensorNode, right: TensorNode, dotted: boolean): TensorNode {
    const [a, b] = [left.shape, right.shape];
    if (a.kind === 'scalar') return this.#make({ type: 'scale' }, [left, right], b, right.origin);
    if (b.kind === 'scalar') return this.#make({ type: 'scale' }, [right, left], a, left.origin);
    const refuse = (): never => {
      throw new TensorError('shape', `${upper(shapeText(a))} is multiplied by ${shapeText(b)}.`);
    };
    if (a.kind === 'matrix' && b.kind === 'matrix') {
      if (!unify(a.columns, b.rows)) refuse();
      return this.#make({ type: 'matmul' }, [left, right], { kind: 'matrix', rows: a.rows, columns: b.columns });
    }
    if (a.kind === 'matrix' && b.kind === 'column') {
      if (!unify(a.columns, b.size)) refuse();
      return this.#make({ type: 'matmul' }, [left, right], { kind: 'column', size: a.rows });
    }
    if (a.kind === 'row' && b.kind === 'column') {
      if (!unify(a.size, b.size)) refuse();
      return this.#make({ type: 'matmul' }, [left, right], scalar);
    }
    if (a.kind === 'row' && b.kind === 'matrix') {
      if (!unify(a.size, b.rows)) refuse();
      return this.#make({ type: 'matmul' }, [left, right], { kind: 'row', size: b.columns });
    }
    if (a.kind === 'column' && b.kind === 'row') {
      return this.#make({ type: 'matmul' }, [left, right], { kind: 'matrix', rows: a.size, columns: b.size });
    }
    if (a.kind === 'column' && b.kind === 'matrix') {
      return this.transpose(this.multiply(this.transpose(left), right, dotted));
    }
    if (a.kind === 'column' && b.kind === 'column' && dotted) {
      return this.multiply(this.transpose(left), right, dotted);
    }
    return refuse();
  }

  hadamard(left: TensorNode, right: TensorNode): TensorNode {
    if (left.shape.kind === 'scalar' || right.shape.kind === 'scalar') return this.multiply(left, right, false);
    if (!unifyShapes(left.shape, right.shape))
      throw new TensorError(
        'shape',
        `${upper(shapeText(left.shape))} and ${shapeText(right.shape)} are multiplied entry by entry.`,
      );
    return this.#make({ type: 'hadamard' }, [left, right], left.shape, left.origin);
  }

  divide(numerator: TensorNode, denominator: TensorNode): TensorNode {
    if (denominator.shape.kind !== 'scalar')
      throw new TensorError('shape', `Something is divided by ${shapeText(denominator.shape)}.`);
    return this.#make({ type: 'divide' }, [numerator, denominator], numerator.shape, numerator.origin);
  }

  power(base: TensorNode, exponent: TensorNode): TensorNode {
    if (base.shape.kind !== 'scalar' || exponent.shape.kind !== 'scalar')
      throw new TensorError('shape', `A power is taken of ${shapeText(base.shape)}.`);
    return this.#make({ type: 'power' }, [base, exponent], scalar);
  }

  transpose(of: TensorNode): TensorNode {
    if (of.op.type === 'transpose') return of.inputs[0]!;
    const { shape } = of;
    if (shape.kind === 'scalar') return of;
    const turned: Shape =
      shape.kind === 'matrix'
        ? { kind: 'matrix', rows: shape.columns, columns: shape.rows }
        : { kind: shape.kind === 'row' ? 'column' : 'row', size: shape.size };
    return this.#make({ type: 'transpose' }, [of], turned, of.origin);
  }

  /** A function of every entry on its own; `softmax` of all entries together. */
  apply(name: string, of: TensorNode): TensorNode {
    return this.#make({ type: 'apply', name }, [of], of.shape, of.origin);
  }

  /** The entries one behind the other: of numbers and columns a column, of rows a row, of matrices more rows. */
  concatenate(parts: readonly TensorNode[], origin?: number): TensorNode {
    const [first] = parts;
    if (!first) return this.#make({ type: 'zeros' }, [], { kind: 'column', size: { size: 0 } }, origin);
    const kind = parts.find(({ shape }) => shape.kind !== 'scalar')?.shape.kind ?? 'column';
    if (parts.some(({ shape }) => shape.kind !== kind && shape.kind !== 'scalar'))
      throw new TensorError('shape', `${upper(shapeText(first.shape))} stands beside another kind of value.`);
    if (kind === 'matrix') {
      const columns = unknownDim();
      const rows = parts.map(({ shape }) => {
        if (shape.kind !== 'matrix' || !unify(columns, shape.columns))
          throw new TensorError('shape', 'Matrices with different numbers of columns are put together.');
        return shape.rows;
      });
      return this.#make({ type: 'concatenate', along: 'rows' }, parts, { kind, rows: sumOf(rows), columns });
    }
    const sizes = parts.map(({ shape }): Dim =>
      shape.kind === 'column' || shape.kind === 'row' ? shape.size : { size: 1 },
    );
    const shape: Shape = { kind: kind === 'row' ? 'row' : 'column', size: sumOf(sizes) };
    return this.#make({ type: 'concatenate', along: kind === 'row' ? 'columns' : 'rows' }, parts, shape, origin);
  }

  /** One entry, counted from the value's origin (0 where it has none); a column of a matrix is not one. */
  entry(of: TensorNode, indices: readonly number[]): TensorNode {
    const at = indices.map((index) => index - (of.origin ?? 0));
    const axes = of.shape.kind === 'matrix' ? 2 : of.shape.kind === 'scalar' ? 0 : 1;
    if (at.length !== axes)
      throw new TensorError('shape', `${upper(shapeText(of.shape))} has ${indices.length} indices here.`);
    const size = of.shape.kind === 'column' || of.shape.kind === 'row' ? found(of.shape.size).size : undefined;
    if (size !== undefined && (at[0]! < 0 || at[0]! >= size))
      throw new TensorError('unknown', `${noEntry} ${indices[0]}.`);
    // Of a list its parts are known.
    if (of.op.type === 'concatenate' && of.inputs.every(({ shape }) => shape.kind === 'scalar')) {
      return of.inputs[at[0]!]!;
    }
    return this.#make({ type: 'entry', at }, [of], scalar);
  }

  norm(of: TensorNode): TensorNode {
    return this.#make({ type: 'norm' }, [of], scalar);
  }

  /** The matrix with a vector on its diagonal. */
  diagonal(of: TensorNode): TensorNode {
    if (of.shape.kind !== 'column' && of.shape.kind !== 'row')
      throw new TensorError('shape', `The diagonal matrix of ${shapeText(of.shape)} is no matrix.`);
    return this.#make({ type: 'diagonal' }, [of], { kind: 'matrix', rows: of.shape.size, columns: of.shape.size });
  }
}

/** A number that was written, or made of written ones. */
function isConstant(node: TensorNode): boolean {
  return node.op.type === 'number' || (node.op.type === 'negate' && isConstant(node.inputs[0]!));
}

function upper(text: string): string {
  return text.replace(/^./, (first) => first.toUpperCase());
}
