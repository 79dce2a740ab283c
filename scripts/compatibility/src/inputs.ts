/** Numbers that the expressions of the tables name. */
export interface Input {
  readonly values: Nested;
  /** float unless given. */
  readonly dtype?: 'int' | 'bool';
}

type Nested = number | readonly Nested[];

/** Numbers that look like nothing: i·φ modulo 1, scaled to [−1, 1). */
function spread(shape: readonly number[], seed: number, scale = 1): Nested {
  let next = seed;
  const make = (axes: readonly number[]): Nested => {
    const [length, ...rest] = axes;
    if (length === undefined) return scale * (2 * ((next++ * 0.618_033_988_749_894_8) % 1) - 1);
    return Array.from({ length }, () => make(rest));
  };
  return make(shape);
}

function shapeOf(values: Nested): number[] {
  return typeof values === 'number'
    ? []
    : [(values as readonly Nested[]).length, ...shapeOf((values as readonly Nested[])[0]!)];
}

function at(values: Nested, index: readonly number[]): number {
  return index.reduce<Nested>((inner, i) => (inner as readonly Nested[])[i]!, values) as number;
}

/** The same numbers with the axes in another order: axis i of the result is axis `order[i]` of the values. */
function permuted(values: Nested, order: readonly number[]): Nested {
  const shape = shapeOf(values);
  const make = (index: readonly number[]): Nested => {
    if (index.length === order.length) {
      const original: number[] = [];
      order.forEach((axis, i) => (original[axis] = index[i]!));
      return at(values, original);
    }
    return Array.from({ length: shape[order[index.length]!]! }, (_, i) => make([...index, i]));
  };
  return make([]);
}

const positive = (shape: readonly number[], seed: number): Nested => {
  const shift = (values: Nested): Nested =>
    typeof values === 'number' ? values + 1.25 : (values as readonly Nested[]).map(shift);
  return shift(spread(shape, seed));
};

const signal = spread([2, 3, 7], 20);
const image = spread([2, 3, 6, 6], 30);
const volume = spread([1, 2, 4, 4, 4], 40);
const filter1 = spread([4, 3, 3], 50);
const filter2 = spread([4, 3, 3, 3], 60);
const filter3 = spread([3, 2, 2, 2, 2], 70);
const depthFilter = spread([6, 1, 3, 3], 80);
const transposed2 = spread([3, 4, 3, 3], 85);
const sequence = spread([4, 2, 3], 90);

/**
 * The inputs, by the names that the expressions use. Where libraries differ in layout the same numbers stand here twice:
 * `image` is [N, C, H, W] and `imageLast` [N, H, W, C]; `filter2` is [out, in, height, width], `filter2Last` [height, width, in, out].
 */
export const inputs: Readonly<Record<string, Input>> = {
  x: {
    values: [
      [0.5, -1.25, 2],
      [1.5, 0.25, -0.75],
    ],
  },
  y: {
    values: [
      [1, -0.5, 2],
      [0.75, 1.25, -2],
    ],
  },
  p: {
    values: [
      [0.5, 1.25, 2],
      [1.5, 0.25, 0.75],
    ],
  },
  v: { values: [0.5, -1.5, 2.5] },
  small: { values: [1e-4, -0.03, 0.6] },
  matrix: { values: spread([3, 4], 1) },
  matrices: { values: spread([2, 3, 4], 2) },
  right: { values: spread([4, 2], 3) },
  condition: {
    values: [
      [1, 0, 1],
      [0, 0, 1],
    ],
    dtype: 'bool',
  },
  indices: { values: [2, 0, 1, 2], dtype: 'int' },
  rows: { values: spread([4, 3], 7) },
  column: { values: [[1], [2]] },
  logits: { values: spread([4, 3], 11, 3) },
  classes: { values: [2, 0, 1, 2], dtype: 'int' },
  soft: {
    values: [
      [0.7, 0.2, 0.1],
      [0, 1, 0],
      [0.25, 0.25, 0.5],
      [0, 0, 1],
    ],
  },
  targets01: {
    values: [
      [1, 0, 1],
      [0, 0, 1],
    ],
  },
  classWeight: { values: [1, 2, 0.5] },
  signal: { values: signal },
  signalLast: { values: permuted(signal, [0, 2, 1]) },
  image: { values: image },
  imageLast: { values: permuted(image, [0, 2, 3, 1]) },
  volume: { values: volume },
  volumeLast: { values: permuted(volume, [0, 2, 3, 4, 1]) },
  filter1: { values: filter1 },
  filter1Last: { values: permuted(filter1, [2, 1, 0]) },
  filter2: { values: filter2 },
  filter2Last: { values: permuted(filter2, [2, 3, 1, 0]) },
  filter3: { values: filter3 },
  filter3Last: { values: permuted(filter3, [2, 3, 4, 1, 0]) },
  transposed1: { values: spread([3, 4, 3], 83) },
  transposed2: { values: transposed2 },
  transposed2Last: { values: permuted(transposed2, [2, 3, 1, 0]) },
  transposed3: { values: spread([2, 3, 2, 2, 2], 87) },
  depthFilter: { values: depthFilter },
  pointFilter: { values: spread([4, 6, 1, 1], 82) },
  bias: { values: spread([4], 81) },
  channelWeight: { values: positive([3], 86) },
  channelBias: { values: spread([3], 88) },
  runningMean: { values: spread([3], 89) },
  runningVariance: { values: positive([3], 84) },
  sequence: { values: sequence },
  sequenceFirst: { values: permuted(sequence, [1, 0, 2]) },
  query: { values: spread([2, 3, 4], 100) },
  keys: { values: spread([2, 5, 4], 101) },
  values: { values: spread([2, 5, 4], 102) },
  mask: {
    values: [
      [1, 1, 0, 1, 0],
      [0, 1, 1, 1, 1],
      [1, 0, 0, 0, 1],
    ],
    dtype: 'bool',
  },
  padding: {
    values: [
      [0, 0, 0, 1, 1],
      [0, 0, 0, 0, 0],
    ],
    dtype: 'bool',
  },
  inWeight: { values: spread([12, 4], 110) },
  inBias: { values: spread([12], 111) },
  outWeight: { values: spread([4, 4], 112) },
  outBias: { values: spread([4], 113) },
  feedWeight1: { values: spread([8, 4], 115) },
  feedBias1: { values: spread([8], 116) },
  feedWeight2: { values: spread([4, 8], 117) },
  normWeight: { values: positive([4], 118) },
  additiveQuery: { values: spread([6, 4], 160) },
  additiveKey: { values: spread([6, 4], 161) },
  additiveScore: { values: spread([6], 162) },
  wIh: { values: spread([5, 3], 120) },
  wHh: { values: spread([5, 5], 121) },
  bIh: { values: spread([5], 122) },
  bHh: { values: spread([5], 123) },
  wIh4: { values: spread([20, 3], 124) },
  wHh4: { values: spread([20, 5], 125) },
  bIh4: { values: spread([20], 126) },
  bHh4: { values: spread([20], 127) },
  wIh3: { values: spread([15, 3], 128) },
  wHh3: { values: spread([15, 5], 129) },
  bIh3: { values: spread([15], 130) },
  bHh3: { values: spread([15], 131) },
  wIh4b: { values: spread([20, 3], 132) },
  wHh4b: { values: spread([20, 5], 133) },
  bIh4b: { values: spread([20], 134) },
  bHh4b: { values: spread([20], 135) },
  step: { values: spread([2, 3], 140) },
  hidden: { values: spread([2, 5], 141) },
  cell: { values: spread([2, 5], 142) },
  headWeight: { values: spread([2, 5], 143) },
  headBias: { values: spread([2], 144) },
  squareMatrix: { values: spread([4, 4], 150) },
  weights: { values: spread([3, 2], 151) },
  gradient: { values: spread([3, 2], 152) },
};

/** The input's shape and its numbers in row-major order. */
export function flat({ values }: Input): { readonly shape: readonly number[]; readonly data: readonly number[] } {
  const data: number[] = [];
  const visit = (inner: Nested): void => {
    if (typeof inner === 'number') data.push(inner);
    else inner.forEach(visit);
  };
  visit(values);
  return { shape: shapeOf(values), data };
}
