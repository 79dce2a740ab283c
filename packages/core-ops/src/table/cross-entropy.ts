import { Float64Tensor } from '../values/float64-tensor.ts';
import type { Shape } from '../values/value.ts';
import { sum64 } from './reductions.ts';
import { boundEach, copyBounds, unitRoundoff as u } from './error-bounds.ts';
import { classWeightsKernel, crossEntropyGradientKernel, crossEntropyKernel } from './kernels/cross-entropy.ts';
import { type Example, type Operation, ShapeError } from './operation.ts';
import { seeded } from './seeded.ts';
import { sameShape, viewAxis } from './shapes.ts';
import { logSoftmax, softmax } from './softmax.ts';
import { row } from './support.ts';

/** What the loss and its gradient are told beside logits, targets and weights. */
export type CrossEntropyAttributes = {
  /** The axis of the classes. */
  readonly axis: number;
  /** Targets of this class count nothing. */
  readonly ignoreIndex: number | null;
  /** ε: the target becomes (1 − ε) of itself and ε/C of every class. */
  readonly labelSmoothing: number;
};

/** The class that counts nothing, and how many classes there are. */
export type ClassWeightsAttributes = { readonly ignoreIndex: number | null; readonly classes: number };

/** Checks logits, targets and, where there is one, the weight; returns the shape of the targets. */
function targetShape(name: string, shapes: readonly Shape[], axis: number): Shape {
  const [logits, targets, weight] = shapes;
  if (!logits || !targets || !(axis in logits)) {
    throw new ShapeError(name, shapes, `logits with an axis ${axis} of classes and targets are needed`);
  }
  const expected = logits.filter((_, index) => index !== axis);
  if (!sameShape(targets, expected)) {
    throw new ShapeError(
      name,
      shapes,
      `the targets need the logits' shape without axis ${axis}, [${expected.join(', ')}]`,
    );
  }
  if (weight && !sameShape(weight, [logits[axis]!])) {
    throw new ShapeError(name, shapes, `the weight needs one number for each class, [${logits[axis]}]`);
  }
  return expected;
}

/** Of every line along the classes: where it lies, its target, whether that counts, and the shares q of its classes. */
interface Line {
  readonly target: number;
  readonly ignored: boolean;
  readonly valid: boolean;
  /** Position of class c among the logits. */
  readonly at: (c: number) => number;
  /** q_c = (1 − ε) w_t [c = t] + ε w_c / C. */
  readonly shares: Float64Array;
}

function linesOf(
  logits: Float64Tensor,
  targets: Float64Tensor,
  weight: Float64Tensor | undefined,
  { axis, ignoreIndex, labelSmoothing }: CrossEntropyAttributes,
): Line[] {
  const { length, inner } = viewAxis(logits.shape, axis);
  const weightOf = (c: number): number => weight?.data[c] ?? 1;
  return Array.from(targets.data, (target, line) => {
    const start = Math.floor(line / inner) * length * inner + (line % inner);
    return {
      target,
      ignored: target === ignoreIndex,
      valid: Number.isInteger(target) && target >= 0 && target < length,
      at: (c) => start + c * inner,
      shares: Float64Array.from(
        { length },
        (_, c) => (c === target ? (1 - labelSmoothing) * weightOf(c) : 0) + (labelSmoothing / length) * weightOf(c),
      ),
    };
  });
}

function lossOf({ ignored, valid, at, shares }: Line, logs: Float64Tensor): number {
  if (ignored || !valid) return ignored ? 0 : NaN;
  // A class that has no share does not count, be its logarithm −∞.
  return -sum64(shares.map((q, c) => (q === 0 ? 0 : q * logs.data[at(c)]!)));
}

function examples(seed: number, backward: boolean): Example<CrossEntropyAttributes>[] {
  const random = seeded(seed);
  const plain = { ignoreIndex: -100, labelSmoothing: 0 };
  const example = (
    shape: Shape,
    axis: number,
    options: Partial<CrossEntropyAttributes>,
    { weighted = false, scale = 1, lowest = 0 } = {},
  ): Example<CrossEntropyAttributes> => {
    const positions = shape.filter((_, index) => index !== axis);
    const classes = shape[axis]!;
    return {
      inputs: [
        random.normal(shape, 0, scale),
        random.integers(positions, lowest, classes),
        ...(weighted ? [random.uniform([classes], 0.5, 2)] : []),
        ...(backward ? [random.normal(positions)] : []),
      ],
      attributes: { ...plain, axis, ...options },
      ...(scale === 1 ? { smooth: true } : {}),
    };
  };
  return [
    example([3, 4], 1, {}),
    example([2, 3, 2], 1, { labelSmoothing: 0.125 }, { weighted: true }),
    example([4, 3], 1, { ignoreIndex: 1, labelSmoothing: 0.25 }),
    example([5], 0, {}, { weighted: true }),
    example([2, 3], 1, {}, { scale: 1e4 }),
    // −1 is no class.
    example([6, 4], 1, {}, { lowest: -1, scale: 2 }),
    example([3, 1200], 1, { labelSmoothing: 0.1 }, { weighted: true, scale: 5 }),
    example([0, 3], 1, {}, { scale: 2 }),
  ];
}

/** Inputs: logits, targets, and the classes' weight, or not. */
export const softmaxCrossEntropy: Operation<CrossEntropyAttributes> = {
  name: 'softmaxCrossEntropy',
  shape: (shapes, { axis }) => {
    if (shapes.length !== 2 && shapes.length !== 3) {
      throw new ShapeError('softmaxCrossEntropy', shapes, 'it takes logits, targets and perhaps a weight');
    }
    return [targetShape('softmaxCrossEntropy', shapes, axis)];
  },
  reference: ([logits, targets, weight], attributes) => {
    const [logs] = logSoftmax.reference([logits!], { axis: attributes.axis });
    const lines = linesOf(logits!, targets!, weight, attributes);
    return [
      new Float64Tensor(
        targets!.shape,
        lines.map((line) => lossOf(line, logs!)),
      ),
    ];
  },
  kernel: (inputs, attributes) => [crossEntropyKernel(inputs, attributes, inputs[1]!.shape)],
  // A logarithm is off by its own bound; then come the factors (1 − ε and ε/C, rounded), two products, the sum, the last sum:
  // six roundings of |q log p| at most.
  errorBound: ([logits, targets, weight], attributes, [output]) => {
    const { axis } = attributes;
    const logs = logSoftmax.reference([logits!], { axis });
    const errors = logSoftmax.errorBound([logits!], { axis }, logs)[0]!;
    const lines = linesOf(logits!, targets!, weight, attributes);
    return [
      boundEach(output!, (index) => {
        const { at, shares } = lines[index]!;
        return shares.reduce((sum, q, c) => {
          const size = q === 0 ? 0 : Math.abs(q) * (errors.data[at(c)]! + 6 * u * Math.abs(logs[0]!.data[at(c)]!));
          return sum + size;
        }, 0);
      }),
    ];
  },
  differentiable: (count) => [true, false, ...(count === 3 ? [true] : [])],
  examples: (seed) => examples(seed, false),
};

/** Inputs: logits, targets, perhaps the classes' weight, and the cotangent of every position's loss. */
export const softmaxCrossEntropyGradient: Operation<CrossEntropyAttributes> = {
  name: 'softmaxCrossEntropyGradient',
  shape: (shapes, { axis }) => {
    const cotangent = shapes.at(-1);
    const positions = targetShape('softmaxCrossEntropyGradient', shapes.slice(0, -1), axis);
    if (!cotangent || !sameShape(cotangent, positions)) {
      throw new ShapeError('softmaxCrossEntropyGradient', shapes, `the cotangent needs the targets' shape`);
    }
    return [shapes[0]!];
  },
  reference: (inputs, attributes) => {
    const [logits, targets] = inputs as [Float64Tensor, Float64Tensor];
    const cotangents = inputs.at(-1)!;
    const [p] = softmax.reference([logits], { axis: attributes.axis });
    const data = new Float64Array(logits.data.length);
    const weight = inputs.length === 4 ? inputs[2] : undefined;
    for (const [index, { ignored, valid, at, shares }] of linesOf(logits, targets, weight, attributes).entries()) {
      const all = sum64(shares);
      for (const [c, q] of shares.entries()) {
        if (!ignored) data[at(c)] = valid ? cotangents.data[index]! * (p!.data[at(c)]! * all - q) : NaN;
      }
    }
    return [new Float64Tensor(logits.shape, data)];
  },
  kernel: (inputs, attributes) => [crossEntropyGradientKernel(inputs, attributes)],
  // p is off by its own bound; Σq by five roundings of Σ|q|, q by four; then a product, a difference and a product.
  errorBound: (inputs, attributes, [output]) => {
    const [logits, targets] = inputs as [Float64Tensor, Float64Tensor];
    const cotangents = inputs.at(-1)!;
    const { axis } = attributes;
    const p = softmax.reference([logits], { axis });
    const errors = softmax.errorBound([logits], { axis }, p)[0]!;
    const sizes = new Float64Array(logits.data.length);
    const weight = inputs.length === 4 ? inputs[2] : undefined;
    for (const [index, { at, shares }] of linesOf(logits, targets, weight, attributes).entries()) {
      const all = shares.reduce((sum, q) => sum + Math.abs(q), 0);
      const g = Math.abs(cotangents.data[index]!);
      for (const [c, q] of shares.entries()) {
        const weightedP = p[0]!.data[at(c)]! * all;
        sizes[at(c)] = g * (errors.data[at(c)]! * all * (1 + 8 * u) + 8 * u * (weightedP + Math.abs(q)));
      }
    }
    return [boundEach(output!, (index) => sizes[index]!)];
  },
  differentiable: (count) => [true, false, ...(count === 4 ? [true] : []), true],
  examples: (seed) => examples(seed, true),
};

/** Inputs: targets, and the classes' weight, or not. */
export const classWeights: Operation<ClassWeightsAttributes> = {
  name: 'classWeights',
  shape: (shapes, { classes }) => {
    const [targets, weight] = shapes;
    if (!targets || shapes.length > 2 || (weight && !sameShape(weight, [classes]))) {
      throw new ShapeError('classWeights', shapes, `it takes targets and perhaps a weight of shape [${classes}]`);
    }
    return [targets];
  },
  reference: ([targets, weight], { ignoreIndex, classes }) => [
    new Float64Tensor(
      targets!.shape,
      targets!.data.map((target) => {
        if (target === ignoreIndex) return 0;
        return Number.isInteger(target) && target >= 0 && target < classes ? (weight?.data[target] ?? 1) : NaN;
      }),
    ),
  ],
  kernel: (inputs, attributes) => [classWeightsKernel(inputs, attributes)],
  errorBound: copyBounds,
  differentiable: (count) => (count === 2 ? [false, true] : [false]),
  examples: (seed) => {
    const random = seeded(seed);
    return [
      {
        inputs: [random.integers([2, 3], 0, 3), random.normal([3])],
        attributes: { ignoreIndex: 1, classes: 3 },
        smooth: true,
      },
      { inputs: [random.integers([7], -1, 4)], attributes: { ignoreIndex: 2, classes: 3 } },
      { inputs: [random.integers([0], 0, 3)], attributes: { ignoreIndex: null, classes: 3 } },
    ];
  },
};

/** The rows of the table for this loss. */
export const crossEntropyOperations: readonly Operation[] = [
  row(softmaxCrossEntropy),
  row(softmaxCrossEntropyGradient),
  row(classWeights),
];
