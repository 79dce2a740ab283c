import { ReadError } from '../expressions/parse/tokens.ts';
import type { Limits } from '../judgement.ts';
import { readConditions } from './conditions.ts';
import type { Names } from './names.ts';
import { TermParser } from './parser.ts';
import type { Item, Stream, Unread } from './stream.ts';
import type { Condition, Term } from './term.ts';

/** One equation of an answer, or one expression that stands alone, with what restricts it. */
export interface FormulaStatement {
  readonly members: readonly Term[];
  readonly relations: readonly string[];
  readonly conditions: readonly Condition[];
  readonly otherwise?: Term;
  /** Whether it holds where the equations before it do not: “… = 0 otherwise”. */
  readonly elsewhere: boolean;
  /** Words before it, back to the formula before. */
  readonly lead: string;
  /** Words after it, up to the next formula. */
  readonly tail: string;
  /** The block that it stands in, and the first and the last of its tokens. */
  readonly block: number;
  readonly from: number;
  readonly to: number;
}

/** What was read in a row of tokens, and what could not be. */
export interface Formulas {
  readonly statements: readonly FormulaStatement[];
  readonly problems: readonly Unread[];
}

const relations = new Set(['=', '≈', '∈', '<', '>', '≤', '≥', '→', '≠', '∝']);

/** Reads every formula in a row of tokens. What cannot be read is a problem with its reason, and nothing of it is kept. */
export function readFormulas(stream: Stream, names: Names, limits: Limits): Formulas {
  const { items, sources } = stream;
  const budget = { depth: 0, nodes: 0, mostDepth: limits.depth, mostNodes: limits.nodes };
  const row = new TermParser(items, names, budget);
  const statements: Draft[] = [];
  const problems: Unread[] = [];
  let lead = '';
  let waiting: readonly Condition[] = [];
  while (row.peek()) {
    const token = row.peek()!;
    const from = row.at;
    if (row.isCondition()) {
      // “For 0 ≤ k − 2i ≤ 2: …” stands before the formula that it restricts.
      const conditions = tryConditions(row);
      if (conditions && conditions.length > 0) {
        const last = statements.at(-1);
        const opens = row.sign(':') || row.sign(',');
        const ahead =
          opens &&
          (statements.length === 0 ||
            /[.;:\n]\s*$/.test(lead) ||
            (lead.trim() === '' && token.kind === 'word' && /^[A-Z]/.test(token.text.trim())));
        if (ahead || !last) waiting = conditions;
        else last.conditions = [...last.conditions, ...conditions];
        lead = '';
        continue;
      }
      row.at = from + 1;
      lead += ` ${wordsOf(token)}`;
      continue;
    }
    const continues =
      row.relation() !== undefined && statements.length > 0 && lead.trim() === '' && isEquality(row.relation());
    if (!continues && !row.startsOperand() && !row.sign('-')) {
      lead += token.kind === 'row' ? '\n' : ` ${wordsOf(token)}`;
      row.at++;
      continue;
    }
    budget.depth = 0;
    try {
      const read = continues ? continuation(row) : statement(row);
      const conditions = trailing(row);
      const draft: Draft = {
        ...read,
        conditions: [...waiting, ...conditions.conditions],
        otherwise: conditions.otherwise,
        elsewhere: conditions.elsewhere,
        lead,
        block: items[from]!.block,
        from,
        to: row.at,
      };
      waiting = [];
      const last = statements.at(-1);
      if (continues && last) {
        last.members = [...last.members, ...read.members];
        last.relations = [...last.relations, ...read.relations];
        last.conditions = [...last.conditions, ...draft.conditions];
        last.otherwise ??= draft.otherwise;
        last.to = row.at;
      } else statements.push(draft);
      lead = '';
    } catch (error) {
      if (!(error instanceof ReadError)) throw error;
      if (budget.nodes > budget.mostNodes) {
        problems.push({ message: error.message, source: '' });
        break;
      }
      // The beginning of what cannot be read is no formula, and neither is its rest.
      const to = endOf(items, Math.max(row.at, from));
      const written = items.slice(from, to);
      if (
        written.some(({ kind }) => kind === 'relation' || kind === 'fraction' || kind === 'operator' || kind === 'open')
      )
        problems.push({ message: error.message, source: sources[items[from]!.block] ?? '' });
      lead += ` ${written.map(wordsOf).join(' ')}`;
      row.at = to;
    }
  }
  const found = statements.map((draft, i) => {
    const { otherwise, ...rest } = draft;
    const next = statements[i + 1];
    return { ...rest, ...(otherwise ? { otherwise } : {}), tail: next ? next.lead : lead };
  });
  return { statements: attached(found), problems: [...stream.problems, ...problems] };
}

interface Draft {
  members: readonly Term[];
  relations: readonly string[];
  conditions: readonly Condition[];
  otherwise: Term | undefined;
  readonly elsewhere: boolean;
  readonly lead: string;
  readonly block: number;
  readonly from: number;
  to: number;
}

const isEquality = (sign: string | undefined): boolean => sign === '=' || sign === '≈';

function wordsOf(token: Item | TermParser['tokens'][number]): string {
  if (token.kind === 'word') return token.text.trim();
  if (token.kind === 'sign') return token.sign;
  if (token.kind === 'letter') return token.name;
  return token.kind === 'digits' ? token.text : '';
}

/** Behind what cannot be read: the next line, word or formula. */
function endOf(items: readonly Item[], from: number): number {
  const block = items[from]?.block;
  for (let i = from + 1; i < items.length; i++) {
    const item = items[i]!;
    if (item.block !== block || item.kind === 'row') return i;
  }
  return items.length;
}

/** Members joined by relations. */
function statement(row: TermParser): Pick<Draft, 'members' | 'relations'> {
  const first = row.expression();
  const { members, relations: signs } = continuation(row);
  return { members: [first, ...members], relations: signs };
}

function continuation(row: TermParser): Pick<Draft, 'members' | 'relations'> {
  const members: Term[] = [];
  const signs: string[] = [];
  for (;;) {
    const saved = row.at;
    while (row.peek()?.kind === 'gap' || row.peek()?.kind === 'row') row.at++;
    if (row.sign(':') && row.relation(1) === '=') row.at++;
    const sign = row.relation();
    if (sign === undefined || !relations.has(sign)) {
      row.at = saved;
      return { members, relations: signs };
    }
    row.at++;
    while (row.peek()?.kind === 'gap' || row.peek()?.kind === 'row') row.at++;
    members.push(memberHere(row));
    signs.push(sign);
    // A list of values: n = 0, 1, 2.
    if (members.at(-1)!.type === 'number' && row.sign(',')) {
      const values = [members.at(-1)!, ...listed(row)];
      if (values.length > 1) members[members.length - 1] = { type: 'list', items: values };
    }
  }
}

/** A member of a chain; one that cannot be read is left out where another follows it. */
function memberHere(row: TermParser): Term {
  const from = row.at;
  try {
    return row.expression();
  } catch (error) {
    if (!(error instanceof ReadError) || row.budget.nodes > row.budget.mostNodes) throw error;
    let depth = 0;
    for (let at = from; at < row.tokens.length; at++) {
      const token = row.tokens[at]!;
      if (token.kind === 'open') depth++;
      if (token.kind === 'close') depth--;
      if (token.kind === 'row' && row.tokens[at + 1]?.kind !== 'relation') break;
      if (token.kind === 'word' || depth < 0) break;
      if (depth > 0 || token.kind !== 'relation' || at === from) continue;
      row.at = at;
      return { type: 'unread' };
    }
    throw error;
  }
}

function listed(row: TermParser): Term[] {
  const values: Term[] = [];
  for (;;) {
    const saved = row.at;
    if (!row.sign(',')) return values;
    row.at++;
    row.passGaps();
    if (row.passEllipsis()) {
      values.push({ type: 'name', name: '…' });
      continue;
    }
    const token = row.peek();
    if (token?.kind !== 'digits') {
      row.at = saved;
      return values;
    }
    values.push(row.expression());
    if (row.relation() !== undefined) {
      values.pop();
      row.at = saved;
      return values;
    }
  }
}

/** What restricts a formula, behind it, and its value elsewhere. */
function trailing(row: TermParser): {
  conditions: readonly Condition[];
  otherwise: Term | undefined;
  elsewhere: boolean;
} {
  const conditions: Condition[] = [];
  let elsewhere = false;
  let otherwise: Term | undefined;
  for (let round = 0; round < 4; round++) {
    const saved = row.at;
    while (row.sign(',') || row.sign(';') || row.peek()?.kind === 'gap' || row.isAnd()) row.at++;
    if (row.opens('(') && (row.isCondition(1) || row.isElse(1))) {
      // (if k = 2i + n)
      const inside = row.inside();
      const inner = inside && row.sub(inside);
      if (inside && inner) {
        const found = inner.isElse() ? undefined : tryConditions(inner);
        if (found && !inner.peek()) {
          conditions.push(...found);
          row.at += inside.length + 2;
          continue;
        }
      }
    }
    if (row.isCondition()) {
      const found = tryConditions(row);
      if (!found) {
        row.at = saved;
        break;
      }
      conditions.push(...found);
      continue;
    }
    if (row.isElse()) {
      row.at++;
      while (row.sign(',') || row.sign(':') || row.word() === 'it' || row.word() === 'is') row.at++;
      if (row.word() === 'zero') {
        row.at++;
        otherwise = { type: 'number', value: 0, written: '0' };
        continue;
      }
      if (round === 0 && !row.startsOperand()) {
        elsewhere = true;
        break;
      }
      try {
        otherwise = row.expression();
        continue;
      } catch (error) {
        if (!(error instanceof ReadError)) throw error;
      }
    }
    // “…, 0 otherwise”
    const zero = row.peek();
    if (
      zero?.kind === 'digits' &&
      zero.text === '0' &&
      (row.isElse(1) || (row.peek(1)?.kind === 'gap' && row.isElse(2)))
    ) {
      row.at += row.isElse(1) ? 2 : 3;
      otherwise = { type: 'number', value: 0, written: '0' };
      continue;
    }
    row.at = saved;
    break;
  }
  return { conditions, otherwise, elsewhere };
}

function tryConditions(row: TermParser): readonly Condition[] | undefined {
  const saved = row.at;
  try {
    const found = readConditions(row);
    if (found.length > 0) return found;
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
  }
  row.at = saved;
  return undefined;
}

/** A statement up to where it stops being an equation: `a = b ∈ ℝ^m` without the set. */
export function equation(statement: FormulaStatement): FormulaStatement {
  const end = statement.relations.findIndex((sign) => !isEquality(sign));
  const [first] = statement.members;
  const composed =
    first?.type === 'product' || first?.type === 'sum' || first?.type === 'total' || first?.type === 'transpose';
  if (end < 0 || (end === 0 && !(composed && statement.relations[0] === '∈'))) return statement;
  return { ...statement, members: statement.members.slice(0, end + 1), relations: statement.relations.slice(0, end) };
}

/** Statements that only say where an index runs belong to the formula before them. */
function attached(statements: readonly FormulaStatement[]): readonly FormulaStatement[] {
  const kept: FormulaStatement[] = [];
  for (const each of statements) {
    const conditions = asConditions(each);
    const last = kept.at(-1);
    if (conditions && last && last.relations.length > 0)
      kept[kept.length - 1] = {
        ...last,
        conditions: [...last.conditions, ...conditions],
        tail: each.tail,
        to: each.to,
      };
    else kept.push(each);
  }
  return kept;
}

function asConditions({ members, relations: signs, lead }: FormulaStatement): readonly Condition[] | undefined {
  if (signs.length === 0) return undefined;
  const [left, right] = members;
  const near = !/[.\n]/.test(lead) || /^\W*(?:and|with|where)\W*$/i.test(lead);
  if (!near) return undefined;
  if (left?.type === 'name' && signs.length === 1 && right) {
    if (signs[0] === '=' && right.type === 'list') return [runOf(left, right.items)];
    if (signs[0] === '∈' && right.type === 'list') return [runOf(left, right.items)];
  }
  const compares = signs.every((sign) => '<>≤≥≠'.includes(sign));
  if (!compares) return undefined;
  return signs.map((sign, i) => ({ type: 'compare', left: members[i]!, sign: sign as '<', right: members[i + 1]! }));
}

function runOf(of: Term, items: readonly Term[]): Condition {
  const dots = items.findIndex((item) => item.type === 'name' && item.name === '…');
  if (dots < 0) return { type: 'among', of, values: items };
  return { type: 'between', of, from: items[0]!, to: items.at(-1)! };
}
