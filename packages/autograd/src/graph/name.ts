import { bind, Float64Tensor, isTraced, type Operation, type Value } from '@gradbook/core-ops';

/** y = x under a name: how a name travels through the tapes to the one that draws the graph. */
export const identity: Operation = {
  name: 'identity',
  shape: (inputs) => inputs.map((shape) => [...shape]),
  reference: (inputs) => inputs.map(({ shape, data, dtype }) => new Float64Tensor(shape, data, dtype)),
  kernel: (inputs) => inputs.map((input) => input.clone()),
  errorBound: (inputs) =>
    inputs.map(
      ({ shape, data }) =>
        new Float64Tensor(
          shape,
          data.map(() => 0),
        ),
    ),
  differentiable: (count) => Array.from({ length: count }, () => true),
};

/**
 * Names a value inside a function given to `trace()`. A value that has a name already (p = u₁) gets a node of its own,
 * with an edge of partial 1. Outside of `trace()`, and for values that do not depend on its inputs, it does nothing: the
 * same function can be evaluated and differentiated.
 *
 * @param value a value of any shape.
 * @param name unique in the graph; `trace()` throws otherwise.
 * @returns the value.
 *
 * @example
 * const graph = await trace(({ w, u }) => ({ y: mul(w, name(mul(w, u), 'q')) }), { w: float64(2), u: float64(5) });
 * graph.nodes.map((node) => node.name); // ['w', 'u', 'q', 'y']
 */
export function name<V extends Value>(value: V, name: string): V {
  if (!isTraced(value)) return value;
  // The identity's output is of its input's kind.
  return bind(identity, [value], { name })[0] as V;
}
