import { dispose, scope, treeUnflatten, type Value } from '@gradbook/core-ops';

import { HyperparameterError, requireNumber, requireWhole } from '../errors.ts';
import type { Schedule } from '../schedules/schedules.ts';
import { type FlatValues, flattenValues, requireSameShape } from '../trees.ts';
import { optionsByPath, type ParameterGroup } from './groups.ts';

/**
 * What an optimiser remembers between steps: plain data but for its values, which `serialize()` makes plain as well.
 *
 * @example
 * const state = sgd({ learningRate: 0.1, momentum: 0.9 }).init({ w: float64([1, 2]) });
 * state.step; // 0
 * state.slots.momentumBuffer.w.data; // [0, 0]
 */
export interface OptimizerState<P> {
  /** Steps made so far. */
  readonly step: number;
  /**
   * Trees like the parameters, by what they hold: `momentumBuffer` (SGD), `expAvg`, `expAvgSq` and, with AMSGrad,
   * `maxExpAvgSq` (Adam).
   */
  readonly slots: { readonly [name: string]: P };
}

/** What {@link Optimizer.update} may do besides computing. */
export interface UpdateOptions {
  /**
   * Free the tensors of the parameters, gradients and state that were given, which the results replace: a training loop
   * then keeps its memory. Default false: nothing that was given is touched.
   */
  readonly donate?: boolean;
}

/**
 * An optimiser: two functions without memory of their own. They work on float64 values, on the device, and on traced
 * values, through which a whole training run can be differentiated.
 *
 * @example
 * const optimizer: Optimizer = sgd({ learningRate: 0.5 });
 * let params = { w: float64([4]) };
 * let state = optimizer.init(params);
 * ({ params, state } = optimizer.update(params, { w: float64([2]) }, state));
 * params.w.data; // [3]
 * state.step; // 1
 */
export interface Optimizer {
  /** The state before the first step, for a tree of floating-point values. */
  readonly init: <P>(params: P) => OptimizerState<P>;
  /**
   * One step: the parameters and the state after it.
   *
   * @param gradients a tree like the parameters, of the same shapes.
   * @throws TypeError when gradients or state do not fit the parameters. HyperparameterError when a schedule gives a
   * learning rate that is negative or not finite.
   */
  readonly update: <P>(
    params: P,
    gradients: P,
    state: OptimizerState<P>,
    options?: UpdateOptions,
  ) => { params: P; state: OptimizerState<P> };
}

/** Options that every optimiser has. */
export interface CommonOptions {
  /** A number, or a schedule: a function of the steps made so far (0 in the first step). */
  readonly learningRate: number | Schedule;
  /** Follow the gradient instead of descending: default false. */
  readonly maximize?: boolean;
}

/** One parameter's part of a step, with the options that hold for it. */
export interface ParameterStep<O> {
  readonly parameter: Value;
  /** The gradient; negated, for `step`, where the objective is maximised. */
  readonly gradient: Value;
  readonly slot: (name: string) => Value;
  readonly options: O;
  readonly learningRate: number;
  /** Steps made before this one. */
  readonly stepsBefore: number;
}

/** One parameter after a step, and what is to be remembered of it. */
export interface ParameterAfter {
  readonly parameter: Value;
  readonly slots: Readonly<Record<string, Value>>;
}

/** A method: which memory it needs and how it changes one parameter. */
interface Method<O> {
  readonly name: string;
  readonly check: (options: O) => void;
  /** Names of the trees that parameters with these options need. */
  readonly slots: (options: O) => readonly string[];
  readonly step: (of: ParameterStep<O>) => ParameterAfter;
  /**
   * The same for all parameters at once, where the method can: given gradients as they are, also where the objective is
   * maximised. `undefined` where it cannot.
   */
  readonly together?: (steps: readonly ParameterStep<O>[]) => ParameterAfter[] | undefined;
}

/** The zeros and negations that every method shares, given by the caller so that this file knows no formulas. */
export interface Elementary {
  readonly zerosLike: (value: Value) => Value;
  readonly negate: (value: Value) => Value;
}

/** Makes an optimiser of what a method does to one parameter. */
export function optimizerOf<O extends CommonOptions>(
  method: Method<O>,
  options: O,
  groups: readonly ParameterGroup<O>[],
  { zerosLike, negate }: Elementary,
): Optimizer {
  const { name } = method;
  const check = (each: O): void => {
    if (typeof each.learningRate === 'number') requireNumber(name, 'learningRate', each.learningRate);
    method.check(each);
  };
  check(options);
  for (const { match: _, ...overrides } of groups) check({ ...options, ...overrides } as O);
  const optionsOf = (params: FlatValues): O[] => optionsByPath(name, params.paths, options, groups);

  return {
    init: <P>(params: P): OptimizerState<P> => {
      const flat = flattenValues(params, `${name}: parameters`);
      const names = [...new Set(optionsOf(flat).flatMap((each) => method.slots(each)))];
      // Trees like the parameters, of leaves of their kind: P, as everywhere below.
      const zeros = (): P => treeUnflatten(flat.structure, flat.leaves.map(zerosLike)) as P;
      return { step: 0, slots: Object.fromEntries(names.map((slot) => [slot, zeros()])) };
    },
    update: <P>(params: P, gradients: P, state: OptimizerState<P>, { donate = false }: UpdateOptions = {}) => {
      requireWhole(name, 'state.step', state.step, 0);
      const flat = flattenValues(params, `${name}: parameters`);
      const given = aligned(name, 'gradients', gradients, flat);
      const slotNames = Object.keys(state.slots);
      const slots = slotNames.map((slot) => aligned(name, `state.slots.${slot}`, state.slots[slot], flat));
      const resolved = optionsOf(flat);
      const result = scope(() => {
        const remembered = flat.leaves.map((_, index) =>
          Object.fromEntries(slotNames.map((slot, i) => [slot, slots[i]![index]!])),
        );
        const steps = flat.leaves.map((parameter, index): ParameterStep<O> => {
          const own = resolved[index]!;
          return {
            parameter,
            gradient: given[index]!,
            slot: (slot) => {
              const value = remembered[index]![slot];
              if (value) return value;
              throw new TypeError(`${name}: the state has no ${slot}; make it with this optimiser's init()`);
            },
            options: own,
            learningRate: rateAt(name, own.learningRate, state.step),
            stepsBefore: state.step,
          };
        });
        const after =
          method.together?.(steps) ??
          steps.map((of) =>
            method.step(of.options.maximize ? Object.assign({}, of, { gradient: negate(of.gradient) }) : of),
          );
        const changed = after.map((each, index) => ({
          parameter: each.parameter,
          slots: { ...remembered[index], ...each.slots },
        }));
        const tree = (leaves: readonly Value[]): P => treeUnflatten(flat.structure, leaves) as P;
        return {
          params: tree(changed.map(({ parameter }) => parameter)),
          state: {
            step: state.step + 1,
            slots: Object.fromEntries(
              slotNames.map((slot) => [slot, tree(changed.map(({ slots: each }): Value => each[slot]!))]),
            ),
          },
        };
      });
      if (donate) {
        const kept = new Set(slotNames.flatMap((slot) => flattenValues(result.state.slots[slot], name).leaves));
        for (const leaf of [...flat.leaves, ...given, ...slots.flat()]) if (!kept.has(leaf)) dispose(leaf);
      }
      return result;
    },
  };
}

/** The leaves of a tree that has to look like the parameters. */
function aligned(caller: string, what: string, tree: unknown, params: FlatValues): readonly Value[] {
  const flat = flattenValues(tree, `${caller}: ${what}`);
  if (JSON.stringify(flat.structure) !== JSON.stringify(params.structure)) {
    throw new TypeError(
      `${caller}: ${what} must be a tree like the parameters, with leaves at ${list(params.paths)}, not at ${list(flat.paths)}`,
    );
  }
  flat.leaves.forEach((leaf, i) => requireSameShape(`${caller}: ${what}`, flat.paths[i]!, leaf, params.leaves[i]!));
  return flat.leaves;
}

function list(paths: readonly string[]): string {
  return paths.map((path) => path || 'the tree itself').join(', ') || 'nothing';
}

function rateAt(caller: string, rate: number | Schedule, step: number): number {
  if (typeof rate === 'number') return rate;
  const value = rate(step);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new HyperparameterError(
    `${caller}: the schedule gives the learning rate ${value} at step ${step}; expected a finite number of at least 0`,
  );
}
