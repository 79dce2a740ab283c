/** What the comment behind an expression says of its value. */
export type Claim =
  | {
      readonly kind: 'value';
      readonly value: string | number | boolean | bigint | null | undefined;
      readonly open: boolean;
    }
  | { readonly kind: 'array'; readonly items: readonly Claim[]; readonly open: boolean }
  | { readonly kind: 'object'; readonly entries: ReadonlyMap<string, Claim>; readonly open: boolean }
  | { readonly kind: 'throws'; readonly error: string };

const words: ReadonlyMap<string, Extract<Claim, { kind: 'value' }>['value']> = new Map<
  string,
  Extract<Claim, { kind: 'value' }>['value']
>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['undefined', undefined],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
]);

/**
 * Reads a comment such as `[1, 2], one per channel`: a literal of JavaScript, then nothing, or prose behind `,`, `:`, `;` or ` (`.
 * `…` behind a number or a string, or as the last item of an array or object, leaves the rest open. `throws ShapeError` claims an error.
 *
 * @throws SyntaxError for a comment that does not start with a value: prose belongs on a line of its own.
 */
export function readClaim(comment: string): Claim {
  const text = comment.trim();
  const error = /^throws ([A-Za-z]\w*)(?=$|\s*[,:;(])/.exec(text);
  if (error) return { kind: 'throws', error: error[1]! };
  const reader = new ClaimReader(text);
  const claim = reader.claim();
  if (!/^\s*(?:$|[,:;(])/.test(text.slice(reader.at))) {
    throw new SyntaxError(`the comment "${text}" goes on behind its value without one of , : ; (`);
  }
  return claim;
}

class ClaimReader {
  at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  claim(): Claim {
    this.#skipSpace();
    const next = this.#text[this.at];
    if (next === '[') return this.#array();
    if (next === '{') return this.#object();
    if (next === "'" || next === '"' || next === '`') {
      const value = this.#string(next);
      return { kind: 'value', value, open: this.#take('…') };
    }
    const word = this.#match(/-?(?:Infinity|[A-Za-z]+)(?!\w)/y);
    if (word !== undefined && words.has(word)) return { kind: 'value', value: words.get(word), open: false };
    const number = word === undefined ? this.#match(/-?\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?n?/iy) : undefined;
    if (number === undefined) {
      throw new SyntaxError(
        `the comment "${this.#text}" does not start with a value; prose belongs on a line of its own`,
      );
    }
    const digits = number.replaceAll('_', '');
    const value = digits.endsWith('n') ? BigInt(digits.slice(0, -1)) : Number(digits);
    return { kind: 'value', value, open: this.#take('…') };
  }

  #array(): Claim {
    const items: Claim[] = [];
    const open = this.#list(']', () => items.push(this.claim()));
    return { kind: 'array', items, open };
  }

  #object(): Claim {
    const entries = new Map<string, Claim>();
    const open = this.#list('}', () => {
      const quote = this.#text[this.at];
      const name = quote === "'" || quote === '"' ? this.#string(quote) : this.#match(/[\p{L}\p{N}_$]+/uy);
      if (name === undefined) throw this.#fault('the name of a property');
      this.#skipSpace();
      if (!this.#take(':')) throw this.#fault('":"');
      entries.set(name, this.claim());
    });
    return { kind: 'object', entries, open };
  }

  /** Reads items up to the closing bracket; true where `…` stands in the place of the last. */
  #list(close: ']' | '}', item: () => void): boolean {
    this.at++;
    for (;;) {
      this.#skipSpace();
      if (this.#take(close)) return false;
      if (this.#take('…')) {
        this.#skipSpace();
        if (this.#take(close)) return true;
        throw this.#fault(`"${close}" behind …`);
      }
      item();
      this.#skipSpace();
      if (!this.#take(',') && this.#text[this.at] !== close) throw this.#fault(`"," or "${close}"`);
    }
  }

  #string(quote: string): string {
    let value = '';
    for (this.at++; this.#text[this.at] !== quote; this.at++) {
      const letter = this.#text[this.at];
      if (letter === undefined) throw this.#fault(`the closing ${quote}`);
      if (letter !== '\\') {
        value += letter;
        continue;
      }
      this.at++;
      const escaped = this.#text[this.at] ?? '';
      value += { n: '\n', t: '\t', r: '\r', 0: '\0' }[escaped] ?? escaped;
    }
    this.at++;
    return value;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  #take(letter: string): boolean {
    if (this.#text[this.at] !== letter) return false;
    this.at++;
    return true;
  }

  #skipSpace(): void {
    while (this.#text[this.at] === ' ') this.at++;
  }

  #fault(expected: string): SyntaxError {
    return new SyntaxError(`the comment "${this.#text}": expected ${expected} at "${this.#text.slice(this.at)}"`);
  }
}
