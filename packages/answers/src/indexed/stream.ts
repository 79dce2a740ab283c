import { letterName } from '../expressions/parse/letters.ts';
import { tokensOfLatex } from '../expressions/parse/katex-tokens.ts';
import { tokensOfPlain } from '../expressions/parse/plain-tokens.ts';
import { guard, normalLatex, normalPlain } from '../expressions/parse/source.ts';
import { ReadError, type Token } from '../expressions/parse/tokens.ts';
import type { Limits } from '../judgement.ts';
import type { Block, PartContent } from '../reader/content.ts';
import type { Names } from './names.ts';

/** A token of an answer, with the block it stands in. */
export type Item = Token & { readonly block: number };

/** Something that could not be taken apart. */
export interface Unread {
  readonly message: string;
  readonly source: string;
}

/** A whole answer as one row of tokens: words, formulas, and mathematics typed as plain text. */
export interface Stream {
  readonly items: readonly Item[];
  readonly problems: readonly Unread[];
  /** What stands in each block, in Markdown. */
  readonly sources: readonly string[];
}

/** Blocks of one part that are read: the answer is among the last. */
const mostBlocks = 400;
/** A line of plain text is read up to this length; nobody types a longer formula without LaTeX. */
const longestLine = 2_000;

/** Reads an answer, or what follows its `Answer:` marker, into one row of tokens. */
export function streamOf(content: PartContent, names: Names, limits: Limits): Stream {
  const blocks = (content.marked ? content.blocks.slice(content.answerFrom) : content.blocks).slice(-mostBlocks);
  const items: Item[] = [];
  const problems: Unread[] = [];
  const sources: string[] = [];
  for (const [block, each] of blocks.entries()) {
    const { tokens, source, unread } = tokensOfBlock(each, content, names, limits);
    sources.push(source);
    problems.push(...unread);
    for (const token of tokens) items.push({ ...token, block });
  }
  return { items, problems, sources };
}

interface Read {
  readonly tokens: readonly Token[];
  readonly source: string;
  readonly unread: readonly Unread[];
}

const row: Token = { kind: 'row', joins: false, start: 0, end: 0 };

function tokensOfBlock(block: Block, content: PartContent, names: Names, limits: Limits): Read {
  if (block.kind === 'math') {
    const { tokens, unread } = latexTokens(block.latex, limits);
    const source = block.display ? `$$${block.latex}$$` : `$${block.latex}$`;
    return { tokens: block.display ? [row, ...tokens, row] : tokens, source, unread };
  }
  if (block.kind === 'table') {
    const text = block.rows.map((cells) => cells.join(' ; ')).join('\n');
    const pieces = text
      .split('$')
      .map((piece, i) => (i % 2 === 1 ? latexTokens(piece, limits) : plain(piece, names, limits)));
    return {
      tokens: pieces.flatMap(({ tokens }) => tokens),
      source: text,
      unread: pieces.flatMap(({ unread }) => unread),
    };
  }
  const raw = content.source?.text.slice(block.start - content.source.start, block.end - content.source.start);
  // Emphasis takes the stars out of a formula; bold words have none that belongs to one.
  const text = (raw ?? block.text).replaceAll(/\*\*(?=\S)([^*\n]*)\*\*/g, '  $1  ').replaceAll('`', ' ');
  const { tokens, unread } = plain(text, names, limits);
  return { tokens, source: block.text.trim(), unread };
}

function latexTokens(latex: string, limits: Limits): Omit<Read, 'source'> {
  try {
    guard(latex, limits);
    return { tokens: unfold(tokensOfLatex(normalLatex(latex).text)), unread: [] };
  } catch (error) {
    const message = error instanceof ReadError ? error.message : 'This cannot be read.';
    return {
      tokens: [{ kind: 'unreadable', what: message, start: 0, end: 0 }],
      unread: [{ message, source: latex.slice(0, 200) }],
    };
  }
}

/** Puts the rows of alignments in the place of the array, and what is boxed in the place of its box. */
function unfold(tokens: readonly Token[]): Token[] {
  return tokens.flatMap((token): Token[] => {
    if (token.kind === 'box') return unfold(token.body);
    if (token.kind !== 'array' || token.layout === 'cases') return [token];
    const related = token.rows.some((cells) => cells.some((cell) => cell.some((each) => each.kind === 'relation')));
    if (token.layout === 'entries' && !(related && token.left === '' && token.right === '')) return [token];
    return token.rows
      .map((cells) => cells.flatMap((cell) => unfold(cell)))
      .flatMap((cells, i) => {
        // A line that begins with a sign goes on with the line before.
        const goesOn = cells[0]?.kind === 'sign' && /^[-+·×*∘]$/.test(cells[0].sign);
        return i === 0 || goesOn ? cells : [row, ...cells];
      });
  });
}

/** Words that mean something between formulas; every other word of more letters is prose. */
const functions = new Set([
  'sum',
  'floor',
  'ceil',
  'mod',
  'int',
  'range',
  'min',
  'max',
  'diag',
  'softmax',
  'softargmax',
  'sigmoid',
  'tanh',
  'exp',
  'outer',
  'ln',
  'log',
]);
const prose = new Set([
  'a',
  'as',
  'at',
  'am',
  'an',
  'be',
  'by',
  'do',
  'he',
  'if',
  'in',
  'is',
  'it',
  'me',
  'my',
  'no',
  'of',
  'on',
  'or',
  'so',
  'to',
  'up',
  'us',
  'we',
  'all',
  'and',
  'are',
  'can',
  'for',
  'has',
  'its',
  'let',
  'max',
  'min',
  'mod',
  'one',
  'out',
  'per',
  'set',
  'the',
  'two',
  'via',
]);

function plain(text: string, names: Names, limits: Limits): Omit<Read, 'source'> {
  const tokens: Token[] = [];
  const unread: Unread[] = [];
  for (const line of text.split('\n')) {
    if (tokens.length > 0) tokens.push(row);
    if (line.trim() === '') continue;
    if (/\\[A-Za-z]{2}/.test(line)) {
      // LaTeX without its dollar signs: the words of the line are read as words.
      const found = latexTokens(
        line.replaceAll(/(?<![\\A-Za-z{])[A-Za-z]{4,}(?![A-Za-z}])/g, String.raw`\text{ $& }`),
        limits,
      );
      tokens.push(...found.tokens);
      unread.push(...found.unread);
      continue;
    }
    try {
      if (line.length > longestLine) throw new ReadError(`This line has ${line.length} characters.`, 0, 0);
      guard(line, limits);
      tokens.push(...wordsOf(tokensOfPlain(normalPlain(asSigns(line)).text), names));
    } catch (error) {
      const message = error instanceof ReadError ? error.message : 'This cannot be read.';
      unread.push({ message, source: line.slice(0, 200) });
      tokens.push({ kind: 'unreadable', what: message, start: 0, end: 0 });
    }
  }
  return { tokens, unread };
}

/** What plain text writes for signs that the reader knows by one character. */
function asSigns(line: string): string {
  return line
    .replaceAll('∑', 'Σ')
    .replaceAll(/(?<=\S\s)(?:&&|∧)(?=\s)/g, 'and')
    .replaceAll(/ᵀ/g, '^T')
    .replaceAll(/(?<=[\p{L})\]]\s)%(?=\s\d)/gu, ' mod ');
}

/** Joins the letters of words that are no product of names. */
function wordsOf(tokens: readonly Token[], names: Names): Token[] {
  const joined: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    let run = '';
    let end = i;
    for (let next = tokens[end]; next?.kind === 'letter' && next.name.length === 1; next = tokens[end]) {
      if (end > i && tokens[end - 1]!.end !== next.start) break;
      run += next.name;
      end++;
    }
    if (run.length < 2) {
      joined.push(
        isSumSign(token, tokens[i + 1]) ? { kind: 'operator', name: 'sum', start: token.start, end: token.end } : token,
      );
      continue;
    }
    const [first, last] = [token, tokens[end - 1]!];
    const at = { start: first.start, end: last.end };
    const greek = letterName(`\\${run}`);
    if (run === 'sum' && tokens[end]?.kind === 'scripts') joined.push({ kind: 'operator', name: 'sum', ...at });
    else if (functions.has(run.toLowerCase()))
      joined.push({ kind: 'word', text: run.toLowerCase(), style: 'upright', ...at });
    else if (names.resolve(run) !== undefined) joined.push({ kind: 'letter', name: run, ...at });
    else if (greek !== undefined && run.length > 2) joined.push({ kind: 'letter', name: greek, ...at });
    else if (isProduct(run, names) || isDifferential(run, tokens, i, end)) joined.push(...tokens.slice(i, end));
    else joined.push({ kind: 'word', text: run, style: 'text', ...at });
    i = end - 1;
  }
  return joined;
}

function isSumSign(token: Token, next: Token | undefined): boolean {
  return (
    token.kind === 'letter' &&
    token.name === 'Sigma' &&
    (next?.kind === 'scripts' || (next?.kind === 'open' && next.bracket === '('))
  );
}

function isProduct(run: string, names: Names): boolean {
  return run.length <= 3 && !prose.has(run.toLowerCase()) && (names.mayBeProduct(run) || /^[ijkmnpqr]{2}$/.test(run));
}

const slash = (token: Token | undefined): boolean => token?.kind === 'sign' && token.sign === '/';

/** df / dW in one line. */
function isDifferential(run: string, tokens: readonly Token[], from: number, to: number): boolean {
  if (!/^d[a-zA-Z]$/.test(run)) return false;
  if (slash(tokens[from - 1])) return true;
  for (let i = to, depth = 0; i < tokens.length && i < to + 24; i++) {
    const token = tokens[i]!;
    if (token.kind === 'open') depth++;
    else if (token.kind === 'close') depth--;
    else if (depth === 0 && slash(token)) return true;
    else if (depth === 0 && token.kind !== 'scripts') return false;
  }
  return false;
}
