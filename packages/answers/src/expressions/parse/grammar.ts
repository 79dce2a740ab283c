import type { Expr, ProductStyle } from '../expr.ts';
import { Cursor, startsOperand, ungroup } from './cursor.ts';
import { letter, operator, word, wordRole } from './applications.ts';
import { bracket, enclosed, group, matrix } from './brackets.ts';
import { differential, fraction, gradient } from './derivatives.ts';
import { checkExponent } from './exponents.ts';
import { numberOf } from './rational.ts';
import type { Run } from './runs.ts';
import { accented, hasComma, isTranspose, named } from './symbols.ts';
import { ReadError, type Token } from './tokens.ts';

const productStyles: Readonly<Record<string, ProductStyle>> = {
  '·': 'dot',
  '*': 'dot',
  '×': 'times',
  '∘': 'hadamard',
  '⊗': 'tensor',
  '⊕': 'direct',
};

/** A precedence parser from tokens to one expression. */ export class Grammar extends Cursor {
  readonly runs: Map<number, Run> = new Map();
  bars = 0;

  /** The expression that all tokens make. */
  whole(): Expr {
    if (this.tokens.length === 0) throw new ReadError('Something is missing here.', 0, 0);
    const expr = this.expression();
    const rest = this.peek();
    if (rest) this.fail(rest);
    return expr;
  }

  /** Expressions between commas, up to the end. */
  items(): Expr[] {
    const items = [this.expression()];
    while (this.sign(',') || this.sign(';')) {
      this.at++;
      items.push(this.expression());
    }
    const rest = this.peek();
    if (rest) this.fail(rest);
    return items;
  }

  expression(): Expr {
    return this.nested(() => {
      const terms: Expr[] = [];
      let negative = this.leadingSign();
      for (;;) {
        const term = this.term();
        terms.push(negative ? this.make({ type: 'negate', of: term }) : term);
        if (this.sign('±')) this.fail(this.peek(), '± stands for two values: write the one that is meant.');
        if (!this.sign('+') && !this.sign('-')) break;
        negative = this.sign('-');
        this.at++;
      }
      const [only] = terms;
      return terms.length === 1 && only ? only : this.make({ type: 'sum', terms: terms.map(ungroup) });
    });
  }

  leadingSign(): boolean {
    if (this.sign('±')) this.fail(this.peek(), '± stands for two values: write the one that is meant.');
    const negative = this.sign('-');
    if (negative || this.sign('+')) this.at++;
    return negative;
  }

  /** Factors between explicit signs, from left to right. */
  term(): Expr {
    let left = this.run();
    let style: ProductStyle | undefined;
    let factors: Expr[] = [];
    const close = (): void => {
      if (!style) return;
      left = [this.make({ type: 'product', factors: [...factors, this.product(left)], style })];
      style = undefined;
      factors = [];
    };
    for (;;) {
      const token = this.peek();
      if (token?.kind !== 'sign') break;
      const next = productStyles[token.sign];
      if (next) {
        this.at++;
        const right = this.signedRun();
        if (next === 'hadamard' && left.length + right.length > 2 && this.pick('hadamard')) {
          close();
          const [last, first] = [left.at(-1), right[0]];
          if (!last || !first) this.fail(token);
          left = [
            ...left.slice(0, -1),
            this.make({ type: 'product', factors: [last, first].map(ungroup), style: next }),
            ...right.slice(1),
          ];
          continue;
        }
        if (style !== next) close();
        factors.push(this.product(left));
        style = next;
        left = right;
      } else if (token.sign === '/') {
        close();
        left = this.division(left);
      } else if (token.sign === 'mod' || (token.sign === '%' && startsOperand(this.peek(1)))) {
        close();
        this.at++;
        left = [this.make({ type: 'apply', name: 'mod', arguments: [this.product(left), this.product(this.run())] })];
      } else break;
    }
    close();
    return this.product(left);
  }

  signedRun(): Expr[] {
    if (!this.leadingSign()) return this.run();
    return [this.make({ type: 'negate', of: this.product(this.run()) })];
  }

  division(left: Expr[]): Expr[] {
    this.at++;
    if (this.sign('/')) {
      this.at++;
      const quotient = this.make({
        type: 'quotient',
        numerator: this.product(left),
        denominator: this.product(this.run()),
      });
      return [this.make({ type: 'apply', name: 'floor', arguments: [quotient] })];
    }
    const negative = this.leadingSign();
    const [digits, behind] = [this.peek(), this.peek(1)];
    const under = this.run();
    const [first, ...rest] = under;
    if (!first) this.fail(this.peek());
    // 1/2 w with a space is half of w; 1/2w may be meant otherwise.
    const half =
      left.every((factor) => factor.type === 'number') && digits?.kind === 'digits' && behind?.start !== digits.end;
    const whole = rest.length > 0 && !half && this.pick('slash');
    const under1 = whole ? this.product(under) : ungroup(first);
    const denominator = negative ? this.make({ type: 'negate', of: under1 }) : under1;
    const quotient = this.make({ type: 'quotient', numerator: this.product(left), denominator });
    return whole ? [quotient] : [quotient, ...rest];
  }

  product(factors: readonly Expr[]): Expr {
    const [only] = factors;
    if (factors.length === 1 && only) return only;
    return this.make({ type: 'product', factors: factors.map(ungroup), style: 'juxtaposed' });
  }

  /** Factors beside each other. */
  run(): Expr[] {
    const factors: Expr[] = [];
    for (;;) {
      const token = this.peek();
      const first = factors.length === 0;
      if (!first && !(startsOperand(token) && !(token?.kind === 'bar' && this.bars > 0))) break;
      if (!first && token) this.beside(factors.at(-1), token);
      const factor = this.factor();
      const previous = factors.at(-1);
      if (
        previous?.type === 'number' &&
        token?.kind === 'fraction' &&
        factor.type === 'quotient' &&
        isWhole(previous) &&
        factor.numerator.type === 'number' &&
        this.pick('mixed number')
      ) {
        factors[factors.length - 1] = this.make({ type: 'sum', terms: [previous, factor] });
      } else factors.push(factor);
    }
    return factors;
  }

  /** Refuses what stands beside each other without meaning a product. */
  beside(previous: Expr | undefined, token: Token): void {
    if (token.kind === 'digits' && previous && !isGrouped(previous))
      this.fail(token, 'A number follows without a sign: a sign or an index is missing.');
    if (token.kind === 'word' && wordRole(this, token) === 'words' && previous?.type !== 'number')
      this.fail(token, `The words “${token.text.trim()}” stand inside mathematics.`);
    if (previous?.type === 'words') this.fail(token, `The words “${previous.text}” stand inside mathematics.`);
  }

  factor(): Expr {
    let expr = this.primary();
    for (;;) {
      const token = this.peek();
      if (token?.kind === 'scripts') {
        this.at++;
        expr = this.scripted(expr, token);
      } else if (this.sign('!')) {
        this.at++;
        expr = this.make({ type: 'apply', name: 'factorial', arguments: [ungroup(expr)] });
      } else if (this.sign('%') && !startsOperand(this.peek(1))) {
        this.at++;
        expr = this.make({
          type: 'product',
          factors: [ungroup(expr), { type: 'words', text: '%' }],
          style: 'juxtaposed',
        });
      } else if (
        token?.kind === 'open' &&
        token.bracket === '[' &&
        (expr.type === 'apply' || (expr.type === 'derivative' && hasComma(this)))
      ) {
        expr = this.make({ type: 'apply', name: 'index', arguments: [expr, ...bracket(this, '[')] });
      } else return expr;
    }
  }

  primary(): Expr {
    const token = this.peek();
    if (!token) this.fail(undefined);
    switch (token.kind) {
      case 'digits':
        return this.number(token);
      case 'letter':
        return letter(this, token);
      case 'word':
        return word(this, token);
      case 'operator':
        return operator(this, token);
      case 'accent':
        this.at++;
        return named(this, accented(this, token));
      case 'open':
        return group(this, token);
      case 'bar': {
        this.at++;
        this.bars++;
        const of = this.expression();
        const end = this.peek();
        if (end?.kind !== 'bar' || end.bracket !== token.bracket)
          this.fail(end ?? token, `The bar ${token.bracket} is not closed.`);
        this.bars--;
        this.at++;
        return enclosed(this, token.bracket, of);
      }
      case 'fraction':
        this.at++;
        return fraction(this, token);
      case 'root': {
        this.at++;
        const of = this.sub(token.body, token).whole();
        if (!token.index) return this.make({ type: 'apply', name: 'sqrt', arguments: [ungroup(of)] });
        const one: Expr = { type: 'number', value: { numerator: 1n, denominator: 1n }, written: '1' };
        const exponent = this.make({
          type: 'quotient',
          numerator: one,
          denominator: this.sub(token.index, token).whole(),
        });
        return this.make({ type: 'power', base: ungroup(of), exponent });
      }
      case 'array':
        this.at++;
        return matrix(this, token);
      case 'box':
        this.at++;
        return this.sub(token.body, token).whole();
      case 'partial':
        return differential(this, token) ?? this.fail(token, 'A ∂ stands alone: a derivative is written ∂a/∂b.');
      case 'nabla':
        return gradient(this, token);
      case 'ellipsis':
        if (!this.reading.names.ellipses) this.fail(token);
        this.at++;
        return this.make({ type: 'symbol', name: '…' });
      default:
        return this.fail(token);
    }
  }

  number(token: Token & { kind: 'digits' }): Expr {
    this.at++;
    if (token.items && this.pick('thousands')) {
      const items = token.items.map((item) => numberOf(item) ?? this.fail(token));
      return this.make({ type: 'list', items, bracket: 'none' });
    }
    const number = numberOf(token.text);
    return number ? this.make(number) : this.fail(token, 'This number is too long to be read.');
  }

  scripted(expr: Expr, token: Token & { kind: 'scripts' }): Expr {
    let base = ungroup(expr);
    if (token.primes > 0 || base.type === 'words') this.fail(token, 'This superscript cannot be read.');
    if (token.sub)
      base = this.make({ type: 'apply', name: 'index', arguments: [base, ...this.sub(token.sub, token).items()] });
    if (!token.sup) return base;
    if (isTranspose(this, token.sup)) return this.make({ type: 'transpose', of: base });
    return this.power(base, token.sup, token);
  }

  power(base: Expr, exponent: readonly Token[], token: Token): Expr {
    const read = this.sub(exponent, token).whole();
    // The exponent of ℝ^{5 × 21} is a shape.
    const set = base.type === 'symbol' && /^[ℝℕℤ]$/.test(base.name);
    if (!set) checkExponent(read, this.reading.limits, token, false);
    return this.make({ type: 'power', base: ungroup(base), exponent: ungroup(read) });
  }

  sub(tokens: readonly Token[], around: Token | undefined): Grammar {
    if (tokens.length === 0) {
      const [start, end] = [around?.start ?? 0, around?.end ?? 0];
      throw new ReadError('Something is missing here.', start, end);
    }
    return new Grammar(tokens, this.reading);
  }
}

function isWhole(expr: Expr & { type: 'number' }): boolean {
  return expr.value.denominator === 1n;
}

function isGrouped(expr: Expr): boolean {
  return (
    expr.type === 'sum' ||
    expr.type === 'apply' ||
    expr.type === 'list' ||
    expr.type === 'absolute' ||
    expr.type === 'norm'
  );
}
