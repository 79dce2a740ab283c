import { numberText } from '../svg/text.ts';
import type { ComputationGraphData, ComputationGraphEdge } from './computation-graph.ts';

/** A traced computation, as far as the picture shows it. `Graph` of `@gradbook/autograd` has this form. */
export interface TracedGraph {
  readonly nodes: readonly {
    readonly id: number;
    readonly name?: string;
    readonly operation: string;
    readonly shape: readonly number[];
    readonly values: readonly number[];
  }[];
  readonly edges: readonly {
    readonly from: number;
    readonly to: number;
    readonly argument: number;
    readonly operation: string;
    readonly operands: readonly number[];
    readonly partial: { readonly shape: readonly number[]; readonly data: readonly number[] };
  }[];
}

/** How {@link traceGraph} labels. */
export interface TraceGraphOptions {
  /** `'symbols'` (default): partials of elementary scalar operations in terms of the values' names; `'numbers'`: as numbers. */
  readonly partials?: 'symbols' | 'numbers';
  /** Show the scalars' values under their names; default false. */
  readonly values?: boolean;
  /** Decimals of numbers; default 2. */
  readonly digits?: number;
}

type TracedNode = TracedGraph['nodes'][number];
type TracedEdge = TracedGraph['edges'][number];

/**
 * Partials of elementary operations, from the operands and the result in symbols, one for each operand; what is not here
 * is labelled with its number.
 */
const partials: Readonly<Record<string, readonly ((operands: readonly string[], result: string) => string)[]>> = {
  add: [() => '1', () => '1'],
  sub: [() => '1', () => '−1'],
  mul: [([, b]) => b!, ([a]) => a!],
  div: [([, b]) => `1/${b}`, ([, b], y) => `−${y}/${b}`],
  neg: [() => '−1'],
  identity: [() => '1'],
  square: [([x]) => `2${x}`],
  exp: [(_, y) => y],
  log: [([x]) => `1/${x}`],
  sqrt: [(_, y) => `1/(2${y})`],
  reciprocal: [(_, y) => `−${y}^2`],
  tanh: [(_, y) => `1 − ${y}^2`],
  sigmoid: [(_, y) => `${y}(1 − ${y})`],
  sin: [([x]) => `cos ${x}`],
  cos: [([x]) => `−sin ${x}`],
};

/**
 * A traced computation as data for {@link computationGraph}: on every edge its partial derivative, in symbols where the
 * operation is elementary and what it is made of has names or is short, else as a number; between tensors as ∂to/∂from.
 * Constants are not drawn: no derivative flows into them.
 *
 * @param graph the `Graph` that `trace()` of `@gradbook/autograd` returns, or data of that form.
 *
 * @example
 * const scalar = { shape: [], values: [2] };
 * const partial = { shape: [], data: [2] };
 * const { edges } = traceGraph({
 *   nodes: [
 *     { id: 0, name: 'w', operation: 'input', ...scalar },
 *     { id: 1, name: 'u1', operation: 'input', ...scalar },
 *     { id: 2, name: 'p', operation: 'mul', ...scalar },
 *   ],
 *   edges: [
 *     { from: 0, to: 2, argument: 0, operation: 'mul', operands: [0, 1], partial },
 *     { from: 1, to: 2, argument: 1, operation: 'mul', operands: [0, 1], partial },
 *   ],
 * });
 * edges.map(({ label }) => label); // ['u_1', 'w']
 */
export function traceGraph(graph: TracedGraph, options: TraceGraphOptions = {}): ComputationGraphData {
  const { digits = 2, values = false } = options;
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const made = new Map(graph.edges.map((edge) => [edge.to, edge] as const));
  const drawn = graph.nodes.filter(({ operation }) => operation !== 'constant');
  return {
    nodes: drawn.map((node) => {
      const value =
        node.shape.length > 0 ? `[${node.shape.join(', ')}]` : values ? numberText(node.values[0]!, digits) : '';
      return {
        id: node.id,
        ...(node.name === undefined ? {} : { name: symbol(node.name) }),
        operation: node.operation === 'input' ? null : node.operation === 'identity' ? '=' : node.operation,
        ...(value ? { value } : {}),
      };
    }),
    edges: graph.edges.map((edge): ComputationGraphEdge => {
      const label = labelOf(edge, byId, made, options.partials ?? 'symbols', digits);
      return { from: edge.from, to: edge.to, ...(label ? { label } : {}) };
    }),
  };
}

/** `u1` is u with the subscript 1; every other name is as it is. */
function symbol(name: string): string {
  return name.replace(/^(\p{L})(\d+)$/u, '$1_{$2}').replace(/_\{(\d)\}$/, '_$1');
}

function labelOf(
  edge: TracedEdge,
  nodes: ReadonlyMap<number, TracedNode>,
  made: Operands,
  kind: 'symbols' | 'numbers',
  digits: number,
): string {
  const from = nodes.get(edge.from);
  const to = nodes.get(edge.to);
  if (edge.partial.shape.length > 0) {
    return from?.name && to?.name ? `∂${symbol(to.name)}/∂${symbol(from.name)}` : '';
  }
  const number = numberText(edge.partial.data[0]!, digits);
  const rule = Object.hasOwn(partials, edge.operation) ? partials[edge.operation]![edge.argument] : undefined;
  if (kind === 'numbers' || !rule) return number;
  const operands = edge.operands.map((id) => symbolOf(nodes.get(id), nodes, made, digits));
  // A rule that reads something nameless has no symbol to show: its mark is a character that no name contains.
  const text = rule(operands, symbolOf(to, nodes, made, digits));
  return text.includes(nameless) ? number : text;
}

const nameless = '\u0000';

/** What a nameless value is called by: what it is computed from, where that is short. */
const forms: Readonly<Record<string, (...operands: string[]) => string>> = {
  add: (a, b) => `(${a} + ${b})`,
  sub: (a, b) => `(${a} − ${b})`,
  neg: (a) => `(−${a})`,
  square: (a) => `${a}^2`,
  tanh: (a) => called('tanh', a),
  sigmoid: (a) => called('σ', a),
  relu: (a) => called('relu', a),
  exp: (a) => called('exp', a),
  mul: (a, b) => `(${a}·${b})`,
};
const longestForm = 16;

/** One pair of parentheses is enough. */
function called(name: string, argument: string): string {
  return argument.startsWith('(') ? `${name}${argument}` : `${name}(${argument})`;
}

type Operands = ReadonlyMap<number, Pick<TracedEdge, 'operation' | 'operands'>>;

function symbolOf(
  node: TracedNode | undefined,
  nodes: ReadonlyMap<number, TracedNode>,
  made: Operands,
  digits: number,
): string {
  if (node?.name && !node.name.includes(nameless)) return symbol(node.name);
  const value = node?.values[0];
  if (node?.operation === 'constant' && value !== undefined) {
    return numberText(value, Number.isInteger(value) ? 0 : digits);
  }
  const from = node && made.get(node.id);
  if (!from || !Object.hasOwn(forms, from.operation)) return nameless;
  const text = forms[from.operation]!(...from.operands.map((id) => symbolOf(nodes.get(id), nodes, made, digits)));
  return text.length <= longestForm ? text : nameless;
}
