import { type Graph, type GraphNode, trace } from '@gradbook/autograd';
import { Float64Tensor, operations, type Value } from '@gradbook/core-ops';

const byName = new Map(operations.map((operation) => [operation.name, operation]));
const u = 2 ** -24;

function tensorOf({ shape, values, dtype }: GraphNode): Float64Tensor {
  return new Float64Tensor(shape, values, dtype === 'int32' || dtype === 'bool' ? dtype : 'float64');
}

/** What each node of a graph may be off on the device: its own bound, and its operands' errors through the partials. */
function boundsOf(graph: Graph): Float64Array[] {
  const bounds: Float64Array[] = [];
  for (const node of graph.nodes) {
    const bound = new Float64Array(node.values.length);
    bounds.push(bound);
    const operation = byName.get(node.operation);
    if (!operation) continue;
    const operands = node.inputs.map((id) => graph.nodes[id]!);
    const [own] = operation.errorBound(operands.map(tensorOf), node.attributes, [tensorOf(node)]);
    own!.data.forEach((value, i) => (bound[i]! += value));
    for (const operand of operands) {
      if (operand.operation !== 'constant' || operand.values.every((value) => Math.fround(value) === value)) continue;
      // A constant c that float32 does not hold is off by u|c|.
      if (node.operation !== 'mul' && node.operation !== 'div') throw new Error(`${node.operation} rounds a constant`);
      node.values.forEach((value, i) => (bound[i]! += u * Math.abs(value)));
    }
    for (const edge of graph.edges.filter(({ to }) => to === node.id)) {
      const from = bounds[edge.from]!;
      for (let row = 0; row < bound.length; row++) {
        for (let column = 0; column < from.length; column++) {
          bound[row]! += Math.abs(edge.partial.data[row * from.length + column]!) * from[column]!;
        }
      }
    }
  }
  return bounds;
}

/** A function's values in float64 and how far float32 may be from each, to first order with 1 % for the second. */
export async function bounded<T extends Readonly<Record<string, Value>>>(
  f: (inputs: T) => Value,
  inputs: T,
): Promise<{ readonly values: Float64Tensor; readonly bounds: Float64Array }> {
  const graph = await trace(f as (inputs: Readonly<Record<string, Value>>) => Value, inputs, { limit: 4e7 });
  const { id } = graph.outputs[0]!;
  return { values: tensorOf(graph.nodes[id]!), bounds: boundsOf(graph)[id]!.map((bound) => 1.01 * bound + 2 ** -126) };
}

/** Numbers of a shape that float32 holds: none alike, none 0, of mean 0 and size up to 1. */
export function sample(shape: readonly number[], seed: number): Float64Tensor {
  let state = seed >>> 0;
  const size = shape.reduce((product, length) => product * length, 1);
  const data = Array.from({ length: size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.fround(state / 2 ** 31 - 1);
  });
  return new Float64Tensor(shape, data);
}
