import type { Scope } from '../../expressions/expr.ts';
import { parsePlain, type Statement } from '../../expressions/parse/statements.ts';
import type { Limits } from '../../judgement.ts';
import { isKnown } from './terms.ts';

/** How an answer stands to something that it writes. */
export interface Stance {
  /** It says that this is not so: `not $N^T$`, `$N^T$ is wrong`. */
  readonly denied: boolean;
  /** It says that something lies below or above: `fewer than $N^T$`. */
  readonly bounded: boolean;
  /** It is offered beside what stands before it: `$N^T$ or $N^{T+1}$`. */
  readonly alternative: boolean;
}

const cut =
  /[.;!?\n]|,|:(?=\s*\S)|\b(?:but|so|hence|therefore|thus|then|because|since|which|and|we (?:get|have|obtain)|gives?|it(?:['’]s| is) actually)\b/i;
// “without $x$” denies $x$; “without states the bound is $x$” does not.
const denying =
  /\b(?:not|never|neither|nor|cannot|unlike|rather than|instead of|as opposed to)\b|\bwithout(?:\s+\w+){0,2}\s*$|n['’]t\b/i;
const deniedAfter =
  /^\s*[,)]?\s*(?:(?:this|that|it|which|would)\s+)?(?:is|was|be|are|were|seems|looks)\s+(?:not|wrong|incorrect|false|never)\b|^\s*[,)]?\s*(?:is|are|was)n['’]t\b|^\s*\(?(?:wrong|incorrect|false)\b/i;
const bounding =
  /\b(?:less|fewer|smaller|greater|more|larger|bigger|higher|lower)\s+than(?:\s+or\s+equal\s+to)?\s*$|\b(?:at (?:most|least)|up to|no more than|bounded by|exceeds?|below|above|under|over)\s*$/i;
const alternating =
  /^[\s,;.(]*(?:or|either|alternatively|or else|or maybe|or perhaps|or possibly|or is it|or also|maybe|perhaps)[\s,:(]*$/i;

/** Reads the stance out of the words before and after. */
export function stanceOf(lead: string, tail: string): Stance {
  const clause = lead.split(new RegExp(cut.source, 'gi')).at(-1)!;
  return {
    denied:
      (denying.test(clause) && !/:\s*$/.test(clause)) ||
      /^\W*(?:wrong|incorrect|false)\W*$/i.test(clause) ||
      deniedAfter.test(tail.slice(0, 60)),
    bounded: bounding.test(clause),
    alternative: alternating.test(lead.slice(-60)),
  };
}

/** Whether the answer stands by it. */
export function isStated(stance: Stance): boolean {
  return !stance.denied && !stance.bounded;
}

/** The name that a text ends with before a colon, `p:` or `∂y/∂t =`; undefined where it ends otherwise. */
export function labelBefore(lead: string, scope: Scope, limits: Limits): Statement | undefined {
  const match = /(?:^|[\n,;.]|\band\b)[\s*_>•–-]*([^\s:,;=][^\n:,;=]{0,24}?)\s*[*_]{0,3}\s*:\s*[*_]{0,3}\s*$/u.exec(
    lead.slice(-80),
  );
  if (!match) return undefined;
  const { statements, problems } = parsePlain(match[1]!.replaceAll(/[*`]/g, ''), scope, limits);
  const [only] = statements;
  if (problems.length > 0 || statements.length !== 1 || only?.members.length !== 1) return undefined;
  const [name] = only.members;
  if (name!.type === 'derivative') return only;
  return name!.type === 'symbol' && isKnown(name!, scope) ? only : undefined;
}
