import { type Node, operands, topological } from './node.ts';
import { random } from './random.ts';
import { isInteger, toNumber } from './rational.ts';

/** A double and a bound on how far it is from the true value. Both are NaN where the expression has no value. */
interface Approximate {
  readonly value: number;
  readonly error: number;
}

export interface Evaluation {
  readonly results: readonly Approximate[];
  /** Some function argument lies where the function is flat to within rounding, so that nothing is learned from it. */
  readonly saturated: boolean;
  /** Which side of each branch point was taken, by the branch's node id. */
  readonly sides: ReadonlyMap<number, string>;
  /** Some branch was too close to its corner to say which side was taken. */
  readonly corner: boolean;
}

/** Rounding of one operation to nearest. */
const unit = 2 ** -53;
/** The elementary functions of JavaScript engines are within one unit in the last place; two are allowed for. */
const library = 4 * unit;
/** What gradual underflow may lose. */
const tiny = 2 ** -1074;

/** Arguments beyond which a function is so flat that moving them is hidden by rounding. */
const flatBeyond: Readonly<Record<string, readonly [number, number]>> = {
  sigmoid: [-16, 16], tanh: [-8, 8], sech: [-16, 16], erf: [-3.5, 3.5], exp: [-20, 200], softplus: [-16, 16],
}; // prettier-ignore

interface Program {
  readonly nodes: readonly Node[];
  readonly operands: readonly (readonly number[])[];
  readonly roots: readonly number[];
  /** Whether a node holds a variable: what does not cannot be saturated by a point. */
  readonly varying: readonly boolean[];
}

/**
 * Compiles nodes to a function that evaluates all of them at a point, with a running error bound
 * (first-order forward analysis, each step's own rounding added; N. Higham, Accuracy and Stability, §3.3).
 */
export function evaluator(roots: readonly Node[], seed = 0): (at: Readonly<Record<string, number>>) => Evaluation {
  const nodes = topological(roots);
  const index = new Map(nodes.map((node, position) => [node, position]));
  const of = (node: Node): number => index.get(node)!;
  const varying: boolean[] = [];
  const inputs = nodes.map((node) => operands(node).map(of));
  for (const [position, node] of nodes.entries())
    varying.push(node.kind === 'variable' || inputs[position]!.some((input) => varying[input]));
  const program: Program = { nodes, operands: inputs, roots: roots.map(of), varying };
  return (at) => run(program, at, seed);
}

function run(program: Program, at: Readonly<Record<string, number>>, seed: number): Evaluation {
  const values: number[] = [];
  const errors: number[] = [];
  const sides = new Map<number, string>();
  let saturated = false;
  let corner = false;

  for (const [position, node] of program.nodes.entries()) {
    const inputs = program.operands[position]!;
    let value = 0;
    let error = 0;
    switch (node.kind) {
      case 'number':
        value = toNumber(node.value);
        error = node.slack + (Number.isSafeInteger(value) ? 0 : Math.abs(value) * unit * 2);
        break;
      case 'constant':
        value = node.name === 'e' ? Math.E : Math.PI;
        error = value * unit;
        break;
      case 'variable':
        value = at[node.name] ?? NaN;
        break;
      case 'sum':
        for (const input of inputs) {
          value += values[input]!;
          error += errors[input]! + Math.abs(value) * unit;
        }
        if (
          isExact(
            inputs.reduce((total, input) => total + Math.abs(values[input]!), 0),
            inputs,
            values,
            errors,
          )
        )
          error = 0;
        break;
      case 'product':
        value = 1;
        for (const input of inputs) {
          const [other, slack] = [values[input]!, errors[input]!];
          error = Math.abs(value) * slack + Math.abs(other) * error + error * slack;
          value *= other;
          error += Math.abs(value) * unit + tiny;
        }
        if (isExact(value, inputs, values, errors)) error = 0;
        break;
      case 'power':
        [value, error] = power(
          node.exponent,
          values[inputs[0]!]!,
          errors[inputs[0]!]!,
          values[inputs[1]!]!,
          errors[inputs[1]!]!,
        );
        break;
      case 'function': {
        const [x, slack] = [values[inputs[0]!]!, errors[inputs[0]!]!];
        const flat = Object.hasOwn(flatBeyond, node.name) ? flatBeyond[node.name] : undefined;
        if (flat !== undefined && (x < flat[0] || x > flat[1]) && program.varying[position] === true) saturated = true;
        if (node.name === 'max' || node.name === 'min') {
          const given = inputs.map((input) => values[input]!);
          value = node.name === 'max' ? Math.max(...given) : Math.min(...given);
          error = Math.max(...inputs.map((input) => errors[input]!));
          const near = inputs.filter((input) => Math.abs(values[input]! - value) <= errors[input]! + error);
          if (near.length > 1) corner = true;
          sides.set(node.id, String(inputs.indexOf(near[0]!)));
        } else if (node.name.startsWith('call:')) {
          [value, error] = arbitrary(
            node.name,
            inputs.map((input) => values[input]!),
            inputs.map((input) => errors[input]!),
            seed,
          );
        } else {
          [value, error] = unary(node.name, x, slack);
          if (node.name === 'relu' || node.name === 'absolute' || node.name === 'sign' || node.name === 'step') {
            if (Math.abs(x) <= slack) corner = true;
            sides.set(node.id, x > 0 ? '+' : '-');
          }
        }
        break;
      }
    }
    values.push(value);
    // An error that cannot be bounded means that nothing is known.
    errors.push(Number.isFinite(value) ? error : NaN);
  }
  return {
    results: program.roots.map((root) => ({ value: values[root]!, error: errors[root]! })),
    saturated,
    sides,
    corner,
  };
}

/** Sums and products of whole numbers are exact, which matters where they are exponents. */
function isExact(
  value: number,
  inputs: readonly number[],
  values: readonly number[],
  errors: readonly number[],
): boolean {
  return (
    Number.isSafeInteger(value) && inputs.every((input) => errors[input] === 0 && Number.isSafeInteger(values[input]!))
  );
}

function power(exponent: Node, base: number, baseError: number, p: number, pError: number): readonly [number, number] {
  const integer = exponent.kind === 'number' && exponent.slack === 0 && isInteger(exponent.value);
  const value = base ** p;
  if (!Number.isFinite(value)) return [NaN, NaN];
  const size = Math.abs(base);
  if (baseError >= size && (p < 0 || !integer)) return baseError === 0 && p > 0 ? [value, 0] : [NaN, NaN];
  if (!integer && base < 0 && !(pError === 0 && Number.isInteger(p))) return [NaN, NaN];
  // |(b + δ)^p − b^p| ≤ |p| |δ| max |b ± δ|^(p−1), and the exponent's own error moves it by |b^p log b|.
  const slope =
    Math.abs(p) * baseError * Math.max((size + baseError) ** (p - 1), Math.max(size - baseError, 0) ** (p - 1));
  const fromExponent = pError === 0 ? 0 : Math.abs(value) * Math.expm1(Math.abs(Math.log(size)) * pError);
  return [value, (baseError === 0 ? 0 : slope) + fromExponent + Math.abs(value) * library + tiny];
}

/** A function of one argument x ± e: its value and a bound on its error. */
function unary(name: string, x: number, e: number): readonly [number, number] {
  const done = (value: number, slope: number): readonly [number, number] => [
    value,
    (e === 0 ? 0 : slope * e * 1.01) + Math.abs(value) * library + tiny,
  ];
  switch (name) {
    case 'exp': {
      const value = Math.exp(x);
      return [value, value * (Math.expm1(e) + library) + tiny];
    }
    case 'log':
      return x - e > 0 ? done(Math.log(x), 1 / (x - e)) : [NaN, NaN];
    case 'sigmoid': {
      const size = Math.exp(-Math.abs(x));
      return done((x >= 0 ? 1 : size) / (1 + size), Math.exp(e) * size);
    }
    case 'tanh':
      return done(Math.tanh(x), 1);
    case 'softplus':
      return done(Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), 1);
    case 'relu':
      return [Math.max(x, 0), e];
    case 'absolute':
      return [Math.abs(x), e];
    case 'sin':
      return done(Math.sin(x), 1);
    case 'cos':
      return done(Math.cos(x), 1);
    case 'tan': {
      const cosine = Math.abs(Math.cos(x)) - e;
      return cosine > 0 ? done(Math.tan(x), 1 / cosine ** 2) : [NaN, NaN];
    }
    case 'sinh':
      return done(Math.sinh(x), Math.cosh(Math.abs(x) + e));
    case 'cosh':
      return done(Math.cosh(x), Math.cosh(Math.abs(x) + e));
    case 'sech':
      return done(1 / Math.cosh(x), 1);
    case 'asin':
    case 'acos': {
      const room = 1 - (Math.abs(x) + e) ** 2;
      return room > 0 ? done(name === 'asin' ? Math.asin(x) : Math.acos(x), 1 / Math.sqrt(room)) : [NaN, NaN];
    }
    case 'atan':
      return done(Math.atan(x), 1);
    case 'atanh': {
      const room = 1 - (Math.abs(x) + e) ** 2;
      return room > 0 ? done(Math.atanh(x), 1 / room) : [NaN, NaN];
    }
    case 'erf': {
      const [value, own] = erf(x);
      return [value, e * 1.13 + own];
    }
    case 'sign':
      return Math.abs(x) > e || e === 0 ? [Math.sign(x), 0] : [NaN, NaN];
    case 'step':
      return Math.abs(x) > e ? [x > 0 ? 1 : 0, 0] : [NaN, NaN];
    case 'floor':
    case 'ceil': {
      const round = name === 'floor' ? Math.floor : Math.ceil;
      return round(x - e) === round(x + e) ? [round(x), 0] : [NaN, NaN];
    }
    default:
      return [NaN, NaN];
  }
}

/**
 * erf by its Maclaurin series, sum of 2/√π (−1)^n x^(2n+1) / (n! (2n+1)), for |x| ≤ 3.5 (beyond it is ±1 to 7e-7, which the
 * bound says). The largest term bounds what cancellation costs.
 */
function erf(x: number): readonly [number, number] {
  if (Math.abs(x) > 3.5) return [Math.sign(x), 1e-6];
  let term = x;
  let sum = x;
  let largest = Math.abs(x);
  for (let n = 1; n < 90; n++) {
    term *= -(x * x) / n;
    sum += term / (2 * n + 1);
    largest = Math.max(largest, Math.abs(term));
  }
  return [(sum * 2) / Math.sqrt(Math.PI), largest * 200 * unit + tiny];
}

/**
 * A function of which nothing is known but its name stands for a smooth random one, a sum of three sines drawn from name
 * and seed: two expressions in it that agree for such a function agree for all. `#orders` are its derivatives by each argument.
 */
function arbitrary(name: string, x: readonly number[], e: readonly number[], seed: number): readonly [number, number] {
  const [plain = '', orders = ''] = name.split('#');
  const order = orders === '' ? x.map(() => 0) : orders.split(',').map(Number);
  const draw = random(seed, 'function', plain, x.length);
  let value = 0;
  let error = 0;
  for (let wave = 0; wave < 3; wave++) {
    let phase = draw.uniform() * 6;
    let size = 0.5 + draw.uniform();
    let moved = Math.abs(phase);
    let slack = 0;
    for (const [position, each] of x.entries()) {
      const frequency = 0.4 + draw.uniform();
      phase += frequency * each;
      moved += Math.abs(frequency * each);
      slack += frequency * e[position]!;
      size *= frequency ** (order[position] ?? 0);
    }
    const turns = order.reduce((a, b) => a + b, 0);
    value += size * Math.sin(phase + (turns * Math.PI) / 2);
    error += size * (slack + (moved + turns * 2 + 4) * 8 * unit);
  }
  return [value, error];
}
