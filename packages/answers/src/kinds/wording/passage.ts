import type { Block, PartContent } from '../../reader/content.ts';
import { answerBlocks } from '../prose.ts';
import { displaySign, formulaSign, type Passage, type Span, statingSign } from './tokens.ts';

function blank(found: string): string {
  return found.replaceAll(/[^\n]/g, ' ');
}

/** Markup that is no word: marks of lists and headings, emphasis, what is struck out. As many characters stay. */
function withoutMarkup(raw: string): string {
  return raw
    .replaceAll(/~~[^~]*~~/g, blank)
    .replaceAll(/^[ \t>]*(?:[-*+•][ \t]+|#{1,6}[ \t]+|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]{1,2}[ \t]+)/gim, blank)
    .replaceAll(/[*`~]/g, ' ')
    .replaceAll(/(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}{])/gu, blank);
}

/** The words inside a formula, `\text{ is wrong}`, between signs for its mathematics. */
function spoken(latex: string, sign: string): string {
  const parts = latex.split(/\\(?:text|textbf|textit|textrm|mbox|mathrm|emph)\s*\{([^{}]*)\}/);
  return parts
    .map((part, index) => {
      // A single name, as in \mathrm{batch}, is a piece of a formula.
      if (index % 2 === 1)
        return /\s/.test(part.trim()) || /^\s|\s$/.test(part)
          ? part
          : /^(?:or|and|not|is|if|where|for|when|with|but)$/i.test(part)
            ? ` ${part} `
            : '';
      return /[\p{L}\p{N}]/u.test(part.replaceAll(/\\(?:q?quad|[,;:! ]|square|blacksquare|qed|Box)/g, '')) ? sign : ' ';
    })
    .join(' ')
    .replaceAll(/([\uE010-\uE012])(?:\s*[\uE010-\uE012])+/g, '$1');
}

/**
 * A part's answer as one passage.
 *
 * @param positions offsets in the document at which the answer stands; without them the last formula is the answer, and
 * where there is none the last line.
 */
export function passageOf(content: PartContent, positions?: readonly number[]): Passage {
  const blocks = answerBlocks(content);
  const at = positions ?? lastStatement(blocks);
  let text = '';
  const answers: Span[] = [];
  const isAt = (block: Block): boolean =>
    at.some((position) => position >= block.start && position < Math.max(block.end, block.start + 1));
  let before: Block | undefined;
  for (const block of blocks) {
    // An empty line between two blocks ends a sentence.
    const between =
      before && content.source?.text.slice(before.end - content.source.start, block.start - content.source.start);
    if (between !== undefined && /\n[ \t>]*\r?\n/.test(between)) text += '\n';
    before = block;
    const start = text.length;
    if (block.kind === 'math') {
      const states = /[=<>]|\\(?:leq?|geq?|neq?)(?![a-zA-Z])/.test(block.latex) && !isAt(block);
      const sign = states ? statingSign : block.display ? displaySign : formulaSign;
      text += block.display ? ` ${spoken(block.latex, sign)} ` : spoken(block.latex, sign);
      if (isAt(block))
        for (const found of text.slice(start).matchAll(/[\uE010-\uE012]/g))
          answers.push({ start: start + found.index, end: start + found.index + 1 });
    } else if (block.kind === 'table') {
      const sign = isAt(block) ? displaySign : formulaSign;
      for (const row of block.rows) {
        const line = row.map((cell) => cell.replaceAll(/\$+[^$]*\$+/g, sign)).join(' | ');
        text += `\n${line}\n`;
      }
      if (isAt(block)) answers.push({ start, end: start + 1 });
      for (const found of text.slice(start).matchAll(/\uE011/g))
        answers.push({ start: start + found.index, end: start + found.index + 1 });
    } else if (block.kind === 'code') {
      // Of a program, only what is meant for people is prose.
      const comments = [...block.text.matchAll(/(?:#|\/\/)([^\n]*)/g)].map(([, comment]) => comment!);
      text += `\n${formulaSign}${comments.length > 0 ? ` ${comments.join('\n')}` : ''}\n`;
      if (isAt(block)) answers.push({ start: start + 1, end: start + 2 });
    } else {
      const raw = content.source?.text.slice(block.start - content.source.start, block.end - content.source.start);
      text += raw === undefined ? block.text : withoutMarkup(raw);
      if (block.text.endsWith('\n') && !text.endsWith('\n')) text += '\n';
      for (const position of at)
        if (isAt(block) && position >= block.start && position < block.end)
          answers.push({ start: start + position - block.start, end: start + position - block.start + 1 });
    }
  }
  return { text, answers: answers.sort((a, b) => a.start - b.start) };
}

function lastStatement(blocks: readonly Block[]): readonly number[] {
  const last =
    blocks.findLast((block) => block.kind === 'math') ??
    blocks.findLast((block) => block.kind !== 'text') ??
    blocks.at(-1);
  return last ? [last.kind === 'text' ? Math.max(last.start, last.end - 2) : last.start] : [];
}
