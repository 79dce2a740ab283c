import type { Expr, Scope } from '../../expressions/expr.ts';
import type { PartContent } from '../../reader/content.ts';
import { type Claim, type ClaimProblem, type Claims, readClaims } from '../claims/claims.ts';
import type { JudgeOptions } from '../budget.ts';
import { stackedRows, tableArray, textArrays } from './number-arrays.ts';
import { answerBlocks, plainMath } from '../prose.ts';
import { stanceOf, type Stance } from '../claims/stance.ts';
import { readTensor, type WrittenTensor } from './written-tensor.ts';

/** An array of numbers that an answer writes. */
export interface FoundArray extends Stance {
  readonly tensor: WrittenTensor;
  /** LaTeX of what was read. */
  readonly source: string;
  readonly position: number;
  readonly boxed: boolean;
  /** What the array is set equal to: `\mu_{batch}`. */
  readonly left: readonly Expr[];
  /** The left side as it is written, and the words back to the array before. */
  readonly announced: string;
}

/** The arrays of an answer in reading order, with everything else that it states. */
export interface FoundArrays {
  readonly arrays: readonly FoundArray[];
  readonly claims: readonly Claim[];
  readonly problems: readonly ClaimProblem[];
}

/** Finds the arrays in formulas, in text and code, and in tables. `rows`: arrays on lines of their own may be rows of one. */
export function findArrays(content: PartContent, scope: Scope, options: JudgeOptions, rows: boolean): FoundArrays {
  const all: Claims = readClaims(content, scope, options.limits);
  // Text is read by its own reader, which knows how programs print arrays.
  const arrays: FoundArray[] = all.claims
    .filter((claim) => claim.origin !== 'text')
    .flatMap((claim) => {
      const tensor = readTensor(claim.members.at(-1)!);
      // A number alone is an array only under the name of one.
      if (!tensor || (tensor.shape.length === 0 && !isBracketed(claim.members.at(-1)!) && claim.members.length === 1))
        return [];
      const { alternative, boxed, position } = claim;
      const denied = claim.denied || claim.relations.includes('≠');
      const bounded =
        claim.bounded || claim.relations.some((sign) => sign !== '=' && sign !== '≈' && sign !== '→' && sign !== '≠');
      const announced = `${claim.lead} ${claim.sources.slice(0, -1).join(' ')}`;
      const source = claim.sources.at(-1)!;
      return [
        { tensor, source, position, boxed, left: claim.members.slice(0, -1), announced, denied, bounded, alternative },
      ];
    });
  const problems: ClaimProblem[] = [];
  for (const problem of all.problems) {
    const text = plainMath(problem.source);
    const last = textArrays(text).at(-1);
    // `[2 \; -1 \; 3]`: no mathematics, but an array all the same.
    if (last && /^[\s.,;]*$/.test(text.slice(last.end))) arrays.push(fromText(text, last, 0, problem.position));
    else problems.push(problem);
  }
  for (const block of answerBlocks(content)) {
    if (block.kind === 'table') {
      const tensor = tableArray(block.rows);
      if (tensor)
        arrays.push({
          ...plainFound(tensor, '', block.start, ''),
          source: block.rows.map((row) => row.join(' & ')).join(' \\\\ '),
        });
      continue;
    }
    if (block.kind === 'math') continue;
    const raw =
      block.kind === 'code'
        ? undefined
        : content.source?.text.slice(block.start - content.source.start, block.end - content.source.start);
    const written = raw ?? block.text;
    const text = written.replaceAll(/[`*]/g, ' ');
    const found = textArrays(text);
    let before = 0;
    for (const array of found) {
      // -[2, -1, 3] and [2, -1, 3]/6 are other arrays than the one in brackets.
      if (
        /[-−–*/^·×]\s?$|\d\s?$/.test(text.slice(0, array.start)) ||
        /^\s?[*/^·×]/.test(text.slice(array.end)) ||
        /[\p{L}\p{N})\]]\s?\*\s?$/u.test(written.slice(0, array.start)) ||
        /^\s?\*\s?[\p{L}\p{N}([]/u.test(written.slice(array.end))
      ) {
        problems.push({
          message: 'An operation on an array is not carried out.',
          source: text.slice(Math.max(0, array.start - 3), array.end + 4),
          position: block.start + array.end,
        });
        before = array.end;
        continue;
      }
      arrays.push(fromText(text, array, before, block.start));
      before = array.end;
    }
    const stacked = rows ? stackedRows(text, found) : undefined;
    if (stacked) arrays.push({ ...fromText(text, stacked, 0, block.start), position: block.start + stacked.end });
  }
  arrays.sort((a, b) => a.position - b.position);
  return { arrays, claims: all.claims, problems };
}

function fromText(
  text: string,
  array: { readonly tensor: WrittenTensor; readonly start: number; readonly end: number; readonly source: string },
  before: number,
  offset: number,
): FoundArray {
  const lead = text.slice(Math.max(before, array.start - 300), array.start);
  return {
    ...plainFound(array.tensor, array.source, offset + array.start, lead),
    ...stanceOf(
      lead.replace(/\b(?:np\.array|array|tensor|torch\.tensor)\s*\(\s*$/, ''),
      text.slice(array.end, array.end + 80),
    ),
  };
}

function plainFound(tensor: WrittenTensor, source: string, position: number, announced: string): FoundArray {
  return {
    tensor,
    source: source.replaceAll(/\s+/g, ' '),
    position,
    boxed: false,
    left: [],
    announced,
    denied: false,
    bounded: false,
    alternative: false,
  };
}

function isBracketed(expr: Expr): boolean {
  return expr.type === 'list' || expr.type === 'matrix';
}
