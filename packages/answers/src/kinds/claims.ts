import type { Expr, Scope } from '../expressions/expr.ts';
import { parsePlain, readChains, type Statement } from '../expressions/parse/statements.ts';
import type { Limits } from '../judgement.ts';
import type { Block, PartContent } from '../reader/content.ts';
import { resolveAlias } from './terms.ts';
import { children } from './walk.ts';

/** A statement of an answer with its place in the document. */
export interface Claim extends Statement {
  readonly position: number;
  /** Words directly before it, for telling `where T is the length` from an answer. */
  readonly lead: string;
}

/** Everything mathematical that an answer states, in reading order, and what could not be read. */
export interface Claims {
  readonly claims: readonly Claim[];
  readonly problems: readonly { readonly message: string; readonly source: string; readonly position: number }[];
}

/**
 * Reads the statements of an answer: formulas, and lines of plain text that are mathematics in the names of the scope.
 * Where the answer is marked (`Answer:`), only what follows the marker is read.
 */
export function readClaims(content: PartContent, scope: Scope, limits: Limits): Claims {
  const from = content.marked ? content.answerFrom : 0;
  const blocks = content.blocks.slice(from);
  const math = blocks.filter((block): block is Extract<Block, { kind: 'math' }> => block.kind === 'math');
  const { statements, problems } = readChains(math, scope, limits);
  const claims: Claim[] = statements.map((statement) => {
    const block = math[statement.block]!;
    return { ...statement, position: block.start + statement.start, lead: leadOf(blocks, block) };
  });
  for (const block of blocks) {
    if (block.kind === 'text' || block.kind === 'code') claims.push(...plainClaims(block, content, scope, limits));
  }
  return {
    claims: claims.sort((a, b) => a.position - b.position),
    problems: problems.map((problem) => ({ ...problem, position: math[problem.block]!.start + problem.position })),
  };
}

/** The last words of the text before a formula. */
function leadOf(blocks: readonly Block[], block: Block): string {
  const before = blocks[blocks.indexOf(block) - 1];
  return before?.kind === 'text' ? before.text.slice(-60) : '';
}

/** A list of numbers inside a sentence, `[2, -1, 3]` or `[[1, 2], [3, 4]]`. */
const numberList = /\[[-−+\d.,;/\s[\]]{3,400}\]/g;

/** Lines of text that are mathematics through and through; a line with an unknown word is prose. */
function plainClaims(block: Block, content: PartContent, scope: Scope, limits: Limits): Claim[] {
  const raw = content.source?.text.slice(block.start - content.source.start, block.end - content.source.start);
  const text = raw ?? (block.kind === 'text' || block.kind === 'code' ? block.text : '');
  const claims: Claim[] = [];
  let offset = 0;
  for (const line of text.split('\n')) {
    const label = /^\s*(?:[-*+>]\s+)*(?:\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})[).]{1,2}\s+)?/i.exec(line)![0];
    const formula = line
      .slice(label.length)
      .replace(/[.,;]?\s*$/, '')
      .replaceAll('`', ' ');
    if (/[\p{L}\p{Nd}]/u.test(formula) && formula.length < 2_000 && !formula.includes('$') && looksLikeMath(formula)) {
      const { statements, problems } = parsePlain(formula, scope, limits);
      if (
        problems.length === 0 &&
        statements.every((statement) => statement.members.every((member) => isKnown(member, scope)))
      ) {
        for (const statement of statements) claims.push({ ...statement, position: block.start + offset, lead: '' });
        offset += line.length + 1;
        continue;
      }
    }
    for (const match of line.matchAll(numberList)) {
      const { statements, problems } = parsePlain(match[0], scope, limits);
      if (problems.length === 0) {
        claims.push(
          ...statements.map((statement) => ({ ...statement, position: block.start + offset + match.index, lead: '' })),
        );
      }
    }
    offset += line.length + 1;
  }
  return claims;
}

/** No two words of three letters or more in a row: those are prose. */
function looksLikeMath(line: string): boolean {
  return !/\p{L}{3,}\s+\p{L}{3,}/u.test(line);
}

/** Whether every name in an expression is one of the scope's. */
function isKnown(expr: Expr, scope: Scope): boolean {
  if (expr.type === 'words') return false;
  if (expr.type === 'symbol') {
    const name = resolveAlias(expr.name, scope);
    return name in scope.variables || name in (scope.definitions ?? {});
  }
  return children(expr).every((child) => isKnown(child, scope));
}
