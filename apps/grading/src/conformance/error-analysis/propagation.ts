import {
  add,
  type Attributes,
  Float64Tensor,
  mul,
  operations,
  type Operation,
  type PoolAttributes,
  poolPositions,
  sizeOf,
  sub,
} from '@gradbook/core-ops';

/** A bound on how far an operation's results move when its inputs move by at most `errors`. */
export type Propagation = (step: Step) => Float64Tensor[];

/** One operation with its exact inputs and results, and the bounds of the inputs' errors. */
interface Step {
  readonly operation: Operation;
  readonly inputs: readonly Float64Tensor[];
  readonly errors: readonly Float64Tensor[];
  readonly attributes: Attributes;
  readonly outputs: readonly Float64Tensor[];
}

/** There is no rule for how an operation hands errors on. */
export class NoPropagationRule extends Error {
  override readonly name = 'NoPropagationRule';
}

/** @throws NoPropagationRule for an operation that has no rule. */
export function propagatedError(
  operation: Operation,
  inputs: readonly Float64Tensor[],
  errors: readonly Float64Tensor[],
  attributes: Attributes,
  outputs: readonly Float64Tensor[],
): Float64Tensor[] {
  const rule = rules[operation.name];
  if (!rule) throw new NoPropagationRule(`no rule says how ${operation.name} hands errors on`);
  return rule({ operation, inputs, errors, attributes, outputs });
}

/** f(|a|, |b|), and the like. */
const sizes = (values: readonly Float64Tensor[]): Float64Tensor[] =>
  values.map(({ shape, data }) => new Float64Tensor(shape, data.map(Math.abs)));

/** Elementwise: monotone, or with its minimum at 0 where the ends of [x − e, x + e] still hold the largest distance. */
const ends: Propagation = ({ operation, inputs: [x], errors: [e], attributes, outputs: [y] }) => {
  const at = (sign: number): Float64Tensor => {
    const moved = new Float64Tensor(
      x!.shape,
      x!.data.map((value, i) => value + sign * e!.data[i]!),
    );
    return operation.reference([moved], attributes)[0]!;
  };
  const [low, high] = [at(-1), at(1)];
  return [
    new Float64Tensor(
      y!.shape,
      y!.data.map((value, i) => Math.max(distance(low.data[i]!, value), distance(high.data[i]!, value))),
    ),
  ];
};

/** Functions whose slope is at most 1: the error itself. */
const nonExpansive: Propagation = ({ errors: [e] }) => [e!];

/**
 * Linear with coefficients ≥ 0: the function of the errors. Indices stay what they are; of whole numbers, which are exact,
 * the results are exact as well.
 */
const linear: Propagation = ({ operation, inputs, errors, attributes, outputs }) =>
  inputs[0]?.dtype === 'float64'
    ? operation.reference(
        inputs.map((input, i) => (input.dtype === 'float64' ? errors[i]! : input)),
        'value' in attributes ? { ...attributes, value: 0 } : attributes,
      )
    : outputs.map(({ shape, data }) => new Float64Tensor(shape, new Float64Array(data.length)));

/** Linear in each of two inputs: f(|a|, e_b) + f(e_a, |b|) + f(e_a, e_b). */
const bilinear: Propagation = ({ operation, inputs, errors, attributes }) => {
  const [a, b] = sizes(inputs);
  const [ea, eb] = errors;
  const f = (left: Float64Tensor, right: Float64Tensor): Float64Tensor =>
    operation.reference([left, right], attributes)[0]!;
  return [add(add(f(a!, eb!), f(ea!, b!)), f(ea!, eb!))];
};

/** The largest error of any element that is reduced moves a maximum, a minimum or log Σ eˣ by no more than itself. */
const largest: Propagation = ({ errors: [e], attributes }) => {
  const max = operations.find(({ name }) => name === 'max');
  if (!max) throw new NoPropagationRule('the table has no max');
  return max.reference([e!], attributes);
};

/** a/b = a · (1/b): 1/b moves by at most e/(|b| (|b| − e)). */
const quotient: Propagation = ({ inputs: [a, b], errors: [ea, eb] }) => {
  const inverse = new Float64Tensor(
    b!.shape,
    b!.data.map((value) => 1 / Math.abs(value)),
  );
  const moved = new Float64Tensor(
    b!.shape,
    b!.data.map((value, i) => {
      const [size, error] = [Math.abs(value), eb!.data[i]!];
      return error < size ? error / (size * (size - error)) : Infinity;
    }),
  );
  const [size] = sizes([a!]);
  return [add(mul(ea!, add(inverse, moved)), mul(size!, moved))];
};

/**
 * aᵇ is monotone in each of the two where a > 0, so that over a box the corners are farthest. Where the base's error reaches 0,
 * and the exponent is certain and at least 1, (|a| + e)ᵇ is farthest from |a|ᵇ, across 0 as well; elsewhere there is no bound.
 */
const power: Propagation = ({ operation, inputs, errors, outputs: [y] }) => {
  const zeros = new Float64Tensor(y!.shape, new Float64Array(y!.data.length));
  const [a, b, ea, eb] = [...inputs, ...errors].map((each) => add(each, zeros).data);
  const value = (base: number, exponent: number): number =>
    operation.reference([new Float64Tensor([], [base]), new Float64Tensor([], [exponent])], {})[0]!.data[0]!;
  const bounds = y!.data.map((exact, i) => {
    const [base, exponent, e, d] = [a![i]!, b![i]!, ea![i]!, eb![i]!];
    if (e === 0 && d === 0) return 0;
    if (base - e > 0) {
      const corners = [base - e, base + e].flatMap((x) => [exponent - d, exponent + d].map((p) => value(x, p)));
      return Math.max(...corners.map((corner) => distance(corner, exact)));
    }
    if (d > 0 || exponent < 1) return Infinity;
    const size = Math.abs(base);
    const low = value(Math.max(0, size - e), exponent);
    return Math.max(value(size + e, exponent) - value(size, exponent), value(size, exponent) - low);
  });
  return [new Float64Tensor(y!.shape, bounds)];
};

/** A comparison is as it is when the errors cannot turn it around; one that they can has no bound. */
const decided: Propagation = ({ operation, inputs: [a, b], errors: [ea, eb], outputs: [y] }) => {
  const gap = sizes([sub(a!, b!)])[0]!.data;
  if (add(ea!, eb!).data.some((error, i) => error > 0 && error >= gap[i]!)) {
    throw new NoPropagationRule(`the errors decide a comparison (${operation.name}), so its result has no bound`);
  }
  return [new Float64Tensor(y!.shape, new Float64Array(y!.data.length))];
};

/** The largest error in a window moves its maximum by no more than itself. */
const largestInWindow: Propagation = ({ operation, errors: [e], attributes }) => operation.reference([e!], attributes);

/** A maximum is where it is when the errors cannot turn a comparison around. */
const decidedMaximum: Propagation = ({ operation, inputs: [x], errors: [e], attributes, outputs: [positions] }) => {
  const windows = poolPositions(attributes as PoolAttributes);
  const plane = sizeOf((attributes as PoolAttributes).input);
  positions!.data.forEach((position, i) => {
    const start = Math.floor(i / windows.length) * plane;
    const [largest, error] = [x!.data[start + position]!, e!.data[start + position]!];
    for (const other of windows[i % windows.length]!) {
      const margin = error + e!.data[start + other]!;
      if (other !== position && margin > 0 && largest - x!.data[start + other]! <= margin) {
        throw new NoPropagationRule(`the errors decide a maximum (${operation.name}), so its place has no bound`);
      }
    }
  });
  return [new Float64Tensor(positions!.shape, new Float64Array(positions!.data.length))];
};

/** Linear with coefficients of the sign of the divisor. */
const averaged: Propagation = ({ operation, errors: [e], attributes }) => sizes(operation.reference([e!], attributes));

/** How each operation of the table hands errors on. */
export const rules: Readonly<Record<string, Propagation>> = {
  ...Object.fromEntries(
    [
      'exp',
      'expm1',
      'log',
      'log1p',
      'sqrt',
      'rsqrt',
      'tanh',
      'sigmoid',
      'softplus',
      'erf',
      'sign',
      'floor',
      'square',
    ].map((name) => [name, ends]),
  ),
  ...Object.fromEntries(['neg', 'abs', 'relu', 'sin', 'cos'].map((name) => [name, nonExpansive])),
  ...Object.fromEntries(
    'sum mean cumsum reshape transpose broadcastTo concat slice pad reverse tile gather scatterAdd cast stopGradient'
      .split(' ')
      .concat('maxPoolSelect', 'maxPoolGradient')
      .map((name) => [name, linear]),
  ),
  ...Object.fromEntries(
    ['mul', 'matmul', 'convolution', 'convInputGradient', 'convFilterGradient'].map((name) => [name, bilinear]),
  ),
  ...Object.fromEntries(['equal', 'less', 'greater', 'lessEqual', 'greaterEqual'].map((name) => [name, decided])),
  ...Object.fromEntries(['max', 'min', 'logSumExp'].map((name) => [name, largest])),
  maxPool: largestInWindow,
  maxPoolIndices: decidedMaximum,
  averagePool: averaged,
  averagePoolGradient: averaged,
  add: ({ errors: [a, b] }) => [add(a!, b!)],
  sub: ({ errors: [a, b] }) => [add(a!, b!)],
  maximum: ({ errors: [a, b] }) => [add(a!, b!)],
  minimum: ({ errors: [a, b] }) => [add(a!, b!)],
  div: quotient,
  pow: power,
  reciprocal: ({ inputs: [x], errors: [e], ...rest }) =>
    quotient({
      ...rest,
      inputs: [new Float64Tensor([], [1]), x!],
      errors: [new Float64Tensor([], [0]), e!],
    }),
  // c ? a : b: c is certain, see below, so each branch's error counts where it is taken.
  where: ({ operation, inputs: [condition], errors: [, a, b], attributes }) =>
    operation.reference([condition!, a!, b!], attributes),
  // Every weight is multiplied by a factor between e^(−2e) and e^(2e), e the largest error of an input.
  softmax: ({ errors: [e], outputs: [y] }) => {
    const factor = Math.expm1(2 * largestOf(e!));
    return [
      new Float64Tensor(
        y!.shape,
        y!.data.map((weight) => weight * factor),
      ),
    ];
  },
  logSoftmax: ({ errors: [e], outputs: [y] }) => {
    const error = 2 * largestOf(e!);
    return [
      new Float64Tensor(
        y!.shape,
        y!.data.map(() => error),
      ),
    ];
  },
};

function largestOf(e: Float64Tensor): number {
  return e.data.reduce((most, error) => Math.max(most, error), 0);
}

/** |a − b|, 0 between equal infinities. */
function distance(a: number, b: number): number {
  if (a === b) return 0;
  const difference = Math.abs(a - b);
  return Number.isNaN(difference) ? Infinity : difference;
}
