/** The transposed convolution in plain loops over nested lists, in JavaScript. */
export const convolutionInLoops = `
import { toNested } from 'gradbook';

export function transposedConvolution(x, weight, bias, stride, padding) {
  const [N, I, H, W] = x.shape;
  const [J, O, A, B] = weight.shape;
  if (J !== I) throw new RangeError('the filter has ' + J + ' channels, the map ' + I);
  if (bias && (bias.shape.length !== 1 || bias.shape[0] !== O)) throw new RangeError('the bias needs ' + O + ' numbers');
  if (!Number.isInteger(stride) || stride < 1) throw new RangeError('stride ' + stride);
  if (!Number.isInteger(padding) || padding < 0) throw new RangeError('padding ' + padding);
  const height = (H - 1) * stride + A - 2 * padding;
  const width = (W - 1) * stride + B - 2 * padding;
  if (H < 1 || W < 1 || height < 1 || width < 1) throw new RangeError('nothing is left of the result');
  const [X, F, c] = [toNested(x), toNested(weight), bias ? toNested(bias) : Array(O).fill(0)];
  return X.map((maps) =>
    Array.from({ length: O }, (_, o) => {
      const out = Array.from({ length: height }, () => Array(width).fill(c[o]));
      for (let i = 0; i < I; i++)
        for (let r = 0; r < H; r++)
          for (let s = 0; s < W; s++)
            for (let a = 0; a < A; a++)
              for (let b = 0; b < B; b++) {
                const [row, column] = [r * stride + a - padding, s * stride + b - padding];
                if (row < 0 || column < 0 || row >= height || column >= width) continue;
                out[row][column] += maps[i][r][s] * F[i][o][a][b];
              }
      return out;
    }),
  );
}
`;

/** The same with whole tensors: zeros between the inputs, then an ordinary convolution with the filter turned. */
export const convolutionOnTensors = `
import { add, conv2d, pad, reshape, reverse, ShapeError, slice, transpose, type Tensor } from 'gradbook';

/** x [N, I, H, W] with stride - 1 zeros between its rows and columns. */
function spread(x: Tensor, stride: number): Tensor {
  const [N, I, H, W] = x.shape as [number, number, number, number];
  const columns = pad(reshape(x, [N * I, H, W, 1]), [[0, 0], [0, 0], [0, 0], [0, stride - 1]]);
  const rows = pad(reshape(columns, [N * I, H, 1, W * stride]), [[0, 0], [0, 0], [0, stride - 1], [0, 0]]);
  const all = reshape(rows, [N, I, H * stride, W * stride]);
  return slice(all, [0, 0, 0, 0], [N, I, (H - 1) * stride + 1, (W - 1) * stride + 1]);
}

export function transposedConvolution(x: Tensor, weight: Tensor, bias: Tensor | undefined, stride: number, padding: number) {
  const [N, , H, W] = x.shape as [number, number, number, number];
  const [, O, A, B] = weight.shape as [number, number, number, number];
  if (bias && bias.shape[0] !== O) throw new ShapeError('transposedConvolution', [weight.shape, bias.shape], 'one bias a channel');
  if (padding < 0 || stride < 1 || H < 1 || W < 1) throw new RangeError('stride, padding or map');
  const turned = transpose(reverse(weight, [2, 3]), [1, 0, 2, 3]);
  const full = conv2d(spread(x, stride), turned, { padding: [A - 1, B - 1] });
  const size = [(H - 1) * stride + A - 2 * padding, (W - 1) * stride + B - 2 * padding];
  if (size.some((length) => length < 1)) throw new RangeError('nothing is left');
  const result = slice(full, [0, 0, padding, padding], [N, O, size[0]!, size[1]!]);
  return bias ? add(result, reshape(bias, [O, 1, 1])) : result;
}
`;

/** The same in float32 as a class that gathers, async, with a backward function of its own. */
export const convolutionOfClasses = `
import { tensor, Tensor } from 'gradbook';

type Four = [number, number, number, number];

class TransposedConvolution {
  readonly stride: number; readonly padding: number;
  readonly size: Four;
  constructor(readonly x: Tensor, readonly weight: Tensor, stride: number, padding: number) {
    if (!(stride >= 1) || !(padding >= 0)) throw new TypeError('stride and padding');
    [this.stride, this.padding] = [stride, padding];
    const [N, I, H, W] = x.shape as Four;
    const [C, O, A, B] = weight.shape as Four;
    if (I !== C) throw new TypeError('channels');
    this.size = [N, O, (H - 1) * stride + A - 2 * padding, (W - 1) * stride + B - 2 * padding];
    if (Math.min(H, W, ...this.size) < 1) throw new TypeError('an empty side');
  }
  /** Calls back with the places in result, x and weight that belong together. */
  *triples(): Generator<[number, number, number]> {
    const [N, O, h, w] = this.size;
    const [, I, H, W] = this.x.shape as Four;
    const [, , A, B] = this.weight.shape as Four;
    for (let n = 0; n < N; n++) for (let o = 0; o < O; o++) for (let row = 0; row < h; row++) for (let col = 0; col < w; col++)
      for (let i = 0; i < I; i++) for (let a = 0; a < A; a++) for (let b = 0; b < B; b++) {
        const [r, c] = [(row + this.padding - a) / this.stride, (col + this.padding - b) / this.stride];
        if (!Number.isInteger(r) || !Number.isInteger(c) || r < 0 || c < 0 || r >= H || c >= W) continue;
        yield [((n * O + o) * h + row) * w + col, ((n * I + i) * H + r) * W + c, ((i * O + o) * A + a) * B + b];
      }
  }
}

export const transposedConvolution = async (x: Tensor, weight: Tensor, bias: Tensor | undefined, stride: number, padding: number) => {
  const layer = new TransposedConvolution(x, weight, stride, padding);
  const [N, O, h, w] = layer.size;
  if (bias !== undefined && bias.data.length !== O) throw new TypeError('bias');
  const out = new Float32Array(N * O * h * w);
  out.forEach((_, at) => { out[at] = bias?.data[Math.floor(at / (h * w)) % O] ?? 0; });
  for (const [y, from, tap] of layer.triples()) out[y]! += Math.fround(x.data[from]!) * Math.fround(weight.data[tap]!);
  return { result: new Tensor(layer.size, out) };
};

export function transposedConvolutionBackward(x: Tensor, weight: Tensor, bias: Tensor, stride: number, padding: number, gradient: Tensor) {
  const layer = new TransposedConvolution(x, weight, stride, padding);
  const [dx, dw] = [new Float64Array(x.data.length), new Float64Array(weight.data.length)];
  for (const [y, from, tap] of layer.triples()) {
    dx[from]! += gradient.data[y]! * weight.data[tap]!;
    dw[tap]! += gradient.data[y]! * x.data[from]!;
  }
  const [, O, h, w] = layer.size;
  const db = new Float64Array(O);
  gradient.data.forEach((g, at) => { db[Math.floor(at / (h * w)) % O]! += g; });
  return { x: tensor(dx, x.shape), weight: tensor(dw, weight.shape), bias: tensor(db, [O]) };
}
`;
