import { nameText } from '../expressions/parse/names.ts';
import type { Token } from '../expressions/parse/tokens.ts';
import type { TermParser } from './parser.ts';
import type { Term } from './term.ts';

/** A name with the scripts and brackets that belong to it. */
export function readName(row: TermParser, token: Token & { kind: 'letter' | 'accent' }): Term {
  row.at++;
  let written = token.kind === 'letter' ? token.name : `${token.name}(${nameText(token.body) ?? ''})`;
  const scripts = row.peek();
  let rest: Token | undefined;
  if (scripts?.kind === 'scripts' && scripts.sub && scripts.primes === 0) {
    const sub = nameText(scripts.sub);
    const whole = sub === undefined ? undefined : `${written}_${/^[\p{L}\p{N}]+$/u.test(sub) ? sub : `{${sub}}`}`;
    const known = whole !== undefined && (row.names.resolve(whole) !== undefined || hasBracket(row, whole, 1));
    if (
      known ||
      (whole !== undefined && !row.names.isArray(row.names.resolve(written) ?? '') && !isIndexed(row, written))
    ) {
      written = whole!;
      row.at++;
      if (scripts.sup) {
        const { sub: _, ...above } = scripts;
        rest = above as Token;
      }
    }
    if (!known) {
      // v_i[t] is the i-th of the vectors v[t].
      const ofAll = row.opens('[', written === whole ? 0 : 1)
        ? row.names.bracketed(
            token.kind === 'letter' ? token.name : written,
            row.insideText(row.at + (written === whole ? 0 : 1)) ?? '\0',
          )
        : undefined;
      if (ofAll !== undefined) {
        const from = row.at + (written === whole ? 0 : 1);
        const term: Term = { type: 'entry', name: ofAll, indices: [] };
        const indices = row.indicesIn(scripts.sub, term);
        row.at = from + row.inside(from)!.length + 2;
        return withRest(row, { ...term, indices }, scripts.sup);
      }
    }
  } else if (scripts?.kind === 'scripts' && scripts.primes > 0 && !scripts.sub && !scripts.sup) {
    written += "'".repeat(scripts.primes);
    row.at++;
  }
  const bracketed =
    row.opens('[') || row.opens('(') ? row.names.bracketed(written, row.insideText() ?? '\0') : undefined;
  let term: Term;
  if (bracketed !== undefined) {
    row.at += row.inside()!.length + 2;
    term = { type: 'entry', name: bracketed, indices: [] };
  } else {
    const known = row.names.resolve(written);
    const array = known !== undefined && row.names.isArray(known);
    if (known !== undefined && row.names.array(known)?.applied === true && row.opens('(')) passArguments(row);
    term = array ? { type: 'entry', name: known, indices: [] } : { type: 'name', name: known ?? written };
  }
  return withRest(row, term, rest?.kind === 'scripts' ? rest.sup : undefined);
}

function withRest(row: TermParser, term: Term, sup: readonly Token[] | undefined): Term {
  return sup ? row.raised(term, sup) : term;
}

function hasBracket(row: TermParser, written: string, ahead: number): boolean {
  if (!row.opens('[', ahead)) return false;
  return row.names.bracketed(written, row.insideText(row.at + ahead) ?? '\0') !== undefined;
}

/** Whether the subscript of an unknown name is made of indices, as in `w_{mn}`, and no part of the name, as in `H_{out}`. */
function isIndexed(row: TermParser, written: string): boolean {
  if (row.names.bracketed(written, '') !== undefined) return true;
  const scripts = row.peek();
  const sub = (scripts?.kind === 'scripts' && scripts.sub) || [];
  const single = sub.every(({ kind }) => kind === 'letter' || kind === 'digits' || kind === 'sign');
  return (
    single &&
    sub.length > 1 &&
    !/^(?:out|in|new|old|eff|pad|max|min|tot|total|conv|ker|kernel|input|output|prev|next|\d+)$/.test(
      nameText(sub) ?? '',
    )
  );
}

/** Passes `(x)` behind a function: the arguments are what they are. */
function passArguments(row: TermParser): void {
  const inside = row.inside();
  const text = inside && nameText(inside);
  if (!inside || text === undefined || !/^[\p{L}_^,;| ]+$/u.test(text)) return;
  row.at += inside.length + 2;
}
