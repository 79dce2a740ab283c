import type { Token } from '../expressions/parse/tokens.ts';
import { rangesOf, readConditions, readMembers } from './conditions.ts';
import { splitAtSign } from './cursor.ts';
import type { TermParser } from './parser.ts';
import type { Condition, Range, Term } from './term.ts';

/** A sum with its index below: Σ_{m=0}^{4}, Σ_m, Σ_{m,n}, Σ_{m=0,n=0}^{4,2}, Σ_{0≤m<5}, Σ_{n: k=2i+n}, Σ_{t>T}. */
export function readTotal(row: TermParser): Term {
  row.at++;
  const { below, above } = scripts(row);
  if (!below || below.length === 0) row.fail('A sum needs its index below.');
  const { over, where } = indices(row, below, above);
  if (over.length === 0) row.fail('The index of this sum cannot be read.');
  const body = row.nested(() => row.product());
  return { type: 'total', over, where, body };
}

function scripts(row: TermParser): { below: readonly Token[] | undefined; above: readonly Token[] | undefined } {
  let below: readonly Token[] | undefined;
  let above: readonly Token[] | undefined;
  // Plain text writes the two ends as two scripts.
  for (let token = row.peek(); token?.kind === 'scripts' && token.primes === 0; token = row.peek()) {
    if ((token.sub && below) || (token.sup && above)) break;
    below = token.sub ?? below;
    above = token.sup ?? above;
    row.at++;
  }
  if (!below && row.opens('(')) {
    // sum(i=0..2) …
    const inside = row.inside();
    if (inside?.some((token) => token.kind === 'relation')) {
      row.at += inside.length + 2;
      below = inside;
    }
  }
  return { below: below && linesOf(below), above: above && linesOf(above) };
}

/** The rows of a \substack as one list. */
function linesOf(tokens: readonly Token[]): readonly Token[] {
  const [only] = tokens;
  if (tokens.length !== 1 || only?.kind !== 'array') return tokens;
  return only.rows.flatMap((cells, i) => [
    ...(i > 0 ? [{ kind: 'sign', sign: ',', start: only.start, end: only.end } as const] : []),
    ...cells.flat(),
  ]);
}

function indices(
  row: TermParser,
  below: readonly Token[],
  above: readonly Token[] | undefined,
): { readonly over: readonly Range[]; readonly where: readonly Condition[] } {
  const tokens = unbracketed(row, below);
  if (above) {
    const starts = splitAtSign(tokens, [',', ';']);
    const ends = splitAtSign(above, [',', ';']);
    if (ends.length !== starts.length && ends.length !== 1) row.fail('The ends of this sum cannot be read.');
    return { over: starts.map((start, i) => bounded(row, start, ends.length === 1 ? ends[0]! : ends[i]!)), where: [] };
  }
  const [head = [], tail] = splitOnce(tokens);
  const over: Range[] = [];
  const where: Condition[] = [];
  if (head.some((token) => token.kind === 'relation') || head.some((token) => token.kind === 'word')) {
    const inner = row.sub(head);
    const conditions = readConditions(inner);
    if (inner.peek()) inner.fail('The range of this sum cannot be read.');
    const { ranges, rest } = rangesOf(conditions);
    over.push(...ranges);
    where.push(...rest);
  } else {
    for (const list of splitAtSign(head, [','])) {
      const terms = row.sub(list).whole();
      for (const term of terms.type === 'product' ? terms.factors : [terms]) {
        if (term.type !== 'name') row.fail('The index of this sum cannot be read.');
        over.push({ name: term.name });
      }
    }
  }
  if (tail) {
    const inner = row.sub(tail);
    where.push(...readConditions(inner));
    if (inner.peek()) inner.fail('The condition of this sum cannot be read.');
  }
  // Σ_{T<t≤T+k} and Σ_{0≤m<5} bind the name that most comparisons are about.
  if (over.length === 0) {
    const alone = where
      .flatMap((condition) => (condition.type === 'compare' ? [condition.left, condition.right] : [condition.of]))
      .flatMap((term) => (term.type === 'name' ? [term.name] : []));
    const count = (name: string): number => alone.filter((each) => each === name).length;
    const most = Math.max(0, ...alone.map(count));
    const bound = [...new Set(alone)].filter((name) => count(name) === most);
    over.push(...(most > 1 ? bound : bound.slice(0, 1)).map((name) => ({ name })));
  }
  return { over, where };
}

function unbracketed(row: TermParser, tokens: readonly Token[]): readonly Token[] {
  const [open] = tokens;
  const whole = open?.kind === 'open' && row.sub(tokens).inside(0)?.length === tokens.length - 2;
  return whole ? tokens.slice(1, -1) : tokens;
}

/** `i : 2i + n = k`. */
function splitOnce(tokens: readonly Token[]): readonly [readonly Token[], (readonly Token[])?] {
  const at = tokens.findIndex(
    (token) =>
      (token.kind === 'sign' && token.sign === ':') ||
      token.kind === 'bar' ||
      (token.kind === 'unreadable' && token.what.endsWith('\\mid')),
  );
  return at > 0 && at < tokens.length - 1 ? [tokens.slice(0, at), tokens.slice(at + 1)] : [tokens];
}

function bounded(row: TermParser, start: readonly Token[], end: readonly Token[]): Range {
  const equals = start.findIndex((token) => token.kind === 'relation');
  const sign = start[equals];
  const index = row.sub(equals < 0 ? start : start.slice(0, equals)).whole();
  if (index.type !== 'name') row.fail('The index of this sum cannot be read.');
  if (sign?.kind !== 'relation') row.fail('This sum has no lower end.');
  if (sign.sign === '∈') {
    const members = readMembers(row.sub(start.slice(equals + 1)));
    return { name: index.name, ...members };
  }
  if (sign.sign !== '=') row.fail('The range of this sum cannot be read.');
  return { name: index.name, from: row.sub(start.slice(equals + 1)).whole(), to: row.sub(end).whole() };
}

/** `sum(W[0,m,n] * x[m,2i+n] for m in range(5) for n in range(3))`, as Python writes it, or `sum(i=0..2) …`. */
export function readGenerator(row: TermParser): Term {
  const inside = row.inside(row.at + 1);
  if (!inside) row.fail('A bracket is not closed.');
  const at = inside.findIndex((token) => token.kind === 'word' && token.text.trim().toLowerCase() === 'for');
  if (at < 0) return readTotal(row);
  row.at += inside.length + 3;
  const body = row.nested(() => row.sub(inside.slice(0, at)).whole());
  const rest = row.sub(inside.slice(at));
  const over: Range[] = [];
  const where: Condition[] = [];
  while (rest.peek()) {
    const { ranges, rest: more } = rangesOf(readConditions(rest));
    if (ranges.length + more.length === 0) rest.fail();
    over.push(...ranges);
    where.push(...more);
  }
  if (over.length === 0) row.fail('The index of this sum cannot be read.');
  return { type: 'total', over, where, body };
}
