import { bind, reshape, slice, type Value } from '@gradbook/core-ops';
import { takesKernels } from '@gradbook/core-ops/kernels';

import { countStatistics, type NormAttributes } from './attributes.ts';
import { differentiableNormalization } from './rules.ts';

/** What kernels made of a value. */
interface Fused<V extends Value> {
  readonly output: V;
  /** Of every group, [groups]; computed when asked for. */
  readonly mean: () => V;
  readonly variance: () => V;
}

/**
 * Normalizes with the kernels for it; undefined where they cannot: values that are not on the device, or whose single operations somebody
 * wants to see.
 *
 * @param weight any shape of G · K elements, as `bias`.
 */
export function normalizeFused<V extends Value>(
  x: V,
  weight: V | null | undefined,
  bias: V | null | undefined,
  options: Pick<NormAttributes, 'sizes' | 'over' | 'centred' | 'epsilon'>,
): Fused<V> | undefined {
  const given = [x, ...(weight ? [weight] : []), ...(bias ? [bias] : [])];
  if (!takesKernels(given)) return undefined;
  const attributes: NormAttributes = { ...options, weighted: Boolean(weight), biased: Boolean(bias) };
  const flat = [options.sizes[1] * options.sizes[2]];
  const inputs = given.map((value, index) => (index === 0 ? value : reshape(value, flat)));
  // Outputs are of the inputs' kind.
  const [output, statistics] = bind(differentiableNormalization, inputs, attributes) as V[];
  const count = countStatistics(attributes);
  const section = (index: number) => (): V => reshape(slice(statistics!, [index, 0], [1, count]), [count]);
  return { output: output!, mean: section(0), variance: section(2) };
}
