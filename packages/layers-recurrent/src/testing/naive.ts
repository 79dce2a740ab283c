/** The layers as loops over numbers, one sequence and one element at a time: the definitions, without tensors. */

/** Rows of numbers. */
type Matrix = readonly (readonly number[])[];

/** One direction's weights; missing biases are zeros. */
export interface NaiveWeights {
  readonly weight_ih: Matrix;
  readonly weight_hh: Matrix;
  readonly bias_ih?: readonly number[] | undefined;
  readonly bias_hh?: readonly number[] | undefined;
  readonly weight_hr?: Matrix | undefined;
}

export type NaiveKind = 'tanh' | 'relu' | 'linear' | 'lstm' | 'gru' | 'gru-before' | 'gated';

/** The outputs of one sequence, in the order of its own steps, and its last state. */
export interface NaiveResult {
  readonly outputs: readonly (readonly number[])[];
  readonly h: readonly number[];
  readonly c: readonly number[];
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

const dot = (matrix: Matrix, row: number, vector: readonly number[]): number =>
  matrix[row]!.reduce((sum, weight, j) => sum + weight * vector[j]!, 0);

/** One direction over one sequence without padding; `reverse` walks from its end to its beginning. */
export function naiveSequence(
  kind: NaiveKind,
  weights: NaiveWeights,
  sequence: Matrix,
  state: { readonly h: readonly number[]; readonly c: readonly number[] },
  reverse: boolean,
): NaiveResult {
  const outputs: (readonly number[])[] = [];
  let { h, c } = state;
  const order = sequence.map((_, t) => t);
  if (reverse) order.reverse();
  for (const t of order) {
    ({ h, c } = naiveStep(kind, weights, sequence[t]!, h, c));
    outputs[t] = h;
  }
  return { outputs, h, c };
}

function naiveStep(
  kind: NaiveKind,
  { weight_ih, weight_hh, bias_ih, bias_hh, weight_hr }: NaiveWeights,
  x: readonly number[],
  h: readonly number[],
  c: readonly number[],
): { h: readonly number[]; c: readonly number[] } {
  const fromX = (row: number): number => dot(weight_ih, row, x) + (bias_ih?.[row] ?? 0);
  const fromH = (row: number): number => dot(weight_hh, row, h) + (bias_hh?.[row] ?? 0);
  const blocks = { tanh: 1, relu: 1, linear: 1, lstm: 4, gru: 3, 'gru-before': 3, gated: 2 }[kind];
  const size = weight_ih.length / blocks;
  const each = (element: (i: number) => number): number[] => Array.from({ length: size }, (_, i) => element(i));
  const gate = (block: number): number[] => each((i) => logistic(fromX(block * size + i) + fromH(block * size + i)));
  switch (kind) {
    case 'tanh':
      return { h: each((i) => Math.tanh(fromX(i) + fromH(i))), c };
    case 'relu':
      return { h: each((i) => Math.max(0, fromX(i) + fromH(i))), c };
    case 'linear':
      return { h: each((i) => fromX(i) + fromH(i)), c };
    case 'lstm': {
      const [input, forget, output] = [gate(0), gate(1), gate(3)];
      const candidate = each((i) => Math.tanh(fromX(2 * size + i) + fromH(2 * size + i)));
      const cell = each((i) => forget[i]! * c[i]! + input[i]! * candidate[i]!);
      const hidden = each((i) => output[i]! * Math.tanh(cell[i]!));
      return { h: weight_hr ? weight_hr.map((_, row) => dot(weight_hr, row, hidden)) : hidden, c: cell };
    }
    case 'gru':
    case 'gru-before': {
      const [reset, update] = [gate(0), gate(1)];
      const kept = h.map((value, i) => reset[i]! * value);
      const fresh = each((i) => {
        const row = 2 * size + i;
        const recurrent = kind === 'gru' ? reset[i]! * fromH(row) : dot(weight_hh, row, kept) + (bias_hh?.[row] ?? 0);
        return Math.tanh(fromX(row) + recurrent);
      });
      return { h: each((i) => (1 - update[i]!) * fresh[i]! + update[i]! * h[i]!), c };
    }
    case 'gated': {
      const keep = gate(0);
      return { h: each((i) => keep[i]! * h[i]! + (1 - keep[i]!) * fromX(size + i)), c };
    }
  }
}
