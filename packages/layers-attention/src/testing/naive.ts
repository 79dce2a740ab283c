/** The definitions as loops over numbers. */

export type Row = readonly number[];
export type Matrix = readonly Row[];

export const dot = (a: Row, b: Row): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
export const times = (matrix: Matrix, x: Row): number[] => matrix.map((row) => dot(row, x));
export const plus = (...rows: readonly Row[]): number[] =>
  rows[0]!.map((_, i) => rows.reduce((sum, row) => sum + row[i]!, 0));
export const scaled = (factor: number, x: Row): number[] => x.map((value) => factor * value);
const columns = (matrix: Matrix, begin: number, end: number): number[][] => matrix.map((row) => row.slice(begin, end));

/** e^s_i / Σ e^s_j over what is allowed. */
export function softargmax(scores: Row, allowed: (i: number) => boolean = () => true): number[] {
  const powers = scores.map((score, i) => (allowed(i) ? Math.exp(score) : 0));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}

/** Σ_i a_i v_i */
export const mixture = (weights: Row, values: Matrix): number[] =>
  values[0]!.map((_, j) => weights.reduce((sum, a, i) => sum + a * values[i]![j]!, 0));

/** v · tanh(W_key k + W_query q + further) */
export const additiveScore = (
  { W_key, W_query, v }: { W_key: Matrix; W_query: Matrix; v: Row },
  key: Row,
  query: Row,
  further: Row = v.map(() => 0),
): number => dot(v, plus(times(W_key, key), times(W_query, query), further).map(Math.tanh));

/** One query at a time: softargmax over keys of s(i, j) + what is added, then the mixture. */
export function attention(
  queries: Matrix,
  keys: Matrix,
  values: Matrix,
  scale: number,
  {
    allowed = () => true,
    added = () => 0,
  }: { allowed?: (i: number, j: number) => boolean; added?: (i: number, j: number) => number } = {},
): { output: number[][]; weights: number[][] } {
  const weights = queries.map((q, i) => {
    const scores = keys.map((k, j) => dot(q, k) * scale + added(i, j));
    return softargmax(scores, (j) => allowed(i, j));
  });
  return { output: weights.map((a) => mixture(a, values)), weights };
}

/** Multi-head attention of one example from whole projections, head by head. */
export function multiHead(
  [Wq, Wk, Wv]: readonly [Matrix, Matrix, Matrix],
  [bq, bk, bv]: readonly [Row, Row, Row],
  [W_out, b_out]: readonly [Matrix, Row],
  [query, key, value]: readonly [Matrix, Matrix, Matrix],
  heads: number,
  allowed: (head: number, i: number, j: number) => boolean = () => true,
): { output: number[][]; weights: number[][][] } {
  const size = W_out.length / heads;
  const project = (x: Matrix, W: Matrix, b: Row): number[][] => x.map((row) => plus(times(W, row), b));
  const [q, k, v] = [project(query, Wq, bq), project(key, Wk, bk), project(value, Wv, bv)];
  const each = Array.from({ length: heads }, (_, h) => {
    const part = (x: Matrix): number[][] => columns(x, h * size, (h + 1) * size);
    return attention(part(q), part(k), part(v), 1 / Math.sqrt(size), { allowed: (i, j) => allowed(h, i, j) });
  });
  const output = query.map((_, i) =>
    plus(
      times(
        W_out,
        each.flatMap((head) => head.output[i]!),
      ),
      b_out,
    ),
  );
  return { output, weights: each.map((head) => head.weights) };
}
