import type { Value } from '@gradbook/core-ops';

import type { AttributeReader } from '../cases/attributes.ts';

/** Values by the names that the case gives them. */
export type Named = Readonly<Record<string, Value>>;

/** The operation of a torch case: its outputs by name, from its inputs and parameters by name. */
export type TorchFunction = (values: Named) => Record<string, Value>;

/** What a torch case is about, besides its attributes. */
export interface TorchContext {
  /** The outputs that the case wants. */
  readonly outputs: readonly string[];
  /** The inputs that the case gives, cotangents left out, and its parameters. */
  readonly inputs: readonly string[];
  readonly params: readonly string[];
}

/** The node of an ONNX case: its outputs in order, from its inputs in order; undefined is an omitted one. */
export type OnnxFunction = (inputs: readonly (Value | undefined)[]) => readonly Value[];

/** What an ONNX case is about, besides its attributes. */
export interface OnnxContext {
  readonly opset: number;
  readonly shapes: readonly (readonly number[] | undefined)[];
  /** How many outputs the node has, omitted ones before the last included. */
  readonly outputCount: number;
}

/** A family of operations: how to call ours for each case of it. */
export interface Family {
  readonly name: string;
  /** Inputs and parameters that torch cases of the family may have; `any` where their names are the case's own. */
  readonly inputs: readonly string[] | 'any';
  /** By torch op: reads every attribute, or throws Unsupported. */
  readonly torch: Readonly<Record<string, (attributes: AttributeReader, context: TorchContext) => TorchFunction>>;
  /** By ONNX operator of the domain ai.onnx. */
  readonly onnx: Readonly<Record<string, (attributes: AttributeReader, context: OnnxContext) => OnnxFunction>>;
}

/** The value that the case's format guarantees. */
export function needed(values: Named, name: string): Value {
  const value = values[name];
  if (!value) throw new Error(`the case has no ${name}`);
  return value;
}

/** The input of a node that its operator requires. */
export function neededAt(inputs: readonly (Value | undefined)[], index: number): Value {
  const value = inputs[index];
  if (!value) throw new Error(`the node has no input ${index}`);
  return value;
}
