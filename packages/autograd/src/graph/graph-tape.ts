import type { Attributes, Operation, Value } from '@gradbook/core-ops';

import { at } from '../rule.ts';
import { Tape } from '../tape.ts';
import { identity, name } from './name.ts';

/** A tape that knows the names of its values. */
export class GraphTape extends Tape {
  /** The graph is for people: a kernel for many operations would hide them. */
  readonly showsOperations = true;
  readonly #names = new Map<number, string>();
  readonly #taken = new Set<string>();

  /** @param inputs the names of the values that will be watched first. */
  constructor(inputs: readonly string[]) {
    super('trace');
    inputs.forEach((input, slot) => this.#assign(slot, input));
  }

  override process(operation: Operation, inputs: readonly Value[], attributes: Attributes): Value[] {
    if (operation.name !== identity.name) return super.process(operation, inputs, attributes);
    this.assertOpen('name()');
    const value = at(inputs, 0);
    const label = String(attributes['name']);
    if (this.watches(value) && !this.#names.has(value.slot)) {
      this.#assign(value.slot, label);
      return [value];
    }
    // A name more for a value that has one: a node of its own.
    const outputs = super.process(operation, inputs, attributes);
    const output = at(outputs, 0);
    if (this.watches(output)) this.#assign(output.slot, label);
    return outputs;
  }

  /** Names what the function returned under a key, unless it bears that name already. */
  nameResult(value: Value, key: string): Value {
    return this.watches(value) && this.#names.get(value.slot) === key ? value : name(value, key);
  }

  /** The name of a value, if it has one. */
  nameOf(slot: number): string | undefined {
    return this.#names.get(slot);
  }

  #assign(slot: number, label: string): void {
    if (this.#taken.has(label)) {
      throw new TypeError(`trace: two values are named "${label}"; names must be unique in a graph`);
    }
    this.#taken.add(label);
    this.#names.set(slot, label);
  }
}
