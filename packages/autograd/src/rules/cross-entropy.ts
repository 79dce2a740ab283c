import {
  add,
  classWeights,
  equal,
  expandDims,
  logSoftmax,
  mul,
  neg,
  oneHot,
  reshape,
  type Shape,
  sizeOf,
  softmax,
  softmaxCrossEntropyGradient,
  sub,
  sum,
  transpose,
  type Value,
  where,
} from '@gradbook/core-ops';

import { onesLike } from '../constants.ts';
import { at, type Recorded, type Rules } from '../rule.ts';

interface Attributes {
  readonly axis: number;
  readonly ignoreIndex: number | null;
  readonly labelSmoothing: number;
}

/**
 * Cross-entropy of p = softmax(x) against classes: ℓ = −Σ_c q_c ln p_c with the shares q_c = u_c w_c,
 * u_c = (1 − ε) [c = t] + ε/C, or 0 where the target is ignored.
 */
export const crossEntropyRules: Rules = {
  // x̄ = ℓ̄ (S p − q), S = Σ q; w̄_c = −Σ ℓ̄ u_c ln p_c over the positions
  softmaxCrossEntropy: ({ inputs, attributes, cotangents }) => {
    const [x, target, weight] = inputs as readonly [Value, Value, Value?];
    const options = attributes as unknown as Attributes;
    const g = at(cotangents, 0);
    const byWeight = (): Value => {
      const shares = sharesOf(x, target, options);
      const logs = classesLast(logSoftmax(x, options.axis), options.axis);
      // A class without a share does not count, be its logarithm −∞.
      const products = where(equal(shares, 0), 0, mul(shares, logs));
      return neg(overPositions(mul(expandDims(g, -1), products)));
    };
    return [
      () => softmaxCrossEntropyGradient(x, target, g, { ...options, weight: weight ?? null }),
      undefined,
      byWeight,
    ];
  },
  // d = g (S p − q): x̄ = g S p (d̄ − Σ d̄ p), w̄_c = Σ g u_c (Σ d̄ p − d̄_c) over the positions, ḡ = Σ d̄ (S p − q)
  softmaxCrossEntropyGradient: (recorded: Recorded) => {
    const { inputs, cotangents } = recorded;
    const options = recorded.attributes as unknown as Attributes;
    const { axis, ignoreIndex, labelSmoothing } = options;
    const [x, target] = inputs as readonly [Value, Value];
    const g = at(inputs, inputs.length - 1);
    const weight = inputs.length === 4 ? at(inputs, 2) : null;
    const cotangent = at(cotangents, 0);
    const expected = (): Value => sum(mul(cotangent, softmax(x, axis)), [axis], { keepDims: true });
    const byLogits = (): Value => {
      const classes = x.shape[axis]!;
      const own = classWeights(target, classes, { ignoreIndex, weight });
      const counted = classWeights(target, classes, { ignoreIndex });
      const ofAll = weight ? sum(mul(weight, labelSmoothing / classes)) : labelSmoothing;
      const all = add(mul(own, 1 - labelSmoothing), mul(counted, ofAll));
      return mul(mul(softmax(x, axis), sub(cotangent, expected())), expandDims(mul(g, all), axis));
    };
    const byWeight = (): Value => {
      const centred = classesLast(sub(expected(), cotangent), axis);
      return overPositions(mul(mul(expandDims(g, -1), sharesOf(x, target, options)), centred));
    };
    const byCotangent = (): Value =>
      sum(mul(cotangent, softmaxCrossEntropyGradient(x, target, onesLike(g), { ...options, weight })), [axis]);
    return weight ? [byLogits, undefined, byWeight, byCotangent] : [byLogits, undefined, byCotangent];
  },
  // y = w_t, 0 where ignored: w̄_c = Σ ȳ [c = t] over the positions that count
  classWeights: ({ inputs, attributes, cotangents }) => {
    const { ignoreIndex, classes } = attributes as unknown as { ignoreIndex: number | null; classes: number };
    const target = at(inputs, 0);
    const counted = classWeights(target, classes, { ignoreIndex });
    const cotangent = expandDims(mul(at(cotangents, 0), counted), -1);
    return [undefined, () => overPositions(mul(cotangent, oneHot(target, classes)))];
  },
};

/** u, [positions…, C]. */
function sharesOf(x: Value, target: Value, { axis, ignoreIndex, labelSmoothing }: Attributes): Value {
  const classes = x.shape[axis]!;
  const counted = expandDims(classWeights(target, classes, { ignoreIndex }), -1);
  return mul(add(mul(oneHot(target, classes), 1 - labelSmoothing), labelSmoothing / classes), counted);
}

function classesLast(x: Value, axis: number): Value {
  const others = x.shape.map((_, index) => index).filter((index) => index !== axis);
  return transpose(x, [...others, axis]);
}

/** Σ over all axes but the last. */
function overPositions(x: Value): Value {
  const rows: Shape = [sizeOf(x.shape.slice(0, -1)), x.shape.at(-1)!];
  return sum(reshape(x, rows), [0]);
}
