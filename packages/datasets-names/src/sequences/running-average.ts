import { Float64Tensor, fromFloat64, type Key, normal, type Placed, type Placement, uniform } from '@gradbook/core-ops';

/**
 * What {@link runningAverages} takes.
 *
 * @example
 * const options: RunningAverageOptions = { count: 32, steps: 10, distribution: 'uniform' };
 */
export interface RunningAverageOptions<K extends 'float64' | 'webgpu' = 'float64' | 'webgpu'> extends Placement<K> {
  /** N, the number of sequences. */
  readonly count: number;
  /** T, their length. */
  readonly steps: number;
  /** What the numbers are drawn from: standard normal unless given, or uniform on [0, 1). */
  readonly distribution?: 'normal' | 'uniform';
}

/**
 * What {@link runningAverages} returns.
 *
 * @example
 * const { x, y }: Sequences<Float64Tensor> = runningAverages(key(0), { count: 1, steps: 1 });
 * x.data[0] === y.data[0]; // true
 */
export interface Sequences<V> {
  /** The inputs, [N, T, 1]. */
  readonly x: V;
  /** The targets at every step, [N, T, 1]; that of the last is the target where only the end counts. */
  readonly y: V;
}

/**
 * Sequences of random numbers with the average of all numbers seen so far as the target of every step:
 *
 *     y_t = (x_1 + … + x_t) / t
 *
 * The averages are of the float32 numbers, computed in float64.
 *
 * @throws RangeError for a count or steps that are not whole numbers of at least 1.
 *
 * @example
 * const { x, y } = runningAverages(key(5), { count: 2, steps: 3 });
 * x.shape; // [2, 3, 1]
 * y.data[1] === (x.data[0]! + x.data[1]!) / 2; // true
 */
export function runningAverages<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  { count, steps, distribution = 'normal', kind }: RunningAverageOptions<K>,
): Sequences<Placed<K>> {
  for (const [name, value] of Object.entries({ count, steps })) {
    if (Number.isSafeInteger(value) && value >= 1) continue;
    throw new RangeError(`runningAverages: ${name} is ${value}; expected a whole number of at least 1`);
  }
  const shape = [count, steps, 1];
  const x = distribution === 'normal' ? normal(key, shape) : uniform(key, shape);
  const averages = new Float64Array(count * steps);
  for (let n = 0; n < count; n++) {
    let total = 0;
    for (let t = 0; t < steps; t++) {
      total += x.data[n * steps + t]!;
      averages[n * steps + t] = total / (t + 1);
    }
  }
  const place = (value: Float64Tensor): Placed<K> =>
    // The tensor that the placement asks for.
    (kind === 'webgpu' ? fromFloat64(value) : value) as Placed<K>;
  return { x: place(x), y: place(new Float64Tensor(shape, averages)) };
}
