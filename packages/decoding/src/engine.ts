import { type Ranked, type Run, rank } from './ranking.ts';
import { type Place, rootOf, SearchError, type SearchSpace, stepsFrom, type Token } from './space.ts';
import type { Candidate, Ending, Hypothesis, SearchSettings, SearchStep, SearchTrace, Tie } from './trace.ts';

/** A candidate while the search runs. */
export interface Node extends Ranked {
  readonly id: number;
  readonly parent: number;
  readonly tokens: readonly Token[];
  readonly logProbability: number;
  readonly place: Place;
  readonly ended: Ending | null;
  readonly carried: boolean;
}

/** What one step keeps. */
export interface Selection {
  /** Go on to the next step. */
  readonly beam: readonly Node[];
  /** Finished, out of the competition. */
  readonly aside: readonly Node[];
  readonly stop: boolean;
}

/**
 * How a method prunes. `select` decides what is kept of a ranking; `matters` whether another order among the equals of
 * a run could change that.
 */
export interface Strategy {
  readonly method: SearchTrace['method'];
  readonly select: (ranked: readonly Node[], asideSoFar: number) => Selection;
  readonly matters: (ranked: readonly Node[], run: Run) => boolean;
}

/** Puts the equals of a run in the order in which they are considered; the default is the order listed. */
export type Arrange = (equals: readonly Node[], places: number) => readonly Node[];

const deepest = 2000;

/** Runs a search and records it; `limit` bounds the number of scored continuations. */
export function runSearch(
  space: SearchSpace,
  settings: SearchSettings,
  strategy: Strategy,
  limit: number,
  arrange: Arrange,
): SearchTrace {
  const counters = { expanded: 0, scored: 0, impossible: 0, kept: 0 };
  let nextId = 1;
  const steps: SearchStep[] = [];
  const aside: Node[] = [];
  let beam: readonly Node[] = [rootNode(space)];

  const expand = (node: Node): Node[] => {
    const { steps: onward, impossible } = stepsFrom(space, node.place, settings.unnormalized);
    counters.expanded += 1;
    counters.impossible += impossible;
    counters.scored += onward.length;
    if (counters.scored > limit) {
      throw new SearchError(
        `${strategy.method}: more than ${limit} continuations to score; shorten \`length\`, narrow the beam, or raise \`limit\``,
      );
    }
    return onward.map(({ token, logProbability, position, place, leaf }) => ({
      id: nextId++,
      parent: node.id,
      tokens: place.prefix,
      logProbability,
      score: node.score + logProbability,
      magnitude: node.magnitude + Math.abs(logProbability),
      path: [...node.path, position],
      place,
      ended: endingOf(settings, token, place.prefix.length, leaf),
      carried: false,
    }));
  };

  for (let step = 1; beam.length > 0; step += 1) {
    if (step > deepest) {
      throw new SearchError(
        `${strategy.method}: the tree is deeper than ${deepest} tokens; give \`length\` if it contains itself`,
      );
    }
    const candidates: Node[] = [];
    const deadEnds: number[] = [];
    for (const node of beam) {
      if (node.ended) {
        candidates.push({ ...node, id: nextId++, parent: node.id, logProbability: 0, carried: true });
        continue;
      }
      const onward = expand(node);
      if (onward.length === 0) deadEnds.push(node.id);
      // One at a time: a spread of very many candidates would overflow the call stack.
      for (const candidate of onward) candidates.push(candidate);
    }
    if (step === 1 && candidates.length === 0) {
      throw new SearchError(
        `${strategy.method}: nothing can follow the start; the search space is empty, or every first token has probability 0`,
      );
    }
    const { sorted, runs } = rank(candidates);
    const considered = [...sorted];
    for (const run of runs) {
      if (!strategy.matters(sorted, run)) continue;
      const equals = arrange(sorted.slice(run.start, run.end), (settings.beamWidth ?? run.start) - run.start);
      considered.splice(run.start, equals.length, ...equals);
    }
    const selection = strategy.select(considered, aside.length);
    for (const node of selection.aside) aside.push(node);
    const kept = new Set([...selection.beam, ...selection.aside].map((node) => node.id));
    counters.kept += kept.size;
    steps.push({
      step,
      candidates: considered.map((node, index) => candidateOf(node, index + 1, kept.has(node.id))),
      ties: runs.map((run) => tieOf(considered, run, strategy.matters(sorted, run))),
      deadEnds,
    });
    beam = selection.beam;
    if (selection.stop || beam.every((node) => node.ended)) {
      // Hypotheses set aside in time are what a stopped search returns; those still open are left behind.
      beam = beam.filter((node) => node.ended);
      break;
    }
  }
  const pool = [...aside, ...beam].filter((node) => returned(settings, node));
  return { method: strategy.method, settings, steps, ...rankPool(pool, settings, arrange), counters };
}

function rootNode(space: SearchSpace): Node {
  return {
    id: 0,
    parent: 0,
    tokens: [],
    logProbability: 0,
    score: 0,
    magnitude: 0,
    path: [],
    place: rootOf(space),
    ended: null,
    carried: false,
  };
}

function endingOf(settings: SearchSettings, token: Token, length: number, leaf: boolean): Ending | null {
  if (settings.endToken !== null && token === settings.endToken) return 'end-token';
  if (settings.length !== null) return length >= settings.length ? 'length' : null;
  return leaf ? 'leaf' : null;
}

function returned(settings: SearchSettings, node: Node): boolean {
  return settings.truncated === 'return' || settings.endToken === null || node.ended !== 'length';
}

function candidateOf(node: Node, place: number, kept: boolean): Candidate {
  return {
    id: node.id,
    parent: node.parent,
    tokens: node.tokens,
    token: node.tokens.at(-1)!,
    logProbability: node.logProbability,
    score: node.score,
    status: kept ? 'kept' : 'pruned',
    rank: place,
    finished: node.ended !== null,
    ended: node.ended,
    carried: node.carried,
  };
}

function tieOf(nodes: readonly Node[], run: Run, decisive: boolean): Tie {
  const tied = nodes.slice(run.start, run.end);
  return { ids: tied.map((node) => node.id), score: tied[0]!.score, decisive };
}

function rankPool(
  pool: readonly Node[],
  settings: SearchSettings,
  arrange: Arrange,
): { hypotheses: Hypothesis[]; ties: Tie[] } {
  const penalized = pool.map((node) => {
    const divisor = node.tokens.length ** settings.lengthPenalty;
    return { ...node, plainScore: node.score, score: node.score / divisor, magnitude: node.magnitude / divisor };
  });
  const { sorted, runs } = rank(penalized);
  const places = settings.nBest ?? sorted.length;
  const order = new Map(penalized.map((node) => [node.id, node]));
  const considered = [...sorted];
  const ties: Tie[] = [];
  for (const run of runs) {
    const decisive = run.start < places && places < run.end;
    if (decisive) {
      const equals = arrange(sorted.slice(run.start, run.end), places - run.start).map(({ id }) => order.get(id)!);
      considered.splice(run.start, equals.length, ...equals);
    }
    ties.push(tieOf(considered, run, decisive));
  }
  const hypotheses = considered.slice(0, places).map((node, index) => ({
    id: node.id,
    rank: index + 1,
    tokens: node.tokens,
    score: node.plainScore,
    rankingScore: node.score,
    ended: node.ended!,
  }));
  return { hypotheses, ties };
}
