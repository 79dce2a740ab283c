import type { Expr } from '../expr.ts';
import type { Grammar } from './grammar.ts';
import { ungroup } from './cursor.ts';
import { bracket } from './brackets.ts';
import { checkExponent } from './exponents.ts';
import { joinName, nameText, type NameParts } from './names.ts';
import { numberOf } from './rational.ts';
import type { Token } from './tokens.ts';

export function accented(g: Grammar, token: Token & { kind: 'accent' }): NameParts {
  const [first, scripts, ...rest] = token.body;
  if (!first || rest.length > 0 || (scripts && (scripts.kind !== 'scripts' || scripts.sup)))
    g.fail(token, 'An accent stands over more than one symbol.');
  let inner: NameParts | undefined;
  if (first.kind === 'letter') inner = { accents: [], base: first.name, primes: 0 };
  else if (first.kind === 'word') inner = { accents: [], base: first.text.trim(), primes: 0 };
  else if (first.kind === 'accent') inner = g.nested(() => accented(g, first));
  if (!inner) g.fail(token, 'An accent stands over what is no symbol.');
  const sub = scripts?.kind === 'scripts' && scripts.sub ? nameText(scripts.sub) : undefined;
  if (scripts?.kind === 'scripts' && scripts.sub && sub === undefined)
    g.fail(scripts, 'This subscript cannot be read.');
  const primes = scripts?.kind === 'scripts' ? scripts.primes : 0;
  return {
    ...inner,
    accents: [token.name, ...inner.accents],
    primes: inner.primes + primes,
    ...(sub === undefined ? {} : { sub }),
  };
}

/** A symbol with the scripts that belong to its name, applied or indexed where it is a function or has entries. */
export function named(g: Grammar, base: NameParts): Expr {
  const names = g.reading.names;
  let { sub, sup, primes } = base;
  const partsNow = (above = sup): NameParts => ({
    accents: base.accents,
    base: base.base,
    primes,
    ...(sub === undefined ? {} : { sub }),
    ...(above === undefined ? {} : { sup: above }),
  });
  let power: readonly Token[] | undefined;
  let after: Token | undefined;
  let transposed = false;
  while (!power && !transposed) {
    const token = g.peek();
    if (token?.kind !== 'scripts') break;
    if (token.sub) {
      if (sub !== undefined) g.fail(token, 'This symbol has two subscripts.');
      sub = nameText(token.sub);
      if (sub === undefined) g.fail(token, 'This subscript cannot be read.');
    }
    primes += token.primes;
    g.at++;
    if (!token.sup) continue;
    const above = sup === undefined ? nameText(token.sup) : undefined;
    if (above !== undefined && names.has(joinName(partsNow(above)))) sup = above;
    else if (isTranspose(g, token.sup)) transposed = true;
    else if (above !== undefined && inName(g, partsNow(), above)) sup = above;
    else {
      power = token.sup;
      after = token;
    }
  }
  const parts = partsNow();
  const name = joinName(parts);
  const next = g.peek();
  // σ′ is a function where σ is one.
  const plain = joinName({ ...parts, primes: 0 });
  const applied = names.function(name) ?? (names.function(plain) === undefined ? undefined : name);
  // log2(k), as programs write it.
  const logarithm = applied === undefined && !names.has(name) ? /^log_(\d{1,4})$/.exec(name)?.[1] : undefined;
  const base2 = logarithm === undefined ? undefined : numberOf(logarithm);
  let expr: Expr;
  if (base2 && next?.kind === 'open' && next.bracket === '(')
    expr = g.make({ type: 'apply', name: 'log', arguments: bracket(g, '('), base: base2 });
  else if (applied !== undefined && next?.kind === 'open' && (next.bracket === '(' || next.bracket === '['))
    expr = g.make({ type: 'apply', name: applied, arguments: bracket(g, next.bracket) });
  else if (power && name === 'e' && !names.has('e') && after) {
    const exponent = g.sub(power, after).whole();
    checkExponent(exponent, g.reading.limits, after, true);
    return g.make({ type: 'apply', name: 'exp', arguments: [ungroup(exponent)] });
  } else if (!power && !transposed && next?.kind === 'open') expr = beforeBracket(g, name, next);
  else expr = symbol(g, name);
  if (transposed) expr = g.make({ type: 'transpose', of: expr });
  if (power && after) expr = g.power(expr, power, after);
  return expr;
}

function symbol(g: Grammar, name: string): Expr {
  return g.make({ type: 'symbol', name: g.reading.names.resolve(name) });
}

/** Whether a superscript that is not declared is a part of the name: (t), *, but no power. */
function inName(g: Grammar, parts: NameParts, sup: string): boolean {
  // h^{→} and h^{←}: the arrow to the left is read as the sign =.
  if (/^[*†→=]$/.test(sup)) return true;
  if (g.reading.mode === 'plain') return false;
  if (!/^\([\p{L}\p{N},+\-_' ]*\)$/u.test(sup)) return false;
  const base = joinName(parts);
  const known = g.reading.names.has(base) || g.reading.names.isConstant(base);
  return !(known && g.pick('superscript'));
}

export function isTranspose(g: Grammar, sup: readonly Token[]): boolean {
  const [only] = sup;
  if (sup.length !== 1 || !only) return false;
  if (only.kind === 'sign') return only.sign === '⊤';
  return only.kind === 'letter' && only.name === 'T' && !g.reading.names.has('T');
}

/** A symbol before an opening bracket: a product, an unknown function, or an entry. */
function beforeBracket(g: Grammar, name: string, open: Token & { kind: 'open' }): Expr {
  const names = g.reading.names;
  if (open.bracket === '(' && !names.has(name) && !names.isConstant(name)) {
    const many = hasComma(g);
    if (many || g.pick('application')) return g.make({ type: 'apply', name, arguments: bracket(g, '(') });
  }
  if (open.bracket === '[') {
    const within = inside(g);
    const text = within && nameText(within);
    const whole = `${name}[${text ?? ''}]`;
    if (text !== undefined && names.has(whole)) {
      g.at += (within?.length ?? 0) + 2;
      return symbol(g, whole);
    }
    const indexed = names.isIndexed(name) || hasComma(g);
    if (indexed || (!names.has(name) && !g.pick('index')))
      return g.make({ type: 'apply', name: 'index', arguments: [symbol(g, name), ...bracket(g, '[')] });
  }
  return symbol(g, name);
}

/** The tokens inside the bracket that opens here, if it closes. */
function inside(g: Grammar): readonly Token[] | undefined {
  let depth = 0;
  for (let i = g.at; i < g.tokens.length; i++) {
    const kind = g.tokens[i]?.kind;
    if (kind === 'open') depth++;
    if (kind === 'close' && --depth === 0) return g.tokens.slice(g.at + 1, i);
  }
  return undefined;
}

export function hasComma(g: Grammar): boolean {
  let depth = 0;
  for (const token of inside(g) ?? []) {
    if (token.kind === 'open') depth++;
    if (token.kind === 'close') depth--;
    if (depth === 0 && token.kind === 'sign' && token.sign === ',') return true;
  }
  return false;
}
