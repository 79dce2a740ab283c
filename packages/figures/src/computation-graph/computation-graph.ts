import { figure, type FigureOptions, paint } from '../svg/figure.ts';
import { mathText, mathWidth } from '../svg/math.ts';
import { coordinate as c, escapeText, tokenText } from '../svg/text.ts';
import { type GraphLayout, layoutGraph, type Point } from './layout.ts';

/** A value in a computation graph. */
export interface ComputationGraphNode {
  readonly id: string | number;
  /** Set as a formula: `u_1`, `h_{t-1}` and `W^h` get subscripts and superscripts, single letters are italic. */
  readonly name?: string;
  /** The operation that computes it: `mul`, `add`, `tanh` …; none for an input. */
  readonly operation?: string | null;
  /** Shown below the name, for instance a number. */
  readonly value?: string;
}

/** That `to` is computed from `from`. Two edges between the same nodes are two: w in w · w. */
export interface ComputationGraphEdge {
  readonly from: string | number;
  readonly to: string | number;
  /** Shown on the edge, for instance the partial ∂to/∂from; set as a formula. */
  readonly label?: string;
}

/** A computation graph as data. */
export interface ComputationGraphData {
  readonly nodes: readonly ComputationGraphNode[];
  readonly edges: readonly ComputationGraphEdge[];
}

/** How {@link computationGraph} draws. */
export interface ComputationGraphOptions extends FigureOptions {
  /** Ids of the nodes of a path, in either direction: its nodes are filled, its edges thick. */
  readonly path?: readonly (string | number)[];
  /** A line below the graph, set as a formula: what the highlighted path contributes, for instance. */
  readonly caption?: string;
  /** Where computation goes; default `'right'`. */
  readonly direction?: 'right' | 'down';
}

const sizes = { name: 16, operation: 11.5, value: 11.5, label: 13, caption: 14, margin: 18 } as const;
const mostNodes = 400;
const mostEdges = 1200;

const styles = [
  `.computation-graph .edge{fill:none;${paint('stroke', 'muted')};stroke-width:1.4}`,
  `.computation-graph .arrow{${paint('fill', 'muted')};stroke:none}`,
  `.computation-graph .edge.on-path{${paint('stroke', 'accent')};stroke-width:3.2}`,
  `.computation-graph .arrow.on-path{${paint('fill', 'accent')}}`,
  `.computation-graph .box{${paint('fill', 'paper')};${paint('stroke', 'ink')};stroke-width:1.4}`,
  `.computation-graph .box.on-path{${paint('fill', 'accent-soft')};${paint('stroke', 'accent')};stroke-width:2.6}`,
  `.computation-graph .inner{fill:none;${paint('stroke', 'ink')};stroke-width:1}`,
  `.computation-graph .inner.on-path{${paint('stroke', 'accent')}}`,
  '.computation-graph .formula{font-family:ui-serif,Cambria,Georgia,serif}',
  '.computation-graph text.on-path{font-weight:700}',
].join('');

/** Signs for operations that have one; others are shown by name. */
const signs: Readonly<Record<string, string>> = {
  add: '+',
  sub: '−',
  mul: '×',
  div: '÷',
  neg: '−( )',
  matmul: '@',
  sum: 'Σ',
  prod: 'Π',
  square: '( )²',
  sqrt: '√',
  sigmoid: 'σ',
  pow: '^',
};

/**
 * Draws a computation graph: every value with its name and operation, every edge with its partial derivative.
 * Inputs have round ends, results a double outline. A highlighted path is thick and filled as well as coloured.
 *
 * @returns a self-contained `<svg>` element as text, the same for the same input; all text in it is escaped.
 * @throws TypeError for an id given twice, or an edge or a path over a node that is not there. RangeError for more than
 * 400 nodes or 1200 edges.
 *
 * @example
 * const svg = await computationGraph(
 *   {
 *     nodes: [{ id: 'w', name: 'w' }, { id: 'u', name: 'u_1' }, { id: 'p', name: 'p', operation: 'mul' }],
 *     edges: [{ from: 'w', to: 'p', label: 'u_1' }, { from: 'u', to: 'p', label: 'w' }],
 *   },
 *   { path: ['w', 'p'] },
 * );
 * svg.startsWith('<svg'); // true
 */
export async function computationGraph(
  graph: ComputationGraphData,
  options: ComputationGraphOptions = {},
): Promise<string> {
  const { nodes, edges, onPath } = prepare(graph, options.path ?? []);
  const layout = await layoutGraph({
    nodes: nodes.map(({ width, height, isInput }) => ({ width, height, round: isInput })),
    edges: edges.map(({ from, to, label }) => ({
      from,
      to,
      labelWidth: label ? mathWidth(label, sizes.label) * 1.08 + 10 : 0,
      labelHeight: label ? sizes.label + 7 : 0,
    })),
    direction: options.direction ?? 'right',
  });
  const caption = options.caption ?? '';
  const captionWidth = mathWidth(caption, sizes.caption);
  const content = [
    `<g transform="translate(${sizes.margin} ${sizes.margin})">`,
    ...edges.map((edge, index) => drawEdge(layout.edges[index]!, edge.label, onPath.edges.has(index))),
    ...nodes.map((node, index) => drawNode(node, layout.nodes[index]!, onPath.nodes.has(index))),
    '</g>',
    caption &&
      `<text class="formula" x="${sizes.margin}" y="${c(layout.height + 2 * sizes.margin + 10)}" font-size="${sizes.caption}">${mathText(caption, sizes.caption)}</text>`,
  ].join('');
  return figure({
    kind: 'computation-graph',
    width: Math.max(layout.width, captionWidth) + 2 * sizes.margin,
    height: layout.height + 2 * sizes.margin + (caption ? 26 : 0),
    title: options.title ?? 'Computation graph',
    description: options.description ?? describeGraph(graph),
    styles,
    content,
    theme: options.theme ?? 'auto',
    id: options.id,
  });
}

interface PreparedNode {
  readonly name: string;
  readonly operation: string;
  readonly value: string;
  readonly width: number;
  readonly height: number;
  readonly isInput: boolean;
  readonly isResult: boolean;
}

interface Prepared {
  readonly nodes: readonly PreparedNode[];
  readonly edges: readonly { readonly from: number; readonly to: number; readonly label: string }[];
  readonly onPath: { readonly nodes: ReadonlySet<number>; readonly edges: ReadonlySet<number> };
}

/** Checks the graph, turns ids into positions, and measures what has to fit into each box. */
function prepare(graph: ComputationGraphData, path: readonly (string | number)[]): Prepared {
  if (graph.nodes.length === 0) throw new TypeError('computationGraph: the graph has no nodes; expected at least one');
  if (graph.nodes.length > mostNodes || graph.edges.length > mostEdges) {
    throw new RangeError(
      `computationGraph: ${graph.nodes.length} nodes and ${graph.edges.length} edges, at most ${mostNodes} and ${mostEdges}; ` +
        'draw a part of the graph, or fewer steps',
    );
  }
  const positions = new Map<string, number>();
  for (const [index, { id }] of graph.nodes.entries()) {
    if (positions.has(String(id))) {
      throw new TypeError(`computationGraph: the id ${JSON.stringify(id)} is given to two nodes; ids must differ`);
    }
    positions.set(String(id), index);
  }
  const find = (id: string | number, where: string): number => {
    const index = positions.get(String(id));
    if (index === undefined) {
      throw new TypeError(`computationGraph: ${where} names the node ${JSON.stringify(id)}, which is not in the graph`);
    }
    return index;
  };
  const edges = graph.edges.map(({ from, to, label }, index) => ({
    from: find(from, `edge ${index}`),
    to: find(to, `edge ${index}`),
    label: label ? tokenText(label.trim(), 48) : '',
  }));
  const sources = new Set(edges.map(({ from }) => from));
  const targets = new Set(edges.map(({ to }) => to));
  const nodes = graph.nodes.map((node, index) => {
    const operation = node.operation ? tokenText(signs[node.operation] ?? node.operation, 20) : '';
    const name = tokenText(node.name?.trim() || operation || String(node.id), 32);
    const shownOperation = node.name?.trim() ? operation : '';
    const value = node.value ? tokenText(node.value, 24) : '';
    const content = Math.max(
      mathWidth(name, sizes.name) * 1.08,
      mathWidth(shownOperation, sizes.operation),
      mathWidth(value, sizes.value),
    );
    return {
      name,
      operation: shownOperation,
      value,
      width: Math.max(48, content + 26),
      height: 34 + (shownOperation ? 12 : 0) + (value ? (shownOperation ? 14 : 18) : 0),
      isInput: !targets.has(index),
      isResult: targets.has(index) && !sources.has(index),
    };
  });
  const steps = path.map((id) => find(id, 'the path'));
  const pathEdges = new Set<number>();
  for (let index = 1; index < steps.length; index += 1) {
    const [a, b] = [steps[index - 1]!, steps[index]!];
    const found = edges.flatMap(({ from, to }, edge) =>
      (from === a && to === b) || (from === b && to === a) ? [edge] : [],
    );
    if (found.length === 0) {
      throw new TypeError(
        `computationGraph: the path goes from ${JSON.stringify(path[index - 1])} to ${JSON.stringify(path[index])}, between which there is no edge`,
      );
    }
    for (const edge of found) pathEdges.add(edge);
  }
  return { nodes, edges, onPath: { nodes: new Set(steps), edges: pathEdges } };
}

function drawNode(
  node: PreparedNode,
  box: { x: number; y: number; width: number; height: number },
  onPath: boolean,
): string {
  const marked = onPath ? ' on-path' : '';
  const radius = node.isInput ? box.height / 2 : 7;
  const rect = (inset: number, className: string) =>
    `<rect class="${className}${marked}" x="${c(box.x + inset)}" y="${c(box.y + inset)}" width="${c(box.width - 2 * inset)}" height="${c(box.height - 2 * inset)}" rx="${c(Math.max(2, radius - inset))}"/>`;
  const x = c(box.x + box.width / 2);
  let y = box.y + 22;
  let text = `<text class="formula${marked}" x="${x}" y="${c(y)}" font-size="${sizes.name}" text-anchor="middle">${mathText(node.name, sizes.name)}</text>`;
  if (node.operation) {
    y += 15;
    text += `<text class="muted" x="${x}" y="${c(y)}" font-size="${sizes.operation}" text-anchor="middle">${escapeText(node.operation)}</text>`;
  }
  if (node.value) {
    // Alone under the name, the value keeps clear of its subscript.
    y += node.operation ? 14 : 18;
    text += `<text class="muted" x="${x}" y="${c(y)}" font-size="${sizes.value}" text-anchor="middle">${escapeText(node.value)}</text>`;
  }
  return `<g>${rect(0, 'box')}${node.isResult ? rect(3.5, 'inner') : ''}${text}</g>`;
}

function drawEdge(edge: GraphLayout['edges'][number], label: string, onPath: boolean): string {
  const marked = onPath ? ' on-path' : '';
  const [start, ...rest] = edge.spline;
  const last = rest.at(-1) ?? start!;
  const text = edge.label
    ? `<text class="formula${marked}" x="${c(edge.label.x + edge.label.width / 2)}" y="${c(edge.label.y + edge.label.height - 6)}" font-size="${sizes.label}" text-anchor="middle">${mathText(label, sizes.label)}</text>`
    : '';
  return `<path class="edge${marked}" d="M${at(start!)}C${rest.map(at).join(' ')}"/>${arrow(last, edge.tip, marked)}${text}`;
}

function at({ x, y }: Point): string {
  return `${c(x)},${c(y)}`;
}

/** A triangle from the end of the spline to the tip. */
function arrow(base: Point, tip: Point, marked: string): string {
  const length = Math.hypot(tip.x - base.x, tip.y - base.y) || 1;
  const half = marked ? 5.5 : 4;
  const across = { x: (-(tip.y - base.y) / length) * half, y: ((tip.x - base.x) / length) * half };
  const corners = [tip, { x: base.x + across.x, y: base.y + across.y }, { x: base.x - across.x, y: base.y - across.y }];
  return `<path class="arrow${marked}" d="M${corners.map(at).join('L')}Z"/>`;
}

function describeGraph(graph: ComputationGraphData): string {
  const names = new Map(
    graph.nodes.map(({ id, name, operation }) => [String(id), tokenText(name || operation || String(id), 32)]),
  );
  const edges = graph.edges.slice(0, 60).map(({ from, to, label }) => {
    const partial = label ? ` (${tokenText(label, 48)})` : '';
    return `${names.get(String(from))} to ${names.get(String(to))}${partial}`;
  });
  const more = graph.edges.length > edges.length ? `, and ${graph.edges.length - edges.length} more` : '';
  return `${graph.nodes.length} nodes, ${graph.edges.length} edges${edges.length > 0 ? `: ${edges.join(', ')}${more}` : ''}.`;
}
