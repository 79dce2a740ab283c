import type { Recorded } from '@gradbook/autograd';
import { add, concat, reshape, slice, stack, type Value } from '@gradbook/core-ops';

import { activationOf } from '../activations.ts';
import { type Cell, gatedCellDefinition, gruCellOf, lstmCellOf, rnnCellOf } from '../cells/steps.ts';
import { runDirection, type WatchState } from '../layers/direction.ts';
import { masksOf, withoutPadding } from '../layers/lengths.ts';
import { zerosLike } from '../values.ts';
import type { FusedKind } from './cells.ts';
import type { GradientAttributes, GradientInputs, SequenceInputs } from './inputs.ts';
import type { FusedAttributes } from './plan.ts';

/** The cell that a kernel computes. */
function cellOf(kind: FusedKind): Cell {
  switch (kind) {
    case 'lstm':
      return lstmCellOf({});
    case 'gru-after':
      return gruCellOf({ reset: 'after' });
    case 'gru-before':
      return gruCellOf({ reset: 'before' });
    case 'gated':
      return gatedCellDefinition;
    default:
      return rnnCellOf(activationOf(kind), 'h');
  }
}

/** Row `index` of the first axis. */
function rowOf<V extends Value>(x: V, index: number): V {
  const [, ...rest] = x.shape;
  return reshape(slice(x, [index, ...rest.map(() => 0)], [1, ...rest]), rest);
}

/** What the kernels for a whole sequence compute, step by step with operations of the table: their definition. */
export function recurrenceBySteps(
  { z, weight, bias, initial, lengths, probes }: SequenceInputs<Value>,
  { cell: kind, directions }: FusedAttributes,
): { readonly output: Value; readonly final: Value } {
  const cell = cellOf(kind);
  const [steps = 0, batch = 0, columns = 0] = z.shape;
  const width = columns / directions.length;
  const hidden = weight.shape[2]!;
  const masks = masksOf('recurrence', lengths, steps, batch, z);
  const results = directions.map((direction, d) => {
    const probe = (index: number, step: number): Value =>
      reshape(slice(probes!, [index, step, 0, d * hidden], [1, 1, batch, hidden]), [batch, hidden]);
    const watch: WatchState = (value, { state, step }) => {
      const index = state === 'hidden' ? 0 : 1;
      // A sum is of its operands' kind.
      return index < probes!.shape[0]! ? (add<Value>(value, probe(index, step)) as typeof value) : value;
    };
    return runDirection<Value>({
      cell,
      weights: { weight_hh: rowOf(weight, d), bias_hh: bias && rowOf(bias, d) },
      projected: slice(z, [0, 0, d * width], [steps, batch, width]),
      initial: cell.states.map((_, index) => rowOf(rowOf(initial, index), d)),
      masks,
      layer: 0,
      direction,
      watch: probes && watch,
    });
  });
  return {
    output: concat(
      results.map(({ output }) => withoutPadding(output, masks)),
      -1,
    ),
    final: stack(cell.states.map((_, index) => stack(results.map(({ state }) => state[index]!)))),
  };
}

/** The vector-Jacobian product of {@link recurrenceBySteps}: of z, weight, bias where there is one, initial states and probes. */
export function gradientBySteps(
  inputs: GradientInputs<Value>,
  attributes: GradientAttributes,
  vjp: Recorded['vjp'],
): Value[] {
  const { z, weight, bias, initial, lengths, output, final } = inputs;
  const [steps = 0, batch = 0] = z.shape;
  const [directions = 0, , hidden = 0] = weight.shape;
  const shape = [attributes.probed ? initial.shape[0]! : 1, steps, batch, directions * hidden];
  const primals = { z, weight, initial, probes: zerosLike(z, shape), ...(bias ? { bias } : {}) };
  const { pullback } = vjp((given: Omit<SequenceInputs<Value>, 'lengths'>) => {
    const { output, final } = recurrenceBySteps({ ...given, lengths }, attributes);
    return { output, final };
  }, primals);
  const [found] = pullback({
    output: output ?? zerosLike(z, shape.slice(1)),
    final: final ?? zerosLike(z, initial.shape),
  });
  const { bias: ofBias } = found as { readonly bias?: Value };
  return [found.z, found.weight, ...(ofBias ? [ofBias] : []), found.initial, found.probes];
}
