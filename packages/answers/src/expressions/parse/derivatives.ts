import type { Expr } from '../expr.ts';
import type { Grammar } from './grammar.ts';
import { ungroup } from './cursor.ts';
import { nameText } from './names.ts';
import type { Token } from './tokens.ts';

export function fraction(g: Grammar, token: Token & { kind: 'fraction' }): Expr {
  if (!token.bar) {
    const [n, k] = [g.sub(token.over, token).whole(), g.sub(token.under, token).whole()];
    return g.make({ type: 'apply', name: 'binomial', arguments: [n, k] });
  }
  const derivative = derivativeFraction(g, token);
  if (derivative) return derivative;
  const numerator = g.nested(() => g.sub(token.over, token).whole());
  const denominator = g.nested(() => g.sub(token.under, token).whole());
  return g.make({ type: 'quotient', numerator: ungroup(numerator), denominator: ungroup(denominator) });
}

/** \frac{∂a}{∂b}, \frac{d}{dx} …, \frac{∂²a}{∂b ∂c}; undefined where the fraction is none. */
function derivativeFraction(g: Grammar, token: Token & { kind: 'fraction' }): Expr | undefined {
  const over = differentialOf(token.over);
  const under = differentialOf(token.under);
  if (!over || !under || over.partial !== under.partial || under.rest.length === 0 || under.order > 1) return undefined;
  if (!over.partial && g.reading.names.has('d') && !g.pick('differential')) return undefined;
  const by = byNames(g, under.rest, under.partial, token);
  const order = by.reduce((sum, { times }) => sum + times, 0);
  if (order !== over.order) g.fail(token, 'The orders above and below this derivative differ.');
  if (order > 4) g.fail(token, 'A derivative of this order is not read.');
  let of = over.rest.length > 0 ? g.nested(() => g.sub(over.rest, token).whole()) : operand(g);
  for (const { name, times } of [...by].reverse())
    for (let k = 0; k < times; k++)
      of = g.make({ type: 'derivative', of: ungroup(of), by: name, partial: over.partial });
  return of;
}

/** What ∂w² ∂v differentiates by. */
function byNames(
  g: Grammar,
  tokens: readonly Token[],
  partial: boolean,
  around: Token,
): { name: Expr; times: number }[] {
  const groups: Token[][] = [[]];
  for (const token of tokens) {
    if (
      partial ? token.kind === 'partial' : token.kind === 'letter' && token.name === 'd' && groups.at(-1)?.length !== 0
    )
      groups.push([]);
    else groups.at(-1)?.push(token);
  }
  return groups.map((group) => {
    const last = group.at(-1);
    let times = 1;
    let named = group;
    if (last?.kind === 'scripts' && last.sup) {
      const written = nameText(last.sup);
      if (written !== undefined && /^[2-4]$/.test(written)) {
        times = Number(written);
        const { sup: _, ...rest } = last;
        named = [...group.slice(0, -1), ...(last.sub || last.primes > 0 ? [rest as Token] : [])];
      }
    }
    const name = g.sub(named, around).whole();
    if (!isVariable(name)) g.fail(around, 'A derivative is taken by what is no name.');
    return { name, times };
  });
}

/** What a bare d/dx or ∂/∂x applies to. */
function operand(g: Grammar): Expr {
  return g.nested(() => {
    const open = g.peek();
    if (open?.kind === 'open') return g.factor();
    const saved = g.at;
    const factors = g.run();
    if (factors.length > 1 && g.pick('operator')) {
      g.at = saved;
      return g.factor();
    }
    return g.product(factors);
  });
}

/** dy/dw or ∂y/∂w in one line, or the operator d/dw; undefined where it is none. */
export function differential(g: Grammar, token: Token): Expr | undefined {
  const partial = token.kind === 'partial';
  const declared = !partial && g.reading.names.has('d');
  if (!partial && !looksInline(g)) return undefined;
  if (declared && !g.pick('differential')) return undefined;
  const saved = g.at;
  g.at++;
  let of: Expr | undefined;
  if (!g.sign('/')) of = g.factor();
  const second = g.peek(1);
  const again = second && (partial ? second.kind === 'partial' : second.kind === 'letter' && second.name === 'd');
  if (!g.sign('/') || !again) {
    g.at = saved;
    return undefined;
  }
  g.at += 2;
  const by = g.factor();
  if (!isVariable(by)) {
    g.at = saved;
    return undefined;
  }
  return g.make({ type: 'derivative', of: ungroup(of ?? operand(g)), by, partial });
}

/** Whether d a / d b or d / d b stands here, told by the tokens alone. */
function looksInline(g: Grammar): boolean {
  let i = 1;
  const first = g.peek(1);
  if (!first) return false;
  if (first.kind === 'open') {
    for (let depth = 0; ; i++) {
      const token = g.peek(i);
      if (!token) return false;
      if (token.kind === 'open') depth++;
      if (token.kind === 'close' && --depth === 0) break;
    }
    i++;
  } else if (first.kind === 'letter' || first.kind === 'accent') {
    i++;
    // A name of more letters is none.
    while (i < 24 && /^(?:scripts|letter|digits)$/.test(g.peek(i)?.kind ?? '')) i++;
  } else if (!g.sign('/', 1)) return false;
  const d = g.peek(i + 1);
  const by = g.peek(i + 2);
  return (
    g.sign('/', i) &&
    d?.kind === 'letter' &&
    d.name === 'd' &&
    (by?.kind === 'letter' || by?.kind === 'accent') &&
    by.start === d.end
  );
}

export function gradient(g: Grammar, token: Token): Expr {
  g.at++;
  const scripts = g.peek();
  if (scripts?.kind !== 'scripts' || !scripts.sub || scripts.sup)
    g.fail(token, 'A gradient needs the name it is taken by below its ∇.');
  g.at++;
  const by = g.sub(scripts.sub, scripts).whole();
  if (!isVariable(by)) g.fail(scripts, 'A gradient is taken by what is no name.');
  return g.make({ type: 'derivative', of: ungroup(g.nested(() => g.factor())), by, partial: true });
}

function differentialOf(
  tokens: readonly Token[],
): { partial: boolean; order: number; rest: readonly Token[] } | undefined {
  const [first, second] = tokens;
  const partial = first?.kind === 'partial';
  if (!partial && !(first?.kind === 'letter' && first.name === 'd')) return undefined;
  if (second?.kind !== 'scripts') return { partial, order: 1, rest: tokens.slice(1) };
  const order = second.sup && !second.sub && second.primes === 0 ? nameText(second.sup) : undefined;
  return order !== undefined && /^[2-4]$/.test(order)
    ? { partial, order: Number(order), rest: tokens.slice(2) }
    : undefined;
}

function isVariable(expr: Expr): boolean {
  return (
    expr.type === 'symbol' ||
    (expr.type === 'apply' && (expr.name === 'index' || !expr.arguments.some((argument) => argument.type === 'number')))
  );
}
