import type { Block, PartContent } from '../reader/content.ts';

/** The blocks that may hold the answer: those after the `Answer:` marker where there is one. */
export function answerBlocks(content: PartContent): readonly Block[] {
  return content.marked ? content.blocks.slice(content.answerFrom) : content.blocks;
}

/**
 * The part as one line-structured text for the kinds that read words: mathematics loses its commands,
 * subscripts and superscripts (a `1:3` under a name is not an answer), tables become lines of cells.
 */
export function proseOf(blocks: readonly Block[]): string {
  let text = '';
  for (const block of blocks) {
    if (block.kind === 'math') text += block.display ? `\n${plainMath(block.latex)}\n` : ` ${plainMath(block.latex)} `;
    else if (block.kind === 'table') text += `\n${block.rows.map((row) => row.map(unmath).join(' | ')).join('\n')}\n`;
    else text += block.kind === 'code' ? `\n${block.text}\n` : block.text;
  }
  return (
    text
      // Every kind of blank: long runs of them would slow down whatever reads the text.
      .replaceAll(/[^\S\n]+/g, ' ')
      .replaceAll(/ ?\n[ \n]*/g, '\n')
      .trim()
  );
}

/** Cells are Markdown source: their mathematics is treated like mathematics anywhere else. */
function unmath(cell: string): string {
  return cell.replaceAll(/\$([^$]*)\$/g, (_, latex: string) => plainMath(latex));
}

const wordCommands =
  /\\(?:text|textbf|textit|mathrm|mathbf|mathit|mathsf|mathtt|operatorname|boldsymbol|bm|mbox|textrm|texttt|emph)\s*\*?/g;

/** LaTeX without its commands, for reading words, sequences and numbers out of it. */
export function plainMath(latex: string): string {
  let text = latex
    .replaceAll(/\\begin\{(?:array|tabular)\}\{[^}]{0,200}\}/g, ' ')
    .replaceAll(/\\(?:begin|end)\{[^}]{0,60}\}/g, ' ')
    .replaceAll(/\\\\(\[[^\]]*\])?/g, '\n')
    .replaceAll(/\\(?:qquad|quad)(?![a-zA-Z])/g, ' ; ')
    .replaceAll(/\\(?:rightarrow|to|longrightarrow|Rightarrow|implies)(?![a-zA-Z])/g, '→')
    .replaceAll(/\\(?:left|right|big|Big|bigl|bigr)(?![a-zA-Z])\.?/g, '')
    .replaceAll(wordCommands, '')
    .replaceAll(/\\[,;:! ]/g, ' ')
    .replaceAll('\\%', '%')
    .replaceAll('\\_', '_');
  text = dropScripts(text);
  return text
    .replaceAll(/\\(?:bar|hat|tilde|vec|overline|widehat|widetilde)(?![a-zA-Z])/g, '')
    .replaceAll(/\\([a-zA-Z]+)/g, ' $1 ')
    .replaceAll(/[{}&~]/g, ' ')
    .replaceAll(/[ \t]+/g, ' ')
    .trim();
}

/** Removes `_x`, `_{…}`, `^x` and `^{…}` in one pass, whatever their nesting. */
function dropScripts(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char !== '_' && char !== '^') {
      out += char;
      continue;
    }
    while (text[i + 1] === ' ') i++;
    if (text[i + 1] !== '{') {
      if (text[i + 1] !== undefined && text[i + 1] !== '\n') i++;
      continue;
    }
    let depth = 0;
    for (i++; i < text.length; i++) {
      if (text[i] === '{') depth++;
      else if (text[i] === '}' && --depth === 0) break;
    }
  }
  return out;
}

/** Whether what was written stands for nothing: empty, dots, dashes, question marks, `n/a`, `TODO`. */
export function saysNothing(text: string): boolean {
  return (
    /^[\s?.…\-–—_*/\\]*$/.test(text) ||
    /^\s*(?:n\s*\/\s*a|none|todo|idk|i don['’]?t know|no idea|tbd|skip(?:ped)?)\s*[.!?]*\s*$/i.test(text)
  );
}

/** The last paragraph or line of prose; empty when there is none. */
export function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.at(-1)?.trim() ?? '';
}

/** Words as a reader counts them: runs of letters and digits; a formula counts as one. */
export function countWords(blocks: readonly Block[]): number {
  let words = 0;
  for (const block of blocks) {
    if (block.kind === 'math') words += 1;
    else if (block.kind === 'text') words += block.text.match(/[\p{L}\p{N}]+(?:['’.-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
  }
  return words;
}
