import { letterName } from './letters.ts';
import { type Bracket, ReadError, type Token, type TokenKind } from './tokens.ts';

const relations: readonly [string, string][] = [
  ['==', '='],
  [':=', '='],
  ['<-', '='],
  ['←', '='],
  ['≡', '='],
  ['=', '='],
  ['~=', '≈'],
  ['≈', '≈'],
  ['≃', '≈'],
  ['<=', '≤'],
  ['≤', '≤'],
  ['>=', '≥'],
  ['≥', '≥'],
  ['!=', '≠'],
  ['≠', '≠'],
  ['->', '→'],
  ['→', '→'],
  ['∝', '∝'],
  ['∈', '∈'],
  ['<', '<'],
  ['>', '>'],
];
const signs: Readonly<Record<string, string>> = {
  '+': '+',
  '-': '-',
  '±': '±',
  '*': '*',
  '·': '·',
  '⋅': '·',
  '×': '×',
  '÷': '/',
  '/': '/',
  '∘': '∘',
  '⊙': '∘',
  '⊗': '⊗',
  '⊕': '⊕',
  '!': '!',
  ',': ',',
  ';': ';',
  '.': '.',
  ':': ':',
  '%': '%',
  '⊤': '⊤',
};
const opens: Readonly<Record<string, Bracket>> = { '(': '(', '[': '[', '{': '{', '⌊': '⌊', '⌈': '⌈' };
const closes: Readonly<Record<string, Bracket>> = { ')': '(', ']': '[', '}': '{', '⌋': '⌊', '⌉': '⌈' };
const superscripts: Readonly<Record<string, string>> = {
  '⁰': '0',
  '¹': '1',
  '²': '2',
  '³': '3',
  '⁴': '4',
  '⁵': '5',
  '⁶': '6',
  '⁷': '7',
  '⁸': '8',
  '⁹': '9',
  '⁺': '+',
  '⁻': '-',
  '⁽': '(',
  '⁾': ')',
  ⁿ: 'n',
  ⁱ: 'i',
  ᵏ: 'k',
  ᵗ: 't',
  ʰ: 'h',
  ˣ: 'x',
  ᵐ: 'm',
};
const subscripts: Readonly<Record<string, string>> = {
  '₀': '0',
  '₁': '1',
  '₂': '2',
  '₃': '3',
  '₄': '4',
  '₅': '5',
  '₆': '6',
  '₇': '7',
  '₈': '8',
  '₉': '9',
  '₊': '+',
  '₋': '-',
  ₐ: 'a',
  ₑ: 'e',
  ₕ: 'h',
  ᵢ: 'i',
  ⱼ: 'j',
  ₖ: 'k',
  ₗ: 'l',
  ₘ: 'm',
  ₙ: 'n',
  ₒ: 'o',
  ₚ: 'p',
  ᵣ: 'r',
  ₛ: 's',
  ₜ: 't',
  ᵤ: 'u',
  ᵥ: 'v',
  ₓ: 'x',
};
const combining: Readonly<Record<string, string>> = {
  '\u0302': 'hat',
  '\u0304': 'bar',
  '\u0305': 'bar',
  '\u0303': 'tilde',
  '\u0307': 'dot',
  '\u20d7': 'vec',
};
const connecting = /^(?:and|or|where|with|so|then|hence|thus|therefore|for|if|when|otherwise)(?![A-Za-z0-9_^(])/;

/**
 * Reads mathematics typed as plain text into the tokens of the grammar: `^` and `**` are powers, `_` begins a subscript,
 * `[1 -2]` is told from `[1 - 2]` by its spaces.
 *
 * @throws {ReadError} for an exponent whose end cannot be told.
 */
export function tokensOfPlain(text: string): Token[] {
  return separateNumbers(new Scanner(text).all());
}

const numeric = (token: Token): boolean =>
  token.kind === 'digits' ||
  ((token.kind === 'open' || token.kind === 'close') && token.bracket === '[') ||
  (token.kind === 'sign' && (token.sign === '-' || token.sign === '.' || token.sign === ',')) ||
  (token.kind === 'letter' && token.name === 'e');

/** Puts the commas into arrays as programs print them: `[[1 -2] [3 4]]`. */
function separateNumbers(tokens: readonly Token[]): Token[] {
  const separated: Token[] = [];
  for (let i = 0; i < tokens.length;) {
    const token = tokens[i] as Token;
    let end = i;
    if (token.kind === 'open' && token.bracket === '[') {
      let depth = 0;
      do {
        const inner = tokens[end];
        if (inner?.kind === 'open') depth++;
        if (inner?.kind === 'close') depth--;
        end++;
      } while (depth > 0 && end < tokens.length);
    }
    const inside = tokens.slice(i, end);
    if (end === i || !inside.every(numeric)) {
      separated.push(token);
      i++;
      continue;
    }
    for (const [k, inner] of inside.entries()) {
      const [before, after] = [inside[k - 1], inside[k + 1]];
      const ends =
        before?.kind === 'digits' || before?.kind === 'close' || (before?.kind === 'sign' && before.sign === '.');
      const minus = inner.kind === 'sign' && inner.sign === '-' && after?.start === inner.end;
      const point = inner.kind === 'sign' && inner.sign === '.';
      const begins = inner.kind === 'digits' || inner.kind === 'open' || minus || point;
      if (ends && begins && before.end < inner.start)
        separated.push({ kind: 'sign', sign: ',', start: inner.start, end: inner.start });
      separated.push(inner);
    }
    i = end;
  }
  return separated;
}

class Scanner {
  private readonly text: string;
  private at = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  all(): Token[] {
    const tokens: Token[] = [];
    while (this.at < this.text.length) {
      const token = this.next(tokens.at(-1));
      if (token) tokens.push(token);
    }
    return tokens;
  }

  private make(from: number, kind: TokenKind): Token {
    return { ...kind, start: from, end: this.at };
  }

  private next(before: Token | undefined): Token | undefined {
    const from = this.at;
    const character = String.fromCodePoint(this.text.codePointAt(from) ?? 0);
    const rest = this.text.slice(from, from + 24);
    this.at += character.length;
    if (character === '\n') return this.depth === 0 ? this.make(from, { kind: 'row', joins: false }) : undefined;
    if (/\s/.test(character)) return undefined;
    // Markdown escapes its own signs.
    if (character === '\\') {
      if (/[^A-Za-z0-9\s]/.test(this.text[this.at] ?? '')) return undefined;
      return this.make(from, { kind: 'unreadable', what: 'a backslash outside LaTeX' });
    }
    if (/\d/.test(character)) return this.make(from, { kind: 'digits', text: character });
    const word = connecting.exec(rest)?.[0];
    if (word && !/[A-Za-z0-9_]/.test(this.text[from - 1] ?? '')) {
      this.at = from + word.length;
      return this.make(from, { kind: 'word', text: word, style: 'text' });
    }
    const sum = /^(?:sum|∑|Σ)(?=_)|^(?:prod|∏)(?=_)/.exec(rest)?.[0];
    if (sum && before?.end !== from) {
      this.at = from + sum.length;
      return this.make(from, { kind: 'operator', name: sum === 'prod' || sum === '∏' ? 'prod' : 'sum' });
    }
    if (rest.startsWith('=>') || '⇒⟹∴⇔'.includes(character)) {
      this.at = from + (rest.startsWith('=>') ? 2 : character.length);
      return this.make(from, { kind: 'therefore' });
    }
    const relation = relations.find(([written]) => rest.startsWith(written));
    if (relation && !(relation[0] === '<-' && /^<-\s*[\d.]/.test(rest))) {
      this.at = from + relation[0].length;
      return this.make(from, { kind: 'relation', sign: relation[1] });
    }
    if (rest.startsWith('**') || character === '^') {
      this.at = from + (rest.startsWith('**') ? 2 : 1);
      const sup = this.exponent();
      return this.make(from, { kind: 'scripts', sup, primes: 0 });
    }
    if (character === '_') return this.subscript(from);
    if (character === "'") return this.make(from, { kind: 'scripts', primes: 1 });
    if (superscripts[character] !== undefined) return this.small(from, superscripts, 'sup');
    if (subscripts[character] !== undefined) return this.small(from, subscripts, 'sub');
    if (character === '√') return this.make(from, { kind: 'root', body: this.atom() });
    if (character === '∂') return this.make(from, { kind: 'partial' });
    if (character === '∇') return this.make(from, { kind: 'nabla' });
    return this.symbol(from, character);
  }

  private symbol(from: number, character: string): Token {
    const decomposed = character.normalize('NFD');
    const [base, mark] = [decomposed[0] ?? '', decomposed[1] ?? ''];
    const follows = this.text[this.at] ?? '';
    const accent = combining[mark] ?? combining[follows];
    const name = letterName(base);
    if (name !== undefined && accent !== undefined) {
      if (combining[mark] === undefined) this.at++;
      return this.make(from, {
        kind: 'accent',
        name: accent,
        body: [{ kind: 'letter', name, start: from, end: from + 1 }],
      });
    }
    if (name !== undefined && decomposed.length === 1) return this.make(from, { kind: 'letter', name });
    const open = opens[character];
    if (open) {
      this.depth++;
      return this.make(from, { kind: 'open', bracket: open });
    }
    const close = closes[character];
    if (close) {
      this.depth--;
      return this.make(from, { kind: 'close', bracket: close });
    }
    if (character === '|' || character === '‖') return this.make(from, { kind: 'bar', bracket: character });
    const dots = character === '.' && this.text.startsWith('..', this.at);
    if (dots || character === '…') {
      if (dots) this.at += 2;
      return this.make(from, { kind: 'ellipsis' });
    }
    const sign = signs[character];
    if (sign !== undefined) return this.make(from, { kind: 'sign', sign });
    return this.make(from, { kind: 'unreadable', what: `the sign ${character}` });
  }

  private small(from: number, table: Readonly<Record<string, string>>, side: 'sub' | 'sup'): Token {
    let text = '';
    this.at = from;
    for (let piece = table[this.text[this.at] ?? '']; piece !== undefined; piece = table[this.text[this.at] ?? '']) {
      text += piece;
      this.at++;
    }
    const tokens = new Scanner(text)
      .all()
      .map((token) => ({ ...token, start: from + token.start, end: from + token.end }));
    return this.make(from, { kind: 'scripts', primes: 0, ...(side === 'sub' ? { sub: tokens } : { sup: tokens }) });
  }

  private subscript(from: number): Token {
    const open = this.text[this.at];
    let sub: Token[];
    if (open === '{' || open === '(') sub = this.bracketed(true);
    else {
      const run = /^(?:\d+|[\p{L}]+\d*)/u.exec(this.text.slice(this.at, this.at + 40))?.[0] ?? '';
      if (run === '') return this.make(from, { kind: 'unreadable', what: 'a subscript with nothing in it' });
      sub = new Scanner(run)
        .all()
        .map((token) => ({ ...token, start: this.at + token.start, end: this.at + token.end }));
      this.at += run.length;
    }
    return this.make(from, { kind: 'scripts', sub, primes: 0 });
  }

  /** What an exponent's sign binds: a bracket, a number, one letter, with its sign. */
  private exponent(): Token[] {
    this.spaces();
    const from = this.at;
    const tokens: Token[] = [];
    if (this.text[this.at] === '-' || this.text[this.at] === '+') {
      this.at++;
      tokens.push(this.make(from, { kind: 'sign', sign: this.text[from] ?? '-' }));
      this.spaces();
    }
    tokens.push(...this.atom());
    this.spaces();
    if (this.text[this.at] === '^' || this.text.startsWith('**', this.at)) {
      this.depth++;
      if (this.depth > 100) throw new ReadError('This is nested too deeply.', this.at, this.at);
      const scripts = this.next(tokens.at(-1));
      this.depth--;
      if (scripts) tokens.push(scripts);
    }
    return tokens;
  }

  private atom(): Token[] {
    this.spaces();
    const from = this.at;
    const character = this.text[from] ?? '';
    if (character === '(' || character === '{') return this.bracketed(character === '{');
    if (character === '*' || character === '⊤') {
      this.at++;
      return [this.make(from, { kind: 'sign', sign: character })];
    }
    const run =
      /^(?:\d+(?:\.\d+)?|\p{L}+(?:_(?:\{[^{}]*\}|[\p{L}\d]+))?)/u.exec(this.text.slice(from, from + 80))?.[0] ?? '';
    if (run === '') throw new ReadError('An exponent or a root is missing.', from, from + 1);
    const letters = /^\p{L}+/u.exec(run)?.[0] ?? '';
    if (letters.length > 1 && letterName(`\\${letters}`) === undefined)
      throw new ReadError(`Put brackets around the exponent ${run}.`, from, from + run.length);
    this.at = from + run.length;
    if (letters.length > 1) return [this.make(from, { kind: 'letter', name: letters })];
    return new Scanner(run).all().map((token) => ({ ...token, start: from + token.start, end: from + token.end }));
  }

  /** The tokens of the bracket that opens here, with or without it. */
  private bracketed(bare: boolean): Token[] {
    const from = this.at;
    const start = this.depth;
    if (start > 100) throw new ReadError('This is nested too deeply.', from, from + 1);
    const tokens: Token[] = [];
    do {
      const token = this.next(tokens.at(-1));
      if (token) tokens.push(token);
    } while (this.depth > start && this.at < this.text.length);
    if (this.depth > start) throw new ReadError('A bracket is not closed.', from, this.text.length);
    return bare || this.text[from] === '{' ? tokens.slice(1, -1) : tokens;
  }

  private spaces(): void {
    while (this.text[this.at] === ' ') this.at++;
  }
}
