import type { Value } from '@gradbook/core-ops';

import { type CellParameters, type CellSizes, type GateCounts, sizesOf } from '../cells/weights.ts';

/**
 * The parameters of a stack of recurrent layers under PyTorch's names: for layer k from 0 `weight_ih_l{k}`
 * [gates · H, inputs], `weight_hh_l{k}` [gates · H, H], and where there are biases `bias_ih_l{k}` and `bias_hh_l{k}`
 * [gates · H]; of the reverse direction the same with `_reverse` behind it. Layers after the first take the outputs of all
 * directions. With `weight_hr_l{k}` [P, H] an LSTM's hidden states are projected, and `weight_hh_l{k}` is [4 · H, P].
 *
 * How many layers and which directions there are is read off the names.
 *
 * @example
 * const params: RecurrentParameters<Float64Tensor> = {
 *   weight_ih_l0: float64([[0.5]]),
 *   weight_hh_l0: float64([[2]]),
 * };
 * rnn(params, float64([[2], [0]]), { nonlinearity: 'linear' }).output.data; // [1, 2]
 */
export type RecurrentParameters<V extends Value> = Readonly<Record<string, V>>;

/** A layer's directions with their weights. */
export interface LayerWeights<V extends Value> {
  readonly direction: 'forward' | 'reverse';
  readonly weights: CellParameters<V>;
  readonly sizes: CellSizes;
}

const namePattern =
  /^(?<part>weight_ih|weight_hh|bias_ih|bias_hh|weight_hr|peephole)_l(?<layer>\d+)(?<reverse>_reverse)?$/;

/**
 * The weights of every layer and direction.
 *
 * @throws TypeError for a name that is none of PyTorch's and for weights that are missing; ShapeError for weights that do
 * not fit each other.
 */
export function layersOf<V extends Value>(
  operation: string,
  params: RecurrentParameters<V>,
  gates: GateCounts,
  allowed: readonly string[],
): readonly (readonly LayerWeights<V>[])[] {
  let count = 0;
  const suffixes = new Set<string>();
  for (const name of Object.keys(params)) {
    const groups = namePattern.exec(name)?.groups;
    if (!groups || !allowed.includes(groups['part']!)) {
      throw new TypeError(
        `${operation}: ${JSON.stringify(name)} is no parameter of it; expected ${allowed.join(', ')} with _l0, _l1, … and _reverse`,
      );
    }
    count = Math.max(count, Number(groups['layer']) + 1);
    suffixes.add(groups['reverse'] ?? '');
  }
  if (count === 0) throw new TypeError(`${operation}: there are no parameters; expected weight_ih_l0, weight_hh_l0, …`);
  const directions = (['', '_reverse'] as const).filter((suffix) => suffixes.has(suffix));
  return Array.from({ length: count }, (_, layer) =>
    directions.map((reverse): LayerWeights<V> => {
      const suffix = `_l${layer}${reverse}`;
      const needed = (part: string): V => {
        const value = params[part + suffix];
        if (value) return value;
        throw new TypeError(`${operation}: the parameter ${part}${suffix} is missing`);
      };
      const weights: CellParameters<V> = {
        weight_ih: needed('weight_ih'),
        weight_hh: needed('weight_hh'),
        bias_ih: params[`bias_ih${suffix}`],
        bias_hh: params[`bias_hh${suffix}`],
        weight_hr: params[`weight_hr${suffix}`],
        peephole: params[`peephole${suffix}`],
      };
      const sizes = sizesOf(operation, weights, gates, suffix);
      return { direction: reverse ? 'reverse' : 'forward', weights, sizes };
    }),
  );
}
