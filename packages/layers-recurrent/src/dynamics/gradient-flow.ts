import { vjp } from '@gradbook/autograd';
import {
  add,
  type Float64Tensor,
  scopeAsync,
  type Shape,
  slice,
  stopGradient,
  toFloat64,
  treeMap,
  type Value,
} from '@gradbook/core-ops';

import { type LayerStates, withFlow } from '../fused/flow.ts';
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
    const watched: Watched[] = [];
    const note = (what: Watched, shape: Shape): undefined => {
      watched.push({ ...what, shape });
    };
    const first = loss(
      withFlow(
        (state, place) => {
          note({ place: { ...place } }, state.shape);
          return state;
        },
        { probes: (states) => note({ states }, states.shape), computed: () => undefined },
      ),
    );
    if (watched.length === 0) {
      throw new TypeError(
        'gradientFlow: no state was watched; hand the `watch` that the loss is given on to the layers',
      );
    }
    const zeros = watched.map(({ shape }) => zerosLike(first, shape!));
    const { value, pullback } = vjp((added: readonly Value[]) => {
      const seen: Value[][] = [];
      const next = (what: Watched, shape: Shape): number => {
        requireSame(watched[seen.length], { ...what, shape });
        seen.push([]);
        return seen.length - 1;
      };
      const again = loss(
        withFlow(
          (state, place) => {
            const index = next({ place }, state.shape);
            const sum = add<Value>(state, added[index]!);
            seen[index]!.push(stopGradient(sum));
            // A sum is of its operands' kind.
            return sum as typeof state;
          },
          {
            probes: (states) => added[next({ states }, states.shape)]!,
            computed: (previous, final) => {
              // They are of the layer whose probes were given out last.
              seen.at(-1)!.push(...[...previous, ...final].map((value) => stopGradient(value)));
            },
          },
        ),
      );
      if (seen.length !== watched.length) {
        throw new TypeError(`gradientFlow: ${watched.length} states were watched at first, then ${seen.length}`);
      }
      return { loss: again, seen };
    }, zeros);
    const nothing = treeMap(value.seen, (leaf) => zerosLike(leaf, leaf.shape));
    const [gradients] = pullback({ loss: filledLike(first, [], 1), seen: nothing });
    const series = new Series();
    for (const [index, { place, states }] of watched.entries()) {
      const seen = await Promise.all(value.seen[index]!.map((state) => toFloat64(state)));
      const gradient = await toFloat64(gradients[index]!);
      if (place) series.add(place, normOf(seen[0]!.data), normOf(gradient.data));
      else series.addLayer(states!, seen, gradient);
    }
    return { loss: (await toFloat64(value.loss)).data[0]!, series: series.all() };
  });
}

/** What was watched: one state, or all states of a layer. */
interface Watched {
  readonly place?: StatePlace;
  readonly states?: LayerStates;
  readonly shape?: Shape;
}

/** The norm, scaled so that squares neither overflow nor vanish. */
function normOf(data: Float64Array): number {
  const largest = data.reduce((most, element) => Math.max(most, Math.abs(element)), 0);
  const squares = data.reduce((sum, element) => sum + (element / largest) ** 2, 0);
  return largest > 0 && largest < Infinity ? largest * Math.sqrt(squares) : largest;
}

function requireSame(before: Watched | undefined, now: Watched): void {
  if (JSON.stringify(before) === JSON.stringify(now)) return;
  const { place, states } = now;
  const what = place
    ? `the ${place.state} state of layer ${place.layer}, ${place.direction}, step ${place.step}`
    : `layer ${states!.layer}`;
  throw new TypeError(
    `gradientFlow: ${what} was not watched at this place the first time; the loss must compute the same every time`,
  );
}

/** Norms step by step, for each layer, direction and state. */
class Series {
  readonly #series = new Map<string, FlowSeries & { norms: number[]; gradientNorms: number[] }>();

  add({ state, layer, direction, step }: StatePlace, norm: number, gradientNorm: number): void {
    const name = `${state} ${layer} ${direction}`;
    const own = this.#series.get(name) ?? { state, layer, direction, norms: [], gradientNorms: [] };
    own.norms[step] = norm;
    own.gradientNorms[step] = gradientNorm;
    this.#series.set(name, own);
  }

  /**
   * @param seen of each kind of state what stood before every step, [D, T, N, H], then what stood after the last, [D, N, H].
   * @param gradient [states, T, N, D · H]
   */
  addLayer({ layer, directions, shape }: LayerStates, seen: readonly Float64Tensor[], gradient: Float64Tensor): void {
    const [states, steps, batch, features] = shape;
    const size = (batch * features) / directions.length;
    // The order in which a step computes them.
    const kinds = states === 1 ? (['hidden'] as const) : (['cell', 'hidden'] as const);
    for (const [d, direction] of directions.entries()) {
      for (const state of kinds) {
        const index = state === 'hidden' ? 0 : 1;
        const [before, after] = [seen[index]!.data, seen[states + index]!.data];
        for (let step = 0; step < steps; step++) {
          const later = direction === 'forward' ? step + 1 : step - 1;
          const from =
            later >= 0 && later < steps ? before.subarray((d * steps + later) * size) : after.subarray(d * size);
          const ofStates = slice(
            gradient,
            [index, step, 0, (d * features) / directions.length],
            [1, 1, batch, features / directions.length],
          );
          this.add({ state, layer, direction, step }, normOf(from.subarray(0, size)), normOf(ofStates.data));
        }
      }
    }
  }

  all(): readonly FlowSeries[] {
    return [...this.#series.values()];
  }
}
