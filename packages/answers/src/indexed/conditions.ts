import type { Token } from '../expressions/parse/tokens.ts';
import type { TermParser } from './parser.ts';
import { type Condition, parts, type Range, type Sign, type Term } from './term.ts';

const signs = new Set(['=', '≠', '<', '>', '≤', '≥']);
const one: Term = { type: 'number', value: 1, written: '1' };

/** What a set names: its members, or its ends. */
type Members = { readonly values: readonly Term[] } | { readonly from: Term; readonly to: Term };

/**
 * Reads conditions up to where none follows: `k = 2i + n`, `0 ≤ k − 2i ≤ 2`, `m ∈ {0, …, 4}`, `n = 0, 1, 2`,
 * `i in range(3)`, joined by commas and “and”. What only names indices, as in “for all i, m”, restricts nothing.
 */
export function readConditions(row: TermParser): Condition[] {
  const found: Condition[] = [];
  for (;;) {
    row.passGaps();
    while (
      row.isCondition() ||
      row.isAnd() ||
      /^(?:all|each|every|any|the|index|indices|indexes)$/.test(row.word() ?? '')
    )
      row.at++;
    const before = row.at;
    try {
      if (!row.startsOperand() && !row.sign('-')) return found;
      found.push(...row.nested(() => readCondition(row)));
    } catch (error) {
      if (found.length === 0) throw error;
      row.at = before;
      return found;
    }
    const saved = row.at;
    while (row.sign(',') || row.sign(';') || row.peek()?.kind === 'gap' || row.isAnd() || row.isCondition()) row.at++;
    if (row.at === saved) return found;
    if (!beginsCondition(row)) {
      row.at = saved;
      return found;
    }
  }
}

/** Whether a condition stands here: a term and then a sign of comparison, before anything that ends it. */
function beginsCondition(row: TermParser): boolean {
  const saved = row.at;
  try {
    if (!row.startsOperand() && !row.sign('-')) return false;
    const left = row.nested(() => row.expression());
    // What an entry is equal to is an equation of its own.
    return !readsEntries(left) && (row.relation() !== undefined || row.word() === 'in');
  } catch {
    return false;
  } finally {
    row.at = saved;
  }
}

function readsEntries(term: Term): boolean {
  return term.type === 'entry' || term.type === 'partial' || parts(term).some(readsEntries);
}

/** A chain of comparisons, or one membership. */
function readCondition(row: TermParser): Condition[] {
  const first = row.expression();
  const others: Term[] = [];
  // i, m = …: all of them.
  while (row.sign(',') && row.peek(1)?.kind === 'letter') {
    const saved = row.at;
    row.at++;
    const next = row.expression();
    if (!row.sign(',') && row.relation() === undefined && row.word() !== 'in') {
      row.at = saved;
      break;
    }
    others.push(next);
  }
  const sign = row.relation();
  if (sign === '∈' || row.word() === 'in') {
    row.at++;
    const members = readMembers(row);
    return [first, ...others].map((of) => membership(of, members));
  }
  if (sign === undefined) return [];
  if (others.length > 0 && sign !== '=') row.fail();
  const found: Condition[] = [];
  let left = first;
  for (let next: string | undefined = sign; next !== undefined && signs.has(next); next = row.relation()) {
    row.at++;
    if (next === '=') {
      const members = left.type === 'name' ? readRun(row) : undefined;
      if (members) {
        found.push(...[left, ...others].map((of) => membership(of, members)));
        return found;
      }
    }
    const right = row.expression();
    if (readsEntries(left) || readsEntries(right)) row.fail('A condition on entries cannot be read.');
    found.push({ type: 'compare', left, sign: next as Sign, right });
    left = right;
  }
  if (found.length === 0) row.fail();
  return found;
}

function membership(of: Term, members: Members): Condition {
  return 'values' in members
    ? { type: 'among', of, values: members.values }
    : { type: 'between', of, from: members.from, to: members.to };
}

/** The set behind ∈: in braces, as an interval, `range(3)`, or written out. */
export function readMembers(row: TermParser): Members {
  if (row.word() === 'range') {
    row.at++;
    const inside = row.inside();
    if (!row.opens('(') || !inside) row.fail('A range needs its ends in brackets.');
    row.at += inside.length + 2;
    const ends = itemsOf(row, inside);
    const [from, to] =
      ends.length > 1 ? [ends[0]!, ends[1]!] : [{ type: 'number', value: 0, written: '0' } as const, ends[0]!];
    if (ends.length > 2) row.fail('A range with a step cannot be read.');
    return { from, to: minusOne(to) };
  }
  const open = row.peek();
  if (open?.kind === 'open') {
    const start = row.at;
    const inside = row.inside();
    if (!inside) row.fail('A bracket is not closed.');
    row.at += inside.length + 2;
    const close = row.tokens[row.at - 1];
    const inner = row.sub(inside);
    const members = readRun(inner) ?? { values: itemsOf(row, inside) };
    if (open.bracket === '{') return members;
    // [a, b] and [a, b) name their ends.
    if ('values' in members && members.values.length === 2) {
      const [from, to] = members.values as readonly [Term, Term];
      const half = close?.kind === 'close' && close.bracket === '(';
      return { from: open.bracket === '(' && start >= 0 && !half ? plusOne(from) : from, to: half ? minusOne(to) : to };
    }
    return members;
  }
  return readRun(row) ?? { values: [row.expression()] };
}

/** `0, 1, 2`, `0, …, 4`, `0..4`, `0 to 4`; undefined where no run of values stands here. */
function readRun(row: TermParser): Members | undefined {
  const saved = row.at;
  const values: Term[] = [];
  let open = false;
  try {
    for (;;) {
      const value = row.nested(() => row.expression());
      if (readsEntries(value)) {
        row.at = saved;
        return undefined;
      }
      if (open) return { from: values[0]!, to: value };
      values.push(value);
      if (row.word() === 'to' || row.word() === 'through' || isTight(row)) {
        row.at++;
        open = true;
        continue;
      }
      const before = row.at;
      const comma = row.sign(',');
      if (comma) row.at++;
      row.passGaps();
      if (row.passEllipsis()) {
        if (row.sign(',')) row.at++;
        open = true;
        continue;
      }
      if (!comma || !row.startsOperand() || !isValue(row)) {
        row.at = before;
        break;
      }
    }
  } catch {
    if (values.length === 0 || open) {
      row.at = saved;
      return undefined;
    }
  }
  if (values.length < 2) {
    row.at = saved;
    return undefined;
  }
  return { values };
}

/** The colon of 0:4; one with space around it ends a sentence. */
function isTight(row: TermParser): boolean {
  const [before, colon, after] = [row.peek(-1), row.peek(), row.peek(1)];
  return row.sign(':') && before?.end === colon?.start && after?.start === colon?.end && row.startsOperand(1);
}

/** Whether the next item is a value and does not begin a condition of its own. */
function isValue(row: TermParser): boolean {
  const saved = row.at;
  try {
    row.expression();
    return row.relation() === undefined && row.word() !== 'in';
  } catch {
    return false;
  } finally {
    row.at = saved;
  }
}

function itemsOf(row: TermParser, tokens: readonly Token[]): Term[] {
  const items: Term[] = [];
  const inner = row.sub(tokens);
  for (;;) {
    items.push(inner.expression());
    if (!inner.sign(',')) break;
    inner.at++;
  }
  if (inner.peek()) inner.fail();
  return items;
}

function minusOne(term: Term): Term {
  if (term.type === 'number') return { type: 'number', value: term.value - 1, written: String(term.value - 1) };
  return { type: 'sum', terms: [term, { type: 'negate', of: one }] };
}

function plusOne(term: Term): Term {
  if (term.type === 'number') return { type: 'number', value: term.value + 1, written: String(term.value + 1) };
  return { type: 'sum', terms: [term, one] };
}

/** `[k = 2i]`, `1_{k = 2i}`, `𝟙[k = 2i]`, `I(k = 2i)`: 1 where it holds, else 0. With `look` it is only looked for. */
export function readIverson(row: TermParser, look?: false): Term | undefined;
export function readIverson(row: TermParser, look: true): boolean;
export function readIverson(row: TermParser, look = false): Term | boolean | undefined {
  const first = row.peek();
  const named =
    (first?.kind === 'digits' && first.text === '1') ||
    (first?.kind === 'letter' && first.name === 'I' && row.names.resolve('I') === undefined);
  const at = row.at + (named ? 1 : 0);
  const token = row.tokens[at];
  let inside: readonly Token[] | undefined;
  let length = 0;
  if (token?.kind === 'scripts' && named && token.sub && !token.sup) {
    inside = token.sub;
    length = 1;
  } else if (
    token?.kind === 'open' &&
    (named ? token.bracket !== '⌊' : token.bracket === '[' || token.bracket === '(')
  ) {
    inside = row.inside(at);
    length = (inside?.length ?? 0) + 2;
  }
  if (!inside || !hasRelation(inside)) return look ? false : undefined;
  if (look) return true;
  row.at = at + length;
  return { type: 'indicator', conditions: conditionsOf(row, inside) };
}

function conditionsOf(row: TermParser, tokens: readonly Token[]): readonly Condition[] {
  const [open] = tokens;
  const closed = open?.kind === 'open' && row.sub(tokens).inside(0)?.length === tokens.length - 2;
  const inner = row.sub(closed ? tokens.slice(1, -1) : tokens);
  const conditions = readConditions(inner);
  if (inner.peek() || conditions.length === 0) inner.fail('A condition cannot be read.');
  return conditions;
}

function hasRelation(tokens: readonly Token[]): boolean {
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'open') depth++;
    if (token.kind === 'close') depth--;
    // In ({k = 2i}) the brackets are the set's.
    if (token.kind === 'relation' && (depth === 0 || tokens[0]?.kind === 'open')) return true;
  }
  return false;
}

/** The ranges that conditions give single names, and the conditions that are left. */
export function rangesOf(conditions: readonly Condition[]): {
  readonly ranges: readonly Range[];
  readonly rest: readonly Condition[];
} {
  const ranges: Range[] = [];
  const rest: Condition[] = [];
  for (const condition of conditions) {
    if (condition.type === 'compare' || condition.of.type !== 'name') rest.push(condition);
    else if (condition.type === 'among') ranges.push({ name: condition.of.name, values: condition.values });
    else ranges.push({ name: condition.of.name, from: condition.from, to: condition.to });
  }
  return { ranges, rest };
}
