import type { Expr } from '../expr.ts';
import type { Grammar } from './grammar.ts';
import { startsOperand, ungroup } from './cursor.ts';
import { bracket } from './brackets.ts';
import { differential } from './derivatives.ts';
import { splitName } from './names.ts';
import { splitRun } from './runs.ts';
import { named } from './symbols.ts';
import type { Token } from './tokens.ts';

export function letter(g: Grammar, token: Token & { kind: 'letter' }): Expr {
  const derivative = token.name === 'd' ? differential(g, token) : undefined;
  if (derivative) return derivative;
  let run = g.runs.get(g.at);
  if (!run) {
    for (const [at, unit] of splitRun(g.tokens, g.at, g.reading)) g.runs.set(at, unit);
    run = g.runs.get(g.at);
  }
  if (!run) g.fail(token);
  g.at = run.to;
  if (run.function !== undefined && g.peek()) return application(g, run.function, token);
  return named(g, splitName(run.name) ?? { accents: [], base: run.name, primes: 0 });
}

export function wordRole(g: Grammar, token: Token & { kind: 'word' }): 'function' | 'name' | 'words' {
  const text = token.text.trim();
  const names = g.reading.names;
  // 297 s: a letter in text behind a number is a unit.
  const unit = token.style === 'text' && text.length === 1 && g.peek(-1)?.kind === 'digits';
  if (token.style === 'phrase' || unit) return 'words';
  const next = g.peek(1);
  if (names.has(text) || names.written(text) !== undefined)
    return names.functionWord(text) !== undefined && !names.has(text) ? 'function' : 'name';
  if (names.functionWord(text) !== undefined && (startsOperand(next) || next?.kind === 'scripts')) return 'function';
  if (!/^\p{L}[\p{L}\p{N}_-]*$/u.test(text)) return 'words';
  if (token.style === 'upright' || text.length === 1 || next?.kind === 'scripts') return 'name';
  return next?.kind === 'open' && next.bracket === '(' && next.start === token.end ? 'name' : 'words';
}

export function word(g: Grammar, token: Token & { kind: 'word' }): Expr {
  const text = token.text.trim();
  const role = wordRole(g, token);
  g.at++;
  if (role === 'words') return g.make({ type: 'words', text: text.replace(/\s+/g, ' ') });
  if (role === 'function') return application(g, g.reading.names.functionWord(text) ?? text, token);
  const written = g.reading.names.has(text) ? text : (g.reading.names.written(text) ?? text.replace(/[_-]/g, ''));
  return named(g, splitName(written) ?? { accents: [], base: written, primes: 0 });
}

/** A function with its arguments, in brackets or bare. */
function application(g: Grammar, name: string, token: Token): Expr {
  let base: Expr | undefined;
  let power: { tokens: readonly Token[]; token: Token } | undefined;
  for (let scripts = g.peek(); scripts?.kind === 'scripts'; scripts = g.peek()) {
    g.at++;
    if (scripts.primes > 0) g.fail(scripts, `The derivative of ${name} is not written with a prime here.`);
    if (scripts.sub) {
      if ((name !== 'log' && name !== 'softmax') || base) g.fail(scripts, `A subscript of ${name} cannot be read.`);
      base = g.sub(scripts.sub, scripts).whole();
    }
    if (scripts.sup) {
      if (power) g.fail(scripts, 'This function has two powers.');
      power = { tokens: scripts.sup, token: scripts };
      const [sign] = scripts.sup;
      if (sign?.kind === 'sign' && sign.sign === '-')
        g.fail(scripts, `The power −1 of ${name} may be the inverse or the reciprocal.`);
    }
  }
  const open = g.peek();
  const many = name === 'max' || name === 'min';
  let given: readonly Expr[];
  if (open?.kind === 'open' && (open.bracket === '(' || open.bracket === '[' || (open.bracket === '{' && many)))
    given = bracket(g, open.bracket);
  else if (open) given = [bareArgument(g)];
  else g.fail(token, `${name} is applied to nothing.`);
  const applied = g.make({ type: 'apply', name, arguments: given, ...(base ? { base } : {}) });
  return power ? g.power(applied, power.tokens, power.token) : applied;
}

function bareArgument(g: Grammar): Expr {
  return g.nested(() => {
    const negative = g.leadingSign();
    const factors = [g.factor()];
    const simple = (): boolean => {
      const token = g.peek();
      if (token?.kind === 'letter') return !startsFunction(g);
      return (
        token?.kind === 'fraction' ||
        token?.kind === 'root' ||
        token?.kind === 'accent' ||
        (token?.kind === 'word' && wordRole(g, token) === 'name')
      );
    };
    // In log 2k the number belongs to the symbol.
    if (factors[0]?.type === 'number' && simple()) factors.push(g.factor());
    if (simple() && !g.pick('argument')) while (simple()) factors.push(g.factor());
    let argument = g.product(factors);
    if (g.sign('/') && !g.sign('/', 1) && g.pick('argument slash')) {
      g.at++;
      argument = g.make({ type: 'quotient', numerator: argument, denominator: ungroup(g.factor()) });
    }
    return negative ? g.make({ type: 'negate', of: argument }) : argument;
  });
}

function startsFunction(g: Grammar): boolean {
  if (!g.runs.has(g.at)) for (const [at, unit] of splitRun(g.tokens, g.at, g.reading)) g.runs.set(at, unit);
  const run = g.runs.get(g.at);
  return run?.function !== undefined;
}

export function operator(g: Grammar, token: Token & { kind: 'operator' }): Expr {
  g.at++;
  if (token.name === 'sum' || token.name === 'prod') return bound(g, token);
  const name = g.reading.names.functionWord(token.name);
  if (name === undefined) g.fail(token, `The operator ${token.name} cannot be read.`);
  return application(g, name, token);
}

function bound(g: Grammar, token: Token & { kind: 'operator' }): Expr {
  const scripts = g.peek();
  const sub = scripts?.kind === 'scripts' ? scripts.sub : undefined;
  if (scripts?.kind !== 'scripts' || !sub) g.fail(token, `A ${token.name} needs its index below.`);
  g.at++;
  // Plain text writes the two ends as two scripts.
  const second = g.peek();
  let sup = scripts.sup;
  if (!sup && second?.kind === 'scripts' && !second.sub && second.primes === 0) {
    sup = second.sup;
    g.at++;
  }
  const range: Expr[] = [];
  const related = sub.findIndex((part) => part.kind === 'relation');
  const relation = sub[related];
  const index = g.sub(related < 0 ? sub : sub.slice(0, related), scripts).whole();
  if (index.type !== 'symbol') g.fail(scripts, `The index of this ${token.name} cannot be read.`);
  if (relation?.kind === 'relation' && relation.sign !== '=') {
    if (sup) g.fail(scripts, `The range of this ${token.name} cannot be read.`);
    range.push(...rangeOf(g, relation.sign, sub.slice(related + 1), scripts));
  } else if (related >= 0) {
    if (!sup) g.fail(token, `This ${token.name} has no upper end.`);
    range.push(g.sub(sub.slice(related + 1), scripts).whole(), g.sub(sup, scripts).whole());
  } else if (sup) g.fail(scripts, `This ${token.name} has no lower end.`);
  const body = g.nested(() => g.term());
  return g.make({ type: 'apply', name: token.name, arguments: [ungroup(body), index, ...range] });
}

/** The ends of a range that a relation states: i < j, i ≤ j, i ∈ [0, j − 1]. */
function rangeOf(g: Grammar, sign: string, tokens: readonly Token[], around: Token): readonly Expr[] {
  const end = g.sub(tokens, around).whole();
  const open: Expr = { type: 'symbol', name: '…' };
  const one: Expr = { type: 'number', value: { numerator: 1n, denominator: 1n }, written: '1' };
  if (sign === '≤') return [open, end];
  if (sign === '<') return [open, { type: 'sum', terms: [end, { type: 'negate', of: one }] }];
  if (sign === '∈' && end.type === 'list' && end.items.length === 2) return end.items;
  return g.fail(around, 'The range of this sum cannot be read.');
}
