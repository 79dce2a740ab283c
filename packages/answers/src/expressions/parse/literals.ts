import type { Token } from './tokens.ts';

/**
 * Joins digits into numbers, with their point, thousands and exponent, and takes words in text apart at commas.
 * `scientific` says whether the e of 1e-4 is an exponent's, which it is not where e is a variable.
 */
export function joinLiterals(tokens: readonly Token[], scientific: boolean): Token[] {
  const joined: Token[] = [];
  let depth = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined) break;
    if (token.kind === 'open') depth++;
    if (token.kind === 'close') depth--;
    if (token.kind === 'word' && token.style === 'text' && token.text.includes(',')) {
      const pieces = token.text.split(',');
      const style = pieces.some((piece) => piece.trim().length > 1) ? 'phrase' : 'text';
      for (const [k, piece] of pieces.entries()) {
        if (k > 0) joined.push({ kind: 'sign', sign: ',', start: token.start, end: token.end });
        if (piece.trim() !== '') joined.push({ kind: 'word', text: piece, style, start: token.start, end: token.end });
      }
      continue;
    }
    const literal = literalAt(tokens, i, depth, scientific, joined.at(-1));
    if (literal) {
      joined.push(literal.token);
      i = literal.next - 1;
    } else joined.push(token);
  }
  return joined;
}

const sign = (token: Token | undefined, what: string): boolean => token?.kind === 'sign' && token.sign === what;

function literalAt(
  tokens: readonly Token[],
  from: number,
  depth: number,
  scientific: boolean,
  before: Token | undefined,
): { token: Token; next: number } | undefined {
  const first = tokens[from];
  if (!first || (first.kind === 'digits' && first.items)) return undefined;
  const start = first.start;
  let end = start;
  let i = from;
  let text = '';
  const digits = (): string => {
    let found = '';
    for (let token = tokens[i]; token?.kind === 'digits' && token.start === end; token = tokens[i]) {
      found += token.text;
      end = token.end;
      i++;
    }
    return found;
  };
  const next = (offset: number): Token | undefined => {
    const token = tokens[i + offset];
    const last = offset === 0 ? end : tokens[i + offset - 1]?.end;
    return token && token.start === last ? token : undefined;
  };

  text = digits();
  if (text === '' && !(sign(first, '.') && first.kind === 'sign')) return undefined;
  // Behind a letter the digits are its index (u1), where no point follows.
  const afterLetter = before?.kind === 'letter' && before.end === start;

  const groups = [text];
  for (;;) {
    const comma = next(0);
    const soft = sign(comma, ',');
    if (afterLetter || !(sign(comma, '{,}') || (soft && depth === 0 && /^[1-9]\d{0,2}$/.test(groups[0] ?? '')))) break;
    const [savedIndex, savedEnd] = [i, end];
    i++;
    end = comma?.end ?? end;
    const group = digits();
    if (group.length !== 3) {
      [i, end] = [savedIndex, savedEnd];
      break;
    }
    groups.push(group);
  }
  text = groups.join('');
  const point = next(0);
  if (sign(point, '.') && !afterLetter) {
    const after = next(1);
    if (after?.kind === 'digits') {
      i++;
      end = point?.end ?? end;
      text += `.${digits()}`;
    } else if (text === '') return undefined;
  }
  if (text === '') return undefined;
  const exponent = next(0);
  if (scientific && !afterLetter && exponent?.kind === 'letter' && /^[eE]$/.test(exponent.name)) {
    const signed = next(1);
    const negative = sign(signed, '-');
    const skip = negative || sign(signed, '+') ? 2 : 1;
    const power = next(skip);
    if (power?.kind === 'digits') {
      i += skip;
      end = power.start;
      text += `e${negative ? '-' : ''}${digits()}`;
    }
  }
  const items = groups.length > 1 && !text.includes('.') ? groups : undefined;
  return { token: { kind: 'digits', text, start, end, ...(items ? { items } : {}) }, next: i };
}
