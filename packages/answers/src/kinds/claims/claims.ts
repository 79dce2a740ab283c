import type { Scope } from '../../expressions/expr.ts';
import { parseStatements, readChains, type Statement } from '../../expressions/parse/statements.ts';
import type { Limits } from '../../judgement.ts';
import type { Block, PartContent } from '../../reader/content.ts';
import { plainClaims } from './plain-claims.ts';
import { isStated, labelBefore, type Stance, stanceOf } from './stance.ts';
import { tableClaims } from './table-claims.ts';

/** A statement of an answer with its place in the document and the words around it. */
export interface Claim extends Statement, Stance {
  readonly position: number;
  /** Words directly before it, back to what was stated before: tells `where T is the length` from an answer. */
  readonly lead: string;
  readonly tail: string;
  readonly origin: FoundClaim['origin'];
}

/** A claim before its stance is known. */
export interface FoundClaim extends Statement {
  readonly position: number;
  readonly lead: string;
  /** Words directly after it. */
  readonly tail: string;
  /** What it was read from. */
  readonly origin: 'math' | 'text' | 'table';
}

/** Everything mathematical that an answer states, in reading order, and what could not be read. */
export interface Claims {
  readonly claims: readonly Claim[];
  readonly problems: readonly ClaimProblem[];
}

/** Something that looks like mathematics and could not be read. */
export interface ClaimProblem {
  readonly message: string;
  readonly source: string;
  readonly position: number;
}

/** Formulas and paragraphs of one part that are read: the answer is among the last. */
const mostBlocks = 2_000;

type MathBlock = Extract<Block, { kind: 'math' }>;

/**
 * Reads the statements of an answer: formulas, mathematics in lines of plain text, cells of tables. Each knows the words
 * around it, so that `not $N^T$` is no claim of $N^T$. Where the answer is marked (`Answer:`), only what follows the
 * marker is read.
 */
export function readClaims(content: PartContent, scope: Scope, limits: Limits): Claims {
  const from = content.marked ? content.answerFrom : 0;
  const everything = joined(content.blocks.slice(from));
  const blocks = everything.slice(-mostBlocks);
  const around = new Around(blocks);
  const math = blocks.filter((block): block is MathBlock => block.kind === 'math');
  const { statements, problems } = readRuns(around, math, scope, limits);
  const found: FoundClaim[] = statements.map((statement, index) => {
    const block = math[statement.block]!;
    const before = statements[index - 1];
    const after = statements[index + 1];
    return {
      ...statement,
      origin: 'math',
      position: block.start + statement.start,
      lead:
        before?.block === statement.block
          ? words(block.latex.slice(before.end, statement.start))
          : around.before(block),
      tail:
        after?.block === statement.block ? words(block.latex.slice(statement.end, after.start)) : around.after(block),
    };
  });
  const unread: ClaimProblem[] = [];
  if (everything.length > blocks.length)
    unread.push({
      message: `Only the last ${mostBlocks} of ${everything.length} pieces are read.`,
      source: '',
      position: 0,
    });
  for (const problem of problems) {
    const block = math[problem.block]!;
    const rest = readableEnd(problem.source, scope, limits);
    const position = block.start + problem.position;
    if (rest)
      found.push({
        ...rest,
        origin: 'math',
        position,
        lead: around.before(block),
        tail: around.after(block),
      });
    else unread.push({ message: problem.message, source: problem.source, position });
  }
  for (const block of blocks) {
    if (block.kind === 'text' || block.kind === 'code') {
      const read = plainClaims(block, content, scope, limits);
      found.push(...read);
    } else if (block.kind === 'table') found.push(...tableClaims(block, scope, limits));
  }
  found.sort((a, b) => a.position - b.position);
  const named = found.map((claim, index) => asName(labelled(claim, found[index - 1], scope, limits), scope));
  return { claims: named.map((claim) => ({ ...claim, ...stanceOf(claim.lead, claim.tail) })), problems: unread };
}

/** Reads formulas, each run of them on its own: words between two formulas end the chain that the first one begins. */
function readRuns(
  around: Around,
  math: readonly MathBlock[],
  scope: Scope,
  limits: Limits,
): Pick<ReturnType<typeof readChains>, 'statements' | 'problems'> {
  const runs: MathBlock[][] = [];
  for (const block of math) {
    const between = around.before(block);
    const goesOn =
      !/\p{L}{2}/u.test(between) ||
      /^\W*(?:so|thus|hence|therefore|then|and|i\.e\.|which (?:is|gives))\W*$/i.test(between);
    if (goesOn && runs.length > 0) runs.at(-1)!.push(block);
    else runs.push([block]);
  }
  let first = 0;
  const all = runs.map((run) => {
    const { statements, problems } = readChains(
      run.map((block) => ({ latex: columnsApart(block.latex) })),
      scope,
      limits,
    );
    const offset = first;
    first += run.length;
    return {
      statements: statements.map((statement) => ({ ...statement, block: statement.block + offset })),
      problems: problems.map((problem) => ({ ...problem, block: problem.block + offset })),
    };
  });
  return { statements: all.flatMap((run) => run.statements), problems: all.flatMap((run) => run.problems) };
}

/** Columns of equations, `p = u_1 & q = w u_1`, stand apart; an alignment, `p &= u_1`, stays as it is. Offsets are kept. */
function columnsApart(latex: string): string {
  if (!latex.includes('&') || /\\begin\{[a-zA-Z]?matrix/.test(latex)) return latex;
  const inner = latex.replaceAll(
    /\\(?:begin|end)\{(?:array|tabular|aligned|split|gathered|align\*?)\}(?:\{[^{}]*\})?/g,
    (found) => ' '.repeat(found.length),
  );
  const rows = inner.split('\\\\');
  const apart = rows.some((row) => row.split('&').filter(isWholeEquation).length > 1);
  return apart ? rows.map((row) => row.replaceAll(/&(?!\s*=)/g, ';')).join('\\\\') : latex;
}

/** Whether both sides of a cell's first equals sign hold something. */
function isWholeEquation(cell: string): boolean {
  const [left, right] = cell.split('=', 2);
  return right !== undefined && /[\p{L}\p{N})}]/u.test(left!) && /[\p{L}\p{N}]/u.test(right);
}

/** Claims that the answer stands by: not denied, not given as a bound. */
export function stated(claims: readonly Claim[]): readonly Claim[] {
  return claims.filter(isStated);
}

/** The claims that stand beside one as alternatives, `A or B`, itself among them. */
export function alternatives(claims: readonly Claim[], claim: Claim): readonly Claim[] {
  const at = claims.indexOf(claim);
  let [from, to] = [at, at];
  while (from > 0 && claims[from]!.alternative) from--;
  while (claims[to + 1]?.alternative === true) to++;
  return claims.slice(from, to + 1);
}

/** A display that begins with `+` goes on with the display before it. */
function joined(blocks: readonly Block[]): readonly Block[] {
  const kept: Block[] = [];
  for (const block of blocks) {
    const before = kept.at(-1);
    const goesOn = block.kind === 'math' && /^\s*(?:&\s*)?(?:[+*/]|\\(?:cdot|times)(?![A-Za-z]))/.test(block.latex);
    if (goesOn && before?.kind === 'math') {
      kept[kept.length - 1] = {
        ...before,
        latex: `${before.latex} ${block.latex.replace(/^\s*&/, ' ')}`,
        end: block.end,
      };
    } else if (block.kind !== 'text' || block.text.trim() !== '') kept.push(block);
  }
  return kept;
}

/** In `the derivative of y by w is …`, w does not name what follows. */
const notNaming = /(?:\bw\.?r\.?t\.?|\brespect to|\b(?:by|for|in|at|from|to|over|with)|(?<!\bvalue )\bof)\s*$/i;

/** `p: u_1` and `∂y/∂t is w`: what stands before the sign names what follows it. */
function labelled(claim: FoundClaim, before: FoundClaim | undefined, scope: Scope, limits: Limits): FoundClaim {
  if (
    before &&
    before.members.length === 1 &&
    /^\s*(?::|is(?:\s+(?:just|simply|again|then|equal to))?|equals|becomes|→|->|\|)\s*$/.test(claim.lead) &&
    !notNaming.test(before.lead) &&
    // `the edges that leave $w$: …` names no w.
    (!/:/.test(claim.lead) ||
      !/\p{L}{2}\s*$/u.test(before.lead) ||
      /\b(?:and|so|then|thus|hence|therefore|for|of|is|get)\s*$/i.test(before.lead))
  ) {
    return prefixed(before, claim);
  }
  const label = labelBefore(claim.lead, scope, limits);
  return label ? prefixed(label, claim) : claim;
}

/** `y(w) = …` and `y'(w) = …` state y and y'. */
function asName(claim: FoundClaim, scope: Scope): FoundClaim {
  const [left] = claim.members;
  if (claim.members.length < 2 || left?.type !== 'product' || left.factors.length !== 2) return claim;
  const [name, argument] = left.factors;
  const applied = /\(\s*[a-zA-Z]\w*\s*\)\s*$/.test(claim.sources[0]!.replaceAll(/\\(?:left|right)/g, ''));
  if (!applied || name?.type !== 'symbol' || !Object.hasOwn(scope.definitions ?? {}, name.name)) return claim;
  if (argument?.type !== 'symbol' && argument?.type !== 'list') return claim;
  return { ...claim, members: [name, ...claim.members.slice(1)], readings: [[name], ...claim.readings.slice(1)] };
}

function prefixed(label: Statement, claim: FoundClaim): FoundClaim {
  if (claim.continues) return claim;
  return {
    ...claim,
    members: [label.members[0]!, ...claim.members],
    readings: [label.readings[0]!, ...claim.readings],
    sources: [label.sources[0]!, ...claim.sources],
    relations: ['=', ...claim.relations],
  };
}

/** The words around a block. */
class Around {
  readonly #blocks: readonly Block[];
  readonly #index: ReadonlyMap<Block, number>;
  constructor(blocks: readonly Block[]) {
    this.#blocks = blocks;
    this.#index = new Map(blocks.map((block, index) => [block, index]));
  }

  before(block: Block): string {
    const before = this.#blocks[this.#index.get(block)! - 1];
    return before?.kind === 'text' ? before.text.slice(-200) : '';
  }

  after(block: Block): string {
    const after = this.#blocks[this.#index.get(block)! + 1];
    return after?.kind === 'text' ? after.text.slice(0, 200) : '';
  }
}

/** The words between two statements of one formula. */
function words(latex: string): string {
  return latex
    .replaceAll(/\\(?:text|mathrm|textbf|textit|mbox)\s*\{([^{}]*)\}/g, ' $1 ')
    .replaceAll(/\\[a-zA-Z]+|[&{}\\]/g, ' ');
}

/**
 * The readable end of a chain that cannot be read as a whole: behind members with an ellipsis, which cannot be checked,
 * or behind words, as in `\#\text{sequences} = N^T`.
 */
function readableEnd(
  source: string,
  scope: Scope,
  limits: Limits,
): (Statement & { readonly said: string }) | undefined {
  // Words before or behind, as in `N^T \text{ sequences}`: the stance is read from them like from any others.
  const outer =
    /^((?:\s*\\(?:text|textbf|mbox)\s*\{[^{}]*\})?)([^]*?)((?:\s*\\(?:text|textbf|mbox)\s*\{[^{}]*\}[\s.]*)?)$/.exec(
      source.replaceAll(/\s+/g, ' '),
    );
  if (outer && (outer[1] !== '' || outer[3] !== '') && !/\\(?:text|mbox)/.test(outer[2]!)) {
    const alone = parseStatements(outer[2]!, scope, limits);
    const [only] = alone.statements;
    if (alone.problems.length === 0 && alone.statements.length === 1 && only && !only.continues)
      return { ...only, said: words(`${outer[1]} ${outer[3]}`) };
  }
  const members = splitAtEquals(source);
  if (members.length < 2) return undefined;
  const unreadable = members.slice(0, -1);
  const skippable = unreadable.every(
    (member) =>
      /\\(?:[clv]?dots[bcm]?)(?![a-zA-Z])|\.\.\.|…/.test(member) ||
      /^(?:\\(?:text|textbf|textit|mathrm|operatorname)\s*\{[^{}]*\}|\\#|[\s|:])+$/.test(member),
  );
  if (!skippable) return undefined;
  const { statements, problems } = parseStatements(members.at(-1)!, scope, limits);
  return problems.length === 0 && statements.length === 1 ? { ...statements[0]!, said: '' } : undefined;
}

function splitAtEquals(latex: string): string[] {
  const members = [''];
  let depth = 0;
  for (const char of latex) {
    if ('{[('.includes(char)) depth++;
    else if ('}])'.includes(char)) depth--;
    if (char === '=' && depth === 0) members.push('');
    else members[members.length - 1] += char;
  }
  return members;
}
