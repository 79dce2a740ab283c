import { grad } from '@gradbook/autograd';
import { float64, foldIn, type Float64Tensor, key, type ShapeError, uniform } from '@gradbook/core-ops';
import { gradientFlow, lstm, regressionHead, rnn, sequenceLoss, type WatchState } from '@gradbook/layers-recurrent';

import type { Measured } from '../mistakes/traces.ts';
import type { TraceRun } from './trace-file.ts';

/** A run's reference with how far float32 may lie from it at each step. */
export interface RecomputedRun extends Measured {
  readonly gradientTolerance: readonly number[];
  readonly hiddenTolerance: readonly number[];
}

type Flow = Pick<Measured, 'gradientNorms' | 'hiddenNorms'>;
type Parameters = Readonly<Record<string, Float64Tensor>>;

/**
 * Runs the reference on a run's own weights and data, in float64.
 *
 * Whoever traced it computed in float32: every weight and number may be off by half a unit roundoff before the first step,
 * and as much again is lost in each. How that grows from step to step is measured, not guessed: the reference runs again
 * on weights and inputs that are moved by one unit roundoff at random, and what moves is multiplied by the number of
 * roundings that a step has. Three significant digits are asked for in any case.
 *
 * @throws ShapeError or TypeError when parameters are missing, unknown or do not fit together.
 */
export async function recompute(run: TraceRun): Promise<RecomputedRun> {
  const exact = await flowOf(run, same);
  const hidden = run.parameters['weight_hh_l0']![0] as readonly number[];
  // A gate adds up H products and I products, their sums and a bias, and goes through a function; a step has up to four.
  const roundings = 2 * (hidden.length + run.inputs[0]![0]!.length + 6);
  const moved: Flow[] = [];
  for (const seed of [1, 2, 3]) {
    const randomness = key(seed);
    let index = 0;
    moved.push(
      await flowOf(run, (value) =>
        nudged(value, uniform(foldIn(randomness, index++), value.shape, { low: -1, high: 1, kind: 'float64' })),
      ),
    );
  }
  const tolerance = (of: keyof Flow): number[] =>
    exact[of].map((norm, step) => {
      const spread = Math.max(...moved.map((flow) => Math.abs(flow[of][step]! - norm)));
      return Math.max(significant * norm, Math.sqrt(roundings) * spread, smallest);
    });
  const other = await flowOf({ ...run, loss: run.loss === 'last' ? 'every' : 'last' }, same);
  return {
    ...exact,
    otherLoss: other.gradientNorms,
    localNorms: localNorms(run),
    gradientTolerance: tolerance('gradientNorms'),
    hiddenTolerance: tolerance('hiddenNorms'),
  };
}

const same = (value: Float64Tensor): Float64Tensor => value;

/** Half a unit in the third significant digit, at worst: 1.00 stands for [0.995, 1.005]. */
const significant = 5e-3;
/** Below it float32 has no digits left, so that a norm may as well be 0. */
const smallest = 1e-37;
const unitRoundoff = 2 ** -24;

function nudged(value: Float64Tensor, by: Float64Tensor): Float64Tensor {
  const data = value.data.map((number, index) => number * (1 + unitRoundoff * Math.sign(by.data[index]!)));
  return float64(data, value.shape);
}

/** A run's numbers as the reference takes them. */
interface Model {
  readonly x: Float64Tensor;
  readonly y: Float64Tensor;
  readonly hiddenOf: (watch?: WatchState) => { readonly output: Float64Tensor };
  readonly lossOf: (hidden: { readonly output: Float64Tensor }) => Float64Tensor;
}

function modelOf(run: TraceRun, change: (value: Float64Tensor) => Float64Tensor): Model {
  const all = Object.entries(run.parameters).map(([name, data]) => [name, change(float64(data))] as const);
  const named = (head: boolean): Parameters =>
    Object.fromEntries(all.filter(([name]) => name.startsWith('head.') === head));
  const [layer, head] = [named(false), named(true)];
  const [weight, bias] = [head['head.weight'], head['head.bias']];
  if (weight === undefined) throw new TypeError('the parameter head.weight is missing');
  const x = change(float64(run.inputs));
  const y = float64(run.targets);
  return {
    x,
    y,
    hiddenOf: (watch) =>
      run.layer === 'lstm'
        ? lstm<Float64Tensor>(layer, x, { watch })
        : rnn<Float64Tensor>(layer, x, { nonlinearity: run.nonlinearity, watch }),
    lossOf: (hidden) =>
      sequenceLoss(regressionHead({ weight, ...(bias ? { bias } : {}) }, hidden), y, { at: run.loss }),
  };
}

async function flowOf(run: TraceRun, change: (value: Float64Tensor) => Float64Tensor): Promise<Flow> {
  const { hiddenOf, lossOf } = modelOf(run, change);
  const flow = await gradientFlow((watch) => lossOf(hiddenOf(watch)));
  const series = flow.series.find(({ state }) => state === 'hidden');
  if (!series) throw new Error('the reference watched no hidden state');
  return { gradientNorms: series.gradientNorms, hiddenNorms: series.norms };
}

/** ‖∂L/∂h_t‖ with every state held but the step's own: the loss differentiated in the layer's outputs. */
function localNorms(run: TraceRun): number[] {
  const { hiddenOf, lossOf } = modelOf(run, same);
  const { output } = hiddenOf();
  const gradient = grad((states: Float64Tensor) => lossOf({ output: states }))(output);
  const [steps = 0] = output.shape;
  const length = gradient.data.length / steps;
  return Array.from({ length: steps }, (_, step) =>
    Math.hypot(...gradient.data.subarray(step * length, (step + 1) * length)),
  );
}

/** Whether an error is about the parameters that were handed in, and not the reference's own. */
export function isAboutParameters(error: unknown): error is ShapeError | TypeError | RangeError {
  return error instanceof Error && ['ShapeError', 'TypeError', 'RangeError'].includes(error.name);
}
