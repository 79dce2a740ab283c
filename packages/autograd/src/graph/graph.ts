import type { Attributes, DType, Shape } from '@gradbook/core-ops';

/**
 * A Jacobian as plain numbers: entry [i…, j…] is ∂to[i…]/∂from[j…], so the shape is the one of `to` followed by the one
 * of `from`, row-major. For two scalars the shape is `[]` and there is one number.
 *
 * @example
 * const graph = await trace(({ x }) => ({ y: mul(x, 3) }), { x: float64(2) });
 * total(graph, 'x', 'y'); // { shape: [], data: [3] }
 */
export interface Jacobian {
  readonly shape: Shape;
  readonly data: readonly number[];
}

/**
 * A value of a computation: an input, a constant, or what an operation made.
 *
 * @example
 * const graph = await trace(({ w, p }) => ({ q: mul(w, p) }), { w: float64(2), p: float64(5) });
 * graph.nodes[2]; // { id: 2, name: 'q', operation: 'mul', inputs: [0, 1], values: [10], … }
 */
export interface GraphNode {
  /** Its position in {@link Graph.nodes}. */
  readonly id: number;
  /** An input's key, the name given by `name()`, or the key under which the function returned it. Unique in the graph. */
  readonly name?: string;
  /** An operation of the table, `identity` for a second name of a value, or `input` or `constant`. */
  readonly operation: string;
  /** The operands in the order in which the operation takes them, constants among them. */
  readonly inputs: readonly number[];
  /** Which output of the operation this is; 0 unless the operation has several. */
  readonly output: number;
  readonly attributes: Attributes;
  readonly shape: Shape;
  readonly dtype: DType;
  /** The elements, row-major. */
  readonly values: readonly number[];
}

/**
 * One use of a value as an operand. `square = x · x` has two edges from x, one for each argument.
 *
 * For an elementary scalar operation `operation`, `argument` and `operands` say the partial in symbols: ∂(a·b)/∂b is the
 * node `operands[0]`, and so on; `partial` is its value.
 *
 * @example
 * const graph = await trace(({ w, p }) => ({ q: mul(w, p) }), { w: float64(2), p: float64(5) });
 * const [edge] = graph.edges;
 * edge!.partial.data[0]; // 5
 * graph.nodes[edge!.operands[1]!]!.name; // 'p': ∂q/∂w in symbols
 */
export interface GraphEdge {
  /** Its position in {@link Graph.edges}. */
  readonly id: number;
  readonly from: number;
  readonly to: number;
  /** Which operand of the operation `from` is, counted from 0. */
  readonly argument: number;
  /** The operation that makes `to`. */
  readonly operation: string;
  /** The ids of all operands of that operation, in order. */
  readonly operands: readonly number[];
  /** ∂to/∂from through this operand alone, the others held fixed. */
  readonly partial: Jacobian;
}

/**
 * A computation as data: what `trace()` returns. Nodes stand in the order of computation, so an edge always leads from
 * a smaller id to a greater one. Edges are where derivatives flow: constants are nodes (operations name them among their
 * operands), but no edge leaves them. Plain objects and numbers throughout, ready for JSON (which writes NaN and
 * infinities as null).
 *
 * @example
 * const graph = await trace(({ x }) => ({ y: square(x) }), { x: float64(3) });
 * graph.outputs; // [{ path: 'y', id: 1 }]
 */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** The ids of the inputs by name. */
  readonly inputs: Readonly<Record<string, number>>;
  /** The ids of what the function returned, with their paths in the returned tree (`''` for a single value). */
  readonly outputs: readonly { readonly path: string; readonly id: number }[];
}

/** A node by id or by name. @throws RangeError when there is none. */
export function findNode(graph: Graph, node: number | string): GraphNode {
  const found = typeof node === 'number' ? graph.nodes[node] : graph.nodes.find((candidate) => candidate.name === node);
  if (found) return found;
  const names = graph.nodes.flatMap((candidate) => (candidate.name === undefined ? [] : [candidate.name]));
  throw new RangeError(
    typeof node === 'number'
      ? `the graph has ${graph.nodes.length} nodes, so no node ${node}`
      : `the graph has no node named "${node}"; its names are ${names.join(', ') || '(none)'}`,
  );
}
