import { add, type Value } from '@gradbook/core-ops';

import { zerosLike } from './constants.ts';
import type { Tape } from './tape.ts';

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
    const incoming = node.outputs.map((output, output_) => {
      const slot = node.slots[output_];
      return (slot === undefined ? undefined : cotangents.get(slot)) ?? zerosLike(like(node.inputs), output.shape);
    });
    for (const slot of node.slots) if (slot !== undefined) cotangents.delete(slot);
    const products = node.rule({ ...node, cotangents: incoming });
    node.parents.forEach((parent, argument) => {
      if (parent === undefined) return;
      const product = products[argument];
      if (!product) throw new Error(`the rule of ${node.operation.name} gives no derivative for input ${argument}`);
      const cotangent = product();
      const before = cotangents.get(parent);
      cotangents.set(parent, before ? add(before, cotangent) : cotangent);
    });
  }
  return cotangents;
}

function like(inputs: readonly Value[]): Value {
  const first = inputs[0];
  if (!first) throw new Error('an operation without inputs cannot be on a tape');
  return first;
}
