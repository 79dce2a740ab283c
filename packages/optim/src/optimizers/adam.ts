import { add, div, maximum, mul, sqrt, square, sub } from '@gradbook/core-ops';

import { HyperparameterError, requireNumber } from '../errors.ts';
import { elementary } from './elementary.ts';
import { adamTogether, type AdamStep, onDeviceAlone } from './fused-adam.ts';
import type { ParameterGroup } from './groups.ts';
import {
  type CommonOptions,
  type Optimizer,
  optimizerOf,
  type ParameterAfter,
  type ParameterStep,
} from './optimizer.ts';

/**
 * What {@link adam} and {@link adamW} take; defaults are PyTorch's.
 *
 * @example
 * const options: AdamOptions = { learningRate: 1e-3, betas: [0.9, 0.99], amsgrad: true };
 */
export interface AdamOptions extends CommonOptions {
  /** β₁ and β₂, the decay rates of the two averages; default [0.9, 0.999]. */
  readonly betas?: readonly [number, number];
  /** ε, added to the root; default 1e-8. */
  readonly epsilon?: number;
  /** λ; default 0 for `adam`, 0.01 for `adamW`. */
  readonly weightDecay?: number;
  /** Divide by the largest second moment so far (Reddi, Kale and Kumar 2018); default false. */
  readonly amsgrad?: boolean;
}

/**
 * Adam (Kingma and Ba 2015); weight decay is an L2 penalty, so λθ is part of the gradient and is scaled like it:
 *
 *     g ← ∇L + λθ     m ← β₁m + (1 − β₁)g     v ← β₂v + (1 − β₂)g²
 *     θ ← θ − η/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε)
 *
 * with t the step from 1; with `amsgrad` the root is of the largest v so far, before its correction (as PyTorch does).
 *
 * @param options the learning rate η may be a schedule; `groups` override options for some parameters.
 * @throws HyperparameterError for betas outside [0, 1) and other options that are negative or not finite.
 * @example
 * const optimizer = adam({ learningRate: 0.1, epsilon: 0 });
 * const params = { w: float64([1, 1]) };
 * const { state, ...after } = optimizer.update(params, { w: float64([0.001, -5]) }, optimizer.init(params));
 * after.params.w.data; // [0.9, 1.1]
 * state.slots.expAvg.w.data; // [0.0001, -0.5]
 */
export function adam(options: AdamOptions & { readonly groups?: readonly ParameterGroup<AdamOptions>[] }): Optimizer {
  const { groups = [], ...own } = options;
  return optimizerOf<AdamOptions>(
    {
      name: 'adam',
      check: (each) => check('adam', each),
      slots,
      step: (of) => step(of, false),
      together: together(false),
    },
    own,
    groups,
    elementary,
  );
}

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019): θ ← (1 − ηλ)θ, then Adam's step without λ. Every
 * parameter decays at the same rate, whatever its gradients.
 *
 * @param options as for {@link adam}; `weightDecay` is 0.01 unless given.
 * @throws as {@link adam}.
 * @example
 * const optimizer = adamW({ learningRate: 0.1, weightDecay: 0.5, groups: [{ match: 'b', weightDecay: 0 }] });
 * const params = { w: float64([2]), b: float64([2]) };
 * const gradients = { w: float64([0]), b: float64([0]) };
 * const after = optimizer.update(params, gradients, optimizer.init(params)).params;
 * after.w.data; // [1.9]
 * after.b.data; // [2]
 */
export function adamW(options: AdamOptions & { readonly groups?: readonly ParameterGroup<AdamOptions>[] }): Optimizer {
  const { groups = [], ...own } = options;
  return optimizerOf<AdamOptions>(
    {
      name: 'adamW',
      check: (each) => check('adamW', each),
      slots,
      step: (of) => step(of, true),
      together: together(true),
    },
    { weightDecay: 0.01, ...own },
    groups,
    elementary,
  );
}

function check(caller: string, { betas = [0.9, 0.999], epsilon = 1e-8, weightDecay = 0 }: AdamOptions): void {
  if (betas.length !== 2) throw new HyperparameterError(`${caller}: betas has ${betas.length} numbers; expected two`);
  betas.forEach((beta, index) => requireNumber(caller, `betas[${index}]`, beta, 0, 1));
  requireNumber(caller, 'epsilon', epsilon);
  requireNumber(caller, 'weightDecay', weightDecay);
}

function slots({ amsgrad = false }: AdamOptions): readonly string[] {
  return ['expAvg', 'expAvgSq', ...(amsgrad ? ['maxExpAvgSq'] : [])];
}

function step(of: ParameterStep<AdamOptions>, decoupled: boolean): ParameterAfter {
  const { gradient, options, learningRate, stepsBefore } = of;
  const { betas = [0.9, 0.999], epsilon = 1e-8, weightDecay = 0, amsgrad = false } = options;
  const [beta1, beta2] = betas;
  const penalised = decoupled || weightDecay === 0 ? gradient : add(gradient, mul(of.parameter, weightDecay));
  const parameter = decoupled && weightDecay !== 0 ? mul(of.parameter, 1 - learningRate * weightDecay) : of.parameter;
  const expAvg = add(mul(of.slot('expAvg'), beta1), mul(penalised, 1 - beta1));
  const expAvgSq = add(mul(of.slot('expAvgSq'), beta2), mul(square(penalised), 1 - beta2));
  const maxExpAvgSq = amsgrad ? maximum(of.slot('maxExpAvgSq'), expAvgSq) : undefined;
  const stepsAfter = stepsBefore + 1;
  const root = div(sqrt(maxExpAvgSq ?? expAvgSq), Math.sqrt(1 - beta2 ** stepsAfter));
  const stepSize = learningRate / (1 - beta1 ** stepsAfter);
  return {
    parameter: sub(parameter, mul(div(expAvg, add(root, epsilon)), stepSize)),
    slots: { expAvg, expAvgSq, ...(maxExpAvgSq ? { maxExpAvgSq } : {}) },
  };
}

/** All parameters at once, where they lie on the device. */
function together(decoupled: boolean): (steps: readonly ParameterStep<AdamOptions>[]) => ParameterAfter[] | undefined {
  return (steps) => {
    const numbers = steps.map((of): AdamStep => {
      const { betas = [0.9, 0.999], epsilon = 1e-8, weightDecay = 0, amsgrad = false, maximize = false } = of.options;
      const stepsAfter = of.stepsBefore + 1;
      return {
        parameter: of.parameter,
        gradient: of.gradient,
        expAvg: of.slot('expAvg'),
        expAvgSq: of.slot('expAvgSq'),
        maxExpAvgSq: amsgrad ? of.slot('maxExpAvgSq') : undefined,
        beta1: betas[0],
        beta2: betas[1],
        epsilon,
        penalty: decoupled ? 0 : weightDecay,
        decay: decoupled ? 1 - of.learningRate * weightDecay : 1,
        sign: maximize ? -1 : 1,
        stepSize: of.learningRate / (1 - betas[0] ** stepsAfter),
        rootCorrection: Math.sqrt(1 - betas[1] ** stepsAfter),
      };
    });
    if (!onDeviceAlone(numbers)) return undefined;
    return adamTogether(numbers).map(({ parameter, expAvg, expAvgSq, maxExpAvgSq }) => ({
      parameter,
      slots: { expAvg, expAvgSq, ...(maxExpAvgSq ? { maxExpAvgSq } : {}) },
    }));
  };
}
