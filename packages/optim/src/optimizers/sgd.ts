import { add, mul, sub } from '@gradbook/core-ops';

import { HyperparameterError, requireNumber } from '../errors.ts';
import { ownHandle } from '../trees.ts';
import { elementary } from './elementary.ts';
import type { ParameterGroup } from './groups.ts';
import {
  type CommonOptions,
  type Optimizer,
  optimizerOf,
  type ParameterAfter,
  type ParameterStep,
} from './optimizer.ts';

/**
 * What {@link sgd} takes; defaults are PyTorch's.
 *
 * @example
 * const options: SgdOptions = { learningRate: 0.1, momentum: 0.9, nesterov: true };
 */
export interface SgdOptions extends CommonOptions {
  /** μ; default 0. */
  readonly momentum?: number;
  /** τ: the gradient counts 1 − τ in the momentum buffer, but in the first step 1; default 0. */
  readonly dampening?: number;
  /** λ, added to the gradient as λθ: an L2 penalty λ‖θ‖²/2. Default 0. */
  readonly weightDecay?: number;
  /** Nesterov's momentum: needs a momentum and no dampening. Default false. */
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent, with PyTorch's momentum (Sutskever et al. 2013, without their factor η in the buffer):
 *
 *     g ← ∇L + λθ        b ← μb + (1 − τ)g   (b = g in the first step)
 *     θ ← θ − η·(g + μb) with Nesterov, else θ − η·b, without momentum θ − η·g
 *
 * @param options the learning rate η may be a schedule; `groups` override options for some parameters.
 * @throws HyperparameterError for negative or non-finite options, and for Nesterov without momentum or with dampening.
 * @example
 * const optimizer = sgd({ learningRate: 0.1, momentum: 0.5, groups: [{ match: 'b', learningRate: 1 }] });
 * let params = { w: float64([1]), b: float64([1]) };
 * let state = optimizer.init(params);
 * ({ params, state } = optimizer.update(params, { w: float64([2]), b: float64([2]) }, state));
 * params.w.data; // [0.8]
 * params.b.data; // [-1]
 */
export function sgd(options: SgdOptions & { readonly groups?: readonly ParameterGroup<SgdOptions>[] }): Optimizer {
  const { groups = [], ...own } = options;
  return optimizerOf<SgdOptions>({ name: 'sgd', check, slots, step }, own, groups, elementary);
}

function check({ momentum = 0, dampening = 0, weightDecay = 0, nesterov = false }: SgdOptions): void {
  for (const [name, value] of Object.entries({ momentum, dampening, weightDecay })) requireNumber('sgd', name, value);
  if (nesterov && (momentum === 0 || dampening !== 0)) {
    throw new HyperparameterError(
      `sgd: Nesterov needs a momentum and no dampening; momentum is ${momentum}, dampening ${dampening}`,
    );
  }
}

function slots({ momentum = 0 }: SgdOptions): readonly string[] {
  return momentum === 0 ? [] : ['momentumBuffer'];
}

function step(of: ParameterStep<SgdOptions>): ParameterAfter {
  const { parameter, gradient, options, learningRate, stepsBefore } = of;
  const { momentum = 0, dampening = 0, weightDecay = 0, nesterov = false } = options;
  const decayed = weightDecay === 0 ? gradient : add(gradient, mul(parameter, weightDecay));
  if (momentum === 0) return { parameter: sub(parameter, mul(decayed, learningRate)), slots: {} };
  const buffer =
    stepsBefore === 0 ? ownHandle(decayed) : add(mul(of.slot('momentumBuffer'), momentum), mul(decayed, 1 - dampening));
  const direction = nesterov ? add(decayed, mul(buffer, momentum)) : buffer;
  return { parameter: sub(parameter, mul(direction, learningRate)), slots: { momentumBuffer: buffer } };
}
