import type { Candidate } from './candidates.ts';
import type { OutlineTree } from './outline.ts';

/** A label that was found to open a place of the outline. */
export interface Opening {
  readonly candidate: number;
  readonly node: number;
}

/** A weight for each candidate, added to its strength: how well its style fits the rest of the document. */
export type Bonus = (candidate: Candidate, node: number) => number;

interface State {
  readonly score: number;
  /** Number of this step in the list of steps; −1 before the first. */
  readonly step: number;
  /** Strength of the label that opened the node, of which a repetition takes the larger. */
  readonly held: number;
  /** The numbered list whose item opened a question last; −1 for none. */
  readonly list: number;
}

interface Step extends Opening {
  readonly before: number;
}

/**
 * Aligns labels with the outline: of all ways to read each label as a place of the outline or as no label at all,
 * the one that explains the most and the surest labels and keeps the outline's order best.
 *
 * A dynamic program over the labels in document order; its state is the place that is open. Costs: parts left out, and
 * steps back. A step back costs nothing after `Answer 3.`, little for a full id in a heading, and is not taken for a list number.
 */
export function align(candidates: readonly Candidate[], tree: OutlineTree, bonus: Bonus): Opening[] {
  const { nodes } = tree;
  const steps: Step[] = [];
  // Index 0 is the state before any label; node n is at n + 1.
  let states: (State | undefined)[] = Array.from({ length: nodes.length + 1 }, () => undefined);
  states[0] = { score: 0, step: -1, held: 0, list: -1 };
  for (const [index, candidate] of candidates.entries()) {
    const next = [...states];
    const targets = targetsOf(candidate, tree);
    for (const [at, state] of states.entries()) {
      if (state === undefined) continue;
      for (const { node, relative, shorter } of targets) {
        const cost = costOf(tree, at - 1, node, relative, candidate, state);
        if (cost === undefined) continue;
        const strength = candidate.strength - shorter * 0.5 + bonus(candidate, node);
        if (strength <= 0) continue;
        const repeated = at - 1 === node;
        const worth = nodes[node]!.part < 0 ? holderWorth : 1;
        const gain = repeated
          ? candidate.listNumber || candidate.readings.length === 0
            ? 0
            : worth * Math.max(0, strength - state.held) + 0.01
          : worth * strength;
        const score = state.score + gain - cost;
        const known = next[node + 1];
        if (known !== undefined && known.score >= score) continue;
        const step = steps.length;
        steps.push({ candidate: index, node, before: state.step });
        next[node + 1] = {
          score,
          step,
          held: repeated ? Math.max(strength, state.held) : strength,
          list: candidate.listNumber ? (candidate.list?.id ?? -1) : state.list,
        };
      }
    }
    states = next;
  }
  const best = states.reduce((a, b) => (b !== undefined && (a === undefined || b.score > a.score) ? b : a));
  const openings: Opening[] = [];
  for (let at = best?.step ?? -1; at >= 0; at = steps[at]!.before) openings.push(steps[at]!);
  return openings.reverse();
}

/** A heading that only holds parts explains little itself: it counts by the parts that it lets stand under it. */
const holderWorth = 0.3;

interface Target {
  readonly node: number;
  /** How many labels of the path are left to the heading above. */
  readonly relative: number;
  /** How many labels of the line were not taken. */
  readonly shorter: number;
}

function targetsOf(candidate: Candidate, tree: OutlineTree): Target[] {
  const targets: Target[] = candidate.cues.map((node) => ({ node, relative: 0, shorter: 0 }));
  const longest = candidate.readings[0]?.length ?? 0;
  for (const reading of candidate.readings) {
    for (const node of tree.byLast.get(reading.at(-1)!) ?? []) {
      const { path } = tree.nodes[node]!;
      const relative = path.length - reading.length;
      if (relative < 0 || !reading.every((each, at) => each === path[relative + at])) continue;
      targets.push({ node, relative, shorter: longest - reading.length });
    }
  }
  return targets;
}

const never = undefined;

/** What it costs to open `node` while `open` (−1: nothing yet) is open; undefined where it cannot be. */
function costOf(
  tree: OutlineTree,
  open: number,
  node: number,
  relative: number,
  candidate: Candidate,
  state: State,
): number | undefined {
  const { nodes, partsBefore } = tree;
  const target = nodes[node]!;
  const cue = candidate.readings.length === 0;
  let cost = 0;
  if (relative > 0) {
    // A list number without its question's number names a place only as a heading of its own.
    if (candidate.listNumber) return never;
    if (candidate.questionWord && node <= open) return never;
    const holder = target.ancestors[relative]!;
    if (open < 0) {
      // Labels before any heading: only the first question can be meant.
      if (partsBefore[holder] !== 0) return never;
      cost += 2;
    } else if (!nodes[open]!.ancestors.includes(holder)) return never;
  }
  if (open === node) return 0;
  const { list } = candidate;
  if (candidate.listNumber && list !== undefined && list.index > 0 && state.list !== list.id) return never;
  if (open < 0 || node > open) {
    const skipped = partsBefore[node]! - (open < 0 ? 0 : partsBefore[open + 1]!);
    const held = target.ancestors.filter((each) => each > open && each !== node && nodes[each]!.part >= 0).length;
    cost += Math.min(3, 0.25 * Math.max(0, skipped - held));
    return cost;
  }
  // A step back in the assignment's order.
  if (cue || candidate.listNumber) return never;
  if (relative > 0) {
    // `(a)` again, under the same heading: a second run of answers after all the questions, or a list in an answer.
    // Only a run that repeats every sibling gains anything, and little.
    const from = nodes[open]!.ancestors.find((each) => nodes[each]!.parent === target.parent);
    const all = from !== undefined && nodes[from]!.last && from !== node;
    if (!all) return never;
    return cost + (candidate.answer ? 0.5 : target.siblings * candidate.strength - 1);
  }
  if (candidate.answer) return cost;
  if (nodes[open]!.ancestors.includes(node)) return cost + 3;
  return cost + (candidate.tier === 2 ? 5 : 4.6);
}
