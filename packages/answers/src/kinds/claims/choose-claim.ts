import type { Scope } from '../../expressions/expr.ts';
import { type Asked, isAsked } from './asked.ts';
import { type Claim, type Claims, stated } from './claims.ts';

/** The claim that is the answer, and why it was chosen. */
export function chooseClaim(
  { claims, problems }: Claims,
  asked: readonly Asked[],
  scope: Scope,
): { readonly claim: Claim; readonly by: 'boxed' | 'asked' | 'last' } | undefined {
  const standing = stated(claims);
  const boxed = standing.findLast((claim) => claim.boxed);
  if (boxed) return { claim: boxed, by: 'boxed' };
  const named = standing.findLast(
    (claim) =>
      claim.members.length > 1 && claim.members.some((member) => asked.some((name) => isAsked(member, name, scope))),
  );
  if (named) return { claim: named, by: 'asked' };
  const equations = standing.filter((claim) => claim.relations.every((sign) => sign === '=' || sign === '≈'));
  const candidates = equations.filter((claim) => !isAside(claim) && !isName(claim));
  const last = candidates.at(-1) ?? equations.findLast((claim) => !isAside(claim)) ?? standing.at(-1);
  // What could not be read might have been the answer: then nothing before it is taken for it.
  if (!last || problems.some((problem) => problem.position > last.position && mayBeAnswer(problem.source, scope))) {
    return undefined;
  }
  return { claim: last, by: 'last' };
}

/** A single name or number, as `T` in “each of the $T$ tokens”. */
function isName(claim: Claim): boolean {
  const [only] = claim.members;
  return claim.members.length === 1 && (only!.type === 'symbol' || only!.type === 'number');
}

/** Whether something unreadable could have been the answer: it holds a number or one of the part's names. */
function mayBeAnswer(source: string, scope: Scope): boolean {
  const bare = source.replaceAll(/\\(?:text|mathrm|mathbf|operatorname|textbf)\s*\{[^{}]*\}/g, ' ');
  const letters = bare.replaceAll(/\\([a-zA-Z]+)/g, ' $1 ');
  const names = [...Object.keys(scope.variables), ...Object.keys(scope.definitions ?? {})];
  return (
    /\d/.test(bare) ||
    names.some((name) => new RegExp(`(?<![a-zA-Z])${name.replace(/[_^(].*$/, '')}(?![a-z])`).test(letters))
  );
}

/** `where $T$ is the length`, `of length $T+1$`: said beside an answer. */
function isAside(claim: Claim): boolean {
  return /\b(?:where|with|when|if|since|for|because|length|size|width|let|assuming|words?|vocabulary|of|of the|each|any|than)\s*[:,(]?\s*$/i.test(
    claim.lead,
  );
}

/** Expressions in one list with another, `$N^{T+1}, N^T$`: none of them is the answer more than the others. */
export function listedWith(claims: readonly Claim[], claim: Claim): readonly Claim[] {
  const at = claims.indexOf(claim);
  let from = at;
  while (
    from > 0 &&
    claims[from]!.members.length === 1 &&
    /^\s*[,;]?\s*$/.test(claims[from]!.lead) &&
    claims[from]!.lead !== ''
  )
    from--;
  return claims.slice(from, at).filter((other) => other.members.length === 1 && !isName(other));
}

/** Why no expression was chosen. */
export function unreadReasons({ claims, problems }: Claims): string[] {
  if (problems.length === 0 && claims.length > 0 && stated(claims).length === 0)
    return ['The answer says what the result is not, or what it lies below or above; what it is was not found.'];
  return problems.length === 0
    ? ['No expression was found.']
    : problems
        .slice(0, 3)
        .map(
          ({ message, source }) => `Could not be read: \`${source.slice(0, 120).replaceAll('`', "'")}\`. ${message}`,
        );
}
