import { type Float64Tensor, sizeOf, type Value } from '@gradbook/core-ops';

import { oneHotLike, zerosLike } from '../constants.ts';
import { vjp } from '../derivatives.ts';
import type { TapeNode } from '../tape.ts';
import type { Graph, GraphEdge, GraphNode, Jacobian } from './graph.ts';
import type { GraphTape } from './graph-tape.ts';

/** What has been recorded, in values that the tape holds. */
export interface Recorded {
  readonly tape: GraphTape;
  readonly inputs: readonly { readonly name: string; readonly value: Value }[];
  readonly outputs: readonly { readonly path: string; readonly value: Value; readonly slot: number | undefined }[];
}

/** Every value that the graph shows. */
export function valuesOf({ tape, inputs, outputs }: Recorded): Set<Value> {
  return new Set([
    ...inputs.map((input) => input.value),
    ...tape.nodes.flatMap((node) => [...node.inputs, ...node.outputs]),
    ...outputs.map((output) => output.value),
  ]);
}

/**
 * The graph of a recording.
 *
 * @param numbers what the recording's values hold.
 * @throws RangeError when the partials would hold more than `limit` numbers.
 */
export function buildGraph(recorded: Recorded, numbers: ReadonlyMap<Value, Float64Tensor>, limit: number): Graph {
  const { tape, inputs, outputs } = recorded;
  checkSize(tape.nodes, limit);
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  const bySlot = new Map<number, number>();
  // For operands that no derivative flows through, such as indices: a value may be known without its slot.
  const byValue = new Map<Value, number>();

  const addNode = (
    node: Omit<GraphNode, 'id' | 'shape' | 'dtype' | 'values' | 'name'>,
    value: Value,
    slot?: number,
  ) => {
    const id = nodes.length;
    const name = slot === undefined ? undefined : tape.nameOf(slot);
    const content = numbersOf(numbers, value);
    nodes.push({
      id,
      ...(name === undefined ? {} : { name }),
      ...node,
      shape: [...value.shape],
      dtype: value.dtype,
      values: [...content.data],
    });
    if (slot !== undefined) bySlot.set(slot, id);
    if (!byValue.has(value)) byValue.set(value, id);
    return id;
  };
  const idOf = (value: Value, slot: number | undefined): number =>
    (slot === undefined ? byValue.get(value) : bySlot.get(slot)) ?? addNode({ ...leaf, operation: 'constant' }, value);

  inputs.forEach(({ value }, slot) => addNode({ ...leaf, operation: 'input' }, value, slot));
  for (const node of tape.nodes) {
    const operands = node.inputs.map((value, argument) => idOf(value, node.parents[argument]));
    node.slots.forEach((slot, output) => {
      if (slot === undefined) return;
      const to = addNode(
        { operation: node.operation.name, inputs: operands, output, attributes: node.attributes },
        node.outputs[output]!,
        slot,
      );
      localJacobians(node, output, numbers).forEach((partial, argument) => {
        if (!partial) return;
        edges.push({
          id: edges.length,
          from: operands[argument]!,
          to,
          argument,
          operation: node.operation.name,
          operands,
          partial,
        });
      });
    });
  }
  return {
    inputs: Object.fromEntries(inputs.map(({ name }, slot) => [name, bySlot.get(slot)!])),
    outputs: outputs.map(({ path, value, slot }) => ({ path, id: idOf(value, slot) })),
    nodes,
    edges,
  };
}

/** What a node has that no operation made. */
const leaf = { inputs: [], output: 0, attributes: {} } as const;

/** ∂output/∂operand for every operand that derivatives flow into: a row for each unit cotangent. */
function localJacobians(
  node: TapeNode,
  output: number,
  numbers: ReadonlyMap<Value, Float64Tensor>,
): (Jacobian | undefined)[] {
  const inputs = node.inputs.map((value) => numbersOf(numbers, value));
  const outputs = node.outputs.map((value) => numbersOf(numbers, value));
  const target = outputs[output]!;
  const rows: Float64Tensor[][] = node.parents.map(() => []);
  for (let element = 0; element < sizeOf(target.shape); element++) {
    const products = node.rule({
      inputs,
      outputs,
      attributes: node.attributes,
      reached: outputs.map((_, index) => index === output),
      vjp,
      cotangents: outputs.map((value, index) =>
        index === output ? oneHotLike(target, element) : zerosLike(target, value.shape),
      ),
    });
    node.parents.forEach((parent, argument) => {
      if (parent === undefined) return;
      const product = products[argument];
      if (!product) throw new Error(`the rule of ${node.operation.name} gives no derivative for input ${argument}`);
      // A rule applied to float64 values gives float64 values.
      rows[argument]!.push(product() as Float64Tensor);
    });
  }
  return node.parents.map((parent, argument) =>
    parent === undefined
      ? undefined
      : {
          shape: [...target.shape, ...inputs[argument]!.shape],
          data: rows[argument]!.flatMap((row) => [...row.data]),
        },
  );
}

function checkSize(nodes: readonly TapeNode[], limit: number): void {
  let size = 0;
  for (const node of nodes) {
    for (const [output, slot] of node.slots.entries()) {
      if (slot === undefined) continue;
      const rows = sizeOf(node.outputs[output]!.shape);
      node.parents.forEach((parent, argument) => {
        if (parent !== undefined) size += rows * sizeOf(node.inputs[argument]!.shape);
      });
    }
  }
  if (size <= limit) return;
  throw new RangeError(
    `trace: the partials on the edges hold ${size} numbers, more than the limit of ${limit}; trace smaller tensors, ` +
      'raise the limit, or use jacobian() for the derivative as a whole',
  );
}

function numbersOf(numbers: ReadonlyMap<Value, Float64Tensor>, value: Value): Float64Tensor {
  const found = numbers.get(value);
  if (!found) throw new Error('a value of the graph has not been read');
  return found;
}
