import type { FusedAttributes } from './plan.ts';

/** What a recurrence over a whole sequence takes. */
export interface SequenceInputs<V> {
  /** W_ih x + b for all steps, [T, N, D · gates · H]. */
  readonly z: V;
  /** W_hh, [D, gates · H, H]. */
  readonly weight: V;
  /** Of W_hh h, where it is not part of z, [D, gates · H]. */
  readonly bias?: V | undefined;
  /** [states, D, N, H] */
  readonly initial: V;
  /** [N] */
  readonly lengths?: V | undefined;
  /** Zeros, [states, T, N, D · H]: their cotangents are ∂L/∂h_t and ∂L/∂c_t. */
  readonly probes?: V | undefined;
}

/** What its vector-Jacobian product takes besides: cotangents, undefined for zeros, and what the kernels kept. */
export interface GradientInputs<V> extends Omit<SequenceInputs<V>, 'probes'> {
  readonly previous: V;
  readonly memory: V;
  readonly output?: V | undefined;
  readonly final?: V | undefined;
}

/** Of the vector-Jacobian product: also whether there are cotangents of the output and of the final states. */
export interface GradientAttributes extends FusedAttributes {
  readonly ofOutput: boolean;
  readonly ofFinal: boolean;
}

/** Which inputs there are, in the order in which operations take them. */
export function sequenceInputs({ bias, masked, probed }: FusedAttributes): readonly (keyof SequenceInputs<unknown>)[] {
  return [
    'z',
    'weight',
    ...(bias ? (['bias'] as const) : []),
    'initial',
    ...(masked ? (['lengths'] as const) : []),
    ...(probed ? (['probes'] as const) : []),
  ];
}

/** The same for the vector-Jacobian product; the two that are no inputs of their own come first. */
export function gradientInputs(attributes: GradientAttributes): readonly (keyof GradientInputs<unknown>)[] {
  const { ofOutput, ofFinal } = attributes;
  return [
    'previous',
    'memory',
    ...(sequenceInputs({ ...attributes, probed: false }) as readonly (keyof GradientInputs<unknown>)[]),
    ...(ofOutput ? (['output'] as const) : []),
    ...(ofFinal ? (['final'] as const) : []),
  ];
}

/** A list of inputs by their names. */
export function byName<K extends string, V>(names: readonly K[], values: readonly V[]): Readonly<Record<K, V>> {
  return Object.fromEntries(names.map((name, i) => [name, values[i]!])) as Record<K, V>;
}
