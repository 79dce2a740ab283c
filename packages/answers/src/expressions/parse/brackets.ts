import type { Expr } from '../expr.ts';
import type { Grammar } from './grammar.ts';
import { ungroup } from './cursor.ts';
import { nameText } from './names.ts';
import type { Bracket, Token } from './tokens.ts';

/** Arguments in a bracket that opens here. */
export function bracket(g: Grammar, bracket: Bracket): readonly Expr[] {
  const open = g.peek();
  const items = between(g, bracket);
  if (items.length === 0) g.fail(open, 'There is nothing between these brackets.');
  return items;
}

function between(g: Grammar, bracket: Bracket): Expr[] {
  const open = g.peek();
  g.at++;
  const bars = g.bars;
  g.bars = 0;
  const items: Expr[] = [];
  const closed = (): boolean => g.peek()?.kind === 'close';
  while (!closed()) {
    if (!g.peek()) g.fail(open, `The bracket ${bracket} is not closed.`);
    items.push(g.expression());
    if (closed()) break;
    if (g.sign(',') || g.sign(';')) {
      g.at++;
      if (closed()) g.fail(g.peek(), 'A comma ends this list.');
    } else g.fail(g.peek() ?? open);
  }
  const close = g.peek();
  if (close?.kind === 'close' && close.bracket !== bracket) g.fail(close, 'The brackets do not match.');
  g.at++;
  g.bars = bars;
  return items;
}

export function group(g: Grammar, token: Token & { kind: 'open' }): Expr {
  if (token.bracket === '⟨') g.fail(token, 'Angle brackets cannot be read.');
  const items = between(g, token.bracket);
  const [only] = items;
  if (items.length === 1 && only) {
    if (token.bracket === '(') return ungroup(only);
    if (token.bracket === '|' || token.bracket === '‖') return enclosed(g, token.bracket, only);
    if (token.bracket === '⌊' || token.bracket === '⌈')
      return g.make({ type: 'apply', name: token.bracket === '⌊' ? 'floor' : 'ceil', arguments: [only] });
  }
  if (token.bracket === '[' || token.bracket === '{') return g.make({ type: 'list', items, bracket: token.bracket });
  if (token.bracket === '(' && items.length > 1) return g.make({ type: 'list', items, bracket: '(' });
  return g.fail(token, 'What stands between these brackets cannot be read.');
}

export function enclosed(g: Grammar, bracket: '|' | '‖', of: Expr): Expr {
  if (bracket === '|') return g.make({ type: 'absolute', of: ungroup(of) });
  const scripts = g.peek();
  if (scripts?.kind === 'scripts' && scripts.sub) {
    const order = nameText(scripts.sub);
    const rest: Token = { ...scripts, kind: 'scripts', sub: undefined } as unknown as Token;
    g.at++;
    const norm: Expr =
      order === '2'
        ? { type: 'norm', of: ungroup(of) }
        : order === '1' || order === 'infinity' || order === 'F'
          ? { type: 'apply', name: `norm_${order}`, arguments: [ungroup(of)] }
          : g.fail(scripts, 'This norm cannot be read.');
    return rest.kind === 'scripts' && rest.sup ? g.power(g.make(norm), rest.sup, scripts) : g.make(norm);
  }
  return g.make({ type: 'norm', of: ungroup(of) });
}

const nests = (item: Expr): boolean => item.type === 'matrix' || (item.type === 'list' && item.bracket === '[');

export function matrix(g: Grammar, token: Token & { kind: 'array' }): Expr {
  if (token.layout === 'cases') g.fail(token, 'A value given by cases cannot be read.');
  if (token.layout !== 'entries') g.fail(token, 'An alignment stands inside an expression.');
  if (!['', '.', '(', '[', '\\lbrack'].includes(token.left))
    g.fail(token, 'A matrix between these brackets cannot be read.');
  let commas = false;
  const rows = token.rows.map((row) =>
    row.flatMap((cell) => {
      const items = g.nested(() => g.sub(cell, token).items());
      commas ||= items.length > 1;
      return items;
    }),
  );
  const [only] = rows;
  // [[2.33], [2]] is written with a matrix as its outer brackets.
  if (rows.length === 1 && only && only.every(nests) && (commas || only.length === 1))
    return g.make({ type: 'list', items: only, bracket: '[' });
  if (rows.some((row) => row.length !== only?.length)) g.fail(token, 'The rows of this matrix differ in length.');
  return g.make({ type: 'matrix', rows });
}
