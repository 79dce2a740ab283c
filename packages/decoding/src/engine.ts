import { lengthDivisor } from './penalty.ts';
import { type Ranked, type Run, rank } from './ranking.ts';
import {
  type Allowed,
  type Onward,
  type Place,
  rootOf,
  SearchError,
  type SearchSpace,
  stepsFrom,
  type Token,
} from './space.ts';
import type { Candidate, Ending, Hypothesis, SearchSettings, SearchStep, SearchTrace, Tie } from './trace.ts';

/** A candidate while the search runs. */
export interface Node extends Ranked {
  readonly id: number;
  readonly parent: number;
  readonly tokens: readonly Token[];
  readonly logProbability: number;
  /** What diversity lowers its score by before pruning. */
  readonly penalty: number;
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

/**
 * A search that asks for what it needs: it yields the prefixes of a step, group by group, and takes what each can be
 * followed by. So the same search runs over a tree, over a function, and over a model that scores many at once.
 */
export type Search = Generator<readonly (readonly Node[])[], SearchTrace, readonly (readonly Onward[])[]>;

const deepest = 2000;

/** Runs a search and records it; `limit` bounds the number of scored continuations. */
export function runSearch(
  space: SearchSpace,
  settings: SearchSettings,
  strategy: Strategy,
  limit: number,
  arrange: Arrange,
  allowed?: Allowed,
): SearchTrace {
  const run = search(rootOf(space), settings, strategy, limit, arrange);
  let turn = run.next();
  while (!turn.done) {
    const answers = turn.value.map((group) =>
      group.map(({ place }) => stepsFrom(space, place, settings.unnormalized, allowed)),
    );
    turn = run.next(answers);
  }
  return turn.value;
}

/** One of the groups that share a beam: an ordinary search has one. */
interface Group {
  beam: readonly Node[];
  readonly aside: Node[];
}

/** The search itself, see {@link Search}. */
export function* search(
  root: Place,
  settings: SearchSettings,
  strategy: Strategy,
  limit: number,
  arrange: Arrange,
): Search {
  const counters = { expanded: 0, scored: 0, impossible: 0, kept: 0, examined: 0 };
  const { groups: groupCount = 1, diversity = 0 } = settings;
  const width = settings.beamWidth === null ? null : settings.beamWidth / groupCount;
  let nextId = 1;
  const steps: SearchStep[] = [];
  const groups = Array.from({ length: groupCount }, (): Group => ({ beam: [rootNode(root)], aside: [] }));

  const extend = (node: Node, { steps: onward, impossible }: Onward, chosen: ReadonlyMap<Token, number>): Node[] => {
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
      penalty: node.penalty + diversity * (chosen.get(token) ?? 0),
      magnitude: node.magnitude + Math.abs(logProbability),
      path: [...node.path, position],
      place,
      ended: endingOf(settings, token, place.prefix.length, leaf),
      carried: false,
    }));
  };

  for (let step = 1; groups.some(({ beam }) => beam.length > 0); step += 1) {
    if (step > deepest) {
      throw new SearchError(
        `${strategy.method}: the tree is deeper than ${deepest} tokens; give \`length\` if it contains itself`,
      );
    }
    const answers = yield groups.map(({ beam }) => beam.filter((node) => !node.ended));
    const recorded = { candidates: [] as Candidate[], ties: [] as Tie[], deadEnds: [] as number[] };
    // How many prefixes that the groups before kept in this step chose each token.
    const chosen = new Map<Token, number>();
    for (const [groupIndex, group] of groups.entries()) {
      const candidates: Node[] = [];
      let answered = 0;
      for (const node of group.beam) {
        if (node.ended) {
          candidates.push({ ...node, id: nextId++, parent: node.id, logProbability: 0, carried: true });
          continue;
        }
        const onward = extend(node, answers[groupIndex]![answered++]!, chosen);
        if (onward.length === 0) recorded.deadEnds.push(node.id);
        // One at a time: a spread of very many candidates would overflow the call stack.
        for (const candidate of onward) candidates.push(candidate);
      }
      if (step === 1 && candidates.length === 0) {
        throw new SearchError(
          `${strategy.method}: nothing can follow the start; the search space is empty, or every first token has probability 0 or is not allowed`,
        );
      }
      const { sorted, runs } = rankPenalized(candidates);
      const considered = [...sorted];
      for (const run of runs) {
        if (!strategy.matters(sorted, run)) continue;
        const equals = arrange(sorted.slice(run.start, run.end), (width ?? run.start) - run.start);
        considered.splice(run.start, equals.length, ...equals);
      }
      const selection = strategy.select(considered, group.aside.length);
      for (const node of selection.aside) group.aside.push(node);
      const keptNodes = [...selection.beam, ...selection.aside];
      const kept = new Set(keptNodes.map((node) => node.id));
      for (const node of keptNodes) {
        const token = node.tokens.at(-1)!;
        if (!node.carried) chosen.set(token, (chosen.get(token) ?? 0) + 1);
      }
      counters.kept += kept.size;
      // Where nothing is pruned nothing is picked.
      if (width !== null) counters.examined += kept.size * candidates.length;
      for (const [index, node] of considered.entries()) {
        const candidate = candidateOf(node, index + 1, kept.has(node.id));
        recorded.candidates.push(
          groupCount > 1 ? { ...candidate, group: groupIndex, diversityPenalty: node.penalty } : candidate,
        );
      }
      for (const run of runs) recorded.ties.push(tieOf(considered, run, strategy.matters(sorted, run)));
      // What was set aside is what a stopped search returns; those without their end are left behind.
      group.beam = selection.stop ? [] : selection.beam;
    }
    steps.push({ step, ...recorded });
    if (groups.every(({ beam }) => beam.every((node) => node.ended))) break;
  }
  const found = groups.flatMap(({ aside, beam }) => [...aside, ...beam]);
  const pool = (groupCount > 1 ? unique(found) : found).filter((node) => returned(settings, node));
  return { method: strategy.method, settings, steps, ...rankPool(pool, settings, arrange), counters };
}

/** Ranks by the score less the penalty; the nodes keep their own scores. */
function rankPenalized(nodes: readonly Node[]): { sorted: Node[]; runs: Run[] } {
  if (nodes.every((node) => node.penalty === 0)) return rank(nodes);
  const { sorted, runs } = rank(
    nodes.map((node) => ({
      node,
      tokens: node.tokens,
      path: node.path,
      score: node.score - node.penalty,
      magnitude: node.magnitude + node.penalty,
    })),
  );
  return { sorted: sorted.map(({ node }) => node), runs };
}

/** Groups may find the same sequence: it counts once, as the first group's. */
function unique(nodes: readonly Node[]): readonly Node[] {
  const first = new Map<string, Node>();
  for (const node of nodes) {
    const key = JSON.stringify(node.tokens);
    if (!first.has(key)) first.set(key, node);
  }
  return [...first.values()];
}

function rootNode(place: Place): Node {
  return {
    id: 0,
    parent: 0,
    tokens: [],
    logProbability: 0,
    score: 0,
    penalty: 0,
    magnitude: 0,
    path: [],
    place,
    ended: null,
    carried: false,
  };
}

/** Whether a sequence of that length is complete with that last token, and why. */
export function endingOf(
  settings: Pick<SearchSettings, 'endToken' | 'length'>,
  token: Token,
  length: number,
  leaf: boolean,
): Ending | null {
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
    const divisor = lengthDivisor(settings.lengthPenalty, node.tokens.length);
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
