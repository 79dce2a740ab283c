import type { Expr, Scope } from '../expressions/expr.ts';
import { parsePlain, readChains, type Statement } from '../expressions/parse/statements.ts';
import type { Limits } from '../judgement.ts';
import { answerBlocks } from '../kinds/prose.ts';
import { stanceOf } from '../kinds/claims/stance.ts';
import type { Block, PartContent } from '../reader/content.ts';
import type { WrittenEquation } from './equations.ts';

/** The equations of an answer in reading order, and what of it could not be read. */
export interface ReadSystem {
  readonly equations: readonly WrittenEquation[];
  /** Statements with an equals sign that could not be read, with the reason. */
  readonly unread: readonly { readonly source: string; readonly message: string }[];
  /** Words by which the answer says of an equation that it is not so. */
  readonly denied?: string;
}

/** Reads every equation of an answer: displays, formulas in prose, lines of plain text; alignments that are damaged row by row. */
export function readSystem(content: PartContent, functions: readonly string[], limits: Limits): ReadSystem {
  const scope: Scope = { variables: {}, functions: [...functions, ...concatenations], ellipses: true };
  const equations: (WrittenEquation & { readonly display: number })[] = [];
  const unread: { source: string; message: string }[] = [];
  /** A range stated in prose, for the next display or the one before it. */
  let stated: Range[] = [];
  let denied: string | undefined;
  const blocks = joined(answerBlocks(content));
  for (const [at, block] of blocks.entries()) {
    if (block.kind === 'text' || block.kind === 'code') {
      const read = (text: string): readonly (WrittenEquation & { display: number })[] =>
        text.split('\n').flatMap((line) => {
          const whole = plainEquations(line, scope, limits, at);
          const pieces = whole.length > 0 ? [] : piecesOf(line);
          return [...whole, ...pieces.flatMap((piece) => plainEquations(piece, scope, limits, at))];
        });
      // Markdown takes `_` and `*` of formulas for emphasis: what was typed is read first.
      const raw = content.source?.text.slice(block.start - content.source.start, block.end - content.source.start);
      const asTyped = raw === undefined ? [] : read(raw);
      const asRead = read(block.text);
      equations.push(...(asTyped.length >= asRead.length ? asTyped : asRead));
      continue;
    }
    if (block.kind !== 'math') continue;
    const { statements, problems } = readDisplay(block.latex, scope, limits);
    unread.push(...problems.filter(({ source }) => source.includes('=')));
    const here: Range[] = [];
    const found: WrittenEquation[] = [];
    for (const statement of statements) {
      const range = rangeOf(statement);
      if (range) here.push(range);
      else found.push(...equationsOf(statement));
    }
    if (found.length > 0) {
      const [before, after] = [blocks[at - 1], blocks[at + 1]];
      const lead = before?.kind === 'text' ? before.text.slice(-200) : '';
      const tail = after?.kind === 'text' ? after.text.slice(0, 200) : '';
      if (stanceOf(lead, tail).denied) denied ??= `${lead.slice(-60)} … ${tail.slice(0, 40)}`.trim();
    }
    // Behind an equation the range is that of its display; alone in a sentence it is that of the next one, or of the last.
    const ranges = new Map([...stated, ...here]);
    if (found.length > 0) {
      equations.push(...found.map((equation) => ({ ...equation, ranges, display: at })));
      stated = [];
    } else if (here.length > 0) {
      const next = blocks.slice(at + 1, at + 3).find((each) => each.kind === 'math' && each.display);
      const between = blocks[at + 1];
      const leads =
        next !== undefined &&
        (between === next || (between?.kind === 'text' && between.text.length < 80 && !/[.]\s*\S/.test(between.text)));
      if (leads) stated = here;
      else {
        const last = equations.at(-1)?.display;
        for (const [i, equation] of equations.entries())
          if (equation.display === last)
            equations[i] = { ...equation, ranges: new Map([...(equation.ranges ?? []), ...here]) };
      }
    }
  }
  return { equations, unread, ...(denied === undefined ? {} : { denied }) };
}

const concatenations = ['concat', 'concatenate', 'cat', 'stack'];

type Range = readonly [letter: string, ends: readonly [Expr, Expr]];

/** One text between `a` and `= b` is one equation; `\|` between vectors puts them together. */
function joined(blocks: readonly Block[]): readonly Block[] {
  const kept: Block[] = [];
  for (const [i, block] of blocks.entries()) {
    const before = kept.at(-1);
    const sign = before?.kind === 'text' && /^\s*=\s*$/.test(before.text) ? kept.at(-2) : undefined;
    if (block.kind === 'math' && sign?.kind === 'math' && i > 1) {
      kept.splice(-2, 2, { ...block, latex: `${sign.latex} = ${block.latex}`, start: sign.start });
    } else kept.push(block);
  }
  return kept;
}

/** One display. Where it cannot be read as a whole, as where an environment lost its beginning, it is read row by row. */
function readDisplay(
  latex: string,
  scope: Scope,
  limits: Limits,
): { readonly statements: readonly Statement[]; readonly problems: readonly { source: string; message: string }[] } {
  const written = putTogether(latex);
  const whole = readChains([{ latex: written }], scope, limits);
  if (whole.problems.length === 0) return whole;
  const bare = written.replaceAll(
    /\\(?:begin|end)\s*\{(?:aligned|align\*?|split|gathered|gather\*?|array|cases|equation\*?)\}(?:\{[lcr| ]*\})?/g,
    ' ',
  );
  // A row break that lost a backslash stands before a name and its &.
  const rows = bare
    .split(/\\\\(?:\[[^\]]*\])?|\\(?=\s)|\n(?=[^\n]*=)|\\newline/)
    .map((row) => row.replaceAll(/(?<!\\)&/g, ' '));
  if (rows.length < 2 && bare === written) return whole;
  const read = rows.filter((row) => row.trim() !== '').map((row) => readChains([{ latex: row }], scope, limits));
  const byRow = {
    statements: read.flatMap((each) => each.statements),
    problems: read.flatMap((each) => each.problems),
  };
  return byRow.statements.length >= whole.statements.length ? byRow : whole;
}

/** `a \| b` and `a || b` between vectors: one behind the other. */
function putTogether(latex: string): string {
  return latex
    .replaceAll(/\\mathbin\s*\{?\s*(?:\\Vert|\\\||\|\|)\s*\}?/g, ' \\oplus ')
    .replaceAll(
      /(?<=[}\])\p{L}\p{N}]\s*(?:\\[,;:! ]\s*)*)(?:\\Vert(?![a-zA-Z])|\\parallel(?![a-zA-Z])|\\\||\|\|)(?=\s*(?:\\[,;:! ]\s*)*[\\\p{L}])/gu,
      ' \\oplus ',
    )
    .replaceAll(/\\frown(?![a-zA-Z])/g, ' \\oplus ');
}

/** Every right side of a chain gives the name on its left a value. */
export function equationsOf(statement: Statement): readonly WrittenEquation[] {
  const [left, ...rights] = statement.members;
  if (!left || statement.continues) return [];
  return rights.flatMap((right, i) =>
    statement.relations[i] === '=' || statement.relations[i] === '≈'
      ? [{ left, right, source: `${statement.sources[0]} = ${statement.sources[i + 1]}` }]
      : [],
  );
}

/** i ∈ [0, j − 1], 0 ≤ i < j, i < j, i = 1, …, n: what an index runs over. */
export function rangeOf({ members, relations }: Statement): Range | undefined {
  const [first, second, third] = members;
  if (relations.length === 2 && first && third && /^[<≤]$/.test(relations[0]!) && /^[<≤]$/.test(relations[1]!)) {
    const index = letterIn(second);
    const from: Expr = relations[0] === '<' ? { type: 'sum', terms: [first, whole('1')] } : first;
    return index === undefined ? undefined : [index, [from, below(third, relations[1])]];
  }
  const index = letterIn(first);
  if (relations.length !== 1 || index === undefined || !second) return undefined;
  if (/^[<≤]$/.test(relations[0]!)) return [index, [{ type: 'symbol', name: '…' }, below(second, relations[0])]];
  if ((relations[0] === '∈' || relations[0] === '=') && second.type === 'list' && second.items.length >= 2)
    return [index, [second.items[0]!, second.items.at(-1)!]];
  return undefined;
}

function letterIn(expr: Expr | undefined): string | undefined {
  return expr?.type === 'symbol' && /^\p{L}$/u.test(expr.name) ? expr.name : undefined;
}

/** The last whole number that a bound lets in. */
function below(end: Expr, sign: string | undefined): Expr {
  return sign === '<' ? { type: 'sum', terms: [end, { type: 'negate', of: whole('1') }] } : end;
}

function whole(written: string): Expr {
  return { type: 'number', value: { numerator: BigInt(written), denominator: 1n }, written };
}

/** The equation of a line of plain text, with what leads up to it left out. */
function plainEquations(
  line: string,
  scope: Scope,
  limits: Limits,
  display: number,
): (WrittenEquation & { display: number })[] {
  if (!line.includes('=') || line.length > 600 || !/[([_^]/.test(line)) return [];
  const bare = line
    .replace(/^\s*(?:[-*+•>]\s+)?(?:\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})[).]\s+)?(?:[\p{L} -]{3,60}:\s)?/iu, '')
    .replace(/[.,;]\s*$/, '');
  const { statements, problems } = parsePlain(typed(bare, scope), scope, limits);
  if (problems.length > 0) return [];
  return statements.flatMap(equationsOf).map((equation) => ({ ...equation, display }));
}

/** `first: h[t] = …; second: y[t] = …`: cut at semicolons outside of brackets. */
function piecesOf(line: string): readonly string[] {
  const pieces = [''];
  let depth = 0;
  for (const sign of line) {
    if (/[([{]/.test(sign)) depth++;
    else if (/[)\]}]/.test(sign)) depth--;
    if (sign === ';' && depth === 0) pieces.push('');
    else pieces[pieces.length - 1] += sign;
  }
  return pieces.length > 1 ? pieces : [];
}

/** `→h_t` and `←h_t`, arrows typed before a letter, as two names. */
const arrows: Readonly<Record<string, string>> = { '→': 'f', '←': 'b' };

/** `h1_{t-1}` and `h_1_t`, a number and a step below one letter, as h1[t-1]; `fy(` and `f1(` as the functions f_y and f_1. */
function typed(line: string, { functions = [] }: Scope): string {
  const named = functions.filter((name) => name.includes('_'));
  return named
    .reduce(
      (text, name) => text.replaceAll(new RegExp(`(?<![\\p{L}_])${name.replace('_', '')}(?=\\s?\\()`, 'gu'), name),
      line,
    )
    .replaceAll(/([→←])(\p{L})(?=[_[(])/gu, (_, arrow: string, letter: string) => `${letter}${arrows[arrow]}`)
    .replaceAll(/(\p{L})([→←])(?=[_[(])/gu, (_, letter: string, arrow: string) => `${letter}${arrows[arrow]}`)
    .replaceAll(
      /(?<![\p{L}\d_])(\p{L}_?\d)_(?:\{([^{}]{1,12})\}|\(([^()]{1,12})\)|(\p{L}))(?![\p{L}\d])/gu,
      (_, name: string, braced?: string, bracketed?: string, letter?: string) =>
        `${name}[${braced ?? bracketed ?? letter ?? ''}]`,
    );
}
