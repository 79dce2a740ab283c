import { HyperparameterError, requireNumber, requireWhole } from '../errors.ts';
import { invert } from './invert.ts';

/**
 * Coordinates to search along: each a product of powers of hyperparameters, by its exponents. There are as many as
 * hyperparameters, and they determine them.
 *
 * @example
 * // λ/ρ, ρ and α, of the learning rate λ, ρ = 1 − momentum and the weight decay α.
 * const rotated: Coordinates<'rate' | 'rho' | 'decay'> = { 'rate/rho': { rate: 1, rho: -1 }, rho: { rho: 1 }, decay: { decay: 1 } };
 */
export type Coordinates<N extends string> = Readonly<Record<string, Readonly<Partial<Record<N, number>>>>>;

/**
 * What {@link searchHyperparameters} takes.
 *
 * @example
 * const options: SearchOptions<'rate'> = { start: { rate: 0.1 }, objective: ({ rate }) => Math.log(rate) ** 2, budget: 20 };
 */
export interface SearchOptions<N extends string> {
  /** Where to begin: a positive number for each hyperparameter. */
  readonly start: Readonly<Record<N, number>>;
  /** What to make small: a loss after training with these, say. NaN counts as worse than everything. */
  readonly objective: (hyperparameters: Readonly<Record<N, number>>) => number | Promise<number>;
  /** How often the objective may be called. */
  readonly budget: number;
  /** Default: the hyperparameters themselves. */
  readonly coordinates?: Coordinates<N>;
  /** The first factor by which a coordinate is changed, above 1; 2 unless given. */
  readonly factor?: number;
  /** The search ends when the factor is below this one; 1.02 unless given. */
  readonly smallestFactor?: number;
}

/**
 * One call of the objective.
 *
 * @example
 * const trial: Trial<'rate'> = { hyperparameters: { rate: 0.1 }, value: 2.5, coordinate: 'rate', factor: 2, accepted: true };
 */
export interface Trial<N extends string> {
  readonly hyperparameters: Readonly<Record<N, number>>;
  readonly value: number;
  /** The coordinate that was changed, and by what factor; `null` and 1 for the start. */
  readonly coordinate: string | null;
  readonly factor: number;
  /** Whether it was better than all before. */
  readonly accepted: boolean;
}

/**
 * What {@link searchHyperparameters} returns: plain data.
 *
 * @example
 * const search: Search<'x'> = await searchHyperparameters({ start: { x: 1 }, objective: ({ x }) => x, budget: 1 });
 * search.stopped; // 'budget'
 */
export interface Search<N extends string> {
  readonly best: Readonly<Record<N, number>>;
  readonly value: number;
  /** Every call in order. */
  readonly trials: readonly Trial<N>[];
  /** Whether the budget was used up, or the steps had become too small. */
  readonly stopped: 'budget' | 'converged';
}

/**
 * Coordinate descent over positive hyperparameters in log space, along coordinates of one's own. Each coordinate in turn
 * is multiplied and divided by a factor, the others held, and followed while that is better; after a round without
 * progress the factor becomes its square root. Deterministic; no point is evaluated twice.
 *
 * Where hyperparameters work together, a valley lies across their axes, and a search along them stalls on its floor. In coordinates that
 * the loss depends on separately, such as λ/ρ, ρ and α of the "How to train your ResNet" series, it does not.
 *
 * @throws HyperparameterError for a start that is not positive, factors not above 1, a budget below 1, or coordinates that do not determine
 * the hyperparameters.
 * @example
 * const objective = ({ a, b }: { a: number; b: number }) => (100 * a) / b + (100 * b) / a + a * b + 16 / (a * b);
 * const coordinates = { ratio: { a: 1, b: -1 }, product: { a: 1, b: 1 } };
 * const { best, trials } = await searchHyperparameters({ start: { a: 1, b: 1 }, objective, budget: 20, coordinates });
 * (best.a * best.b).toFixed(3); // '4.000'
 * trials.length; // 20
 */
export async function searchHyperparameters<N extends string>(options: SearchOptions<N>): Promise<Search<N>> {
  const caller = 'searchHyperparameters';
  const { start, objective, budget, factor = 2, smallestFactor = 1.02 } = options;
  requireWhole(caller, 'budget', budget, 1);
  for (const [name, value] of Object.entries<number>({ factor, smallestFactor })) {
    requireNumber(caller, name, value, 1 + Number.EPSILON);
  }
  // The keys of `start` are its names.
  const names = Object.keys(start) as N[];
  for (const name of names) requireNumber(caller, `start.${name}`, start[name], Number.MIN_VALUE);
  const own: Coordinates<N> = Object.fromEntries(names.map((name) => [name, { [name]: 1 }])) as Coordinates<N>;
  const coordinates = options.coordinates ?? own;
  const labels = Object.keys(coordinates);
  // Logarithms: coordinates = exponents · hyperparameters, so a coordinate's step is a column of the inverse.
  const directions = invert(exponents(caller, names, labels, coordinates), caller);

  const trials: Trial<N>[] = [];
  const seen = new Set<string>();
  let steps = labels.map(() => 0);
  let best = start;
  let value = Infinity;

  // Points are told apart by their steps along the coordinates, in units of the smallest factor used so far.
  const at = (position: readonly number[]): Record<N, number> => {
    const moved = names.map((name, i) => {
      const exponent = position.reduce((sum, step, j) => sum + step * directions[i]![j]!, 0);
      return [name, exponent === 0 ? start[name] : start[name] * Math.exp(exponent)] as const;
    });
    return Object.fromEntries(moved) as Record<N, number>;
  };
  const evaluate = async (position: readonly number[], coordinate: string | null, by: number): Promise<boolean> => {
    const key = position.map((step) => step.toFixed(9)).join();
    if (seen.has(key)) return false;
    seen.add(key);
    const hyperparameters = at(position);
    const found = await objective(hyperparameters);
    const accepted = trials.length === 0 || found < value || (Number.isNaN(value) && !Number.isNaN(found));
    trials.push({ hyperparameters, value: found, coordinate, factor: by, accepted });
    if (accepted) [steps, best, value] = [[...position], hyperparameters, found];
    return accepted;
  };

  await evaluate(steps, null, 1);
  for (let current = factor; current >= smallestFactor;) {
    let improved = false;
    for (const [index, label] of labels.entries()) {
      for (const by of [current, 1 / current]) {
        let better = true;
        let moved = false;
        while (better) {
          if (trials.length >= budget) return { best, value, trials, stopped: 'budget' };
          const next = steps.map((step, j) => (j === index ? step + Math.log(by) : step));
          better = await evaluate(next, label, by);
          moved ||= better;
        }
        improved ||= moved;
        // Where one way was better, the other leads back.
        if (moved) break;
      }
    }
    if (!improved) current = Math.sqrt(current);
  }
  return { best, value, trials, stopped: 'converged' };
}

function exponents<N extends string>(
  caller: string,
  names: readonly N[],
  labels: readonly string[],
  coordinates: Coordinates<N>,
): number[][] {
  if (labels.length !== names.length) {
    throw new HyperparameterError(
      `${caller}: ${labels.length} coordinates for ${names.length} hyperparameters; as many are needed`,
    );
  }
  return labels.map((label) => {
    const given = coordinates[label]!;
    const unknown = Object.keys(given).find((name) => !names.some((each) => each === name));
    if (unknown !== undefined) {
      throw new HyperparameterError(
        `${caller}: the coordinate ${label} is of ${unknown}; there are ${names.join(', ')}`,
      );
    }
    return names.map((name) => given[name] ?? 0);
  });
}
