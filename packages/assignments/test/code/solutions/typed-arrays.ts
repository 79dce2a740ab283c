/** Part 3 as a class over Float32Arrays, async, results under other spellings of the names. */
export const withTypedArrays = `
import { tensor, type Tensor } from 'gradbook';

type P = { Wx: Tensor; Wh: Tensor; b: Tensor };

/** A step of a recurrent cell in float32, row by row. */
class Cell {
  readonly wx: Float32Array; readonly wh: Float32Array; readonly b: Float32Array;
  readonly rows: number; readonly inputs: number; readonly hidden: number;
  constructor({ Wx, Wh, b }: P, hidden: number, blocks: number) {
    [this.wx, this.wh, this.b] = [Wx, Wh, b].map((each) => Float32Array.from(each.data)) as [Float32Array, Float32Array, Float32Array];
    this.rows = blocks * hidden;
    this.inputs = Wx.shape[1]!;
    this.hidden = hidden;
    if (Wh.shape[0] !== this.rows || Wh.shape[1] !== hidden) throw new TypeError('Wh has the wrong shape: ' + Wh.shape);
  }
  affine(x: Float32Array, h: Float32Array): Float32Array {
    const z = Float32Array.from(this.b);
    for (let i = 0; i < this.rows; i++) {
      for (let j = 0; j < this.inputs; j++) z[i]! += this.wx[i * this.inputs + j]! * x[j]!;
      for (let j = 0; j < this.hidden; j++) z[i]! += this.wh[i * this.hidden + j]! * h[j]!;
    }
    return z;
  }
}

function check({ shape: [T, N] }: Tensor, h0: Tensor, lengths?: readonly number[]): void {
  if (T === 0) throw new TypeError('no steps');
  if (h0.shape[0] !== N) throw new TypeError('a state for ' + h0.shape[0] + ' examples');
  if (lengths !== undefined && Math.max(...lengths) > T!) throw new TypeError('a length beyond the steps');
}

const rowsOf = (t: Tensor): Float32Array[] =>
  Array.from({ length: t.shape[0]! }, (_, n) => Float32Array.from(t.data.slice(n * t.shape[1]!, (n + 1) * t.shape[1]!)));

export async function rnn(x: Tensor, h0: Tensor, params: P, lengths?: readonly number[]) {
  const [T, N, I] = x.shape as [number, number, number];
  const H = h0.shape[1]!;
  check(x, h0, lengths);
  const cell = new Cell(params, H, 1);
  const out = new Float32Array(T * N * H);
  const last = new Float32Array(N * H);
  rowsOf(h0).forEach((h, n) => {
    for (let t = 0; t < (lengths?.[n] ?? T); t++) {
      h = cell.affine(Float32Array.from(x.data.slice((t * N + n) * I, (t * N + n + 1) * I)), h).map(Math.tanh);
      out.set(h, (t * N + n) * H);
    }
    last.set(h, n * H);
  });
  return { Output: tensor([...out], [T, N, H]), LAST: tensor([...last], [N, H]) };
}
export async function rnnRegression(x: Tensor, h0: Tensor, params: P, { Wf, bf }: { Wf: Tensor; bf: Tensor }) {
  const { Output } = await rnn(x, h0, params);
  const [T, N, H] = Output.shape as [number, number, number];
  const O = bf.shape[0]!;
  if (Wf.shape[1] !== H || Wf.shape[0] !== O) throw new TypeError('Wf has the wrong shape');
  const out = Float64Array.from({ length: T * N * O }, (_, at) => {
    let sum = bf.data[at % O]!;
    for (let j = 0; j < H; j++) sum += Wf.data[(at % O) * H + j]! * Output.data[Math.floor(at / O) * H + j]!;
    return sum;
  });
  return tensor([...out], [T, N, O]);
}
function squared(a: Tensor, b: Tensor, from: number): number {
  if (a.shape[0] === 0) throw new TypeError('no steps');
  if (a.shape.some((size, axis) => size !== b.shape[axis])) throw new TypeError('prediction and target differ in shape');
  let sum = 0;
  for (let i = from; i < a.data.length; i++) sum += (a.data[i]! - b.data[i]!) ** 2;
  return sum / (a.data.length - from);
}
export const lossAll = (a: Tensor, b: Tensor): number => squared(a, b, 0);
export const lossLast = (a: Tensor, b: Tensor): number => squared(a, b, a.data.length - a.shape[1]! * a.shape[2]!);
const sigmoid = (v: number): number => 1 / (1 + Math.exp(-v));
export function lstm(x: Tensor, h0: Tensor, c0: Tensor, params: P, lengths?: readonly number[]) {
  const [T, N, I] = x.shape as [number, number, number];
  const H = h0.shape[1]!;
  check(x, h0, lengths);
  const cell = new Cell(params, H, 4);
  const out = new Float32Array(T * N * H);
  const [hs, cs] = [rowsOf(h0), rowsOf(c0)];
  for (let n = 0; n < N; n++) {
    for (let t = 0; t < (lengths?.[n] ?? T); t++) {
      const z = cell.affine(Float32Array.from(x.data.slice((t * N + n) * I, (t * N + n + 1) * I)), hs[n]!);
      cs[n] = cs[n]!.map((c, i) => sigmoid(z[H + i]!) * c + sigmoid(z[i]!) * Math.tanh(z[2 * H + i]!));
      hs[n] = cs[n]!.map((c, i) => sigmoid(z[3 * H + i]!) * Math.tanh(c));
      out.set(hs[n]!, (t * N + n) * H);
    }
  }
  const whole = (rows: Float32Array[]): Tensor => tensor(rows.flatMap((row) => [...row]), [N, H]);
  return { output: tensor([...out], [T, N, H]), last: whole(hs), cell: whole(cs) };
}
`;
