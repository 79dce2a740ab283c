import type { Token } from '../expressions/parse/tokens.ts';
import type { TermParser } from './parser.ts';
import type { Quantity, Term } from './term.ts';

/** \frac{∂a}{∂b} and \frac{da}{db}; undefined where the fraction is none. */
export function partialOf(row: TermParser, token: Token & { kind: 'fraction' }): Term | undefined {
  const over = withoutSign(token.over);
  const under = withoutSign(token.under);
  if (!over || !under || over.length === 0 || under.length === 0) return undefined;
  const by = quantity(row, under);
  const of = quantity(row, over);
  if (!of || !by) return undefined;
  row.at++;
  return { type: 'partial', of, by, indices: [] };
}

function withoutSign(tokens: readonly Token[]): readonly Token[] | undefined {
  const [first] = tokens;
  if (first?.kind === 'partial') return tokens.slice(1);
  return first?.kind === 'letter' && first.name === 'd' && tokens.length > 1 ? tokens.slice(1) : undefined;
}

function quantity(row: TermParser, tokens: readonly Token[]): Quantity | undefined {
  const whole = row.sub(tokens).inside(0);
  const bare = whole && whole.length === tokens.length - 2 ? whole : tokens;
  try {
    return quantityOf(row.nested(() => row.sub(bare).whole()));
  } catch {
    return undefined;
  }
}

/** ∂a/∂b or da/db in one line; undefined where there is none. */
export function differentialHere(row: TermParser): Term | undefined {
  const first = row.peek();
  const partial = first?.kind === 'partial';
  if (!partial && !(first?.kind === 'letter' && first.name === 'd' && row.names.resolve('d') === undefined))
    return undefined;
  const saved = row.at;
  const back = (): undefined => {
    row.at = saved;
    return undefined;
  };
  row.at++;
  try {
    const of = quantityOf(row.factor());
    if (!of || !row.sign('/')) return back();
    const again = row.peek(1);
    if (!(partial ? again?.kind === 'partial' : again?.kind === 'letter' && again.name === 'd')) return back();
    row.at += 2;
    const by = quantityOf(row.factor());
    return by ? { type: 'partial', of, by, indices: [] } : back();
  } catch {
    return back();
  }
}

/** A name with the indices at it, for the parts of a derivative. */
function quantityOf(term: Term): Quantity | undefined {
  if (term.type === 'entry') return { name: term.name, indices: term.indices };
  return term.type === 'name' ? { name: term.name, indices: [] } : undefined;
}
