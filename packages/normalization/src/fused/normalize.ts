import { bind, reshape, sizeOf, slice, type Value } from '@gradbook/core-ops';
import { takesKernels } from '@gradbook/core-ops/kernels';

import { countStatistics, type NormAttributes } from './attributes.ts';
import { differentiableGivenNormalization } from './given/rules.ts';
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

/** The same with given statistics, [C]: x is [N, C, features…]. */
export function normalizeGivenFused<V extends Value>(
  x: V,
  mean: V,
  variance: V,
  {
    weight,
    bias,
    epsilon,
  }: { readonly weight: V | null | undefined; readonly bias: V | null | undefined; readonly epsilon: number },
): V | undefined {
  const given = [x, mean, variance, ...(weight ? [weight] : []), ...(bias ? [bias] : [])];
  // A buffer of length 0 cannot be bound.
  if (!takesKernels(given) || sizeOf(x.shape) === 0) return undefined;
  const [examples = 0, channels = 0, ...features] = x.shape;
  const attributes: NormAttributes = {
    sizes: [examples, channels, 1, sizeOf(features)],
    over: 'batch',
    centred: true,
    epsilon,
    weighted: Boolean(weight),
    biased: Boolean(bias),
  };
  // The output is of the inputs' kind.
  return bind(differentiableGivenNormalization, given, attributes)[0] as V;
}
