import type { Graph, GraphEdge, GraphNode } from '@gradbook/autograd';

/** A graph as a figure draws it. */
export interface DrawnGraph {
  readonly nodes: readonly {
    readonly id: number;
    readonly name?: string;
    readonly operation?: string;
    readonly value?: string;
  }[];
  readonly edges: readonly { readonly from: number; readonly to: number; readonly label: string }[];
}

/** A traced scalar graph for drawing: every edge carries its partial, in symbols where they are short. */
export function drawnGraph(graph: Graph): DrawnGraph {
  return {
    nodes: graph.nodes.map((node) => ({
      id: node.id,
      ...(node.name === undefined ? {} : { name: node.name }),
      operation: node.operation,
    })),
    edges: graph.edges.map((edge) => ({ from: edge.from, to: edge.to, label: partialOf(graph, edge) })),
  };
}

/** ∂(a·b)/∂a = b, ∂(a+b)/∂a = 1; any other partial as its number. */
function partialOf(graph: Graph, edge: GraphEdge): string {
  if (edge.operation === 'mul') return nameOf(graph.nodes[edge.operands[1 - edge.argument]!]!);
  return String(Number(edge.partial.data[0]!.toPrecision(4)));
}

function nameOf(node: GraphNode): string {
  return node.name ?? String(Number(node.values[0]!.toPrecision(4)));
}
