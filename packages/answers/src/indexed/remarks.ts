import type { TermParser } from './parser.ts';

const kinds: ReadonlySet<string> = new Set(['letter', 'sign', 'gap']);
const changing =
  /\b(?:for|with|without|if|when|where|unless|only|not|no|never|at|in|per|instead|rather|would|wrong|minus|plus|times|twice|half)\b/i;

/**
 * Whether words in brackets stand here, as in `2 × 5 (one filter)`: they are no factor of what is before them. Brackets
 * with a number or a condition in them say more than that.
 */
export function isRemark(row: TermParser, ahead: number): boolean {
  const first = row.peek(ahead + 1);
  if (!row.opens('(', ahead) || first?.kind !== 'word' || first.text.trim().length < 3) return false;
  if (row.startsOperand(ahead + 1)) return false;
  for (let at = ahead + 1; ; at++) {
    const token = row.peek(at);
    if (token?.kind === 'close') return true;
    const harmless = token?.kind === 'word' ? !changing.test(token.text) : token && kinds.has(token.kind);
    if (harmless !== true) return false;
  }
}
