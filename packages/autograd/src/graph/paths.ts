import { sizeOf } from '@gradbook/core-ops';

import { findNode, type Graph, type GraphEdge, type Jacobian } from './graph.ts';
import { asMatrix, identityMatrix, type Matrix, multiply, sum } from './matrix.ts';

/**
 * One way from a node to another.
 *
 * @example
 * const graph = await trace(({ w, u }) => ({ y: mul(w, mul(w, u)) }), { w: float64(2), u: float64(5) });
 * paths(graph, 'u', 'y'); // [{ nodes: [1, 2, 3], edges: [1, 3], product: { shape: [], data: [4] } }]
 */
export interface Path {
  /** The ids of the nodes on the way, the first and the last included. */
  readonly nodes: readonly number[];
  /** The ids of the edges on the way. */
  readonly edges: readonly number[];
  /** The partials along the way multiplied, the last edge leftmost: ∂to/∂from through this path alone. */
  readonly product: Jacobian;
}

/**
 * What {@link paths} takes.
 *
 * @example
 * const graph = await trace(({ x }) => ({ y: mul(x, x) }), { x: float64(3) });
 * paths(graph, 'x', 'y', { limit: 1 }); // throws RangeError: there are two paths
 */
export interface PathsOptions {
  /** The most paths to list: their number can grow exponentially with the graph. 1000 unless given. */
  readonly limit?: number;
}

/**
 * Every path between two nodes, with the product of the partials along it. By the chain rule the products sum to the
 * total derivative, which {@link total} computes without listing paths:
 *
 *     d to / d from = Σ_paths Π_edges ∂(edge's end)/∂(edge's start)
 *
 * @param from a node's id or name: the value that is varied.
 * @param to a node's id or name: the value that is differentiated.
 * @returns the paths in the order of the edges that they take; one path without edges (the identity) when `from` is `to`;
 * none when `to` does not depend on `from`.
 * @throws RangeError for a node that the graph does not have, and when there are more paths than `limit`.
 *
 * @example
 * const graph = await trace(({ x }) => ({ y: mul(x, x) }), { x: float64(3) });
 * paths(graph, 'x', 'y').map((path) => path.product.data[0]); // [3, 3]
 */
export function paths(graph: Graph, from: number | string, to: number | string, options: PathsOptions = {}): Path[] {
  const { limit = 1000 } = options;
  const start = findNode(graph, from);
  const end = findNode(graph, to);
  const outgoing = edgesByStart(graph);

  const counts: number[] = graph.nodes.map(() => 0);
  counts[end.id] = 1;
  for (let id = end.id - 1; id >= start.id; id--) {
    for (const edge of outgoing[id]!) counts[id]! += counts[edge.to]!;
  }
  const count = counts[start.id]!;
  if (count > limit) {
    throw new RangeError(
      `there are ${count} paths from ${String(from)} to ${String(to)}, more than the limit of ${limit}; ` +
        'raise the limit, or use total(), which sums over them without listing them',
    );
  }

  const found: Path[] = [];
  const walk = (id: number, edges: readonly GraphEdge[], product: Matrix): void => {
    if (id === end.id) {
      found.push({
        nodes: [start.id, ...edges.map((edge) => edge.to)],
        edges: edges.map((edge) => edge.id),
        product: { shape: [...end.shape, ...start.shape], data: product.data },
      });
      return;
    }
    for (const edge of outgoing[id]!) {
      if (counts[edge.to] === 0) continue;
      walk(edge.to, [...edges, edge], multiply(partialOf(graph, edge), product));
    }
  };
  walk(start.id, [], identityMatrix(sizeOf(start.shape)));
  return found;
}

/**
 * The total derivative d to / d from: the sum over all paths of the products of their partials, accumulated from `to`
 * backwards, so that the work grows with the number of edges and not with the number of paths:
 *
 *     D(to) = I,   D(n) = Σ_{edges n → m} D(m) · ∂m/∂n
 *
 * @param from a node's id or name: the value that is varied.
 * @param to a node's id or name: the value that is differentiated.
 * @returns the Jacobian, of the shape of `to` followed by the shape of `from`; zeros when `to` does not depend on `from`.
 * @throws RangeError for a node that the graph does not have.
 *
 * @example
 * const graph = await trace(({ x }) => ({ y: mul(x, x) }), { x: float64(3) });
 * total(graph, 'x', 'y').data; // [6]
 */
export function total(graph: Graph, from: number | string, to: number | string): Jacobian {
  const start = findNode(graph, from);
  const end = findNode(graph, to);
  const outgoing = edgesByStart(graph);
  const derivatives = new Map<number, Matrix>([[end.id, identityMatrix(sizeOf(end.shape))]]);
  for (let id = end.id - 1; id >= start.id; id--) {
    let derivative: Matrix | undefined;
    for (const edge of outgoing[id]!) {
      const later = derivatives.get(edge.to);
      if (!later) continue;
      const term = multiply(later, partialOf(graph, edge));
      derivative = derivative ? sum(derivative, term) : term;
    }
    if (derivative) derivatives.set(id, derivative);
  }
  const shape = [...end.shape, ...start.shape];
  return { shape, data: derivatives.get(start.id)?.data ?? Array.from({ length: sizeOf(shape) }, () => 0) };
}

function edgesByStart(graph: Graph): GraphEdge[][] {
  const outgoing: GraphEdge[][] = graph.nodes.map(() => []);
  for (const edge of graph.edges) outgoing[edge.from]!.push(edge);
  return outgoing;
}

function partialOf(graph: Graph, edge: GraphEdge): Matrix {
  return asMatrix(edge.partial, graph.nodes[edge.to]!.shape, graph.nodes[edge.from]!.shape);
}
