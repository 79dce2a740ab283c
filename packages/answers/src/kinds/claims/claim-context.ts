import { latexOf } from '../../expressions/print/latex.ts';
import type { PartContent } from '../../reader/content.ts';
import type { Asked } from './asked.ts';
import type { Claim } from './claims.ts';

/** In `the derivative with respect to $u$ is …`: u, where the derivative by something else is asked for. */
export function otherVariable(claims: readonly Claim[], claim: Claim, askedFor: readonly Asked[]): string | undefined {
  const before = claims[claims.indexOf(claim) - 1];
  const [name] = before?.members ?? [];
  if (!before || before.members.length !== 1 || name?.type !== 'symbol') return undefined;
  if (!/(?:\bw\.?r\.?t\.?|\brespect to)\s*$/i.test(before.lead) || !/^\s*(?:is|equals|:|=)/i.test(claim.lead))
    return undefined;
  const by = askedFor.flatMap((asked) => (typeof asked === 'string' ? [] : [asked.by]));
  return by.length === 0 || by.includes(name.name) ? undefined : `$${latexOf(name)}$`;
}

/** `$N^T$. For example, …`: what follows an answer with these words illustrates it. */
export function isFollowedByExample(content: PartContent, right: Claim, claims: readonly Claim[]): boolean {
  const next = claims[claims.indexOf(right) + 1];
  if (!next || !content.source) return false;
  const { text, start } = content.source;
  return /[.;(\n]\s*(?:for example|for instance|as an example|e\.g\.|example:)/i.test(
    text.slice(right.position - start, next.position - start),
  );
}
