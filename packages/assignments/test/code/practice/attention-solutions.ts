/** AttentionRNN(k) in plain loops over nested lists, in JavaScript, results as a list in order. */
export const attentionInLoops = `
import { toNested } from 'gradbook';

const dot = (a, b) => a.reduce((sum, v, i) => sum + v * b[i], 0);
const times = (matrix, v) => matrix.map((row) => dot(row, v));
const softmax = (w) => {
  const e = w.map((v) => Math.exp(v - Math.max(...w)));
  return e.map((v) => v / e.reduce((a, b) => a + b));
};
const must = (holds, what) => { if (!holds) throw new RangeError(what); };

export function attentionRnn(x, past, params, lengths) {
  const [T, N, X] = x.shape;
  const [k, batch, M] = past.shape;
  const P = params.Qx.shape[0];
  must(T > 0 && batch === N, 'x and past');
  const shapes = { Qx: [P, X], Kx: [P, X], Vx: [M, X], Q: [k, P, M], K: [k, P, M], V: [k, M, M] };
  for (const [name, shape] of Object.entries(shapes)) must(String(params[name].shape) === String(shape), name);
  must(!lengths || (lengths.length === N && lengths.every((length) => length <= T)), 'lengths');
  const p = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, toNested(value)]));
  const input = toNested(x);
  let states = Array.from({ length: N }, (_, n) => toNested(past).map((rows) => rows[n]));
  const [output, weights] = [[], []];
  for (let t = 0; t < T; t++) {
    output.push([]);
    weights.push([]);
    states = states.map((h, n) => {
      if (lengths && t >= lengths[n]) {
        output[t].push(Array(M).fill(0));
        weights[t].push(Array(k + 1).fill(0));
        return h;
      }
      const q = [times(p.Qx, input[t][n]), ...h.map((state, i) => times(p.Q[i], state))];
      const key = [times(p.Kx, input[t][n]), ...h.map((state, i) => times(p.K[i], state))];
      const v = [times(p.Vx, input[t][n]), ...h.map((state, i) => times(p.V[i], state))];
      const w = q.map((each, i) => dot(each, key[i]) / Math.sqrt(P));
      const a = softmax(w);
      const next = v[0].map((_, m) => a.reduce((sum, weight, i) => sum + weight * v[i][m], 0));
      output[t].push(next);
      weights[t].push(a);
      return [next, ...h].slice(0, k);
    });
  }
  const last = Array.from({ length: k }, (_, i) => states.map((h) => h[i]));
  return [output, weights, last];
}
`;

/** The same in operations on whole batches. */
export const attentionOnTensors = `
import { add, concat, div, expandDims, matmul, mul, reshape, slice, softmax, split, squeeze, stack, sub, sum, tensor, transpose, type Tensor } from 'gradbook';

type Parameters = { Qx: Tensor; Kx: Tensor; Vx: Tensor; Q: Tensor; K: Tensor; V: Tensor };
const items = (x: Tensor): Tensor[] => split(x, x.shape[0]!, 0).map((item) => squeeze(item, [0]));

export function attentionRnn(x: Tensor, past: Tensor, p: Parameters, lengths?: readonly number[]) {
  const k = past.shape[0]!;
  const T = x.shape[0]!;
  if (T === 0) throw new Error('there are no steps');
  if (p.Q.shape[0] !== k || p.K.shape[0] !== k || p.V.shape[0] !== k) throw new Error('the matrices are those of another window');
  if (past.shape[1] !== x.shape[1]) throw new Error('the past is that of another batch');
  if (lengths && (lengths.length !== x.shape[1] || lengths.some((length) => length > T))) throw new Error('the lengths do not fit');
  const apply = (weight: Tensor, v: Tensor): Tensor => matmul(v, weight, { transposeB: true });
  let states = items(past);
  const output: Tensor[] = [];
  const weights: Tensor[] = [];
  items(x).forEach((step, t) => {
    const each = (first: Tensor, rest: Tensor): Tensor =>
      stack([apply(first, step), ...items(rest).map((weight, i) => apply(weight, states[i]!))], 1);
    const [q, key, v] = [each(p.Qx, p.Q), each(p.Kx, p.K), each(p.Vx, p.V)];
    const scores = div(sum(mul(q, key), -1), Math.sqrt(p.Qx.shape[0]!));
    const a = softmax(scores, -1);
    const h = squeeze(matmul(expandDims(a, 1), v), [1]);
    const inside = lengths ? tensor(lengths.map((length) => [t < length ? 1 : 0])) : tensor([[1]]);
    output.push(mul(h, inside));
    weights.push(mul(a, inside));
    const moved = [h, ...states].slice(0, k);
    states = states.map((old, i) => add(mul(moved[i]!, inside), mul(old, sub(1, inside))));
  });
  return { output: stack(output), weights: stack(weights), last: stack(states) };
}
`;

/** The same as a class over float32 arrays, one example after another, async, results under other spellings of the names. */
export const attentionOfClasses = `
import { tensor, type Tensor } from 'gradbook';

type Parameters = { Qx: Tensor; Kx: Tensor; Vx: Tensor; Q: Tensor; K: Tensor; V: Tensor };

class Matrix {
  constructor(readonly data: Float32Array, readonly rows: number, readonly columns: number) {}
  static of({ shape, data }: Tensor, at?: number): Matrix {
    const [rows, columns] = shape.slice(-2) as [number, number];
    const start = (at ?? 0) * rows * columns;
    if (start + rows * columns > data.length) throw new RangeError('too few matrices');
    return new Matrix(Float32Array.from(data.slice(start, start + rows * columns)), rows, columns);
  }
  times(v: Float32Array): Float32Array {
    if (v.length !== this.columns) throw new RangeError(v.length + ' numbers for ' + this.columns + ' columns');
    return Float32Array.from({ length: this.rows }, (_, i) => v.reduce((sum, each, j) => sum + each * this.data[i * this.columns + j]!, 0));
  }
}

class Head {
  readonly q: Matrix; readonly k: Matrix; readonly v: Matrix;
  constructor(q: Tensor, k: Tensor, v: Tensor, at?: number) {
    [this.q, this.k, this.v] = [Matrix.of(q, at), Matrix.of(k, at), Matrix.of(v, at)];
    if (this.q.rows !== this.k.rows) throw new RangeError('queries and keys differ in size');
  }
  score(x: Float32Array): number {
    const [q, k] = [this.q.times(x), this.k.times(x)];
    return q.reduce((sum, each, i) => sum + each * k[i]!, 0) / Math.sqrt(q.length);
  }
}

export async function attentionRnn(x: Tensor, past: Tensor, p: Parameters, lengths?: readonly number[]) {
  const [T, N, X] = x.shape as [number, number, number];
  const [k, B, M] = past.shape as [number, number, number];
  if (T < 1 || B !== N || p.Q.shape[0] !== k) throw new RangeError('sizes');
  if (lengths !== undefined && (lengths.length !== N || Math.max(...lengths) > T)) throw new RangeError('lengths');
  const heads = [new Head(p.Qx, p.Kx, p.Vx), ...Array.from({ length: k }, (_, i) => new Head(p.Q, p.K, p.V, i))];
  const out = new Float64Array(T * N * M);
  const weights = new Float64Array(T * N * (k + 1));
  const last = new Float64Array(k * N * M);
  for (let n = 0; n < N; n++) {
    const states = Array.from({ length: k }, (_, i) => Float32Array.from(past.data.slice((i * N + n) * M, (i * N + n + 1) * M)));
    for (let t = 0; t < (lengths?.[n] ?? T); t++) {
      const seen = [Float32Array.from(x.data.slice((t * N + n) * X, (t * N + n + 1) * X)), ...states];
      const e = seen.map((each, i) => Math.exp(heads[i]!.score(each)));
      const total = e.reduce((a, b) => a + b, 0);
      const h = new Float32Array(M);
      seen.forEach((each, i) => heads[i]!.v.times(each).forEach((value, m) => { h[m]! += (e[i]! / total) * value; }));
      weights.set(e.map((each) => each / total), (t * N + n) * (k + 1));
      out.set(h, (t * N + n) * M);
      states.unshift(h);
      states.pop();
    }
    states.forEach((state, i) => last.set(state, (i * N + n) * M));
  }
  return { Output: tensor(out, [T, N, M]), WEIGHTS: tensor(weights, [T, N, k + 1]), Last: tensor(last, [k, N, M]) };
}
`;
