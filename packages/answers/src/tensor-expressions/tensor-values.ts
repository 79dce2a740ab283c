import type { DimSizes } from './dims.ts';
import type { Shape, TensorNode } from './tensor-graph.ts';

/** Numbers in rows, each with a bound on how far rounding may have moved it. A column has one column, a number both one. */
export interface TensorValue {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
  readonly error: Float64Array;
}

/** Rounding of one operation to nearest. */
const unit = 2 ** -53;
/** The elementary functions of JavaScript engines are within one unit in the last place; two are allowed for. */
const library = 4 * unit;

/** An elementwise function: its value, and a bound on its slope near the argument. */
export interface Elementwise {
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
  /** The arguments between which it is not flat to within rounding. */
  readonly informative?: readonly [number, number];
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const logistic: Elementwise = { value: sigmoid, slope: () => 0.25, informative: [-16, 16] };

const elementwise: Readonly<Record<string, Elementwise>> = {
  tanh: { value: Math.tanh, slope: () => 1, informative: [-8, 8] },
  sigma: logistic,
  sigmoid: logistic,
  relu: { value: (x) => Math.max(0, x), slope: () => 1 },
  exp: { value: Math.exp, slope: (x) => Math.exp(x) * 1.01, informative: [-20, 200] },
  log: { value: Math.log, slope: (x) => 1.01 / Math.abs(x) },
  ln: { value: Math.log, slope: (x) => 1.01 / Math.abs(x) },
  sqrt: { value: Math.sqrt, slope: (x) => 0.51 / Math.sqrt(x) },
  abs: { value: Math.abs, slope: () => 1 },
  sin: { value: Math.sin, slope: () => 1 },
  cos: { value: Math.cos, slope: () => 1 },
  softplus: {
    value: (x) => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0),
    slope: () => 1,
    informative: [-16, 16],
  },
  gelu: { value: (x) => x * sigmoid(1.702 * x), slope: () => 1.2 },
};

/**
 * A smooth, strictly growing function that stands for a declared one such as f_1: no two names share it, it has no symmetry,
 * is not linear and nowhere flat, so that what holds for it holds because of where it stands.
 */
export function standIn(name: string): Elementwise {
  const [a, b, c] = [1, 2, 3].map((salt) => fraction(`${name}#${salt}`)) as [number, number, number];
  const [frequency, phase, height] = [0.7 + 0.6 * a, 1 + 4 * b, 0.3 + 0.4 * c];
  return {
    value: (x) => 0.6 * x + (height / frequency) * Math.sin(frequency * x + phase) * 0.8 + 0.2 * Math.tanh(x - b),
    slope: () => 0.6 + height + 0.2,
  };
}

/** A number in [0, 1) that a text always gives (FNV-1a). */
function fraction(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39) >>> 0;
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}

/** Numbers between −1 and 1 away from 0, the same for the same key (xorshift from the key's hash). */
export function randomValue(key: string, rows: number, columns: number): TensorValue {
  const data = new Float64Array(rows * columns);
  let state = Math.floor(fraction(key) * 2 ** 32) | 1;
  for (let i = 0; i < data.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const at = (state >>> 0) / 2 ** 31 - 1;
    data[i] = at + (at < 0 ? -0.1 : 0.1);
  }
  return { rows, columns, data, error: new Float64Array(rows * columns) };
}

/** What evaluating takes. */
export interface EvaluationOptions {
  readonly sizes: DimSizes;
  /** The value of a leaf. */
  readonly leaf: (name: string, rows: number, columns: number) => TensorValue;
  /** What a declared function stands for; {@link standIn} unless given. */
  readonly functions?: (name: string) => Elementwise | undefined;
}

/**
 * Evaluates nodes in float64 with a running error bound; every node once. Nodes come from one {@link TensorGraph}, whose
 * shapes are then settled.
 */
export class TensorEvaluator {
  readonly #options: EvaluationOptions;
  readonly #values = new Map<TensorNode, TensorValue>();
  /** Whether some argument lay where its function is flat to within rounding: then nothing is learned. */
  saturated = false;

  constructor(options: EvaluationOptions) {
    this.#options = options;
  }

  value(root: TensorNode): TensorValue {
    // Recurrences are deeper than the stack.
    const open: TensorNode[] = [root];
    for (let node = open.at(-1); node; node = open.at(-1)) {
      const waiting = this.#values.has(node) ? [] : node.inputs.filter((input) => !this.#values.has(input));
      if (waiting.length > 0) {
        open.push(...waiting);
        continue;
      }
      open.pop();
      if (!this.#values.has(node)) this.#values.set(node, this.#compute(node));
    }
    return this.#values.get(root)!;
  }

  #sizeOf(shape: Shape): readonly [rows: number, columns: number] {
    const { sizes } = this.#options;
    switch (shape.kind) {
      case 'scalar':
        return [1, 1];
      case 'column':
        return [sizes.of(shape.size), 1];
      case 'row':
        return [1, sizes.of(shape.size)];
      case 'matrix':
        return [sizes.of(shape.rows), sizes.of(shape.columns)];
    }
  }

  #compute(node: TensorNode): TensorValue {
    const inputs = node.inputs.map((input) => this.#values.get(input)!);
    const [first, second] = inputs as [TensorValue, TensorValue];
    const { op } = node;
    switch (op.type) {
      case 'leaf':
        return this.#options.leaf(op.name, ...this.#sizeOf(node.shape));
      case 'number':
        return made(1, 1, () => [op.value, Math.abs(op.value) * unit]);
      case 'zeros':
        return made(...this.#sizeOf(node.shape), () => [0, 0]);
      case 'add': {
        const [rows, columns] = this.#sizeOf(node.shape);
        return made(rows, columns, (i) => {
          let [sum, error] = [0, 0];
          for (const input of inputs) {
            const at = input.data.length === 1 ? 0 : i;
            sum += input.data[at]!;
            error += input.error[at]! + Math.abs(sum) * unit;
          }
          return [sum, error];
        });
      }
      case 'negate':
        return made(first.rows, first.columns, (i) => [-first.data[i]!, first.error[i]!]);
      case 'scale':
        return made(second.rows, second.columns, (i) => product(first, 0, second, i));
      case 'hadamard':
        return made(first.rows, first.columns, (i) => product(first, i, second, i));
      case 'matmul':
        return multiplied(first, second);
      case 'divide':
        return made(first.rows, first.columns, (i) => {
          const [a, b] = [first.data[i]!, second.data[0]!];
          const value = a / b;
          const error = (first.error[i]! + Math.abs(value) * second.error[0]!) / Math.abs(b);
          return [value, error * 1.01 + Math.abs(value) * unit];
        });
      case 'power': {
        const [base, exponent] = [first.data[0]!, second.data[0]!];
        const value = base ** exponent;
        const error = Math.abs(exponent * base ** (exponent - 1)) * first.error[0]! * 1.01;
        return made(1, 1, () => [value, error + Math.abs(value) * library * 4]);
      }
      case 'transpose':
        return made(first.columns, first.rows, (i) => {
          const [row, column] = [Math.floor(i / first.rows), i % first.rows];
          return entryOf(first, column * first.columns + row);
        });
      case 'apply':
        return op.name === 'softmax' ? softmax(first) : this.#applied(op.name, first);
      case 'concatenate':
        // Rows lie one behind the other; a row is one row.
        return op.along === 'rows'
          ? joined(
              inputs,
              inputs.reduce((sum, { rows }) => sum + rows, 0),
              first.columns,
            )
          : joined(
              inputs,
              1,
              inputs.reduce((sum, { columns }) => sum + columns, 0),
            );
      case 'entry': {
        const [row, column] = op.at.length === 2 ? op.at : first.columns === 1 ? [op.at[0], 0] : [0, op.at[0]];
        const at = row! * first.columns + column!;
        const inside = row! >= 0 && row! < first.rows && column! >= 0 && column! < first.columns;
        return made(1, 1, () => (inside ? entryOf(first, at) : [Number.NaN, Number.NaN]));
      }
      case 'norm': {
        let [square, slack] = [0, 0];
        for (const [i, x] of first.data.entries()) {
          square += x * x;
          slack += 2 * Math.abs(x) * first.error[i]! + x * x * unit * 2;
        }
        const value = Math.sqrt(square);
        return made(1, 1, () => [value, slack / (value || 1) + value * unit * 2]);
      }
      case 'diagonal': {
        const size = first.data.length;
        return made(size, size, (i) => (i % (size + 1) === 0 ? entryOf(first, i / (size + 1)) : [0, 0]));
      }
    }
  }

  #applied(name: string, of: TensorValue): TensorValue {
    const own = Object.hasOwn(elementwise, name) ? elementwise[name] : undefined;
    const { value, slope, informative } = this.#options.functions?.(name) ?? own ?? standIn(name);
    return made(of.rows, of.columns, (i) => {
      const x = of.data[i]!;
      if (informative && (x < informative[0] || x > informative[1])) this.saturated = true;
      const y = value(x);
      return [y, slope(x) * of.error[i]! + (Math.abs(y) + Math.abs(x)) * library];
    });
  }
}

function made(rows: number, columns: number, entry: (i: number) => readonly [number, number]): TensorValue {
  const data = new Float64Array(rows * columns);
  const error = new Float64Array(rows * columns);
  for (let i = 0; i < data.length; i++) {
    const pair = entry(i);
    data[i] = pair[0];
    error[i] = pair[1];
  }
  return { rows, columns, data, error };
}

function entryOf(of: TensorValue, i: number): readonly [number, number] {
  return [of.data[i]!, of.error[i]!];
}

function product(a: TensorValue, i: number, b: TensorValue, j: number): readonly [number, number] {
  const [x, y] = [a.data[i]!, b.data[j]!];
  const [s, t] = [a.error[i]!, b.error[j]!];
  return [x * y, Math.abs(x) * t + Math.abs(y) * s + s * t + Math.abs(x * y) * unit];
}

function multiplied(a: TensorValue, b: TensorValue): TensorValue {
  const [rows, columns, inner] = [a.rows, b.columns, a.columns];
  const data = new Float64Array(rows * columns);
  const error = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      let [sum, slack] = [0, 0];
      for (let k = 0; k < inner; k++) {
        const [i, j] = [row * inner + k, k * columns + column];
        const [x, y, s, t] = [a.data[i]!, b.data[j]!, a.error[i]!, b.error[j]!];
        const term = x * y;
        sum += term;
        slack += Math.abs(x) * t + Math.abs(y) * s + s * t + (Math.abs(term) + Math.abs(sum)) * unit;
      }
      data[row * columns + column] = sum;
      error[row * columns + column] = slack;
    }
  return { rows, columns, data, error };
}

function joined(parts: readonly TensorValue[], rows: number, columns: number): TensorValue {
  const data = new Float64Array(rows * columns);
  const error = new Float64Array(rows * columns);
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    error.set(part.error, at);
    at += part.data.length;
  }
  return { rows, columns, data, error };
}

function softmax(of: TensorValue): TensorValue {
  const most = Math.max(...of.data);
  const powers = of.data.map((x) => Math.exp(x - most));
  const total = powers.reduce((sum, x) => sum + x, 0);
  const slack = Math.max(...of.error);
  return made(of.rows, of.columns, (i) => {
    const value = powers[i]! / total;
    // Every logit may have moved by the slack: by at most e^{2 slack} in all.
    return [value, value * (Math.expm1(2 * slack) + (of.data.length + 8) * library)];
  });
}
