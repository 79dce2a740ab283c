import { add, type Value } from '@gradbook/core-ops';

import { zerosLike } from './constants.ts';
import { providedVjp } from './rules/registry.ts';
import type { Tape, TapeNode } from './tape.ts';

/**
 * Reverse-mode accumulation: walks the tape from the last operation to the first and hands each cotangent
 * ȳ = ∂L/∂y on to the inputs of the operation that made y,
 *
 *     x̄ ← x̄ + (∂y/∂x)ᵀ ȳ,
 *
 * so that one walk gives ∂L/∂x for every x (Linnainmaa 1970; Griewank and Walther, "Evaluating Derivatives", ch. 3).
 *
 * @param seeds the cotangents of the outputs by slot.
 * @returns the cotangents by slot of everything that no operation of the tape has made; no entry where L does not depend
 * on it.
 */
export function accumulate(tape: Tape, seeds: ReadonlyMap<number, Value>): Map<number, Value> {
  const cotangents = new Map(seeds);
  for (let index = tape.nodes.length - 1; index >= 0; index--) {
    const node = tape.nodes[index]!;
    if (!node.slots.some((slot) => slot !== undefined && cotangents.has(slot))) continue;
    const found = node.slots.map((slot) => (slot === undefined ? undefined : cotangents.get(slot)));
    for (const slot of node.slots) if (slot !== undefined) cotangents.delete(slot);
    const { operation, rule, inputs, outputs, attributes, parents } = node;
    const reached = found.map((cotangent) => cotangent !== undefined);
    const products = rule({
      inputs,
      outputs,
      attributes,
      reached,
      cotangents: orZeros(found, node),
      vjp: providedVjp(),
    });
    parents.forEach((parent, argument) => {
      if (parent === undefined) return;
      const product = products[argument];
      if (!product) throw new Error(`the rule of ${operation.name} gives no derivative for input ${argument}`);
      const cotangent = product();
      const before = cotangents.get(parent);
      cotangents.set(parent, before ? add(before, cotangent) : cotangent);
    });
  }
  return cotangents;
}

/** The cotangents with zeros where there are none, which are made when a rule asks for them. */
function orZeros(found: readonly (Value | undefined)[], { inputs, outputs }: TapeNode): readonly Value[] {
  const cotangents: Value[] = [];
  found.forEach((cotangent, output) => {
    let own = cotangent;
    Object.defineProperty(cotangents, output, {
      get: () => (own ??= zerosLike(like(inputs), outputs[output]!.shape)),
      enumerable: true,
    });
  });
  return cotangents;
}

function like(inputs: readonly Value[]): Value {
  const first = inputs[0];
  if (!first) throw new Error('an operation without inputs cannot be on a tape');
  return first;
}
