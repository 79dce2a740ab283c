import type { Float64Tensor } from '@gradbook/core-ops';

import type { CodeArguments, CodeMistake } from '../../code/case.ts';
import { affine, groupOf, plus, type Rows, rowsOf, stackOf, tensorFrom } from '../../code/loops.ts';

/** The sizes that a scale may be made of. */
interface ScaleSizes {
  readonly queries: number;
  readonly hidden: number;
}

/** What a wrong AttentionRNN(k) does differently. */
export interface AttentionSlip {
  /** What scores are divided by; √P unless given. */
  readonly scale?: (sizes: ScaleSizes) => number;
  readonly softmax?: 'missing' | 'not normalised' | 'over the examples' | 'without the input' | 'uniform';
  /** What stands i steps back. */
  readonly attends?:
    | 'to inputs'
    | 'one step too early'
    | 'oldest first'
    | 'to the last state alone'
    | 'to one state less';
  /** States of zeros before the first step take no part. */
  readonly zeros?: 'left out';
  readonly mixes?: 'keys' | 'queries' | 'states';
  readonly queries?: 'of the input' | 'of the last state';
  readonly matrices?: 'the first for all';
  readonly activation?: (value: number) => number;
  readonly residual?: true;
  readonly past?: 'ignored' | 'not passed on' | 'never changed';
  readonly time?: 'axes exchanged' | 'backwards';
  readonly padding?: 'ignored' | 'last step for last';
  readonly last?: 'oldest first';
}

/** Query, key and value of one thing that is attended to. */
interface Term {
  readonly query: readonly number[];
  readonly key: readonly number[];
  readonly value: readonly number[];
  readonly state: readonly number[];
  readonly absent: boolean;
}

interface Matrices {
  readonly Q: Rows;
  readonly K: Rows;
  readonly V: Rows;
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, v, i) => sum + v * b[i]!, 0);
const exchanged = (stack: Rows[]): Rows[] => stack[0]!.map((_, n) => stack.map((step) => step[n]!));

/** The AttentionRNN(k) with a slip, as loops. */
export function slippedAttention(slip: AttentionSlip): CodeMistake['run'] {
  return (args: CodeArguments<Float64Tensor>) => {
    const given = stackOf(args['x']);
    const x =
      slip.time === 'axes exchanged' ? exchanged(given) : slip.time === 'backwards' ? given.toReversed() : given;
    const past = stackOf(args['past']);
    const [steps, batch, window] = [x.length, x[0]!.length, past.length];
    if (past[0]!.length !== batch) throw new RangeError('the shapes do not allow it');
    const { of, queries } = matricesOf(args, slip);
    const hidden = past[0]![0]!.length;
    const lengths = slip.padding === 'ignored' ? undefined : (args['lengths'] as readonly number[] | undefined);
    const zero = Array<number>(hidden).fill(0);
    // By example, the newest first.
    let states = x[0]!.map((_, n) => past.map((rows) => (slip.past === 'ignored' ? zero : rows[n]!)));
    const [start, older] = [states, past.at(-1)!.map(() => zero)];
    const [output, weights]: [Rows[], Rows[]] = [[], []];
    for (const [t, inputs] of x.entries()) {
      const before = slip.past === 'not passed on' || slip.past === 'never changed' ? start : states;
      const terms = inputs.map((input, n) => termsOf(input, seen(before[n]!, older[n]!, x, t, n, slip), of, slip));
      const scores = terms.map((each) => scoresOf(each, slip, { queries, hidden }));
      const mixed = terms.map((each, n) => mixtureOf(each, weightsOf(scores, n, each, slip), slip));
      const inside = inputs.map((_, n) => lengths === undefined || t < lengths[n]!);
      output.push(mixed.map(({ h }, n) => (inside[n]! ? h : zero)));
      weights.push(mixed.map(({ a }, n) => (inside[n]! ? a : a.map(() => 0))));
      states = states.map((own, n) => (inside[n]! ? [mixed[n]!.h, ...own].slice(0, window) : own));
    }
    const ending = Array.from({ length: window }, (_, i) => output.at(-1 - i) ?? past[i - steps]!);
    const kept = slip.past === 'never changed' ? start : states;
    const byAge = kept[0]!.map((_, i) => kept.map((own) => own[i]!));
    const last =
      slip.padding === 'last step for last' ? ending : slip.last === 'oldest first' ? byAge.toReversed() : byAge;
    const shown = (stack: Rows[]): Rows[] =>
      slip.time === 'axes exchanged' ? exchanged(stack) : slip.time === 'backwards' ? stack.toReversed() : stack;
    return { output: tensorFrom(shown(output)), weights: tensorFrom(shown(weights)), last: tensorFrom(last) };
  };
}

function matricesOf(
  args: CodeArguments<Float64Tensor>,
  slip: AttentionSlip,
): { readonly of: (i: number) => Matrices; readonly queries: number } {
  const params = groupOf(args['params']);
  const input = { Q: rowsOf(params['Qx']!), K: rowsOf(params['Kx']!), V: rowsOf(params['Vx']!) };
  const [Q, K, V] = ['Q', 'K', 'V'].map((name) => stackOf(params[name]!));
  const place = (i: number): number => (slip.matrices === 'the first for all' ? 0 : i - 1);
  return {
    of: (i) => (i === 0 ? input : { Q: Q![place(i)]!, K: K![place(i)]!, V: V![place(i)]! }),
    queries: input.Q.length,
  };
}

/** What is attended to beside the input: the states that were, or what a slip takes for them. */
function seen(
  states: readonly (readonly number[])[],
  older: readonly number[],
  x: readonly Rows[],
  t: number,
  n: number,
  { attends }: AttentionSlip,
): readonly (readonly number[])[] {
  switch (attends) {
    case 'to inputs':
      if (x[0]![0]!.length !== older.length) throw new RangeError('an input is no state: the sizes differ');
      return states.map((state, i) => x[t - 1 - i]?.[n] ?? state);
    case 'one step too early':
      return [...states.slice(1), older];
    case 'oldest first':
      return states.toReversed();
    case 'to the last state alone':
      return states.map(() => states[0]!);
    case 'to one state less':
      return states.slice(0, -1);
    default:
      return states;
  }
}

function termsOf(
  input: readonly number[],
  states: readonly (readonly number[])[],
  of: (i: number) => Matrices,
  slip: AttentionSlip,
): readonly Term[] {
  return [input, ...states].map((state, i) => {
    const { Q, K, V } = of(i);
    return {
      query: affine(Q, state),
      key: affine(K, state),
      value: affine(V, state),
      state,
      absent: slip.zeros === 'left out' && i > 0 && state.every((number) => number === 0),
    };
  });
}

function scoresOf(
  terms: readonly Term[],
  { queries, scale = (sizes) => Math.sqrt(sizes.queries) }: AttentionSlip,
  sizes: ScaleSizes,
): readonly number[] {
  return terms.map(({ query, key, absent }, i) => {
    const asked = queries === 'of the input' ? terms[0]! : queries === 'of the last state' ? terms[1]! : terms[i]!;
    return absent ? -Infinity : dot(queries === undefined ? query : asked.query, key) / scale(sizes);
  });
}

function normalised(values: readonly number[]): number[] {
  const total = values.reduce((sum, value) => sum + value, 0);
  return values.map((value) => value / total);
}

function weightsOf(
  scores: readonly (readonly number[])[],
  n: number,
  terms: readonly Term[],
  { softmax }: AttentionSlip,
): readonly number[] {
  const own = scores[n]!;
  const powers = own.map(Math.exp);
  switch (softmax) {
    case 'missing':
      return own;
    case 'not normalised':
      return powers;
    case 'uniform':
      return normalised(terms.map(() => 1));
    case 'without the input':
      return [0, ...normalised(powers.slice(1))];
    case 'over the examples':
      return powers.map((power, i) => power / scores.reduce((sum, each) => sum + Math.exp(each[i]!), 0));
    default:
      return normalised(powers);
  }
}

function mixtureOf(
  terms: readonly Term[],
  a: readonly number[],
  { mixes, activation = (value) => value, residual }: AttentionSlip,
): { readonly h: number[]; readonly a: number[] } {
  const parts = terms.map(({ query, key, value, state }, i) => {
    const part = mixes === 'keys' ? key : mixes === 'queries' ? query : mixes === 'states' && i > 0 ? state : value;
    if (part.length !== value.length) throw new RangeError('the sizes do not allow it');
    return part.map((number) => a[i]! * number);
  });
  const sum = parts.reduce<number[]>((total, part) => plus(total, part), Array<number>(parts[0]!.length).fill(0));
  const h = residual === true && terms[1] ? plus(sum, terms[1].state) : sum;
  return { h: h.map(activation), a: [...a] };
}
