/** Part 3 in operations on whole tensors. */
export const withOperations = `
import { add, concat, matmul, mean, mul, reshape, ShapeError, sigmoid, slice, square, stack, sub, tanh, tensor, transpose, type Tensor } from 'gradbook';

type P = { Wx: Tensor; Wh: Tensor; b: Tensor };
const step = (x: Tensor, t: number): Tensor => reshape(slice(x, [t, 0, 0], [1, x.shape[1]!, x.shape[2]!]), [x.shape[1]!, x.shape[2]!]);
const masked = (fresh: Tensor, old: Tensor, t: number, lengths?: readonly number[]): [Tensor, Tensor] => {
  if (!lengths) return [fresh, fresh];
  const m = tensor(lengths.map((length) => [t < length ? 1 : 0]));
  return [mul(fresh, m), add(mul(fresh, m), mul(old, sub(1, m)))];
};

const check = ({ shape }: Tensor, lengths: readonly number[] = []): void => {
  if (shape[0] === 0 || lengths.some((length) => length > shape[0]!)) throw new ShapeError('layer', [shape], 'lengths are from 0 to T, and T from 1');
};

export function rnn(x: Tensor, h0: Tensor, { Wx, Wh, b }: P, lengths?: readonly number[]) {
  check(x, lengths);
  let h = h0;
  const output: Tensor[] = [];
  for (let t = 0; t < x.shape[0]!; t++) {
    const fresh = tanh(add(add(matmul(step(x, t), transpose(Wx)), matmul(h, transpose(Wh))), b));
    const [shown, kept] = masked(fresh, h, t, lengths);
    output.push(shown);
    h = kept;
  }
  return { output: stack(output), last: h };
}
export function rnnRegression(x: Tensor, h0: Tensor, p: P, { Wf, bf }: { Wf: Tensor; bf: Tensor }) {
  const { output } = rnn(x, h0, p);
  const [T, N, H] = output.shape as [number, number, number];
  return reshape(add(matmul(reshape(output, [T * N, H]), transpose(Wf)), bf), [T, N, bf.shape[0]!]);
}
export const lossAll = (prediction: Tensor, target: Tensor) => {
  check(prediction);
  if (prediction.shape.join() !== target.shape.join()) throw new Error('shapes differ');
  return mean(square(sub(prediction, target)));
};
export const lossLast = (prediction: Tensor, target: Tensor) => {
  check(prediction);
  if (prediction.shape.join() !== target.shape.join()) throw new Error('shapes differ');
  const t = prediction.shape[0]! - 1;
  return mean(square(sub(step(prediction, t), step(target, t))));
};
export function lstm(x: Tensor, h0: Tensor, c0: Tensor, { Wx, Wh, b }: P, lengths?: readonly number[]) {
  check(x, lengths);
  let [h, c] = [h0, c0];
  const H = h0.shape[1]!;
  const output: Tensor[] = [];
  for (let t = 0; t < x.shape[0]!; t++) {
    const z = add(add(matmul(step(x, t), transpose(Wx)), matmul(h, transpose(Wh))), b);
    const part = (k: number) => slice(z, [0, k * H], [z.shape[0]!, H]);
    const fc = add(mul(sigmoid(part(1)), c), mul(sigmoid(part(0)), tanh(part(2))));
    const fh = mul(sigmoid(part(3)), tanh(fc));
    const [shown, kept] = masked(fh, h, t, lengths);
    c = masked(fc, c, t, lengths)[1];
    output.push(shown);
    h = kept;
  }
  return { output: stack(output), last: h, cell: c };
}
`;
