import { vjp } from '@gradbook/autograd';
import { add, scopeAsync, type Shape, stopGradient, toFloat64, type Value } from '@gradbook/core-ops';

import type { StatePlace, WatchState } from '../layers/direction.ts';
import { filledLike, zerosLike } from '../values.ts';

/**
 * One layer's hidden or cell states over time: entry t of each list belongs to the step of x_t.
 *
 * @example
 * const series: FlowSeries = { state: 'hidden', layer: 0, direction: 'forward', norms: [1], gradientNorms: [0.5] };
 */
export interface FlowSeries {
  readonly state: 'hidden' | 'cell';
  readonly layer: number;
  readonly direction: 'forward' | 'reverse';
  /** ‖h_t‖, the root of the sum of squares over all examples and elements. */
  readonly norms: readonly number[];
  /** ‖∂L/∂h_t‖, the same way. */
  readonly gradientNorms: readonly number[];
}

/**
 * How large states and the gradients in them are at every step: plain data.
 *
 * @example
 * const flow: GradientFlow = { loss: 0.25, series: [] };
 */
export interface GradientFlow {
  readonly loss: number;
  /** For each layer, direction and state, in the order in which they were computed. */
  readonly series: readonly FlowSeries[];
}

/**
 * ‖h_t‖ and ‖∂L/∂h_t‖ for every step t of recurrent layers: whether gradients vanish or explode on their way back.
 *
 * Where t is counted backwards from the end they show the recurrence's powers: a loss at the last step alone has
 * ∂L/∂h_t = (∂h_T/∂h_t)ᵀ ∂L/∂h_T, the product of the Jacobians from t to T. ∂L/∂h_t is the total derivative: through the
 * step's own prediction and through all later states. It is taken by adding a zero to each h_t and differentiating in it.
 *
 * @param loss computes a scalar loss; hands `watch` on to the layers, or calls it itself on each state of a recurrence
 * written by hand: h = watch(h, { state: 'hidden', layer: 0, direction: 'forward', step }). It is called twice.
 * @throws TypeError when nothing was watched, or when a second call watched other states than the first.
 * @example
 * // h_t = h_{t−1}/2 + x_t: each step back halves the gradient of L = h_3.
 * const params = { weight_ih_l0: float64([[1]]), weight_hh_l0: float64([[0.5]]) };
 * const x = float64([[8], [0], [0]]);
 * const flow = await gradientFlow((watch) => sum(rnn<Value>(params, x, { nonlinearity: 'linear', watch }).last));
 * flow.series[0]!.gradientNorms; // [0.25, 0.5, 1]
 * flow.series[0]!.norms; // [8, 4, 2]
 */
export async function gradientFlow(loss: (watch: WatchState) => Value): Promise<GradientFlow> {
  return scopeAsync(async () => {
    const places: StatePlace[] = [];
    const shapes: Shape[] = [];
    const first = loss((state, place) => {
      places.push({ ...place });
      shapes.push(state.shape);
      return state;
    });
    if (places.length === 0) {
      throw new TypeError(
        'gradientFlow: no state was watched; hand the `watch` that the loss is given on to the layers',
      );
    }
    const zeros = shapes.map((shape) => zerosLike(first, shape));
    const { value, pullback } = vjp((added: readonly Value[]) => {
      const states: Value[] = [];
      const again = loss((state, place) => {
        const index = states.length;
        requireSame(places[index], place, shapes[index], state.shape);
        const watched = add<Value>(state, added[index]!);
        states.push(stopGradient(watched));
        // A sum is of its operands' kind.
        return watched as typeof state;
      });
      if (states.length !== places.length) {
        throw new TypeError(`gradientFlow: ${places.length} states were watched at first, then ${states.length}`);
      }
      return { loss: again, states };
    }, zeros);
    const [gradients] = pullback({ loss: filledLike(first, [], 1), states: zeros });
    return {
      loss: (await toFloat64(value.loss)).data[0]!,
      series: seriesOf(places, await normsOf(value.states), await normsOf(gradients)),
    };
  });
}

/** Norms in float64, scaled so that squares neither overflow nor vanish. */
async function normsOf(values: readonly Value[]): Promise<number[]> {
  const norms: number[] = [];
  for (const value of values) {
    const { data } = await toFloat64(value);
    const largest = data.reduce((most, element) => Math.max(most, Math.abs(element)), 0);
    const squares = data.reduce((sum, element) => sum + (element / largest) ** 2, 0);
    norms.push(largest > 0 && largest < Infinity ? largest * Math.sqrt(squares) : largest);
  }
  return norms;
}

function requireSame(before: StatePlace | undefined, now: StatePlace, shape: Shape | undefined, own: Shape): void {
  const same =
    before &&
    before.state === now.state &&
    before.layer === now.layer &&
    before.direction === now.direction &&
    before.step === now.step &&
    String(shape) === String(own);
  if (same) return;
  throw new TypeError(
    `gradientFlow: the ${now.state} state of layer ${now.layer}, ${now.direction}, step ${now.step} was not watched at this ` +
      'place the first time; the loss must compute the same every time',
  );
}

function seriesOf(
  places: readonly StatePlace[],
  norms: readonly number[],
  gradientNorms: readonly number[],
): readonly FlowSeries[] {
  const series = new Map<string, FlowSeries & { norms: number[]; gradientNorms: number[] }>();
  for (const [index, { state, layer, direction, step }] of places.entries()) {
    const name = `${state} ${layer} ${direction}`;
    const own = series.get(name) ?? { state, layer, direction, norms: [], gradientNorms: [] };
    own.norms[step] = norms[index]!;
    own.gradientNorms[step] = gradientNorms[index]!;
    series.set(name, own);
  }
  return [...series.values()];
}
