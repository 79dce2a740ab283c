import { HyperparameterError, requireNumber, requireWhole } from '../errors.ts';

/**
 * A learning rate as a function of the steps made so far: 0 in the first step. Schedules have no memory, so that a run
 * that is resumed at step n goes on as it would have.
 *
 * @example
 * const schedule: Schedule = (step) => 1 / (step + 1);
 * schedule(3); // 0.25
 */
export type Schedule = (step: number) => number;

/**
 * The same value at every step.
 *
 * @throws HyperparameterError for a value that is negative or not finite.
 * @example
 * constant(0.1)(1000); // 0.1
 */
export function constant(value: number): Schedule {
  requireNumber('constant', 'value', value);
  return () => value;
}

/**
 * Rises linearly from `from` to `to` over `steps` steps, then goes on with `after` (by default it stays at `to`), which
 * counts its steps from the end of the warm-up.
 *
 * @throws HyperparameterError for values that are negative or not finite, or steps that are not whole.
 * @example
 * const schedule = linearWarmup({ to: 1, steps: 4, after: exponentialDecay({ from: 1, factor: 0.5 }) });
 * [0, 1, 4, 5].map(schedule); // [0, 0.25, 1, 0.5]
 */
export function linearWarmup({
  from = 0,
  to,
  steps,
  after = constant(to),
}: {
  readonly from?: number;
  readonly to: number;
  readonly steps: number;
  readonly after?: Schedule;
}): Schedule {
  requireNumber('linearWarmup', 'from', from);
  requireNumber('linearWarmup', 'to', to);
  requireWhole('linearWarmup', 'steps', steps, 1);
  return (step) => (step < steps ? from + (to - from) * (step / steps) : after(step - steps));
}

/**
 * Half a cosine from `from` down to `to` over `steps` steps, to + (from − to)(1 + cos(π·step/steps))/2, then `to`
 * (Loshchilov and Hutter 2017, one period).
 *
 * @throws HyperparameterError as {@link linearWarmup}.
 * @example
 * const schedule = cosineDecay({ from: 1, steps: 10 });
 * schedule(0); // 1
 * schedule(5); // 0.5
 * schedule(20); // 0
 */
export function cosineDecay({
  from,
  to = 0,
  steps,
}: {
  readonly from: number;
  readonly to?: number;
  readonly steps: number;
}): Schedule {
  requireNumber('cosineDecay', 'from', from);
  requireNumber('cosineDecay', 'to', to);
  requireWhole('cosineDecay', 'steps', steps, 1);
  return (step) => alongCosine(from, to, step / steps);
}

/**
 * Multiplied by `factor` after every `every` steps: from · factor^⌊step/every⌋.
 *
 * @throws HyperparameterError as {@link linearWarmup}.
 * @example
 * [0, 9, 10, 25].map(stepDecay({ from: 8, factor: 0.5, every: 10 })); // [8, 8, 4, 2]
 */
export function stepDecay({
  from,
  factor,
  every,
}: {
  readonly from: number;
  readonly factor: number;
  readonly every: number;
}): Schedule {
  requireNumber('stepDecay', 'from', from);
  requireNumber('stepDecay', 'factor', factor);
  requireWhole('stepDecay', 'every', every, 1);
  return (step) => from * factor ** Math.floor(step / every);
}

/**
 * Multiplied by `factor` after every step: from · factor^step.
 *
 * @throws HyperparameterError as {@link linearWarmup}.
 * @example
 * [0, 1, 3].map(exponentialDecay({ from: 8, factor: 0.5 })); // [8, 4, 1]
 */
export function exponentialDecay({ from, factor }: { readonly from: number; readonly factor: number }): Schedule {
  return stepDecay({ from, factor, every: 1 });
}

/**
 * Straight lines between knots [step, value]; before the first and after the last knot their values. With epochs for
 * steps, divided by the steps of an epoch, it is the schedule of the "How to train your ResNet" series.
 *
 * @throws HyperparameterError for no knot, steps that do not increase, or values that are negative or not finite.
 * @example
 * const schedule = piecewiseLinear([[0, 0], [5, 0.4], [25, 0]]);
 * [0, 5, 15, 30].map(schedule); // [0, 0.4, 0.2, 0]
 */
export function piecewiseLinear(knots: readonly (readonly [step: number, value: number])[]): Schedule {
  if (knots.length === 0) throw new HyperparameterError('piecewiseLinear: there is no knot; give [step, value] pairs');
  knots.forEach(([step, value], index) => {
    requireNumber('piecewiseLinear', `the step of knot ${index}`, step, -Infinity);
    requireNumber('piecewiseLinear', `the value of knot ${index}`, value);
    if (index > 0 && step <= knots[index - 1]![0]) {
      throw new HyperparameterError(
        `piecewiseLinear: knot ${index} is at step ${step}, not after knot ${index - 1} at ${knots[index - 1]![0]}`,
      );
    }
  });
  return (step) => {
    const next = knots.findIndex(([at]) => at > step);
    if (next === 0) return knots[0]![1];
    if (next < 0) return knots.at(-1)![1];
    const [[start, before], [end, after]] = [knots[next - 1]!, knots[next]!];
    return before + (after - before) * ((step - start) / (end - start));
  };
}

/**
 * One cycle (Smith and Topin 2018) as PyTorch's `OneCycleLR`: from max/divide up to `max` within the first
 * `warmupFraction` of the steps, then down to max/(divide · finalDivide) at the last one, steps − 1.
 *
 * @param options `warmupFraction` 0.3, `divide` 25, `finalDivide` 10⁴ and `anneal` `'cosine'` (or `'linear'`) unless given.
 * @throws HyperparameterError for options outside their ranges.
 * @example
 * const schedule = oneCycle({ max: 1, steps: 11, warmupFraction: 0.5, divide: 10, finalDivide: 10, anneal: 'linear' });
 * schedule(0); // 0.1
 * schedule(10); // 0.01
 */
export function oneCycle({
  max,
  steps,
  warmupFraction = 0.3,
  divide = 25,
  finalDivide = 1e4,
  anneal = 'cosine',
}: {
  readonly max: number;
  readonly steps: number;
  readonly warmupFraction?: number;
  readonly divide?: number;
  readonly finalDivide?: number;
  readonly anneal?: 'cosine' | 'linear';
}): Schedule {
  requireNumber('oneCycle', 'max', max);
  requireWhole('oneCycle', 'steps', steps, 2);
  requireNumber('oneCycle', 'warmupFraction', warmupFraction, 0, 1);
  requireNumber('oneCycle', 'divide', divide, Number.MIN_VALUE);
  requireNumber('oneCycle', 'finalDivide', finalDivide, Number.MIN_VALUE);
  const initial = max / divide;
  const peak = warmupFraction * steps - 1;
  const along = anneal === 'cosine' ? alongCosine : alongLine;
  return (step) =>
    step <= peak
      ? along(initial, max, peak === 0 ? 1 : step / peak)
      : along(max, initial / finalDivide, (step - peak) / (steps - 1 - peak));
}

/** From a to b along half a cosine; outside [0, 1] the nearer end. */
function alongCosine(from: number, to: number, fraction: number): number {
  if (fraction <= 0) return from;
  if (fraction >= 1) return to;
  return to + ((from - to) / 2) * (1 + Math.cos(Math.PI * fraction));
}

function alongLine(from: number, to: number, fraction: number): number {
  return from + (to - from) * Math.min(1, Math.max(0, fraction));
}
