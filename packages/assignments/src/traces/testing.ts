import { key, normal, splitKey } from '@gradbook/core-ops';

import type { TraceRun } from './trace-file.ts';

/** Backpropagation through time of a plain RNN written as loops, in float32 as students' frameworks compute. */
export function tracedByHand(options: {
  readonly name?: string;
  readonly scale: number;
  readonly nonlinearity?: 'tanh' | 'relu' | 'linear';
  readonly loss?: 'last' | 'every';
  readonly steps?: number;
  readonly seed?: number;
}): TraceRun {
  const { name = 'run', scale, nonlinearity = 'tanh', loss = 'last', steps = 12, seed = 0 } = options;
  const [batch, inputs, hidden] = [3, 2, 5];
  const f = Math.fround;
  const keys = splitKey(key(seed), 6);
  const rows = (index: number, shape: readonly [number, number], factor: number): number[][] => {
    const { data } = normal(keys[index]!, shape);
    return Array.from({ length: shape[0] }, (_, row) =>
      Array.from({ length: shape[1] }, (_, column) => f(factor * data[row * shape[1] + column]!)),
    );
  };
  const wIh = rows(0, [hidden, inputs], 0.5);
  const wHh = rows(1, [hidden, hidden], scale / Math.sqrt(hidden));
  const bias = rows(2, [1, hidden], 0.1)[0]!;
  const head = rows(3, [1, hidden], 0.5);
  const x = Array.from({ length: steps }, (_, t) =>
    rows(4, [steps * batch, inputs], 1).slice(t * batch, (t + 1) * batch),
  );
  const y = Array.from({ length: steps }, (_, t) => rows(5, [steps * batch, 1], 1).slice(t * batch, (t + 1) * batch));

  const activate = { tanh: Math.tanh, relu: (v: number) => Math.max(0, v), linear: (v: number) => v }[nonlinearity];
  const slope = {
    tanh: (h: number) => 1 - h * h,
    relu: (h: number) => (h > 0 ? 1 : 0),
    linear: () => 1,
  }[nonlinearity];
  const states: number[][][] = [];
  let h = Array.from({ length: batch }, () => Array.from({ length: hidden }, () => 0));
  for (let t = 0; t < steps; t++) {
    h = h.map((row, n) =>
      wHh.map((weights, i) => {
        const own = weights.reduce((sum, w, j) => f(sum + f(w * row[j]!)), bias[i]!);
        return f(activate(wIh[i]!.reduce((sum, w, j) => f(sum + f(w * x[t]![n]![j]!)), own)));
      }),
    );
    states.push(h);
  }
  const counted = loss === 'every' ? steps * batch : batch;
  const gradientNorms: number[] = [];
  let back = h.map((row) => row.map(() => 0));
  for (let t = steps - 1; t >= 0; t--) {
    const local = states[t]!.map((row, n) => {
      if (loss === 'last' && t < steps - 1) return row.map(() => 0);
      const prediction = head[0]!.reduce((sum, w, j) => f(sum + f(w * row[j]!)), 0);
      return row.map((_, j) => f((f(2 * f(prediction - y[t]![n]![0]!)) * head[0]![j]!) / counted));
    });
    const total = back.map((row, n) => row.map((value, j) => f(value + local[n]![j]!)));
    gradientNorms.unshift(Math.hypot(...total.flat()));
    back = total.map((row, n) =>
      row.map((_, j) =>
        row.reduce((sum, value, i) => f(sum + f(f(value * slope(states[t]![n]![i]!)) * wHh[i]![j]!)), 0),
      ),
    );
  }
  return {
    name,
    layer: 'rnn',
    nonlinearity,
    loss,
    parameters: {
      weight_ih_l0: wIh,
      weight_hh_l0: wHh,
      bias_ih_l0: bias,
      'head.weight': head,
    },
    inputs: x,
    targets: y,
    gradient_norms: gradientNorms,
    hidden_norms: states.map((state) => Math.hypot(...state.flat())),
  };
}

/** A trace file of runs, as it is handed in. */
export function traceFile(runs: readonly unknown[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ format: 'gradbook-gradient-trace', version: 1, runs }));
}
