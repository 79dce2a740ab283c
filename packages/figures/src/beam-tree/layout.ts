import { hierarchy, type HierarchyPointNode, tree } from 'd3-hierarchy';

import { type Box, numberText, textWidth, tokenText } from '../svg/text.ts';
import type { BeamTreeCandidate, BeamTreeOverlay, BeamTreeTrace } from './trace.ts';

export const sizes = {
  token: 14,
  score: 12,
  edge: 12,
  head: 12,
  tag: 10.5,
  boxHeight: 44,
  row: 66,
  margin: 20,
} as const;

/** A candidate, the start, or what stands for pruned candidates that are not drawn one by one. */
interface TreeNode {
  readonly key: string;
  readonly candidate: BeamTreeCandidate | null;
  readonly depth: number;
  /** How many pruned candidates this one stands for; 0 for a candidate of its own. */
  readonly omitted: number;
  readonly token: string;
  readonly score: string;
  readonly badge: string;
  readonly tag: string;
  readonly children: TreeNode[];
}

export interface PlacedNode extends TreeNode {
  readonly box: Box;
  /** The box and what stands beside it. */
  readonly extent: Box;
  readonly parent: PlacedNode | null;
  /** The log-probability on the edge that leads here, and where it stands. */
  readonly edge: { readonly text: string; readonly box: Box; readonly from: number } | null;
  /** On the way to a sequence of the overlay. */
  readonly onOverlay: boolean;
}

export interface BeamTreeLayout {
  readonly nodes: readonly PlacedNode[];
  readonly heads: readonly { readonly lines: readonly string[]; readonly box: Box }[];
  readonly notes: readonly string[];
  readonly width: number;
  /** Where the tree ends and the legend may begin. */
  readonly bottom: number;
}

export interface LayoutOptions {
  readonly digits: number;
  readonly start: string;
  readonly prunedPerParent: number;
  readonly overlay: BeamTreeOverlay | null;
}

const mostNodes = 2000;

/** Places every box and label of the tree: columns are steps, from left to right; no two labels overlap. */
export function layoutBeamTree(trace: BeamTreeTrace, options: LayoutOptions): BeamTreeLayout {
  const { tags, path, notes } = readOverlay(trace, options.overlay);
  const root = buildTree(trace, options, tags);
  const placed = tree<TreeNode>()
    .nodeSize([sizes.row, 1])
    .separation((a, b) => (a.parent === b.parent ? 1 : 1.15))(hierarchy(root, (node) => node.children));
  const all = placed.descendants();
  if (all.length > mostNodes) {
    throw new RangeError(
      `beamTree: ${all.length} boxes to draw, at most ${mostNodes}; lower prunedPerParent, or draw a shorter or narrower search`,
    );
  }

  const heads = trace.steps.map(({ step, candidates }) => {
    const kept = candidates.filter(({ status }) => status === 'kept').length;
    return [`step ${step}`, `${kept} of ${candidates.length} kept`];
  });
  const columns = columnsOf(all, heads, options.digits);
  const top = Math.min(...all.map((point) => point.x)) - sizes.boxHeight / 2;
  const headBottom = sizes.margin + 2 * (sizes.head + 4) + 18;
  const nodes = new Map<HierarchyPointNode<TreeNode>, PlacedNode>();
  for (const point of all) {
    const { data } = point;
    const column = columns[point.depth]!;
    const width = boxWidth(data);
    const box = { x: column.x, y: headBottom + point.x - top - sizes.boxHeight / 2, width, height: sizes.boxHeight };
    const text = data.candidate ? numberText(data.candidate.logProbability, options.digits) : '';
    const edgeWidth = textWidth(text, sizes.edge);
    const parent = point.parent ? nodes.get(point.parent)! : null;
    nodes.set(point, {
      ...data,
      box,
      extent: {
        ...box,
        y: data.tag ? box.y - 11 : box.y,
        height: data.tag ? box.height + 11 : box.height,
        width: width + badgeWidth(data),
      },
      parent,
      edge: parent && {
        text,
        box: {
          x: column.x - 8 - edgeWidth,
          y: box.y + box.height / 2 - 5 - sizes.edge,
          width: edgeWidth,
          height: sizes.edge,
        },
        from: column.x - column.stub,
      },
      onOverlay: data.candidate !== null && path.has(data.candidate.id),
    });
  }
  const placedNodes = [...nodes.values()];
  const last = columns.at(-1)!;
  return {
    nodes: placedNodes,
    heads: heads.map((lines, index) => {
      const column = columns[index + 1]!;
      return { lines, box: { x: column.x, y: sizes.margin, width: headWidth(lines), height: 2 * (sizes.head + 4) } };
    }),
    notes,
    width: last.x + last.width + sizes.margin,
    bottom: Math.max(...placedNodes.map(({ box }) => box.y + box.height)) + sizes.margin,
  };
}

function buildTree(trace: BeamTreeTrace, options: LayoutOptions, tags: ReadonlyMap<number, string>): TreeNode {
  const root: TreeNode = {
    key: '0',
    candidate: null,
    depth: 0,
    omitted: 0,
    token: tokenText(options.start),
    score: '',
    badge: '',
    tag: '',
    children: [],
  };
  const known = new Map<number, TreeNode>([[0, root]]);
  const ranks = new Map(trace.hypotheses?.map(({ id, rank }) => [id, rank]));
  for (const { step, candidates } of trace.steps) {
    const pruned = new Map<number, number>();
    const left = new Map<number, number>();
    for (const candidate of [...candidates].sort((a, b) => a.rank - b.rank)) {
      if (candidate.status !== 'pruned' || tags.has(candidate.id)) continue;
      const count = (pruned.get(candidate.parent) ?? 0) + 1;
      pruned.set(candidate.parent, count);
      if (count > options.prunedPerParent) left.set(candidate.id, candidate.parent);
    }
    for (const candidate of [...candidates].sort((a, b) => a.id - b.id)) {
      const parent = known.get(candidate.parent);
      if (!parent || known.has(candidate.id)) {
        throw new TypeError(
          `beamTree: candidate ${candidate.id} of step ${step} ${parent ? 'is listed twice' : `extends ${candidate.parent}, which no earlier step lists`}; expected the steps of one search`,
        );
      }
      if (left.has(candidate.id)) continue;
      const rank = ranks.get(candidate.id);
      const node: TreeNode = {
        key: String(candidate.id),
        candidate,
        depth: step,
        omitted: 0,
        token: tokenText(candidate.token),
        score: numberText(candidate.score, options.digits),
        badge: rank === undefined ? '' : `#${rank}`,
        tag: tags.get(candidate.id) ?? '',
        children: [],
      };
      known.set(candidate.id, node);
      parent.children.push(node);
    }
    for (const [parent, count] of pruned) {
      const omitted = count - options.prunedPerParent;
      if (omitted <= 0) continue;
      known.get(parent)!.children.push({
        key: `${parent}-rest`,
        candidate: null,
        depth: step,
        omitted,
        token: `+ ${omitted} more pruned`,
        score: '',
        badge: '',
        tag: '',
        children: [],
      });
    }
  }
  return root;
}

/** Tokens compare by their text: an answer read from a page holds no numbers. */
function keyOf(tokens: readonly (string | number)[]): string {
  return JSON.stringify(tokens.map(String));
}

/** Which candidates the overlay's sequences end at and pass through, and a sentence for each that is not in the tree. */
function readOverlay(
  trace: BeamTreeTrace,
  overlay: BeamTreeOverlay | null,
): { tags: Map<number, string>; path: Set<number>; notes: string[] } {
  const tags = new Map<number, string>();
  const path = new Set<number>();
  const notes: string[] = [];
  if (!overlay) return { tags, path, notes };
  const bySequence = new Map<string, BeamTreeCandidate>();
  for (const { candidates } of trace.steps) {
    for (const candidate of candidates) if (!candidate.carried) bySequence.set(keyOf(candidate.tokens), candidate);
  }
  for (const [index, sequence] of overlay.sequences.entries()) {
    const name = tokenText(overlay.sequences.length > 1 ? `${overlay.label} ${index + 1}` : overlay.label, 28);
    let reached: BeamTreeCandidate | undefined;
    for (let length = 1; length <= sequence.length; length += 1) {
      const found = bySequence.get(keyOf(sequence.slice(0, length)));
      if (!found) break;
      path.add(found.id);
      reached = found;
    }
    if (reached && reached.tokens.length === sequence.length) {
      const earlier = tags.get(reached.id);
      tags.set(reached.id, earlier ? `${earlier}, ${index + 1}` : name);
      continue;
    }
    if (reached) tags.set(reached.id, tags.get(reached.id) ?? `${name} …`);
    const shown = sequence
      .map((token) => tokenText(token, 16))
      .slice(0, 12)
      .join(' ');
    const where = reached?.tokens
      .map((token) => tokenText(token, 16))
      .slice(0, 12)
      .join(' ');
    notes.push(
      reached?.status === 'pruned'
        ? `${name}, “${shown}”, is not in the tree: “${where}” was pruned in step ${reached.tokens.length}.`
        : `${name}, “${shown}”, is not in the tree: the search never considered it.`,
    );
  }
  return { tags, path, notes };
}

interface Column {
  readonly x: number;
  readonly width: number;
  /** Length of the straight end of an edge, above which its log-probability stands. */
  readonly stub: number;
}

function columnsOf(
  all: readonly HierarchyPointNode<TreeNode>[],
  heads: readonly (readonly string[])[],
  digits: number,
): Column[] {
  const columns: Column[] = [];
  const depth = Math.max(...all.map((point) => point.depth), heads.length);
  let x: number = sizes.margin;
  for (let level = 0; level <= depth; level += 1) {
    const points = all.filter((point) => point.depth === level);
    const head = heads[level - 1];
    const label = Math.max(
      0,
      ...points.map(({ data }) =>
        data.candidate ? textWidth(numberText(data.candidate.logProbability, digits), sizes.edge) : 0,
      ),
    );
    const stub = level === 0 ? 0 : label + 18;
    x += level === 0 ? 0 : stub + 34;
    const width = Math.max(head ? headWidth(head) : 0, ...points.map(({ data }) => boxWidth(data) + badgeWidth(data)));
    columns.push({ x, width, stub });
    x += width;
  }
  return columns;
}

function headWidth(lines: readonly string[]): number {
  return Math.max(...lines.map((line) => textWidth(line, sizes.head) * 1.06));
}

function boxWidth(node: TreeNode): number {
  // Bold text is wider by about a tenth.
  return (
    Math.max(
      textWidth(node.token, node.omitted > 0 ? sizes.score : sizes.token) * 1.1,
      textWidth(node.score, sizes.score),
      node.tag ? textWidth(node.tag, sizes.tag) + 16 : 0,
      28,
    ) + 20
  );
}

function badgeWidth(node: TreeNode): number {
  return node.badge ? textWidth(node.badge, sizes.score) + 10 : 0;
}
