import type { Key, Placed, Placement } from '@gradbook/core-ops';
import { xavierUniform } from '@gradbook/layers-recurrent';

import type { AdditiveParameters } from '../additive/additive.ts';
import type { ImageAttentionParameters } from '../images/image-attention.ts';
import type { MultiHeadParameters } from '../multi-head/multi-head.ts';
import { Maker, requireSizes } from './make.ts';

/**
 * The sizes of additive attention.
 *
 * @example
 * const options: InitialAdditiveOptions = { querySize: 4, keySize: 3, units: 5 };
 */
export interface InitialAdditiveOptions<K extends 'float64' | 'webgpu' = 'float64' | 'webgpu'> extends Placement<K> {
  readonly querySize: number;
  readonly keySize: number;
  /** A */
  readonly units: number;
  /** True unless given. */
  readonly bias?: boolean;
}

/**
 * Parameters for {@link additiveAttention}, each uniform on (−1/√n, 1/√n) with n inputs; the bias is zeros.
 *
 * @throws RangeError for sizes that are no whole numbers above 0; likewise for the others.
 * @example
 * initialAdditive(key(0), { querySize: 4, keySize: 3, units: 5 }).weight_key.shape; // [5, 3]
 */
export function initialAdditive<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  { querySize, keySize, units, bias = true, kind }: InitialAdditiveOptions<K>,
): AdditiveParameters<Placed<K>> {
  requireSizes('initialAdditive', { querySize, keySize, units });
  const make = new Maker(key, kind);
  return {
    weight_query: make.weight([units, querySize]),
    weight_key: make.weight([units, keySize]),
    weight_score: make.weight([units]),
    ...(bias ? { bias: make.filled([units], 0) } : {}),
  };
}

/**
 * The sizes of attention over an image.
 *
 * @example
 * const options: InitialImageAttentionOptions = { channels: 8, querySize: 4, units: 5, gate: true };
 */
export interface InitialImageAttentionOptions<
  K extends 'float64' | 'webgpu' = 'float64' | 'webgpu',
> extends Placement<K> {
  /** C */
  readonly channels: number;
  readonly querySize: number;
  /** A */
  readonly units: number;
  /** Whether there is the gate β; false unless given. */
  readonly gate?: boolean;
}

/**
 * Parameters for {@link softImageAttention} and {@link hardImageAttention}, as those of {@link initialAdditive}.
 *
 * @example
 * initialImageAttention(key(0), { channels: 8, querySize: 4, units: 5 }).weight_key.shape; // [5, 8]
 */
export function initialImageAttention<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  { channels, querySize, units, gate = false, kind }: InitialImageAttentionOptions<K>,
): ImageAttentionParameters<Placed<K>> {
  requireSizes('initialImageAttention', { channels, querySize, units });
  const make = new Maker(key, kind);
  return {
    weight_query: make.weight([units, querySize]),
    weight_key: make.weight([units, channels]),
    weight_score: make.weight([units]),
    bias: make.filled([units], 0),
    ...(gate ? { weight_gate: make.weight([1, querySize]), bias_gate: make.filled([1], 0) } : {}),
  };
}

/**
 * The sizes of multi-head attention.
 *
 * @example
 * const options: InitialMultiHeadOptions = { embedSize: 8, keySize: 3, valueSize: 5 };
 */
export interface InitialMultiHeadOptions<K extends 'float64' | 'webgpu' = 'float64' | 'webgpu'> extends Placement<K> {
  /** E */
  readonly embedSize: number;
  /** Features of a key and of a value; E unless given. */
  readonly keySize?: number;
  readonly valueSize?: number;
  /** True unless given. */
  readonly bias?: boolean;
  /** Whether there are `bias_k` and `bias_v`; false unless given. */
  readonly biasKeyValue?: boolean;
}

/**
 * Parameters for {@link multiHeadAttention} as PyTorch begins: the projections Xavier uniform, biases zeros, `out_proj.weight`
 * uniform on (−1/√E, 1/√E). `bias_k` and `bias_v` are uniform alike.
 *
 * @example
 * Object.keys(initialMultiHead(key(0), { embedSize: 4 })); // ['in_proj_weight', 'in_proj_bias', 'out_proj.weight', 'out_proj.bias']
 * initialMultiHead(key(0), { embedSize: 4, keySize: 3 }).k_proj_weight!.shape; // [4, 3]
 */
export function initialMultiHead<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  options: InitialMultiHeadOptions<K>,
): MultiHeadParameters<Placed<K>> {
  const { embedSize, keySize = embedSize, valueSize = embedSize, bias = true, biasKeyValue = false, kind } = options;
  requireSizes('initialMultiHead', { embedSize, keySize, valueSize });
  const make = new Maker(key, kind);
  const xavier = xavierUniform();
  const projections =
    keySize === embedSize && valueSize === embedSize
      ? { in_proj_weight: make.weight([3 * embedSize, embedSize], xavier) }
      : {
          q_proj_weight: make.weight([embedSize, embedSize], xavier),
          k_proj_weight: make.weight([embedSize, keySize], xavier),
          v_proj_weight: make.weight([embedSize, valueSize], xavier),
        };
  return {
    ...projections,
    ...(bias ? { in_proj_bias: make.filled([3 * embedSize], 0) } : {}),
    'out_proj.weight': make.weight([embedSize, embedSize]),
    ...(bias ? { 'out_proj.bias': make.filled([embedSize], 0) } : {}),
    ...(biasKeyValue ? { bias_k: make.weight([1, 1, embedSize]), bias_v: make.weight([1, 1, embedSize]) } : {}),
  };
}
