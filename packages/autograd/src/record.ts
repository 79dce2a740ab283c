import { add, type Value } from '@gradbook/core-ops';

import { zerosLike } from './constants.ts';
import { accumulate } from './reverse.ts';
import { type DeviceTensor, isDeviceTensor, Tape, TapeValue } from './tape.ts';

/** A function on lists of values: what is left of a function on trees once they are flattened. */
export type ListFunction = (values: readonly Value[]) => readonly Value[];

/** A function's outputs at a point, and what is needed to pull cotangents back through it. */
export interface Recording {
  readonly tape: Tape;
  readonly inputs: readonly Value[];
  /** At the level below; tensors on the device belong to the tape. */
  readonly outputs: readonly Value[];
  /** The outputs' slots, `undefined` for an output that does not depend on the inputs. */
  readonly slots: readonly (number | undefined)[];
}

/**
 * Runs a function on watched values and records it. The tape is released when the function throws, and is the caller's
 * to release otherwise.
 *
 * @param caller the public function, for error messages.
 */
export function record(
  f: ListFunction,
  inputs: readonly Value[],
  caller: string,
  tape: Tape = new Tape(caller),
): Recording {
  try {
    const results = f(inputs.map((input) => tape.watch(input)));
    for (const result of results) {
      if (result instanceof TapeValue) result.interpreter.assertOpen(`${caller}: the result`);
    }
    const slots = results.map((result) => (tape.watches(result) ? result.slot : undefined));
    const outputs = results.map((result) => (tape.watches(result) ? result.primal : result));
    tape.close();
    return { tape, inputs, outputs, slots };
  } catch (error) {
    tape.release();
    throw error;
  }
}

/**
 * The cotangents of a recording's inputs for cotangents of its outputs: zeros for an input that no output depends on.
 *
 * @param cotangents one for each output; `undefined` is zeros.
 */
export function pullBack(recording: Recording, cotangents: readonly (Value | undefined)[]): Value[] {
  const { tape, inputs, slots } = recording;
  const seeds = new Map<number, Value>();
  slots.forEach((slot, index) => {
    const cotangent = cotangents[index];
    if (slot === undefined || !cotangent) return;
    const before = seeds.get(slot);
    seeds.set(slot, before ? add(before, cotangent) : cotangent);
  });
  const found = accumulate(tape, seeds);
  return inputs.map((input, slot) => found.get(slot) ?? zerosLike(input));
}

/** Results that nobody else holds: a tensor on the device gets a handle of its own, which the caller frees. */
export function detach(values: readonly Value[]): Value[] {
  return values.map((value) => (isDeviceTensor(value) ? value.clone() : value));
}

/** The tensors on the device among values: what a scope has to let through. */
export function deviceTensors(values: readonly Value[]): DeviceTensor[] {
  return values.filter((value) => isDeviceTensor(value));
}
