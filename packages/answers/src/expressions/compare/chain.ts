import { computingTime } from '../../clock.ts';
import { type Counterexample, defaultLimits } from '../../judgement.ts';
import type { Chain, Relation, Scope } from '../expr.ts';
import { Comparer, type CompareOptions, type Outcome, type Renaming } from './compare.ts';
import { type Explanation, explainDifference } from './explain.ts';

/** What became of one link of a chain: of the step from member `index` to member `index + 1`. */
export interface Link {
  readonly index: number;
  readonly relation: Relation;
  readonly outcome: Outcome;
  readonly counterexample?: Counterexample;
  /** Why it is undecided. */
  readonly reason?: string;
  /** What is wrong with a link that does not hold. */
  readonly explanation?: Explanation;
  readonly renamed?: readonly Renaming[];
}

/**
 * Compares each link of a chain on its own: `a = b = c` has the links a = b and b = c.
 * The first link whose outcome is `different` is the step that went wrong; links after it are judged all the same, so that
 * a right step behind a wrong one is not held against anybody.
 * A name that one link needs read as another is read so in every later link. `≈` compares with decimals that claim their
 * digits; other relations than these two are not decided.
 *
 * @returns One link for each pair of neighbours, in order.
 *
 * @example
 * ```ts
 * const variables = { w: {}, s: {}, u_1: {}, u_3: {}, y: {} };
 * const scope: Scope = { variables, definitions: { y: parseExpression('w(s + u_3)', { variables }) } };
 * const [chain] = parseStatements('y = w(s + u_1) = w s + w u_1', scope).statements;
 * checkChain(chain!, scope).map((link) => link.outcome); // ['different', 'equal']
 * ```
 */
export function checkChain(
  chain: Pick<Chain, 'members' | 'relations'>,
  scope: Scope,
  options: CompareOptions & { readonly reveal?: boolean } = {},
): readonly Link[] {
  // prettier-ignore
  const links: Link[] = [];
  // The limit is for the chain, not for each link.
  const limits = options.limits ?? defaultLimits;
  const deadline = computingTime() + limits.milliseconds;
  const within = (settings: CompareOptions): CompareOptions & { readonly reveal?: boolean } => ({
    ...options,
    ...settings,
    limits: { ...limits, milliseconds: deadline - computingTime() },
  });
  let known = scope;
  // A line that begins with its relation, `= t + s`, has as many relations as members: the first belongs to what came before.
  const offset = chain.relations.length - (chain.members.length - 1);
  for (let index = 0; index + 1 < chain.members.length; index++) {
    const [left, right] = [chain.members[index]!, chain.members[index + 1]!];
    const relation = chain.relations[index + offset] ?? '=';
    if (relation !== '=' && relation !== '≈') {
      links.push({
        index,
        relation,
        outcome: 'undecided',
        reason: `Only equations are checked, and this step is written with ${relation}.`,
      });
      continue;
    }
    const digits: CompareOptions = relation === '≈' ? { digits: 'claimed' } : {};
    const found = new Comparer(known, within(digits)).compare(right, left);
    const explanation =
      found.outcome === 'different' ? explainDifference(right, left, known, within(digits)) : undefined;
    links.push({
      index,
      relation,
      outcome: found.outcome,
      ...(found.counterexample === undefined ? {} : { counterexample: found.counterexample }),
      ...(found.reason === undefined ? {} : { reason: found.reason }),
      ...(explanation === undefined ? {} : { explanation }),
      ...(found.renamed === undefined ? {} : { renamed: found.renamed }),
    });
    known = withReadings(known, found.renamed ?? []);
  }
  return links;
}

/** The scope in which the names read so far stand for what they were read as. */
function withReadings(scope: Scope, renamed: readonly Renaming[]): Scope {
  if (renamed.length === 0) return scope;
  const definitions = { ...scope.definitions };
  for (const { from, to } of renamed) definitions[from] = { type: 'symbol', name: to };
  return { ...scope, definitions };
}
