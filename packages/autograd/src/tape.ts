import {
  type Attributes,
  bind,
  type DType,
  Float64Tensor,
  type Interpreter,
  isTraced,
  type Operation,
  type Shape,
  type Traced,
  type Value,
} from '@gradbook/core-ops';

import { TraceError } from './errors.ts';
import type { Rule } from './rule.ts';
import { ruleOf } from './rules/index.ts';

/** A tensor on the device: what remains of a value when it is neither traced nor float64. */
export type DeviceTensor = Exclude<Value, Traced | Float64Tensor>;

/** Whether a value holds memory on the device that has to be freed. */
export function isDeviceTensor(value: Value): value is DeviceTensor {
  return !isTraced(value) && !(value instanceof Float64Tensor);
}

/** One operation as it was recorded. A slot is the number of a value on the tape; inputs of the function come first. */
export interface TapeNode {
  readonly operation: Operation;
  readonly attributes: Attributes;
  readonly rule: Rule;
  /** Values at the level below. */
  readonly inputs: Value[];
  readonly outputs: Value[];
  /** Where each input came from, `undefined` for a constant or an input that derivatives do not flow into. */
  readonly parents: readonly (number | undefined)[];
  /** The slot of each output, `undefined` for integer outputs. */
  readonly slots: readonly (number | undefined)[];
}

// Traces nest in the order in which they begin, so a number that only grows is the level. Nothing has to be undone when
// a function throws. On globalThis, because two copies of this package may be loaded and their tapes may nest.
const levels: { next: number } = ((globalThis as Record<symbol, unknown>)[Symbol.for('@gradbook/autograd/levels')] ??= {
  next: 1,
}) as { next: number };

/** What a differentiated function sees in place of a value. Getters, so that nobody walks into the tape by accident. */
export class TapeValue implements Traced {
  readonly #tape: Tape;
  readonly #primal: Value;
  readonly #slot: number;

  constructor(tape: Tape, primal: Value, slot: number) {
    this.#tape = tape;
    this.#primal = primal;
    this.#slot = slot;
  }

  get shape(): Shape {
    return this.#primal.shape;
  }

  get dtype(): DType {
    return this.#primal.dtype;
  }

  get interpreter(): Tape {
    return this.#tape;
  }

  get primal(): Value {
    this.#tape.assertOpen('a value');
    return this.#primal;
  }

  get slot(): number {
    return this.#slot;
  }
}

/**
 * A Wengert list: every operation on a watched value, in the order of its execution. Values watched by an outer tape
 * stay so underneath (`primal`), which is what makes derivatives of derivatives right.
 *
 * A tape owns what it holds on the device: it keeps its own handles (they share the memory), so nothing that it needs
 * is freed by a scope that ends inside the function, and {@link release} frees them all.
 */
export class Tape implements Interpreter {
  readonly level: number = levels.next++;
  readonly nodes: TapeNode[] = [];
  readonly #handles = new Map<DeviceTensor, DeviceTensor>();
  readonly #owned = new Set<DeviceTensor>();
  readonly #caller: string;
  #slots = 0;
  #open = true;

  /** @param caller the public function this tape works for, named in error messages. */
  constructor(caller: string) {
    this.#caller = caller;
  }

  /** Begins to watch a value. */
  watch(value: Value): TapeValue {
    return new TapeValue(this, this.hold(value), this.#slots++);
  }

  /** Whether a value is watched by this tape. */
  watches(value: Value): value is TapeValue {
    return value instanceof TapeValue && value.interpreter === this;
  }

  process(operation: Operation, inputs: readonly Value[], attributes: Attributes): Value[] {
    this.assertOpen(operation.name);
    const lower = inputs.map((input) => (this.watches(input) ? input.primal : input));
    const differentiable = operation.differentiable(inputs.length);
    const parents = inputs.map((input, index) =>
      this.watches(input) && differentiable[index] && isDifferentiable(input.dtype) ? input.slot : undefined,
    );
    const outputs = bind(operation, lower, attributes);
    if (parents.every((parent) => parent === undefined)) return outputs;
    const held = outputs.map((output) => (lower.includes(output) ? this.hold(output) : this.#adopt(output)));
    const watched = held.map((output) =>
      isDifferentiable(output.dtype) ? new TapeValue(this, output, this.#slots++) : undefined,
    );
    // Whole numbers have no derivative, whatever they were made of.
    if (watched.every((value) => value === undefined)) return held;
    this.nodes.push({
      operation,
      attributes,
      rule: ruleOf(operation.name),
      inputs: lower.map((input) => this.hold(input)),
      outputs: held,
      parents,
      slots: watched.map((value) => value?.slot),
    });
    return held.map((output, index) => watched[index] ?? output);
  }

  /** Ends the recording: from here on a watched value that is still around is an error. */
  close(): void {
    this.#open = false;
  }

  /** @throws TraceError when the function that the watched value belongs to has returned. */
  assertOpen(what: string): void {
    if (this.#open) return;
    throw new TraceError(
      `${what}: used a value that was traced by a call of ${this.#caller} which has ended. A traced value lives only ` +
        'while the differentiated function runs: return it from the function instead of storing it outside.',
    );
  }

  /** Frees what the tape holds on the device. */
  release(): void {
    this.close();
    for (const handle of this.#owned) handle.dispose();
    this.#owned.clear();
    this.#handles.clear();
  }

  /**
   * Hands what the tape holds over to the current scope: returned from it, the handles live on in the scope around.
   *
   * @returns the handles.
   */
  handOver(): DeviceTensor[] {
    const moved = new Map<Value, DeviceTensor>();
    for (const handle of this.#owned) moved.set(handle, handle.clone());
    for (const node of this.nodes) {
      for (const list of [node.inputs, node.outputs]) {
        list.forEach((value, index) => {
          list[index] = moved.get(value) ?? value;
        });
      }
    }
    this.release();
    return [...moved.values()];
  }

  /** The tape's own handle of a tensor; anything else as it is. */
  hold(value: Value): Value {
    if (!isDeviceTensor(value) || this.#owned.has(value)) return value;
    let handle = this.#handles.get(value);
    if (!handle) {
      handle = value.clone();
      handle.kept = true;
      this.#handles.set(value, handle);
      this.#owned.add(handle);
    }
    return handle;
  }

  /** Takes over a tensor that has just been made. */
  #adopt(value: Value): Value {
    if (isDeviceTensor(value) && !this.#owned.has(value)) {
      value.kept = true;
      this.#owned.add(value);
    }
    return value;
  }
}

/** Derivatives are taken of floating-point numbers only. */
export function isDifferentiable(dtype: DType): boolean {
  return dtype === 'float32' || dtype === 'float64';
}
