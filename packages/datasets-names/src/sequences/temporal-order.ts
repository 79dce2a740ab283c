import {
  dispose,
  Float64Tensor,
  foldIn,
  fromFloat64,
  type Key,
  oneHot,
  type Placed,
  type Placement,
  randomInts,
} from '@gradbook/core-ops';

/**
 * The symbols of {@link temporalOrder}, whose indices its inputs hold: two that matter, four that distract, begin and end.
 *
 * @example
 * temporalOrderSymbols.indexOf('X'); // 0
 */
export const temporalOrderSymbols: readonly string[] = ['X', 'Y', 'a', 'b', 'c', 'd', 'B', 'E'];

/**
 * The classes of {@link temporalOrder}: Q is X before X, R is X before Y, S is Y before X, U is Y before Y.
 *
 * @example
 * temporalOrderClasses[1]; // 'R'
 */
export const temporalOrderClasses: readonly string[] = ['Q', 'R', 'S', 'U'];

/**
 * What {@link temporalOrder} takes.
 *
 * @example
 * const options: TemporalOrderOptions = { count: 32, minSteps: 20, maxSteps: 30 };
 */
export interface TemporalOrderOptions<K extends 'float64' | 'webgpu' = 'float64' | 'webgpu'> extends Placement<K> {
  /** N, the number of sequences. */
  readonly count: number;
  /** The shortest length, begin and end among them; at least 10, 100 unless given. */
  readonly minSteps?: number;
  /** The longest; `minSteps` + 10 unless given. */
  readonly maxSteps?: number;
}

/**
 * What {@link temporalOrder} returns.
 *
 * @example
 * const batch: TemporalOrderBatch<Float64Tensor> = temporalOrder(key(0), { count: 3 });
 * batch.lengths.length; // 3
 */
export interface TemporalOrderBatch<V> {
  /** One-hot symbols, [N, T, 8] with T the longest length; zeros past the end of a sequence. */
  readonly x: V;
  /** Indices into {@link temporalOrderClasses}, int32 [N]. */
  readonly labels: V;
  readonly lengths: readonly number[];
  /** The sequences as text, such as `'BaXbcdYaE'`. */
  readonly texts: readonly string[];
}

/**
 * The temporal order problem with two symbols (Hochreiter and Schmidhuber 1997, "Long Short-Term Memory", experiment 6a): every
 * sequence begins with B, ends with E, and is made of a, b, c, d but for two places t₁ and t₂, where X or Y stands. Its class says
 * which came first: XX is Q, XY is R, YX is S, YY is U. A guess is right in a quarter of the cases, with a cross-entropy of ln 4.
 *
 * In the source lengths are from 100 to 110, t₁ from 10 to 20 and t₂ from 50 to 60. Here, for a sequence of T steps, t₁ is in
 * [T/10, T/5] and t₂ in [T/2, 3T/5], rounded down: the source's for a length of 100.
 *
 * @throws RangeError for a count that is not a whole number of at least 1, fewer than 10 steps, and a longest length below the shortest.
 *
 * @example
 * const { x, labels, texts } = temporalOrder(key(1), { count: 4, minSteps: 10, maxSteps: 12 });
 * x.shape[0]; // 4
 * const marks = texts[0]!.replace(/[a-dBE]/g, '');
 * ['XX', 'XY', 'YX', 'YY'].indexOf(marks) === labels.data[0]; // true
 */
export function temporalOrder<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  { count, minSteps = 100, maxSteps = minSteps + 10, kind }: TemporalOrderOptions<K>,
): TemporalOrderBatch<Placed<K>> {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new RangeError(`temporalOrder: count is ${count}; expected a whole number of at least 1`);
  }
  if (!Number.isSafeInteger(minSteps) || !Number.isSafeInteger(maxSteps) || minSteps < 10 || maxSteps < minSteps) {
    throw new RangeError(
      `temporalOrder: lengths from ${minSteps} to ${maxSteps}; expected whole numbers of at least 10, the shortest first`,
    );
  }
  const texts = Array.from({ length: count }, (_, n) => sequence(foldIn(key, n), minSteps, maxSteps));
  const lengths = texts.map((text) => text.length);
  const steps = Math.max(...lengths);
  // −1 is no symbol: zeros in one-hot vectors.
  const symbols = texts.flatMap((text) =>
    Array.from({ length: steps }, (_, t) => (t < text.length ? temporalOrderSymbols.indexOf(text[t]!) : -1)),
  );
  const labels = texts.map((text) => {
    const marks = text.replace(/[^XY]/g, '');
    return 2 * 'XY'.indexOf(marks[0]!) + 'XY'.indexOf(marks[1]!);
  });
  const place = (value: Float64Tensor): Placed<K> =>
    // The tensor that the placement asks for.
    (kind === 'webgpu' ? fromFloat64(value) : value) as Placed<K>;
  const indices = place(new Float64Tensor([count, steps], symbols, 'int32'));
  const x = oneHot<Placed<K>>(indices, temporalOrderSymbols.length);
  if (kind === 'webgpu') dispose(indices);
  return { x, labels: place(new Float64Tensor([count], labels, 'int32')), lengths, texts };
}

function sequence(key: Key, minSteps: number, maxSteps: number): string {
  const draw = (place: number, low: number, high: number): number =>
    randomInts(foldIn(key, place), [], low, high + 1).data[0]!;
  const steps = draw(0, minSteps, maxSteps);
  const first = draw(1, Math.floor(steps / 10), Math.floor(steps / 5));
  const second = draw(2, Math.floor(steps / 2), Math.floor((3 * steps) / 5));
  const [x, y] = [draw(3, 0, 1), draw(4, 0, 1)];
  const others = randomInts(foldIn(key, 5), [steps], 0, 4).data;
  return Array.from({ length: steps }, (_, t) => {
    if (t === 0) return 'B';
    if (t === steps - 1) return 'E';
    if (t === first) return 'XY'[x]!;
    if (t === second) return 'XY'[y]!;
    return 'abcd'[others[t]!]!;
  }).join('');
}
