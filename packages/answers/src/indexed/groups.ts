import type { Token } from '../expressions/parse/tokens.ts';
import { readConditions } from './conditions.ts';
import { splitAtSign } from './cursor.ts';
import type { TermParser } from './parser.ts';
import type { Condition, Term } from './term.ts';

/** δ_{ij}, δ(i, j) and δ[n] are 1 where the indices agree, and 0 elsewhere. */
export function readDelta(row: TermParser, token: Token & { kind: 'letter' }): Term | undefined {
  if (token.name !== 'delta' || row.names.resolve('delta') !== undefined) return undefined;
  const scripts = row.peek(1);
  const inside =
    scripts?.kind === 'scripts' ? scripts.sub : scripts?.kind === 'open' ? row.inside(row.at + 1) : undefined;
  if (!inside || inside.length === 0) return undefined;
  row.at += scripts?.kind === 'scripts' ? 2 : inside.length + 3;
  let lists = splitAtSign(inside, [',', ';']);
  const equals = inside.findIndex((each) => each.kind === 'relation' && each.sign === '=');
  if (equals > 0) lists = [inside.slice(0, equals), inside.slice(equals + 1)];
  const items =
    lists.length > 1
      ? lists.map((list) => row.nested(() => row.sub(list).whole()))
      : (row.singles(inside) ?? [row.sub(inside).whole()]);
  if (items.length > 2) row.fail('A δ has one index or two.');
  const [left, right = { type: 'number', value: 0, written: '0' } as const] = items;
  return { type: 'indicator', conditions: [{ type: 'compare', left: left!, sign: '=', right }] };
}

/** `a if c else b` between brackets. */
export function readInside(row: TermParser, tokens: readonly Token[]): Term {
  const inner = row.sub(tokens);
  const value = inner.expression();
  if (inner.word() !== 'if') {
    inner.passGaps();
    if (inner.peek()) inner.fail();
    return value;
  }
  inner.at++;
  const conditions: readonly Condition[] = readConditions(inner);
  if (!inner.isElse()) inner.fail('An “if” without “else” stands inside a formula.');
  inner.at++;
  return { type: 'cases', branches: [{ value, conditions }], otherwise: inner.whole() };
}

export function readArray(row: TermParser, token: Token & { kind: 'array' }): Term {
  row.at++;
  if (token.layout !== 'cases' && token.layout !== 'entries') row.fail();
  if (token.layout === 'entries')
    return {
      type: 'matrix',
      rows: token.rows.map((cells) => cells.map((cell) => row.nested(() => row.sub(cell).whole()))),
    };
  const branches: { value: Term; conditions: readonly Condition[] }[] = [];
  let otherwise: Term | undefined;
  for (const cells of token.rows) {
    const [first = [], ...rest] = cells;
    const head = row.sub(first);
    const value = head.nested(() => head.expression());
    while (head.sign(',') || head.peek()?.kind === 'gap') head.at++;
    const behind = [...first.slice(head.at), ...rest.flat()];
    const tail = behind.length > 0 ? row.sub(behind) : head;
    if (!tail.peek() || tail.isElse()) {
      otherwise = value;
      continue;
    }
    if (tail.isCondition()) tail.at++;
    branches.push({ value, conditions: readConditions(tail) });
    while (tail.sign('.') || tail.sign(',') || tail.sign(';')) tail.at++;
    if (tail.peek()) tail.fail('A condition of this case cannot be read.');
  }
  return { type: 'cases', branches, ...(otherwise ? { otherwise } : {}) };
}
