/** One unit of a sequence: a word, a character, or the index of one. */
export type Token = string | number;

/** A token that may come next, and ln p(token | tokens before it). */
export interface Continuation {
  readonly token: Token;
  /** Natural logarithm of a probability: at most 0; `-Infinity` for a token that cannot follow. */
  readonly logProbability: number;
}

/** A continuation written out in a tree; without `next`, nothing follows it. */
export interface Branch extends Continuation {
  readonly next?: SearchTree;
}

/**
 * A search space written out: either `{ token: { logProbability, next } }`, or a list of branches.
 * The list keeps its order whatever the tokens are, and takes numbers as tokens; in the record form JavaScript puts
 * keys that look like whole numbers first.
 */
export type SearchTree =
  | readonly Branch[]
  | { readonly [token: string]: { readonly logProbability: number; readonly next?: SearchTree } };

/** A model: from the tokens so far to the continuations, in the order that ties are broken in. */
export type ScoringFunction = (prefix: readonly Token[]) => readonly Continuation[];

/** What is searched: a tree written out, or a function that scores what may come next. */
export type SearchSpace = SearchTree | ScoringFunction;

/** Which tokens may follow the tokens so far; `null` for any. */
export type Allowed = (prefix: readonly Token[]) => Iterable<Token> | null;

/** A place in a search space that has been reached. */
export interface Place {
  readonly prefix: readonly Token[];
  /** The subtree below, for spaces written out; `undefined` is a leaf. */
  readonly tree: SearchTree | undefined;
}

/** What leads on from a place. */
interface Step extends Continuation {
  /** Position in the list of continuations, counting those that cannot follow: ties go to the lower one. */
  readonly position: number;
  readonly place: Place;
  /** Known to have no continuation: only a space written out can tell before it is asked. */
  readonly leaf: boolean;
}

/**
 * Input that a search does not take: what was given, what is expected, what to do.
 *
 * @example
 * greedy({ a: { logProbability: 0.5 } }, { length: 1 }); // throws SearchError: no log-probability is above 0
 */
export class SearchError extends Error {
  override readonly name = 'SearchError';
}

export function rootOf(space: SearchSpace): Place {
  if (typeof space !== 'function' && (typeof space !== 'object' || space === null)) {
    throw new SearchError(
      `search space: got ${describe(space)}; expected a tree of { token: { logProbability, next } }, a list of branches, ` +
        'or a function from the tokens so far to a list of { token, logProbability }',
    );
  }
  return { prefix: [], tree: typeof space === 'function' ? undefined : space };
}

/** What a prefix can be followed by. */
export interface Onward {
  readonly steps: readonly Step[];
  /** How many continuations were left out. */
  readonly impossible: number;
}

/** The steps that lead on from a place, in the order listed; those of probability 0 or not allowed are left out and counted. */
export function stepsFrom(space: SearchSpace, place: Place, unnormalized: boolean, allowed?: Allowed): Onward {
  const branches = typeof space === 'function' ? space([...place.prefix]) : branchesOf(place.tree);
  if (!Array.isArray(branches)) {
    throw new SearchError(
      `scoring function: returned ${describe(branches)} after ${quote(place.prefix)}; expected a list of { token, logProbability }`,
    );
  }
  const seen = new Set<Token>();
  const mayFollow = allowed && allowedAfter(allowed, place.prefix);
  const steps: Step[] = [];
  let impossible = 0;
  for (const [position, branch] of (branches as readonly Branch[]).entries()) {
    checkBranch(branch, place, unnormalized);
    const { token, logProbability } = branch;
    if (seen.has(token)) {
      throw new SearchError(
        `search space: ${quote([token])} is listed twice after ${quote(place.prefix)}; list every token once, ` +
          'with the logarithm of its whole probability',
      );
    }
    seen.add(token);
    if (logProbability === -Infinity || (mayFollow && !mayFollow.has(token))) {
      impossible += 1;
      continue;
    }
    const below = typeof space === 'function' ? undefined : branch.next;
    steps.push({
      token,
      logProbability,
      position,
      place: { prefix: [...place.prefix, token], tree: below },
      leaf: typeof space !== 'function' && isEmpty(below),
    });
  }
  return { steps, impossible };
}

/** What may follow a prefix, as a set; undefined where everything may. */
function allowedAfter(allowed: Allowed, prefix: readonly Token[]): ReadonlySet<Token> | undefined {
  const tokens: unknown = allowed([...prefix]);
  if (tokens === null) return undefined;
  if (typeof tokens === 'object' && tokens !== null && Symbol.iterator in tokens) {
    return new Set(tokens as Iterable<Token>);
  }
  throw new SearchError(
    `allowed: returned ${describe(tokens)} after ${quote(prefix)}; expected a list of tokens, or null for any`,
  );
}

function branchesOf(tree: SearchTree | undefined): readonly Branch[] {
  if (tree === undefined) return [];
  if (isList(tree)) return tree;
  return Object.entries(tree).map(([token, branch]) => {
    if (typeof branch !== 'object' || branch === null) {
      throw new SearchError(
        `search space: got ${describe(branch)} for ${quote([token])}; expected { logProbability, next }`,
      );
    }
    const { logProbability, next } = branch;
    return next === undefined ? { token, logProbability } : { token, logProbability, next };
  });
}

function isList(tree: SearchTree): tree is readonly Branch[] {
  return Array.isArray(tree);
}

function isEmpty(tree: SearchTree | undefined): boolean {
  return tree === undefined || (isList(tree) ? tree.length : Object.keys(tree).length) === 0;
}

function checkBranch(branch: Branch, place: Place, unnormalized: boolean): void {
  const where = `after ${quote(place.prefix)}`;
  if (typeof branch !== 'object' || branch === null) {
    throw new SearchError(`search space: got ${describe(branch)} ${where}; expected { token, logProbability }`);
  }
  const { token, logProbability } = branch;
  if (typeof token !== 'string' && typeof token !== 'number') {
    throw new SearchError(`search space: got the token ${describe(token)} ${where}; a token is a string or a number`);
  }
  const given = `search space: the log-probability of ${quote([token])} ${where} is ${describe(logProbability)}`;
  if (typeof logProbability !== 'number' || Number.isNaN(logProbability)) {
    throw new SearchError(`${given}; expected a number, or -Infinity for a token that cannot follow`);
  }
  if (logProbability === Infinity) throw new SearchError(`${given}; scores must be finite or -Infinity`);
  if (logProbability > 0 && !unnormalized) {
    throw new SearchError(
      `${given}; a log-probability is at most 0. Take the logarithm of the probability, ` +
        'or say `unnormalized: true` for scores that are not log-probabilities',
    );
  }
}

/** Tokens as they are shown in messages: never more than a line. */
function quote(tokens: readonly Token[]): string {
  if (tokens.length === 0) return 'the start';
  const text = tokens.map((token) => JSON.stringify(token)).join(' ');
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 59)}…` : value);
  if (value === null || typeof value === 'number' || typeof value === 'boolean' || value === undefined) {
    return String(value);
  }
  return Array.isArray(value) ? `a list of ${value.length}` : `a value of type ${typeof value}`;
}
