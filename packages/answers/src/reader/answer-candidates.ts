import type { Block, PartContent } from './content.ts';

/** Why a snippet may be the answer, surest first: it alone follows `Answer:`; it is boxed; it is what was asked for; it comes last. */
export type AnswerReason = 'marked' | 'boxed' | 'asked' | 'last';

/** A snippet of a part that may be its answer. */
export interface AnswerCandidate {
  readonly reason: AnswerReason;
  /** Whether `source` is LaTeX; prose, code and tables are as they stand in the block. */
  readonly kind: 'math' | 'text' | 'code' | 'table';
  readonly source: string;
  /** For the right side of an equation: all members of its chain `a = b = c`, over continued lines. */
  readonly members?: readonly string[];
  /** Index of the block (of a chain's last member). */
  readonly block: number;
  readonly start: number;
  readonly end: number;
}

/** An equation chain as it was found, across blocks that continue one another with `=`. */
interface Statement {
  readonly members: string[];
  block: number;
}

/**
 * The snippets of a part that may be its answer, in the contract's order: what follows `Answer:` or `Solution:` ·
 * a `\boxed{…}` · the right side of the equation whose left side is asked · the last expression, list, matrix or number.
 * Where the part has a marker nothing before it is considered. Names are compared as LaTeX without spaces, braces and
 * fonts; the trees of expressions decide what this cannot.
 *
 * @example
 * const content = contentOf({ id: '1', text: 'We get $\\frac{dy}{dw} = 2w = 6$ so $w=3$', start: 0, end: 41 });
 * const [first] = answerCandidates(content, { asked: ['\\frac{dy}{dw}'] });
 * first.source // '6'
 * first.reason // 'asked'
 */
export function answerCandidates(
  content: PartContent,
  options: { readonly asked?: readonly string[] } = {},
): AnswerCandidate[] {
  const from = content.marked ? content.answerFrom : 0;
  const section = content.blocks
    .map((block, index) => ({ block, index }))
    .slice(from)
    .filter(({ block }) => block.kind !== 'text' || /[\p{L}\p{N}?①-⑳]/u.test(block.text));
  const candidates: AnswerCandidate[] = [];
  const seen = new Set<string>();
  const add = (candidate: AnswerCandidate): void => {
    const key = `${candidate.block} ${candidate.source}`;
    if (seen.has(key) || candidate.source === '') return;
    seen.add(key);
    candidates.push(candidate);
  };

  const only = section[0];
  if (content.marked && section.length === 1 && only !== undefined && simple(only.block)) {
    add(whole('marked', only.block, only.index));
  }

  for (const { block, index } of section.toReversed()) {
    if (block.kind !== 'math') continue;
    for (const boxed of boxesOf(block.latex).reverse()) {
      add({ reason: 'boxed', kind: 'math', source: boxed, block: index, start: block.start, end: block.end });
    }
  }

  const statements = statementsOf(section);
  const asked = new Set((options.asked ?? []).map(normalName));
  for (const { members, block } of statements.toReversed()) {
    if (members.length < 2 || !asked.has(normalName(members[0]!))) continue;
    const { start, end } = content.blocks[block]!;
    add({ reason: 'asked', kind: 'math', source: members.at(-1)!, members, block, start, end });
  }

  let left = 2;
  for (const { block, index } of section.toReversed()) {
    if (left === 0) break;
    left -= 1;
    if (block.kind !== 'math') {
      add(whole('last', block, index));
      continue;
    }
    const statement = statements.findLast((each) => each.block === index);
    if (statement === undefined || statement.members.length < 2) add(whole('last', block, index));
    else {
      const { members } = statement;
      add({
        reason: 'last',
        kind: 'math',
        source: members.at(-1)!,
        members,
        block: index,
        start: block.start,
        end: block.end,
      });
    }
  }
  return candidates;
}

/** One line, or one formula without steps: then it is the answer as a whole. */
function simple(block: Block): boolean {
  return block.kind === 'math'
    ? splitTop(block.latex, relation).length === 1
    : block.kind === 'text' && !block.text.trim().includes('\n');
}

function whole(reason: AnswerReason, block: Block, index: number): AnswerCandidate {
  const { start, end } = block;
  const source =
    block.kind === 'math'
      ? block.latex
      : block.kind === 'table'
        ? block.rows.map((row) => row.join(' | ')).join('\n')
        : block.text.trim();
  return { reason, kind: block.kind, source, block: index, start, end };
}

/** What stands in each `\boxed{…}`, in order. */
function boxesOf(latex: string): string[] {
  const boxes: string[] = [];
  for (const found of latex.matchAll(/\\f?boxed\s*\{/g)) {
    const from = found.index + found[0].length;
    const end = closingBrace(latex, from);
    if (end !== undefined) boxes.push(latex.slice(from, end).trim());
  }
  return boxes;
}

function closingBrace(latex: string, from: number): number | undefined {
  let depth = 1;
  for (let at = from; at < latex.length; at += 1) {
    if (latex[at] === '\\') at += 1;
    else if (latex[at] === '{') depth += 1;
    else if (latex[at] === '}') {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return undefined;
}

const relation = /^(?:=|\\approx(?![a-zA-Z])|\\equiv(?![a-zA-Z])|:=|≈|≡)/;
const separator = /^(?:\\\\(?:\[[^\]]*\])?|,(?=\s)|;|\\qquad(?![a-zA-Z])|\\quad(?![a-zA-Z])|\n(?=\s*\S+\s*&?=))/;
const alignments =
  /\\(?:begin|end)\{(?:aligned|align\*?|split|gathered|gather\*?|equation\*?|multline\*?|eqnarray\*?)\}/g;

/** Splits at top level, outside braces, brackets and environments. */
function splitTop(latex: string, at: RegExp): string[] {
  const pieces: string[] = [];
  let depth = 0;
  let from = 0;
  for (let index = 0; index < latex.length;) {
    const rest = latex.slice(index, index + 40);
    const environment = /^\\(begin|end)\{/.exec(rest);
    if (environment !== null) depth += environment[1] === 'begin' ? 1 : -1;
    const found = depth === 0 ? at.exec(rest) : null;
    if (found !== null) {
      pieces.push(latex.slice(from, index));
      index += found[0].length;
      from = index;
      continue;
    }
    const character = latex[index]!;
    if (character === '\\') {
      const next = latex[index + 1];
      if (next === '{') depth += 1;
      else if (next === '}') depth -= 1;
      index += 2;
      continue;
    }
    if ('{[('.includes(character)) depth += 1;
    else if ('}])'.includes(character)) depth = Math.max(0, depth - 1);
    index += 1;
  }
  pieces.push(latex.slice(from));
  return pieces;
}

function statementsOf(section: readonly { readonly block: Block; readonly index: number }[]): Statement[] {
  const statements: Statement[] = [];
  for (const { block, index } of section) {
    if (block.kind !== 'math') continue;
    const rows = splitTop(block.latex.replace(alignments, ' '), separator);
    for (const row of rows) {
      const members = splitTop(row.replace(/(?<!\\)&/g, ' '), relation).map((member) => member.trim());
      if (members.every((member) => member === '')) continue;
      const before = statements.at(-1);
      if (members[0] === '' && before !== undefined) {
        before.members.push(...members.slice(1));
        before.block = index;
      } else statements.push({ members, block: index });
    }
  }
  return statements;
}

/** A name or a derivative in one spelling, for finding the side of an equation that was asked for. */
export function normalName(latex: string): string {
  let name = latex
    .replace(/\\(?:mathrm|mathbf|mathit|mathsf|boldsymbol|bm|text|textbf|textrm|rm|bf|operatorname)\b\*?/g, '')
    .replace(/\\(?:left|right|displaystyle|limits|nolimits|[,;:! ])/g, '')
    .replace(/\\[dtc]frac/g, '\\frac')
    .replace(/\s+|~/g, '')
    .replace(/(?<![.,;:])[.,;:]+$/, '');
  for (let before = ''; before !== name;) {
    before = name;
    name = name
      .replace(/(?<=[_^])\{([a-zA-Z\d]|\\[a-zA-Z]+)\}/g, '$1')
      // Groups that are no argument of a command and no script.
      .replace(/(?<![_^}a-zA-Z]|\\[{}])\{([^{}]*)\}/g, '$1')
      .replace(/(?<=\\partial)\{([^{}]*)\}/g, '$1');
  }
  return name;
}
