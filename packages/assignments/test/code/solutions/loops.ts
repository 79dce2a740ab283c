/** Part 3 in plain loops over nested lists, in JavaScript, results as lists in order. */
export const withLoops = `
import { toNested } from 'gradbook';

const dot = (a, b) => a.reduce((sum, v, i) => sum + v * b[i], 0);
const checked = ({ shape: [T, N] }, h0, lengths = []) => {
  if (T < 1 || h0.shape[0] !== N || lengths.some((length) => length > T)) throw new RangeError('steps, examples and lengths do not fit');
};
const fits = (rows, columns) => { if (rows.some((row) => row.length !== columns)) throw new RangeError('weights and state do not fit'); };

export function rnn(x, h0, params, lengths) {
  const [X, Wx, Wh, b] = [x, params.Wx, params.Wh, params.b].map(toNested);
  let h = toNested(h0);
  fits(Wh, h[0].length);
  checked(x, h0, lengths);
  const output = [];
  for (let t = 0; t < X.length; t++) {
    const ended = (n) => lengths !== undefined && t >= lengths[n];
    const next = X[t].map((row, n) => (ended(n) ? h[n] : b.map((bias, i) => Math.tanh(bias + dot(Wx[i], row) + dot(Wh[i], h[n])))));
    output.push(next.map((row, n) => (ended(n) ? row.map(() => 0) : row)));
    h = next;
  }
  return [output, h];
}
export function rnnRegression(x, h0, params, head) {
  const [Wf, bf] = [toNested(head.Wf), toNested(head.bf)];
  fits(Wf, h0.shape[1]);
  if (Wf.length !== bf.length) throw new RangeError('weights and biases of the head do not fit');
  return rnn(x, h0, params)[0].map((step) => step.map((h) => bf.map((bias, k) => bias + dot(Wf[k], h))));
}
const errors = (a, b) => {
  if (String(a.shape) !== String(b.shape) || a.shape[0] < 1) throw new RangeError('shapes differ');
  const [p, y] = [toNested(a), toNested(b)];
  return p.map((step, t) => step.flatMap((row, n) => row.map((v, k) => (v - y[t][n][k]) ** 2)));
};
const average = (list) => list.reduce((a, b) => a + b, 0) / list.length;
export const lossAll = (a, b) => average(errors(a, b).flat());
export const lossLast = (a, b) => average(errors(a, b).at(-1));
const s = (v) => 1 / (1 + Math.exp(-v));
export function lstm(x, h0, c0, params, lengths) {
  const [X, Wx, Wh, b] = [x, params.Wx, params.Wh, params.b].map(toNested);
  let [h, c] = [toNested(h0), toNested(c0)];
  const H = h[0].length;
  if (Wh.length !== 4 * H) throw new RangeError('Wh needs 4H rows');
  checked(x, h0, lengths);
  const output = [];
  X.forEach((step, t) => {
    const shown = [];
    [h, c] = step.reduce(([hs, cs], row, n) => {
      if (lengths && t >= lengths[n]) {
        shown.push(h[n].map(() => 0));
        return [[...hs, h[n]], [...cs, c[n]]];
      }
      const z = b.map((bias, i) => bias + dot(Wx[i], row) + dot(Wh[i], h[n]));
      const cn = c[n].map((v, i) => s(z[H + i]) * v + s(z[i]) * Math.tanh(z[2 * H + i]));
      const hn = cn.map((v, i) => s(z[3 * H + i]) * Math.tanh(v));
      shown.push(hn);
      return [[...hs, hn], [...cs, cn]];
    }, [[], []]);
    output.push(shown);
  });
  return [output, h, c];
}
`;
