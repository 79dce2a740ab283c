import type { Token } from '../expressions/parse/tokens.ts';
import { readIverson } from './conditions.ts';
import { readArray, readDelta, readInside } from './groups.ts';
import { splitAtSign, TokenRow } from './cursor.ts';
import { readName } from './read-name.ts';
import { isRemark } from './remarks.ts';
import { differentialHere, partialOf } from './partials.ts';
import { readGenerator, readTotal } from './totals.ts';
import type { Style, Term } from './term.ts';

const styles: Readonly<Record<string, Style>> = { '·': 'dot', '*': 'dot', '×': 'times', '∘': 'hadamard', '⊗': 'outer' };
const calls: Readonly<Record<string, string>> = {
  diag: 'diag',
  softmax: 'softmax',
  softargmax: 'softmax',
  sigmoid: 'sigmoid',
  tanh: 'tanh',
  exp: 'exp',
  min: 'min',
  max: 'max',
  outer: 'outer',
  ln: 'log',
  log: 'log',
};

/** Reads a formula with indices from tokens: a precedence parser. */
export class TermParser extends TokenRow {
  /** Whether × stands between the sizes of a shape here, and multiplies only inside brackets. */
  betweenSizes = false;

  /** A parser of some tokens in the place of these. */
  sub(tokens: readonly Token[]): TermParser {
    if (tokens.length === 0) this.fail('Something is missing here.');
    return new TermParser(tokens, this.names, this.budget);
  }

  /** The term that all tokens make. */
  whole(): Term {
    const term = this.expression();
    this.passGaps();
    if (this.peek()) this.fail();
    return term;
  }

  expression(): Term {
    return this.nested(() => {
      const terms: Term[] = [];
      let negative = this.leadingSign();
      for (;;) {
        const term = this.product();
        terms.push(negative ? { type: 'negate', of: term } : term);
        // m-dimensional: what follows the sign is no term.
        if ((!this.sign('+') && !this.sign('-')) || !this.startsOperand(1)) break;
        negative = this.sign('-');
        this.at++;
      }
      return terms.length === 1 ? terms[0]! : { type: 'sum', terms };
    });
  }

  private leadingSign(): boolean {
    const negative = this.sign('-');
    if (negative || this.sign('+')) this.at++;
    return negative;
  }

  /** Factors with signs between them, from left to right; a product of factors beside each other binds more strongly. */
  product(): Term {
    let left = this.beside();
    for (;;) {
      this.count();
      const token = this.peek();
      if (token?.kind === 'word' && token.text.trim() === 'mod' && this.startsOperand(1)) {
        this.at++;
        left = { type: 'modulo', of: left, by: this.factor() };
        continue;
      }
      if (token?.kind !== 'sign') return left;
      const style = styles[token.sign];
      if (this.betweenSizes && (style === 'times' || (token.sign === '*' && left.type === 'number'))) return left;
      if (style) {
        if (!this.startsOperand(1) && !this.sign('-', 1)) return left;
        this.at++;
        const right = this.leadingSign() ? ({ type: 'negate', of: this.beside() } as const) : this.beside();
        left =
          left.type === 'product' && left.style === style && style !== 'juxtaposed'
            ? { ...left, factors: [...left.factors, right] }
            : { type: 'product', factors: [left, right], style };
      } else if (token.sign === '/') {
        this.at++;
        const rounded = this.sign('/');
        if (rounded) this.at++;
        const negative = this.leadingSign();
        const factor = this.factor();
        const quotient: Term = {
          type: 'quotient',
          over: left,
          under: negative ? { type: 'negate', of: factor } : factor,
        };
        left = rounded ? { type: 'rounded', way: 'down', of: quotient } : quotient;
        if (this.startsOperand() && !this.isWordLike())
          left = { type: 'product', factors: [left, this.beside()], style: 'juxtaposed' };
      } else if ((token.sign === '%' || token.sign === 'mod') && this.startsOperand(1)) {
        this.at++;
        left = { type: 'modulo', of: left, by: this.factor() };
      } else return left;
    }
  }

  /** Factors beside each other. */
  private beside(): Term {
    const factors = [this.factor()];
    while (this.startsOperand() && !(this.betweenSizes && this.isCross())) {
      // Space between formulas ends a product; a sum reaches as far as the product goes.
      if (this.peek()?.kind === 'digits' && factors.at(-1)?.type === 'number') break;
      factors.push(this.factor());
      this.count();
    }
    return factors.length === 1 ? factors[0]! : { type: 'product', factors, style: 'juxtaposed' };
  }

  /** An x that stands for × between two sizes: `2x5`, `2 x 5`. */
  isCross(): boolean {
    const token = this.peek();
    if (token?.kind !== 'letter' || token.name !== 'x') return false;
    const [before, after] = [this.peek(-1), this.peek(1)];
    const closed =
      before?.kind === 'digits' || before?.kind === 'close' || before?.kind === 'letter' || before?.kind === 'scripts';
    return (
      closed &&
      (after?.kind === 'digits' || after?.kind === 'letter' || (after?.kind === 'open' && after.bracket !== '['))
    );
  }

  private isWordLike(): boolean {
    return this.peek()?.kind === 'word';
  }

  startsOperand(ahead = 0): boolean {
    const token = this.peek(ahead);
    switch (token?.kind) {
      case 'digits':
      case 'letter':
      case 'accent':
      case 'fraction':
      case 'partial':
        return true;
      case 'open':
        return !isRemark(this, ahead);
      case 'array':
        return true;
      case 'operator':
        return token.name === 'sum' || Object.hasOwn(calls, token.name);
      case 'sign':
        return (
          token.sign === '.' && this.peek(ahead + 1)?.kind === 'digits' && this.peek(ahead + 1)!.start === token.end
        );
      case 'word': {
        const word = token.text.trim();
        if (this.names.resolve(word) !== undefined) return true;
        if (this.isUnit(ahead) || word === 'mod') return false;
        return (
          (['floor', 'ceil', 'int', 'sum'].includes(word) || Object.hasOwn(calls, word)) &&
          (this.peek(ahead + 1)?.kind === 'open' ||
            (word !== 'sum' && /^(?:letter|digits|fraction)$/.test(this.peek(ahead + 1)?.kind ?? '')))
        );
      }
      default:
        return false;
    }
  }

  private isUnit(ahead: number): boolean {
    return this.isCondition(ahead) || this.isElse(ahead) || this.isAnd(ahead);
  }

  /** One factor with its scripts and brackets. */
  factor(): Term {
    this.count();
    let term = this.nested(() => this.primary());
    for (;;) {
      const token = this.peek();
      if (token?.kind === 'scripts') {
        this.at++;
        if (token.primes > 0) this.fail('A prime cannot be read here.');
        if (token.sub) term = this.indexed(term, this.indicesIn(token.sub, term));
        if (token.sup) term = this.raised(term, token.sup);
      } else if (token?.kind === 'open' && token.bracket === '[' && isIndexable(term) && !readIverson(this, true)) {
        const inside = this.inside();
        if (!inside) this.fail('The bracket [ is not closed.');
        this.at += inside.length + 2;
        term = this.indexed(term, this.indicesIn(inside, term));
      } else if (this.isRemainder()) {
        term = this.remainder(term);
      } else return term;
    }
  }

  /** `j (mod 3)`. */
  private isRemainder(): boolean {
    let ahead = 0;
    while (this.peek(ahead)?.kind === 'gap') ahead++;
    return this.opens('(', ahead) && this.word(ahead + 1) === 'mod';
  }

  private remainder(of: Term): Term {
    this.passGaps();
    const inside = this.inside();
    if (!inside) this.fail('A bracket is not closed.');
    this.at += inside.length + 2;
    return { type: 'modulo', of, by: this.sub(inside.slice(1)).whole() };
  }

  raised(term: Term, sup: readonly Token[]): Term {
    const [only] = sup;
    const transposed =
      sup.length === 1 &&
      ((only?.kind === 'sign' && only.sign === '⊤') ||
        (only?.kind === 'letter' && only.name === 'T') ||
        (only?.kind === 'word' && only.text.trim() === 'T'));
    if (transposed) return { type: 'transpose', of: term };
    return { type: 'power', base: term, exponent: this.nested(() => this.sub(sup).whole()) };
  }

  /** The indices between brackets or below a name. `0mn` below a name with three indices are three. */
  indicesIn(tokens: readonly Token[], term: Term): readonly Term[] {
    if (tokens.length === 0) this.fail('An index is missing.');
    const lists = splitAtSign(tokens, [',', ';']).filter((list) => list.length > 0);
    if (lists.length > 1) return lists.map((list) => this.nested(() => this.sub(list).whole()));
    const rank = this.rankOf(term);
    const [list = []] = lists;
    const single = rank > 1 && list.length > 1 ? this.singles(list) : undefined;
    if (single && single.length > 1 && single.length <= rank) return single;
    return [this.nested(() => this.sub(list).whole())];
  }

  /** Indices written without commas: each a letter, a digit or something in brackets. */
  singles(list: readonly Token[]): readonly Term[] | undefined {
    const found: Term[] = [];
    const row = this.sub(list);
    while (row.peek()) {
      const token = row.peek()!;
      if (token.kind !== 'letter' && token.kind !== 'digits' && !(token.kind === 'open' && token.bracket === '('))
        return undefined;
      // 2i is twice i and no pair of indices.
      if (token.kind === 'digits' && token.text !== '0' && found.length > 0 && row.peek(1)?.kind === 'letter')
        return undefined;
      if (token.kind === 'digits' && found.length === 0 && token.text !== '0') return undefined;
      if (token.kind === 'digits') {
        row.at++;
        found.push({ type: 'number', value: Number(token.text), written: token.text });
      } else found.push(row.primary());
    }
    return found;
  }

  private rankOf(term: Term): number {
    if (term.type === 'entry') return this.names.array(term.name)?.shape.length ?? 0;
    if (term.type === 'partial') {
      return [term.of.name, term.by.name].reduce((rank, name) => rank + (this.names.array(name)?.shape.length ?? 0), 0);
    }
    return 2;
  }

  private indexed(term: Term, indices: readonly Term[]): Term {
    if (term.type === 'entry' || term.type === 'partial') return { ...term, indices: [...term.indices, ...indices] };
    if (term.type === 'at') return { ...term, indices: [...term.indices, ...indices] };
    if (term.type === 'name') return { type: 'entry', name: term.name, indices };
    return { type: 'at', of: term, indices };
  }

  primary(): Term {
    this.passGaps();
    const token = this.peek();
    if (!token) this.fail('Something is missing here.');
    switch (token.kind) {
      case 'digits':
        return readIverson(this) ?? this.number();
      case 'sign':
        return token.sign === '.' ? this.number() : this.fail();
      case 'letter':
        return readIverson(this) ?? differentialHere(this) ?? readDelta(this, token) ?? readName(this, token);
      case 'accent':
        return readName(this, token);
      case 'partial':
        return differentialHere(this) ?? this.fail('A ∂ stands alone: a derivative is written ∂a/∂b.');
      case 'fraction':
        return this.fraction(token);
      case 'operator':
        if (token.name === 'sum') return readTotal(this);
        return this.call(token.name);
      case 'word':
        return this.wordHere(token.text.trim());
      case 'array':
        return readArray(this, token);
      case 'open':
        return readIverson(this) ?? this.group(token.bracket);
      default:
        return this.fail();
    }
  }

  private number(): Term {
    let written = '';
    let end = this.peek()!.start;
    for (let token = this.peek(); token?.kind === 'digits' || token?.kind === 'sign'; token = this.peek()) {
      const point: boolean = token.kind === 'sign' && token.sign === '.' && !written.includes('.');
      const next = this.peek(1);
      if (
        token.start !== end ||
        (token.kind === 'sign' && !(point && next?.kind === 'digits' && next.start === token.end))
      )
        break;
      written += token.kind === 'digits' ? token.text : '.';
      end = token.end;
      this.at++;
    }
    if (written === '' || written.length > 15) this.fail('This number cannot be read.');
    return { type: 'number', value: Number(written), written };
  }

  private fraction(token: Token & { kind: 'fraction' }): Term {
    const partial = partialOf(this, token);
    if (partial) return partial;
    this.at++;
    if (!token.bar) this.fail();
    return {
      type: 'quotient',
      over: this.nested(() => this.sub(token.over).whole()),
      under: this.nested(() => this.sub(token.under).whole()),
    };
  }

  private wordHere(word: string): Term {
    const known = this.names.resolve(word);
    if (known !== undefined) {
      this.at++;
      return this.names.isArray(known) ? { type: 'entry', name: known, indices: [] } : { type: 'name', name: known };
    }
    if (word === 'sum') return readGenerator(this);
    if (word === 'floor' || word === 'int' || word === 'ceil') {
      this.at++;
      const of = this.opens('(') ? this.nested(() => this.group('(')) : this.factor();
      return { type: 'rounded', way: word === 'ceil' ? 'up' : 'down', of };
    }
    return this.call(word);
  }

  private call(word: string): Term {
    const name = Object.hasOwn(calls, word) ? calls[word] : undefined;
    if (name === undefined) this.fail();
    this.at++;
    const scripts = this.peek();
    if (scripts?.kind === 'scripts') {
      // log_2 and log_e: another base divides.
      if (name !== 'log' || !scripts.sub || scripts.sup) this.fail();
      this.at++;
      const base = this.sub(scripts.sub).whole();
      const of: Term = { type: 'call', name: 'log', arguments: [this.opens('(') ? this.group('(') : this.factor()] };
      return base.type === 'name' && base.name === 'e'
        ? of
        : { type: 'quotient', over: of, under: { type: 'call', name: 'log', arguments: [base] } };
    }
    if (!this.opens('(') && !this.opens('[')) {
      return { type: 'call', name, arguments: [this.factor()] };
    }
    const inside = this.inside();
    if (!inside) this.fail('A bracket is not closed.');
    this.at += inside.length + 2;
    return {
      type: 'call',
      name,
      arguments: splitAtSign(inside, [',']).map((list) => this.nested(() => this.sub(list).whole())),
    };
  }

  private group(bracket: string): Term {
    const inside = this.inside();
    if (!inside) this.fail('A bracket is not closed.');
    if (inside.length === 0) this.fail('There is nothing between these brackets.');
    this.at += inside.length + 2;
    const lists = splitAtSign(inside, [',', ';']).filter((list) => list.length > 0);
    if (lists.length > 1)
      return { type: 'list', items: lists.map((list) => this.nested(() => this.sub(list).whole())) };
    const of = this.nested(() => readInside(this, inside));
    if (bracket === '⌊' || bracket === '⌈') return { type: 'rounded', way: bracket === '⌊' ? 'down' : 'up', of };
    if (bracket === '(' || bracket === '{' || bracket === '[') return of;
    return this.fail();
  }
}

function isIndexable(term: Term): boolean {
  return (
    term.type === 'entry' ||
    term.type === 'partial' ||
    term.type === 'name' ||
    term.type === 'at' ||
    term.type === 'product' ||
    term.type === 'sum' ||
    term.type === 'transpose'
  );
}
