/** What decides a normalization besides its tensors. */
export interface NormAttributes {
  readonly [name: string]: unknown;
  /** x as [examples N, groups G, channels of a group K, features S]; weight and bias have a number for each of G · K. */
  readonly sizes: readonly [examples: number, groups: number, channels: number, features: number];
  /** Statistics of a group over the whole batch (then K is 1), or of each example's group. */
  readonly over: 'batch' | 'example';
  /** Whether the mean is taken off; else it counts as 0, and the variance is the mean of x². */
  readonly centred: boolean;
  readonly epsilon: number;
  readonly weighted: boolean;
  readonly biased: boolean;
  /** How to run: each part of a sum by a thread or by a workgroup; chosen for the device unless given. */
  readonly form?: NormForm | undefined;
}

/** Who computes a part of a sum: one thread, without barriers, or a workgroup together. */
export type NormForm = 'thread' | 'workgroup';

/** What a normalization takes. */
export interface NormInputs<V> {
  /** Any shape of N · G · K · S elements in this order. */
  readonly x: V;
  /** γ and β, [G · K]. */
  readonly weight?: V | undefined;
  readonly bias?: V | undefined;
}

/** What its vector-Jacobian product takes: the statistics are no input of their own. */
export interface NormGradientInputs<V> {
  readonly statistics: V;
  readonly x: V;
  readonly weight?: V | undefined;
  /** ∂L/∂y */
  readonly cotangent: V;
}

/** A list of inputs by their names. */
export function normInputs<V>(values: readonly V[], { weighted, biased }: NormAttributes): NormInputs<V> {
  return {
    x: values[0]!,
    weight: weighted ? values[1] : undefined,
    bias: biased ? values[weighted ? 2 : 1] : undefined,
  };
}

/** The same for the vector-Jacobian product. */
export function normGradientInputs<V>(values: readonly V[], { weighted }: NormAttributes): NormGradientInputs<V> {
  return {
    statistics: values[0]!,
    x: values[1]!,
    weight: weighted ? values[2] : undefined,
    cotangent: values.at(-1)!,
  };
}

/** How many groups have statistics of their own. */
export function countStatistics({ sizes: [examples, groups], over }: NormAttributes): number {
  return over === 'batch' ? groups : examples * groups;
}

/** How many elements each of them is of. */
export function countAveraged({ sizes: [examples, , channels, features], over }: NormAttributes): number {
  return (over === 'batch' ? examples : 1) * channels * features;
}
