import type { Expr, ProductStyle } from '../expr.ts';
import type { Limits } from '../../judgement.ts';
import { checkExponent } from './exponents.ts';
import { joinLiterals } from './literals.ts';
import { joinName, nameText, type NameParts, type ScopeIndex, splitName } from './names.ts';
import { numberOf } from './rational.ts';
import { type Run, splitRun } from './runs.ts';
import { type Bracket, ReadError, type Token } from './tokens.ts';

/**
 * What mathematical writing leaves open. The first reading is the common one; the other is tried where a reader could
 * mean it as well.
 */
export type Ambiguity =
  /** a/bc: (a/b)c, or a/(bc). */
  | 'slash'
  /** log k M: log(kM), or log(k) M. */
  | 'argument'
  /** ln a/b: ln(a)/b, or ln(a/b). */
  | 'argument slash'
  /** g(x) with an unknown g: a product, or an application. */
  | 'application'
  /** w^{(2)} with an unknown w^(2) but a known w: a name, or a power. */
  | 'superscript'
  /** d/dx a b: of the product, or of its first factor. */
  | 'operator'
  /** 2 ½: a product, or two and a half. */
  | 'mixed number'
  /** A ∘ B C: A ∘ (BC), or (A ∘ B)C. */
  | 'hadamard'
  /** 1,234: a number, or two. */
  | 'thousands'
  /** x[t] with an unknown x[t]: a product or an entry. */
  | 'index'
  /** \frac{da}{db} where d is a variable: a quotient, or a derivative. */
  | 'differential';

/** How one reading decides what is open, and what it was asked. */
export interface Choices {
  readonly alternate: ReadonlySet<Ambiguity>;
  readonly asked: Set<Ambiguity>;
}

/** What all parts of one reading share. */
export interface Reading {
  readonly names: ScopeIndex;
  readonly choices: Choices;
  readonly limits: Limits;
  readonly mode: 'latex' | 'plain';
  nodes: number;
  depth: number;
}

const productStyles: Readonly<Record<string, ProductStyle>> = {
  '·': 'dot',
  '*': 'dot',
  '×': 'times',
  '∘': 'hadamard',
  '⊗': 'tensor',
};

/** A precedence parser from tokens to one expression. */
export class Grammar {
  readonly reading: Reading;
  private readonly tokens: readonly Token[];
  private readonly runs = new Map<number, Run>();
  private at = 0;
  private bars = 0;

  constructor(tokens: readonly Token[], reading: Reading) {
    this.reading = reading;
    this.tokens = dropIdleGaps(joinLiterals(tokens, !reading.names.has('e')));
  }

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

  private peek(offset = 0): Token | undefined {
    return this.tokens[this.at + offset];
  }

  private sign(sign: string, offset = 0): boolean {
    const token = this.peek(offset);
    return token?.kind === 'sign' && token.sign === sign;
  }

  private pick(ambiguity: Ambiguity): boolean {
    this.reading.choices.asked.add(ambiguity);
    return this.reading.choices.alternate.has(ambiguity);
  }

  private sub(tokens: readonly Token[], around: Token | undefined): Grammar {
    if (tokens.length === 0) {
      const [start, end] = [around?.start ?? 0, around?.end ?? 0];
      throw new ReadError('Something is missing here.', start, end);
    }
    return new Grammar(tokens, this.reading);
  }

  private nested<T>(read: () => T): T {
    this.reading.depth++;
    if (this.reading.depth > this.reading.limits.depth) {
      const token = this.peek();
      throw new ReadError(
        `This is nested more than ${this.reading.limits.depth} levels deep.`,
        token?.start ?? 0,
        token?.end ?? 0,
      );
    }
    const value = read();
    this.reading.depth--;
    return value;
  }

  private make(expr: Expr): Expr {
    this.reading.nodes++;
    if (this.reading.nodes > this.reading.limits.nodes) {
      const token = this.peek();
      throw new ReadError(`This has more than ${this.reading.limits.nodes} parts.`, token?.start ?? 0, token?.end ?? 0);
    }
    return expr;
  }

  private fail(token: Token | undefined, message?: string): never {
    const last = this.tokens.at(-1);
    const [start, end] = token ? [token.start, token.end] : [last?.end ?? 0, last?.end ?? 0];
    throw new ReadError(message ?? (token ? unreadable(token) : 'Something is missing at the end.'), start, end);
  }

  private expression(): Expr {
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

  private leadingSign(): boolean {
    if (this.sign('±')) this.fail(this.peek(), '± stands for two values: write the one that is meant.');
    const negative = this.sign('-');
    if (negative || this.sign('+')) this.at++;
    return negative;
  }

  /** Factors between explicit signs, from left to right. */
  private term(): Expr {
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

  private signedRun(): Expr[] {
    if (!this.leadingSign()) return this.run();
    return [this.make({ type: 'negate', of: this.product(this.run()) })];
  }

  private division(left: Expr[]): Expr[] {
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
    const under = this.run();
    const [first, ...rest] = under;
    if (!first) this.fail(this.peek());
    const whole = rest.length > 0 && this.pick('slash');
    const under1 = whole ? this.product(under) : ungroup(first);
    const denominator = negative ? this.make({ type: 'negate', of: under1 }) : under1;
    const quotient = this.make({ type: 'quotient', numerator: this.product(left), denominator });
    return whole ? [quotient] : [quotient, ...rest];
  }

  private product(factors: readonly Expr[]): Expr {
    const [only] = factors;
    if (factors.length === 1 && only) return only;
    return this.make({ type: 'product', factors: factors.map(ungroup), style: 'juxtaposed' });
  }

  /** Factors beside each other. */
  private run(): Expr[] {
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
  private beside(previous: Expr | undefined, token: Token): void {
    if (token.kind === 'digits' && previous && !isGrouped(previous))
      this.fail(token, 'A number follows without a sign: a sign or an index is missing.');
    if (token.kind === 'word' && this.wordRole(token) === 'words' && previous?.type !== 'number')
      this.fail(token, `The words “${token.text.trim()}” stand inside mathematics.`);
    if (previous?.type === 'words') this.fail(token, `The words “${previous.text}” stand inside mathematics.`);
  }

  private factor(): Expr {
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
      } else if (expr.type === 'apply' && token?.kind === 'open' && token.bracket === '[') {
        expr = this.make({ type: 'apply', name: 'index', arguments: [expr, ...this.bracket('[')] });
      } else return expr;
    }
  }

  private primary(): Expr {
    const token = this.peek();
    if (!token) this.fail(undefined);
    switch (token.kind) {
      case 'digits':
        return this.number(token);
      case 'letter':
        return this.letter(token);
      case 'word':
        return this.word(token);
      case 'operator':
        return this.operator(token);
      case 'accent':
        this.at++;
        return this.named(this.accented(token));
      case 'open':
        return this.group(token);
      case 'bar': {
        this.at++;
        this.bars++;
        const of = this.expression();
        const end = this.peek();
        if (end?.kind !== 'bar' || end.bracket !== token.bracket)
          this.fail(end ?? token, `The bar ${token.bracket} is not closed.`);
        this.bars--;
        this.at++;
        return this.enclosed(token.bracket, of);
      }
      case 'fraction':
        this.at++;
        return this.fraction(token);
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
        return this.matrix(token);
      case 'box':
        this.at++;
        return this.sub(token.body, token).whole();
      case 'partial':
        return this.differential(token) ?? this.fail(token, 'A ∂ stands alone: a derivative is written ∂a/∂b.');
      case 'nabla':
        return this.gradient(token);
      default:
        return this.fail(token);
    }
  }

  private number(token: Token & { kind: 'digits' }): Expr {
    this.at++;
    if (token.items && this.pick('thousands')) {
      const items = token.items.map((item) => numberOf(item) ?? this.fail(token));
      return this.make({ type: 'list', items, bracket: 'none' });
    }
    const number = numberOf(token.text);
    return number ? this.make(number) : this.fail(token, 'This number is too long to be read.');
  }

  private letter(token: Token & { kind: 'letter' }): Expr {
    const derivative = token.name === 'd' ? this.differential(token) : undefined;
    if (derivative) return derivative;
    let run = this.runs.get(this.at);
    if (!run) {
      for (const [at, unit] of splitRun(this.tokens, this.at, this.reading)) this.runs.set(at, unit);
      run = this.runs.get(this.at);
    }
    if (!run) this.fail(token);
    this.at = run.to;
    if (run.function !== undefined && this.peek()) return this.application(run.function, token);
    return this.named(splitName(run.name) ?? { accents: [], base: run.name, primes: 0 });
  }

  private accented(token: Token & { kind: 'accent' }): NameParts {
    const [first, scripts, ...rest] = token.body;
    if (!first || rest.length > 0 || (scripts && (scripts.kind !== 'scripts' || scripts.sup)))
      this.fail(token, 'An accent stands over more than one symbol.');
    let inner: NameParts | undefined;
    if (first.kind === 'letter') inner = { accents: [], base: first.name, primes: 0 };
    else if (first.kind === 'word') inner = { accents: [], base: first.text.trim(), primes: 0 };
    else if (first.kind === 'accent') inner = this.nested(() => this.accented(first));
    if (!inner) this.fail(token, 'An accent stands over what is no symbol.');
    const sub = scripts?.kind === 'scripts' && scripts.sub ? nameText(scripts.sub) : undefined;
    if (scripts?.kind === 'scripts' && scripts.sub && sub === undefined)
      this.fail(scripts, 'This subscript cannot be read.');
    const primes = scripts?.kind === 'scripts' ? scripts.primes : 0;
    return {
      ...inner,
      accents: [token.name, ...inner.accents],
      primes: inner.primes + primes,
      ...(sub === undefined ? {} : { sub }),
    };
  }

  /** A symbol with the scripts that belong to its name, applied or indexed where it is a function or has entries. */
  private named(base: NameParts): Expr {
    const names = this.reading.names;
    let parts = base;
    let power: readonly Token[] | undefined;
    let after: Token | undefined;
    let transposed = false;
    for (let token = this.peek(); token?.kind === 'scripts'; token = this.peek()) {
      if (power || transposed) break;
      if (token.sub) {
        if (parts.sub !== undefined) this.fail(token, 'This symbol has two subscripts.');
        const sub = nameText(token.sub);
        if (sub === undefined) this.fail(token, 'This subscript cannot be read.');
        parts = { ...parts, sub };
      }
      parts = { ...parts, primes: parts.primes + token.primes };
      this.at++;
      if (!token.sup) continue;
      const sup = nameText(token.sup);
      const withSup = sup === undefined ? undefined : { ...parts, sup };
      if (withSup && parts.sup === undefined && names.has(joinName(withSup))) parts = withSup;
      else if (this.isTranspose(token.sup)) transposed = true;
      else if (withSup && parts.sup === undefined && this.inName(parts, sup ?? '')) parts = withSup;
      else {
        power = token.sup;
        after = token;
      }
    }
    const name = joinName(parts);
    const next = this.peek();
    const applied = names.function(name);
    let expr: Expr;
    if (applied !== undefined && next?.kind === 'open' && (next.bracket === '(' || next.bracket === '['))
      expr = this.make({ type: 'apply', name: applied, arguments: this.bracket(next.bracket) });
    else if (power && name === 'e' && !names.has('e') && after) {
      const exponent = this.sub(power, after).whole();
      checkExponent(exponent, this.reading.limits, after, true);
      return this.make({ type: 'apply', name: 'exp', arguments: [ungroup(exponent)] });
    } else if (!power && !transposed && next?.kind === 'open') expr = this.beforeBracket(name, next);
    else expr = this.symbol(name);
    if (transposed) expr = this.make({ type: 'transpose', of: expr });
    if (power && after) expr = this.power(expr, power, after);
    return expr;
  }

  private symbol(name: string): Expr {
    return this.make({ type: 'symbol', name: this.reading.names.resolve(name) });
  }

  /** Whether a superscript that is not declared is a part of the name: (t), *, but no power. */
  private inName(parts: NameParts, sup: string): boolean {
    if (/^[*†]$/.test(sup)) return true;
    if (this.reading.mode === 'plain') return false;
    if (!/^\([\p{L}\p{N},+\-_ ]*\)$/u.test(sup)) return false;
    const base = joinName(parts);
    const known = this.reading.names.has(base) || this.reading.names.isConstant(base);
    return !(known && this.pick('superscript'));
  }

  private isTranspose(sup: readonly Token[]): boolean {
    const [only] = sup;
    if (sup.length !== 1 || !only) return false;
    if (only.kind === 'sign') return only.sign === '⊤';
    return only.kind === 'letter' && only.name === 'T' && !this.reading.names.has('T');
  }

  /** A symbol before an opening bracket: a product, an unknown function, or an entry. */
  private beforeBracket(name: string, open: Token & { kind: 'open' }): Expr {
    const names = this.reading.names;
    if (open.bracket === '(' && !names.has(name) && !names.isConstant(name)) {
      const many = this.hasComma();
      if (many || this.pick('application')) return this.make({ type: 'apply', name, arguments: this.bracket('(') });
    }
    if (open.bracket === '[') {
      const inside = this.inside();
      const text = inside && nameText(inside);
      const whole = `${name}[${text ?? ''}]`;
      if (text !== undefined && names.has(whole)) {
        this.at += (inside?.length ?? 0) + 2;
        return this.symbol(whole);
      }
      const indexed = names.isIndexed(name) || this.hasComma();
      if (indexed || (!names.has(name) && !this.pick('index')))
        return this.make({ type: 'apply', name: 'index', arguments: [this.symbol(name), ...this.bracket('[')] });
    }
    return this.symbol(name);
  }

  /** The tokens inside the bracket that opens here, if it closes. */
  private inside(): readonly Token[] | undefined {
    let depth = 0;
    for (let i = this.at; i < this.tokens.length; i++) {
      const kind = this.tokens[i]?.kind;
      if (kind === 'open') depth++;
      if (kind === 'close' && --depth === 0) return this.tokens.slice(this.at + 1, i);
    }
    return undefined;
  }

  private hasComma(): boolean {
    let depth = 0;
    for (const token of this.inside() ?? []) {
      if (token.kind === 'open') depth++;
      if (token.kind === 'close') depth--;
      if (depth === 0 && token.kind === 'sign' && token.sign === ',') return true;
    }
    return false;
  }

  private wordRole(token: Token & { kind: 'word' }): 'function' | 'name' | 'words' {
    const text = token.text.trim();
    const names = this.reading.names;
    const next = this.peek(1);
    if (names.has(text) || names.written(text) !== undefined)
      return names.functionWord(text) !== undefined && !names.has(text) ? 'function' : 'name';
    if (names.functionWord(text) !== undefined && (startsOperand(next) || next?.kind === 'scripts')) return 'function';
    if (!/^\p{L}[\p{L}\p{N}_-]*$/u.test(text)) return 'words';
    if (token.style === 'upright' || text.length === 1 || next?.kind === 'scripts') return 'name';
    return next?.kind === 'open' && next.bracket === '(' && next.start === token.end ? 'name' : 'words';
  }

  private word(token: Token & { kind: 'word' }): Expr {
    const text = token.text.trim();
    const role = this.wordRole(token);
    this.at++;
    if (role === 'words') return this.make({ type: 'words', text: text.replace(/\s+/g, ' ') });
    if (role === 'function') return this.application(this.reading.names.functionWord(text) ?? text, token);
    const written = this.reading.names.has(text)
      ? text
      : (this.reading.names.written(text) ?? text.replace(/[_-]/g, ''));
    return this.named(splitName(written) ?? { accents: [], base: written, primes: 0 });
  }

  /** A function with its arguments, in brackets or bare. */
  private application(name: string, token: Token): Expr {
    let base: Expr | undefined;
    let power: { tokens: readonly Token[]; token: Token } | undefined;
    for (let scripts = this.peek(); scripts?.kind === 'scripts'; scripts = this.peek()) {
      this.at++;
      if (scripts.primes > 0) this.fail(scripts, `The derivative of ${name} is not written with a prime here.`);
      if (scripts.sub) {
        if (name !== 'log' || base) this.fail(scripts, `A subscript of ${name} cannot be read.`);
        base = this.sub(scripts.sub, scripts).whole();
      }
      if (scripts.sup) {
        if (power) this.fail(scripts, 'This function has two powers.');
        power = { tokens: scripts.sup, token: scripts };
        const [sign] = scripts.sup;
        if (sign?.kind === 'sign' && sign.sign === '-')
          this.fail(scripts, `The power −1 of ${name} may be the inverse or the reciprocal.`);
      }
    }
    const open = this.peek();
    const many = name === 'max' || name === 'min';
    let given: readonly Expr[];
    if (open?.kind === 'open' && (open.bracket === '(' || open.bracket === '[' || (open.bracket === '{' && many)))
      given = this.bracket(open.bracket);
    else if (open) given = [this.bareArgument()];
    else this.fail(token, `${name} is applied to nothing.`);
    const applied = this.make({ type: 'apply', name, arguments: given, ...(base ? { base } : {}) });
    return power ? this.power(applied, power.tokens, power.token) : applied;
  }

  private bareArgument(): Expr {
    return this.nested(() => {
      const negative = this.leadingSign();
      const factors = [this.factor()];
      const simple = (): boolean => {
        const token = this.peek();
        if (token?.kind === 'letter') return !this.startsFunction();
        return (
          token?.kind === 'fraction' ||
          token?.kind === 'root' ||
          token?.kind === 'accent' ||
          (token?.kind === 'word' && this.wordRole(token) === 'name')
        );
      };
      // In log 2k the number belongs to the symbol.
      if (factors[0]?.type === 'number' && simple()) factors.push(this.factor());
      if (simple() && !this.pick('argument')) while (simple()) factors.push(this.factor());
      let argument = this.product(factors);
      if (this.sign('/') && !this.sign('/', 1) && this.pick('argument slash')) {
        this.at++;
        argument = this.make({ type: 'quotient', numerator: argument, denominator: ungroup(this.factor()) });
      }
      return negative ? this.make({ type: 'negate', of: argument }) : argument;
    });
  }

  private startsFunction(): boolean {
    if (!this.runs.has(this.at))
      for (const [at, unit] of splitRun(this.tokens, this.at, this.reading)) this.runs.set(at, unit);
    const run = this.runs.get(this.at);
    return run?.function !== undefined;
  }

  private operator(token: Token & { kind: 'operator' }): Expr {
    this.at++;
    if (token.name === 'sum' || token.name === 'prod') return this.bound(token);
    const name = this.reading.names.functionWord(token.name);
    if (name === undefined) this.fail(token, `The operator ${token.name} cannot be read.`);
    return this.application(name, token);
  }

  private bound(token: Token & { kind: 'operator' }): Expr {
    const scripts = this.peek();
    const sub = scripts?.kind === 'scripts' ? scripts.sub : undefined;
    if (scripts?.kind !== 'scripts' || !sub) this.fail(token, `A ${token.name} needs its index below.`);
    this.at++;
    const equals = sub.findIndex((part) => part.kind === 'relation');
    const sign = sub[equals];
    if (sign?.kind === 'relation' && sign.sign !== '=')
      this.fail(scripts, `The range of this ${token.name} cannot be read.`);
    const index = this.sub(equals < 0 ? sub : sub.slice(0, equals), scripts).whole();
    if (index.type !== 'symbol') this.fail(scripts, `The index of this ${token.name} cannot be read.`);
    const range: Expr[] = [];
    if (equals >= 0) {
      if (!scripts.sup) this.fail(scripts, `This ${token.name} has no upper end.`);
      range.push(this.sub(sub.slice(equals + 1), scripts).whole(), this.sub(scripts.sup, scripts).whole());
    } else if (scripts.sup) this.fail(scripts, `This ${token.name} has no lower end.`);
    const body = this.nested(() => this.term());
    return this.make({ type: 'apply', name: token.name, arguments: [ungroup(body), index, ...range] });
  }

  /** Arguments in a bracket that opens here. */
  private bracket(bracket: Bracket): readonly Expr[] {
    const open = this.peek();
    const items = this.between(bracket);
    if (items.length === 0) this.fail(open, 'There is nothing between these brackets.');
    return items;
  }

  private between(bracket: Bracket): Expr[] {
    const open = this.peek();
    this.at++;
    const bars = this.bars;
    this.bars = 0;
    const items: Expr[] = [];
    const closed = (): boolean => this.peek()?.kind === 'close';
    while (!closed()) {
      if (!this.peek()) this.fail(open, `The bracket ${bracket} is not closed.`);
      items.push(this.expression());
      if (closed()) break;
      if (this.sign(',') || this.sign(';')) {
        this.at++;
        if (closed()) this.fail(this.peek(), 'A comma ends this list.');
      } else if (bracket !== '[' || this.reading.mode !== 'plain' || !startsItem(this.peek()))
        this.fail(this.peek() ?? open);
    }
    const close = this.peek();
    if (close?.kind === 'close' && close.bracket !== bracket) this.fail(close, 'The brackets do not match.');
    this.at++;
    this.bars = bars;
    return items;
  }

  private group(token: Token & { kind: 'open' }): Expr {
    if (token.bracket === '⟨') this.fail(token, 'Angle brackets cannot be read.');
    const items = this.between(token.bracket);
    const [only] = items;
    if (items.length === 1 && only) {
      if (token.bracket === '(') return ungroup(only);
      if (token.bracket === '|' || token.bracket === '‖') return this.enclosed(token.bracket, only);
      if (token.bracket === '⌊' || token.bracket === '⌈')
        return this.make({ type: 'apply', name: token.bracket === '⌊' ? 'floor' : 'ceil', arguments: [only] });
    }
    if (token.bracket === '[' || token.bracket === '{')
      return this.make({ type: 'list', items, bracket: token.bracket });
    if (token.bracket === '(' && items.length > 1) return this.make({ type: 'list', items, bracket: '(' });
    return this.fail(token, 'What stands between these brackets cannot be read.');
  }

  private enclosed(bracket: '|' | '‖', of: Expr): Expr {
    if (bracket === '|') return this.make({ type: 'absolute', of: ungroup(of) });
    const scripts = this.peek();
    if (scripts?.kind === 'scripts' && scripts.sub) {
      const order = nameText(scripts.sub);
      const rest: Token = { ...scripts, kind: 'scripts', sub: undefined } as unknown as Token;
      this.at++;
      const norm: Expr =
        order === '2'
          ? { type: 'norm', of: ungroup(of) }
          : order === '1' || order === 'infinity' || order === 'F'
            ? { type: 'apply', name: `norm_${order}`, arguments: [ungroup(of)] }
            : this.fail(scripts, 'This norm cannot be read.');
      return rest.kind === 'scripts' && rest.sup ? this.power(this.make(norm), rest.sup, scripts) : this.make(norm);
    }
    return this.make({ type: 'norm', of: ungroup(of) });
  }

  private scripted(expr: Expr, token: Token & { kind: 'scripts' }): Expr {
    let base = ungroup(expr);
    if (token.primes > 0 || base.type === 'words') this.fail(token, 'This superscript cannot be read.');
    if (token.sub)
      base = this.make({ type: 'apply', name: 'index', arguments: [base, ...this.sub(token.sub, token).items()] });
    if (!token.sup) return base;
    if (this.isTranspose(token.sup)) return this.make({ type: 'transpose', of: base });
    return this.power(base, token.sup, token);
  }

  private power(base: Expr, exponent: readonly Token[], token: Token): Expr {
    const read = this.sub(exponent, token).whole();
    checkExponent(read, this.reading.limits, token, false);
    return this.make({ type: 'power', base: ungroup(base), exponent: ungroup(read) });
  }

  private matrix(token: Token & { kind: 'array' }): Expr {
    if (token.layout === 'cases') this.fail(token, 'A value given by cases cannot be read.');
    if (token.layout !== 'entries') this.fail(token, 'An alignment stands inside an expression.');
    if (!['', '.', '(', '[', '\\lbrack'].includes(token.left))
      this.fail(token, 'A matrix between these brackets cannot be read.');
    let commas = false;
    const rows = token.rows.map((row) =>
      row.flatMap((cell) => {
        const items = this.nested(() => this.sub(cell, token).items());
        commas ||= items.length > 1;
        return items;
      }),
    );
    const [only] = rows;
    const nests = (item: Expr): boolean => item.type === 'matrix' || (item.type === 'list' && item.bracket === '[');
    // [[2.33], [2]] is written with a matrix as its outer brackets.
    if (rows.length === 1 && only && only.every(nests) && (commas || only.length === 1))
      return this.make({ type: 'list', items: only, bracket: '[' });
    if (rows.some((row) => row.length !== only?.length)) this.fail(token, 'The rows of this matrix differ in length.');
    return this.make({ type: 'matrix', rows });
  }

  private fraction(token: Token & { kind: 'fraction' }): Expr {
    if (!token.bar) {
      const [n, k] = [this.sub(token.over, token).whole(), this.sub(token.under, token).whole()];
      return this.make({ type: 'apply', name: 'binomial', arguments: [n, k] });
    }
    const derivative = this.derivativeFraction(token);
    if (derivative) return derivative;
    const numerator = this.nested(() => this.sub(token.over, token).whole());
    const denominator = this.nested(() => this.sub(token.under, token).whole());
    return this.make({ type: 'quotient', numerator: ungroup(numerator), denominator: ungroup(denominator) });
  }

  /** \frac{∂a}{∂b}, \frac{d}{dx} …, \frac{∂²a}{∂b ∂c}; undefined where the fraction is none. */
  private derivativeFraction(token: Token & { kind: 'fraction' }): Expr | undefined {
    const over = differentialOf(token.over);
    const under = differentialOf(token.under);
    if (!over || !under || over.partial !== under.partial || under.rest.length === 0 || under.order > 1)
      return undefined;
    if (!over.partial && this.reading.names.has('d') && !this.pick('differential')) return undefined;
    const by = this.byNames(under.rest, under.partial, token);
    const order = by.reduce((sum, { times }) => sum + times, 0);
    if (order !== over.order) this.fail(token, 'The orders above and below this derivative differ.');
    if (order > 4) this.fail(token, 'A derivative of this order is not read.');
    let of = over.rest.length > 0 ? this.nested(() => this.sub(over.rest, token).whole()) : this.operand();
    for (const { name, times } of [...by].reverse())
      for (let k = 0; k < times; k++)
        of = this.make({ type: 'derivative', of: ungroup(of), by: name, partial: over.partial });
    return of;
  }

  /** What ∂w² ∂v differentiates by. */
  private byNames(tokens: readonly Token[], partial: boolean, around: Token): { name: Expr; times: number }[] {
    const groups: Token[][] = [[]];
    for (const token of tokens) {
      if (
        partial
          ? token.kind === 'partial'
          : token.kind === 'letter' && token.name === 'd' && groups.at(-1)?.length !== 0
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
      const name = this.sub(named, around).whole();
      if (!isVariable(name)) this.fail(around, 'A derivative is taken by what is no name.');
      return { name, times };
    });
  }

  /** What a bare d/dx or ∂/∂x applies to. */
  private operand(): Expr {
    return this.nested(() => {
      const open = this.peek();
      if (open?.kind === 'open') return this.factor();
      const saved = this.at;
      const factors = this.run();
      if (factors.length > 1 && this.pick('operator')) {
        this.at = saved;
        return this.factor();
      }
      return this.product(factors);
    });
  }

  /** dy/dw or ∂y/∂w in one line, or the operator d/dw; undefined where it is none. */
  private differential(token: Token): Expr | undefined {
    const partial = token.kind === 'partial';
    const declared = !partial && this.reading.names.has('d');
    if (!partial && !this.looksInline()) return undefined;
    if (declared && !this.pick('differential')) return undefined;
    const saved = this.at;
    this.at++;
    let of: Expr | undefined;
    if (!this.sign('/')) of = this.factor();
    const second = this.peek(1);
    const again = second && (partial ? second.kind === 'partial' : second.kind === 'letter' && second.name === 'd');
    if (!this.sign('/') || !again) {
      this.at = saved;
      return undefined;
    }
    this.at += 2;
    const by = this.factor();
    if (!isVariable(by)) {
      this.at = saved;
      return undefined;
    }
    return this.make({ type: 'derivative', of: ungroup(of ?? this.operand()), by, partial });
  }

  /** Whether d a / d b or d / d b stands here, told by the tokens alone. */
  private looksInline(): boolean {
    let i = 1;
    const first = this.peek(1);
    if (!first) return false;
    if (first.kind === 'open') {
      for (let depth = 0; ; i++) {
        const token = this.peek(i);
        if (!token) return false;
        if (token.kind === 'open') depth++;
        if (token.kind === 'close' && --depth === 0) break;
      }
      i++;
    } else if (first.kind === 'letter' || first.kind === 'accent') {
      i++;
      while (this.peek(i)?.kind === 'scripts' || this.peek(i)?.kind === 'letter' || this.peek(i)?.kind === 'digits')
        i++;
    } else if (!this.sign('/', 1)) return false;
    const d = this.peek(i + 1);
    const by = this.peek(i + 2);
    return (
      this.sign('/', i) &&
      d?.kind === 'letter' &&
      d.name === 'd' &&
      (by?.kind === 'letter' || by?.kind === 'accent') &&
      by.start === d.end
    );
  }

  private gradient(token: Token): Expr {
    this.at++;
    const scripts = this.peek();
    if (scripts?.kind !== 'scripts' || !scripts.sub || scripts.sup)
      this.fail(token, 'A gradient needs the name it is taken by below its ∇.');
    this.at++;
    const by = this.sub(scripts.sub, scripts).whole();
    if (!isVariable(by)) this.fail(scripts, 'A gradient is taken by what is no name.');
    return this.make({ type: 'derivative', of: ungroup(this.nested(() => this.factor())), by, partial: true });
  }
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

function isWhole(expr: Expr & { type: 'number' }): boolean {
  return expr.value.denominator === 1n;
}

/** Square brackets around one thing beside others are brackets and no list. */
function ungroup(expr: Expr): Expr {
  const [only] = expr.type === 'list' ? expr.items : [];
  return expr.type === 'list' && expr.bracket === '[' && expr.items.length === 1 && only ? only : expr;
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

function startsItem(token: Token | undefined): boolean {
  return startsOperand(token) || (token?.kind === 'sign' && token.sign === '-');
}

/** Space beside a sign or at an edge separates nothing. */
function dropIdleGaps(tokens: readonly Token[]): Token[] {
  const idle = (token: Token | undefined): boolean =>
    !token ||
    token.kind === 'sign' ||
    token.kind === 'relation' ||
    token.kind === 'open' ||
    token.kind === 'close' ||
    token.kind === 'gap';
  return tokens.filter((token, i) => token.kind !== 'gap' || !(idle(tokens[i - 1]) || idle(tokens[i + 1])));
}

/** Whether a token can begin a factor. */
export function startsOperand(token: Token | undefined): boolean {
  switch (token?.kind) {
    case 'digits':
    case 'letter':
    case 'word':
    case 'operator':
    case 'accent':
    case 'fraction':
    case 'root':
    case 'array':
    case 'box':
    case 'open':
    case 'bar':
    case 'partial':
    case 'nabla':
    case 'unreadable':
      return true;
    default:
      return false;
  }
}

function unreadable(token: Token): string {
  switch (token.kind) {
    case 'unreadable':
      return `This cannot be read: ${token.what}.`;
    case 'sign':
    case 'relation':
      return `The sign ${token.sign} cannot be read here.`;
    case 'close':
    case 'open':
      return 'A bracket is not opened or not closed.';
    case 'bar':
      return 'A bar | can be read as an absolute value alone, and it has no other half here.';
    case 'array':
      return 'A matrix or an alignment cannot be read here.';
    default:
      return 'This cannot be read here.';
  }
}
