import { figure, type FigureOptions, paint } from '../svg/figure.ts';
import { coordinate as c, escapeText, numberText, textWidth, tokenText } from '../svg/text.ts';
import { type BeamTreeLayout, layoutBeamTree, type PlacedNode, sizes } from './layout.ts';
import type { BeamTreeOverlay, BeamTreeTrace } from './trace.ts';

/** How {@link beamTree} draws. */
export interface BeamTreeOptions extends FigureOptions {
  /** Decimals of scores and log-probabilities; default 2. */
  readonly digits?: number;
  /** What the box of the empty sequence says; default `start`. */
  readonly start?: string;
  /** Pruned candidates drawn for each parent, the best ones; the others are counted in one line. Default 8. */
  readonly prunedPerParent?: number;
  /** Sequences to point out, for instance a student's; those that are not in the tree are explained below it. */
  readonly overlay?: BeamTreeOverlay;
}

const styles = [
  `.beam-tree .edge{fill:none;${paint('stroke', 'accent')};stroke-width:2.25}`,
  `.beam-tree .edge.pruned{${paint('stroke', 'muted')};stroke-width:1.25;stroke-dasharray:5 4}`,
  `.beam-tree .edge.carried{stroke-dasharray:1.5 4;stroke-linecap:round}`,
  `.beam-tree .path{fill:none;${paint('stroke', 'mark-soft')};stroke-width:11;stroke-linecap:round}`,
  `.beam-tree .box{${paint('fill', 'accent-soft')};${paint('stroke', 'accent')};stroke-width:2}`,
  `.beam-tree .box.pruned{${paint('fill', 'paper')};${paint('stroke', 'muted')};stroke-width:1.25;stroke-dasharray:5 4}`,
  `.beam-tree .box.start{${paint('fill', 'paper')};${paint('stroke', 'ink')};stroke-width:1.5}`,
  `.beam-tree .inner{fill:none;${paint('stroke', 'accent')};stroke-width:1}`,
  `.beam-tree .stop{${paint('stroke', 'accent')};stroke-width:5}`,
  `.beam-tree .stop.pruned{${paint('stroke', 'muted')}}`,
  `.beam-tree .ring{fill:none;${paint('stroke', 'mark')};stroke-width:2}`,
  `.beam-tree .tag{${paint('fill', 'mark')};stroke:none}`,
  `.beam-tree text.on-tag{${paint('fill', 'paper')};font-weight:600}`,
  '.gradbook-figure.beam-tree.theme-inherit text.on-tag{fill:#fff}',
  '.beam-tree .strong{font-weight:700}',
  `.beam-tree .rule{${paint('stroke', 'muted')};stroke-width:.75;opacity:.5}`,
].join('');

/**
 * Draws a search as a tree, a column for each step: the log-probability on every edge, the sum so far in every box.
 * Kept candidates have a solid box and a solid edge; pruned ones are dashed and grey; returned hypotheses have a double
 * outline and their rank. Colours follow the reader's dark or light setting and need not be told apart.
 *
 * @param trace a `SearchTrace` of `@gradbook/decoding`, or data of that form.
 * @returns a self-contained `<svg>` element as text, the same for the same input; all text in it is escaped.
 * @throws TypeError for steps that are not those of one search. RangeError for more than 2000 boxes.
 *
 * @example
 * const candidate = { parent: 0, logProbability: -0.7, score: -0.7 };
 * const svg = beamTree({
 *   steps: [{
 *     step: 1,
 *     candidates: [
 *       { ...candidate, id: 1, tokens: ['a'], token: 'a', status: 'kept', rank: 1 },
 *       { ...candidate, id: 2, tokens: ['b'], token: 'b', status: 'pruned', rank: 2 },
 *     ],
 *   }],
 * });
 * svg.startsWith('<svg'); // true
 */
export function beamTree(trace: BeamTreeTrace, options: BeamTreeOptions = {}): string {
  const digits = options.digits ?? 2;
  if (trace.steps.length === 0) throw new TypeError('beamTree: the trace has no steps; expected at least one');
  const layout = layoutBeamTree(trace, {
    digits,
    start: options.start ?? 'start',
    prunedPerParent: options.prunedPerParent ?? 8,
    overlay: options.overlay ?? null,
  });
  const legend = drawLegend(layout, options.overlay);
  const notes = layout.notes.map(
    (note, index) =>
      `<text x="${sizes.margin}" y="${c(layout.bottom + legend.height + 16 + index * 18)}" font-size="12">${escapeText(note)}</text>`,
  );
  const notesWidth = Math.max(0, ...layout.notes.map((note) => textWidth(note, 12) + 2 * sizes.margin));
  const content = [
    `<line class="rule" x1="${sizes.margin}" x2="${c(layout.width - sizes.margin)}" y1="${c(ruleY)}" y2="${c(ruleY)}"/>`,
    ...layout.heads.map(({ lines, box }) =>
      lines
        .map(
          (line, index) =>
            `<text class="${index === 0 ? 'strong' : 'muted'}" x="${c(box.x)}" y="${c(box.y + sizes.head + index * (sizes.head + 4))}" font-size="${sizes.head}">${escapeText(line)}</text>`,
        )
        .join(''),
    ),
    ...layout.nodes.filter(({ onOverlay }) => onOverlay).map((node) => `<path class="path" d="${edgePath(node)}"/>`),
    ...layout.nodes.map(drawEdge),
    ...layout.nodes.map((node) => drawNode(node, digits)),
    legend.content,
    ...notes,
  ].join('');
  return figure({
    kind: 'beam-tree',
    width: Math.max(layout.width, legend.width, notesWidth),
    height: layout.bottom + legend.height + (layout.notes.length > 0 ? layout.notes.length * 18 + 12 : 0),
    title: options.title ?? titleOf(trace),
    description: options.description ?? describeTrace(trace, digits),
    styles,
    content,
    theme: options.theme ?? 'auto',
    id: options.id,
  });
}

const ruleY = sizes.margin + 2 * (sizes.head + 4) + 4;

function middle(node: PlacedNode): number {
  return node.box.y + node.box.height / 2;
}

function edgePath(node: PlacedNode): string {
  const parent = node.parent!;
  const x1 = parent.extent.x + parent.extent.width;
  const y1 = middle(parent);
  const x2 = node.edge!.from;
  const y2 = middle(node);
  const half = (x1 + x2) / 2;
  return `M${c(x1)},${c(y1)}C${c(half)},${c(y1)} ${c(half)},${c(y2)} ${c(x2)},${c(y2)}H${c(node.box.x)}`;
}

function stateOf(node: PlacedNode): string {
  if (!node.candidate) return node.omitted > 0 ? 'pruned' : 'start';
  return node.candidate.status;
}

function drawEdge(node: PlacedNode): string {
  if (!node.edge) return '';
  const { text, box } = node.edge;
  const carried = node.candidate?.carried ? ' carried' : '';
  const label = carried
    ? ''
    : `<text x="${c(box.x + box.width / 2)}" y="${c(box.y + box.height - 2)}" font-size="${sizes.edge}" text-anchor="middle"${node.candidate?.status === 'kept' ? '' : ' class="muted"'}>${escapeText(text)}</text>`;
  return `<path class="edge ${stateOf(node)}${carried}" d="${edgePath(node)}"/>${label}`;
}

function drawNode(node: PlacedNode, digits: number): string {
  const { box, candidate } = node;
  const x = box.x + box.width / 2;
  const state = stateOf(node);
  const kept = state === 'kept';
  if (node.omitted > 0) {
    return `<text class="muted" x="${c(box.x + 6)}" y="${c(middle(node) + 4)}" font-size="${sizes.score}">${escapeText(node.token)}</text>`;
  }
  const rect = (inset: number, className: string, radius: number) =>
    `<rect class="${className}" x="${c(box.x + inset)}" y="${c(box.y + inset)}" width="${c(box.width - 2 * inset)}" height="${c(box.height - 2 * inset)}" rx="${radius}"/>`;
  const parts = [rect(0, `box ${state}`, state === 'start' ? box.height / 2 : 7)];
  if (node.badge) {
    parts.push(
      rect(3.5, 'inner', 4.5),
      `<text class="strong" x="${c(box.x + box.width + 6)}" y="${c(middle(node) - 6)}" font-size="${sizes.score}">${escapeText(node.badge)}</text>`,
    );
  }
  if (candidate?.ended === 'end-token') {
    const right = c(box.x + box.width);
    parts.push(
      `<line class="stop ${state}" x1="${right}" x2="${right}" y1="${c(box.y + 5)}" y2="${c(box.y + box.height - 5)}"/>`,
    );
  }
  const lineY = node.score ? box.y + 19 : middle(node) + 5;
  parts.push(
    `<text class="${kept ? 'strong' : state === 'pruned' ? 'muted' : ''}" x="${c(x)}" y="${c(lineY)}" font-size="${sizes.token}" text-anchor="middle">${escapeText(node.token)}</text>`,
  );
  if (node.score) {
    parts.push(
      `<text${kept ? '' : ' class="muted"'} x="${c(x)}" y="${c(box.y + 36)}" font-size="${sizes.score}" text-anchor="middle">${escapeText(node.score)}</text>`,
    );
  }
  if (node.tag) {
    const width = textWidth(node.tag, sizes.tag) + 12;
    parts.push(
      rect(-4, 'ring', 10),
      `<rect class="tag" x="${c(box.x + 6)}" y="${c(box.y - 12)}" width="${c(width)}" height="15" rx="7.5"/>`,
      `<text class="on-tag" x="${c(box.x + 6 + width / 2)}" y="${c(box.y - 1)}" font-size="${sizes.tag}" text-anchor="middle">${escapeText(node.tag)}</text>`,
    );
  }
  return `<g>${candidate ? `<title>${escapeText(sayCandidate(candidate, digits))}</title>` : ''}${parts.join('')}</g>`;
}

function sample(className: string): (x: number, y: number) => string {
  return (x, y) => `<rect class="box ${className}" x="${c(x)}" y="${c(y - 11)}" width="24" height="14" rx="4"/>`;
}

/** A sample of each kind of box that occurs, with what it means, in lines no longer than the tree is wide. */
function drawLegend(
  layout: BeamTreeLayout,
  overlay: BeamTreeOverlay | undefined,
): { content: string; width: number; height: number } {
  const { nodes, bottom } = layout;
  const entries: [boolean, string, (x: number, y: number) => string][] = [
    [nodes.some((node) => stateOf(node) === 'kept'), 'kept', sample('kept')],
    [nodes.some((node) => stateOf(node) === 'pruned'), 'pruned', sample('pruned')],
    [
      nodes.some(({ badge }) => badge !== ''),
      'returned, with its rank',
      (x, y) =>
        `${sample('kept')(x, y)}<rect class="inner" x="${c(x + 3)}" y="${c(y - 8)}" width="18" height="8" rx="2"/>`,
    ],
    [
      nodes.some(({ candidate }) => candidate?.ended === 'end-token'),
      'ended',
      (x, y) =>
        `${sample('kept')(x, y)}<line class="stop" x1="${c(x + 24)}" x2="${c(x + 24)}" y1="${c(y - 9)}" y2="${c(y + 1)}"/>`,
    ],
    [
      nodes.some(({ candidate }) => candidate?.carried),
      'finished, competes again',
      (x, y) => `<path class="edge carried" d="M${c(x)},${c(y - 4)}h24"/>`,
    ],
    [
      nodes.some(({ tag }) => tag !== ''),
      tokenText(overlay?.label ?? '', 28),
      (x, y) => `<rect class="ring" x="${c(x)}" y="${c(y - 11)}" width="24" height="14" rx="5"/>`,
    ],
  ];
  const limit = Math.max(layout.width, 360) - sizes.margin;
  let x: number = sizes.margin;
  let y = bottom + 16;
  let width = 0;
  let content = '';
  const room = 32;
  for (const [present, text, draw] of [...entries, explanation]) {
    if (!present) continue;
    const needed = room + textWidth(text, 12);
    if (x > sizes.margin && x + needed > limit) {
      x = sizes.margin;
      y += 22;
    }
    const symbol = draw(x, y);
    content += `${symbol}<text class="muted" x="${c(symbol ? x + room : x)}" y="${c(y)}" font-size="12">${escapeText(text)}</text>`;
    x += needed + 22;
    width = Math.max(width, x);
  }
  return { content, width, height: y - bottom + 18 };
}

const explanation: [boolean, string, () => string] = [
  true,
  'on edges: log-probability · in boxes: their sum',
  () => '',
];

function titleOf(trace: BeamTreeTrace): string {
  const width = trace.settings?.beamWidth;
  if (trace.method === 'greedy') return 'Greedy decoding';
  if (trace.method === 'exhaustive') return 'Exhaustive search';
  return width ? `Beam search of width ${width}` : 'Beam search';
}

function sayCandidate(
  candidate: { tokens: readonly (string | number)[]; score: number; status: string; rank: number },
  digits: number,
): string {
  const tokens = candidate.tokens.slice(0, 40).map((token) => tokenText(token, 40));
  const shown = tokens.length < candidate.tokens.length ? `${tokens.join(' ')} …` : tokens.join(' ');
  return `${shown}: ${numberText(candidate.score, digits)}, ${candidate.status}, rank ${candidate.rank}`;
}

function describeTrace(trace: BeamTreeTrace, digits: number): string {
  const say = ({ tokens, score }: { tokens: readonly (string | number)[]; score: number }) =>
    `${tokens
      .slice(0, 40)
      .map((token) => tokenText(token))
      .join(' ')} (${numberText(score, digits)})`;
  const sentences = trace.steps.map(({ step, candidates }) => {
    const kept = candidates.filter(({ status }) => status === 'kept');
    const listed = kept.slice(0, 8).map(say).join(', ');
    return `Step ${step} keeps ${kept.length} of ${candidates.length}: ${listed}${kept.length > 8 ? ' and others' : ''}.`;
  });
  const text = sentences.slice(0, 12).join(' ');
  return text.length > 2000 ? `${text.slice(0, 1999)}…` : text;
}
