import {
  bind,
  type Example,
  Float64Tensor,
  fromFloat64,
  init,
  operations,
  type Operation,
  scopeAsync,
  type Shape,
  sizeOf,
  toFloat64,
  type Value,
} from '@gradbook/core-ops';
import { beforeAll, describe, expect, test } from 'vitest';

import { type Graph, type GraphNode, trace, vjp } from './index.ts';
import { identity } from './graph/name.ts';

beforeAll(async () => {
  await init();
});

const byName = new Map<string, Operation>([...operations, identity].map((operation) => [operation.name, operation]));
const u = 2 ** -24;

/** A cotangent of a shape: numbers that float32 holds, none of them zero. */
function cotangentOf(shape: Shape): Float64Tensor {
  return new Float64Tensor(
    shape,
    Float64Array.from({ length: sizeOf(shape) }, (_, index) => (((index * 37) % 61) - 30.5) / 32),
  );
}

/** The vector-Jacobian product of an operation, for its floating-point inputs and the cotangents of its outputs. */
function product(
  operation: Operation,
  { inputs, attributes }: Example,
  convert: (value: Float64Tensor) => Value,
): (varied: readonly Value[], cotangents: readonly Value[]) => readonly Value[] {
  return (varied, cotangents) => {
    const places = inputs.flatMap(({ dtype }, place) => (dtype === 'float64' ? [place] : []));
    const fixed = inputs.map((input) => (input.dtype === 'float64' ? undefined : convert(input)));
    const { pullback } = vjp(
      (...leaves) =>
        bind(
          operation,
          fixed.map((value, place) => value ?? leaves[places.indexOf(place)]!),
          attributes,
        ),
      ...varied,
    );
    return pullback(cotangents);
  };
}

function tensorOf({ shape, values, dtype }: GraphNode): Float64Tensor {
  return new Float64Tensor(shape, values, dtype === 'int32' || dtype === 'bool' ? dtype : 'float64');
}

/**
 * How far float32 may be from float64 at each node of a graph, to first order: the error that the node's operation makes
 * itself, by its own bound, and the errors of its operands, carried on by the partials on the edges,
 *
 *     e(y) = bound(y) + Σ_edges |∂y/∂x| e(x).
 *
 * A constant that float32 does not hold is off by u|c|; only products have such constants.
 */
function errorBounds(graph: Graph): Float64Array[] {
  const bounds: Float64Array[] = [];
  for (const node of graph.nodes) {
    const bound = new Float64Array(node.values.length);
    bounds.push(bound);
    const operation = byName.get(node.operation);
    if (!operation) continue;
    const operands = node.inputs.map((id) => graph.nodes[id]!);
    const own = operation.errorBound(operands.map(tensorOf), node.attributes, [tensorOf(node)])[0]!;
    own.data.forEach((value, index) => (bound[index]! += value));
    for (const operand of operands) {
      if (operand.operation !== 'constant' || operand.values.every((value) => Math.fround(value) === value)) continue;
      if (node.operation !== 'mul') throw new Error(`${node.operation} has a constant that is rounded`);
      node.values.forEach((value, index) => (bound[index]! += u * Math.abs(value)));
    }
    for (const edge of graph.edges) {
      if (edge.to !== node.id) continue;
      const from = bounds[edge.from]!;
      for (let row = 0; row < bound.length; row++) {
        for (let column = 0; column < from.length; column++) {
          if (from[column] === 0) continue;
          bound[row]! += Math.abs(edge.partial.data[row * from.length + column]!) * from[column]!;
        }
      }
    }
  }
  return bounds;
}

// Protects: rules made of WebGPU kernels give the derivatives that the same rules give in float64.
describe('gradients on WebGPU are those of float64 within the error that their operations may make', () => {
  for (const operation of operations) {
    const examples = (operation.examples?.(11) ?? []).filter(({ smooth }) => smooth);
    const first = examples[0];
    if (!first || !operation.differentiable(first.inputs.length).includes(true)) continue;

    test(`${operation.name}`, async () => {
      for (const example of examples) {
        const varied = example.inputs.filter(({ dtype }) => dtype === 'float64');
        const cotangents = operation
          .shape(
            example.inputs.map(({ shape }) => shape),
            example.attributes,
          )
          .map(cotangentOf);
        const inputs = [...varied, ...cotangents];
        const exact = product(operation, example, (value) => value);
        // The cotangents are inputs as well: the products of linear operations depend on nothing else.
        const graph = await trace(
          (values) => {
            const all = inputs.map((_, index) => values[`input ${index}`]!);
            return exact(all.slice(0, varied.length), all.slice(varied.length));
          },
          Object.fromEntries(inputs.map((value, index) => [`input ${index}`, value as Value])),
          { limit: 4e7 },
        );
        const bounds = errorBounds(graph);
        const found = await scopeAsync(() => {
          const onDevice = inputs.map((value) => fromFloat64(value));
          const products = product(
            operation,
            example,
            fromFloat64,
          )(onDevice.slice(0, varied.length), onDevice.slice(varied.length));
          return Promise.all(products.map((value) => toFloat64(value)));
        });
        expect(found).toHaveLength(graph.outputs.length);
        found.forEach((value, index) => {
          const node = graph.nodes[graph.outputs[index]!.id]!;
          expect(value.shape).toEqual(node.shape);
          // A bound that says nothing would let anything through.
          const largest = node.values.reduce((most, element) => Math.max(most, Math.abs(element)), 1);
          expect(Math.max(...bounds[node.id]!)).toBeLessThan(2 ** -8 * largest);
          // 1 % for the terms of second order; a subnormal result may be flushed to zero.
          const excess = [...value.data].map(
            (element, at) => Math.abs(element - node.values[at]!) - 1.01 * bounds[node.id]![at]! - 2 ** -126,
          );
          expect(Math.max(...excess)).toBeLessThanOrEqual(0);
        });
      }
    });
  }
});
