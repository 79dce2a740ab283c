import type { Expr, Scope, SymbolScope } from '@gradbook/answers';
import type { Graph, GraphNode } from '@gradbook/autograd';

/** The operations of a scalar graph as expressions of their operands. */
const expressions: Readonly<Record<string, (operands: readonly Expr[]) => Expr>> = {
  identity: ([x]) => x!,
  add: (terms) => ({ type: 'sum', terms }),
  sub: ([a, b]) => ({ type: 'sum', terms: [a!, { type: 'negate', of: b! }] }),
  mul: (factors) => ({ type: 'product', factors, style: 'juxtaposed' }),
  div: ([numerator, denominator]) => ({ type: 'quotient', numerator: numerator!, denominator: denominator! }),
  neg: ([of]) => ({ type: 'negate', of: of! }),
  square: ([base]) => ({ type: 'power', base: base!, exponent: integer(2) }),
  exp: (args) => ({ type: 'apply', name: 'exp', arguments: args }),
  log: (args) => ({ type: 'apply', name: 'log', arguments: args }),
  tanh: (args) => ({ type: 'apply', name: 'tanh', arguments: args }),
  sigmoid: (args) => ({ type: 'apply', name: 'sigma', arguments: args }),
  relu: (args) => ({ type: 'apply', name: 'relu', arguments: args }),
};

/**
 * The names of a traced scalar computation as a scope: its inputs are the variables, its named values are defined by
 * the operations that made them. Expressions of the graph are thus read off the reference that ran, not written again.
 *
 * @throws RangeError for a graph with tensors, or with an operation that has no expression.
 */
export function scopeOfGraph(graph: Graph, variables: Readonly<Record<string, SymbolScope>> = {}): Scope {
  const inputs = Object.keys(graph.inputs);
  const definitions = graph.nodes
    .filter((node) => node.name !== undefined && !inputs.includes(node.name))
    .map((node) => [node.name!, operationOf(graph, node)] as const);
  return {
    variables: Object.fromEntries(inputs.map((name) => [name, variables[name] ?? {}])),
    definitions: Object.fromEntries(definitions),
  };
}

/** A node by its name where it has one, else by its operation. */
function expressionOf(graph: Graph, id: number): Expr {
  const node = graph.nodes[id]!;
  if (node.name !== undefined) return { type: 'symbol', name: node.name };
  if (node.operation === 'constant') return rational(node.values[0]!);
  return operationOf(graph, node);
}

function operationOf(graph: Graph, node: GraphNode): Expr {
  if (node.shape.length > 0)
    throw new RangeError(`graph node ${node.name ?? node.id} is a tensor; only scalars have expressions`);
  const build = expressions[node.operation];
  if (!build) throw new RangeError(`the operation ${node.operation} of the graph has no expression`);
  return build(node.inputs.map((input) => expressionOf(graph, input)));
}

function integer(value: number): Expr {
  return { type: 'number', value: { numerator: BigInt(value), denominator: 1n }, written: String(value) };
}

function rational(value: number): Expr {
  if (!Number.isInteger(value)) throw new RangeError(`the constant ${value} of a graph is not a whole number`);
  return integer(value);
}
