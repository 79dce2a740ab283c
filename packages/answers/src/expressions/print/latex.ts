import { elementaryFunctions, type Expr, type NumberExpr, type Scope } from '../expr.ts';
import { numberOf } from '../parse/rational.ts';
import { latexOfName } from './names.ts';

/** How tightly a piece of LaTeX holds together: a sum, a product, a factor, or what a power may stand on. */
type Strength = 0 | 1 | 2 | 3;

interface Printed {
  readonly latex: string;
  readonly strength: Strength;
}

const commands = new Set([
  'exp',
  'log',
  'ln',
  'sin',
  'cos',
  'tan',
  'cot',
  'sec',
  'csc',
  'sinh',
  'cosh',
  'tanh',
  'coth',
  'arcsin',
  'arccos',
  'arctan',
  'max',
  'min',
  'det',
]);
const signs = { dot: '\\cdot', times: '\\times', hadamard: '\\circ', tensor: '\\otimes', direct: '\\oplus' } as const;

/**
 * The LaTeX of an expression, as KaTeX renders it. Read again in the same scope it is the same expression.
 *
 * @param scope what tells a function from a symbol and a power from a name; needed only where its names are unusual.
 *
 * @example
 * latexOf({ type: 'power', base: { type: 'symbol', name: 'theta_1' }, exponent: { type: 'symbol', name: 'k' } });
 * // '\\theta_{1}^{k}'
 */
export function latexOf(expr: Expr, scope?: Scope): string {
  return new Printer(scope).print(expr).latex;
}

class Printer {
  private readonly functions: ReadonlySet<string>;
  private readonly names: ReadonlySet<string>;

  constructor(scope: Scope | undefined) {
    const aliases = Object.values(scope?.variables ?? {}).flatMap((symbol) => symbol.aliases ?? []);
    this.names = new Set([
      ...Object.keys(scope?.variables ?? {}),
      ...Object.keys(scope?.definitions ?? {}),
      ...aliases,
    ]);
    this.functions = new Set([
      ...elementaryFunctions.filter((name) => !this.names.has(name)),
      ...(scope?.functions ?? []),
    ]);
  }

  print(expr: Expr): Printed {
    switch (expr.type) {
      case 'number':
        return number(expr);
      case 'symbol':
        return { latex: latexOfName(expr.name), strength: 3 };
      case 'words':
        return { latex: `\\text{${escapeText(expr.text)}}`, strength: 2 };
      case 'sum':
        return { latex: expr.terms.map((term, i) => this.term(term, i === 0)).join(' '), strength: 0 };
      case 'negate':
        return { latex: `-${this.at(expr.of, 1)}`, strength: 0 };
      case 'product':
        return {
          latex:
            expr.style === 'juxtaposed' ? this.juxtaposed(expr.factors) : this.product(expr.factors, signs[expr.style]),
          strength: 1,
        };
      case 'quotient':
        return {
          latex: `\\frac{${this.numerator(expr.numerator)}}{${this.print(expr.denominator).latex}}`,
          strength: 2,
        };
      case 'power':
        return this.power(expr.base, expr.exponent);
      case 'apply':
        return this.apply(expr);
      case 'derivative': {
        const d = expr.partial ? '\\partial ' : 'd';
        return { latex: `\\frac{${d}${this.at(expr.of, 1)}}{${d}${this.print(expr.by).latex}}`, strength: 2 };
      }
      case 'list': {
        const items = expr.items.map((item) => this.print(item).latex).join(', ');
        if (expr.bracket === 'none') return { latex: items, strength: 0 };
        const [left, right] = { '[': ['[', ']'], '(': ['(', ')'], '{': ['\\{', '\\}'] }[expr.bracket];
        return { latex: `\\left${left}${items}\\right${right}`, strength: 2 };
      }
      case 'matrix':
        return {
          latex: `\\begin{bmatrix} ${expr.rows.map((row) => row.map((cell) => this.print(cell).latex).join(' & ')).join(' \\\\ ')} \\end{bmatrix}`,
          strength: 3,
        };
      case 'transpose':
        return { latex: `${this.base(expr.of)}^{\\top}`, strength: 2 };
      case 'norm':
        return { latex: `\\left\\|${this.print(expr.of).latex}\\right\\|`, strength: 3 };
      case 'absolute':
        return { latex: `\\left|${this.print(expr.of).latex}\\right|`, strength: 3 };
    }
  }

  private at(expr: Expr, least: Strength): string {
    const { latex, strength } = this.print(expr);
    return strength >= least ? latex : bracketed(latex);
  }

  private term(term: Expr, first: boolean): string {
    if (term.type !== 'negate') return (first ? '' : '+ ') + this.at(term, 1);
    return (first ? '-' : '- ') + this.at(term.of, 1);
  }

  /** A leading d in a numerator would be a differential. */
  private numerator(expr: Expr): string {
    const { latex } = this.print(expr);
    return /^d(?![A-Za-z]*\\)/.test(latex) && !this.names.has('d') ? bracketed(latex) : latex;
  }

  private juxtaposed(factors: readonly Expr[]): string {
    const written: string[] = [];
    for (const [i, factor] of factors.entries()) {
      const bare = this.print(factor);
      const list = factor.type === 'list' && factor.bracket === '[';
      const words = factor.type === 'words' && !(i === 1 && factors[0]?.type === 'number');
      const enclose = bare.strength < 2 || (i > 0 && (/^[\d.]/.test(bare.latex) || list || words));
      const latex = enclose ? bracketed(bare.latex) : bare.latex;
      const before = factors[i - 1];
      // A function's name before a bracket would be applied, and any name before (a, b).
      const applied = (symbol: string): boolean =>
        this.functions.has(symbol) || (factor.type === 'list' && factor.bracket === '(');
      if (/^\\left[([]/.test(latex) && before?.type === 'symbol' && applied(before.name))
        written.push(bracketed(written.pop() ?? ''));
      written.push(latex);
    }
    return written.reduce(
      (line, piece) => line + (/\\[A-Za-z]+$/.test(line) && /^[A-Za-z]/.test(piece) ? ' ' : '') + piece,
    );
  }

  private product(factors: readonly Expr[], sign: string): string {
    const beside = (factor: Expr): boolean =>
      factor.type === 'product' && factor.style === 'juxtaposed' && sign !== signs.hadamard;
    return factors.map((factor) => this.at(factor, beside(factor) ? 1 : 2)).join(` ${sign} `);
  }

  /** What a superscript may stand on. */
  private base(expr: Expr): string {
    const { latex, strength } = this.print(expr);
    const superscript = expr.type === 'symbol' && /\^[^[\]]*$/.test(latex);
    return strength < 3 || superscript ? bracketed(latex) : latex;
  }

  private power(base: Expr, exponent: Expr): Printed {
    const above = this.print(exponent).latex;
    let below = this.base(base);
    if (base.type === 'symbol' && exponent.type === 'symbol') {
      const transpose = exponent.name === 'T' && !this.names.has('T');
      if (transpose) return { latex: `${bracketed(below)}^{\\left(T\\right)}`, strength: 2 };
      if (this.names.has(`${base.name}^${exponent.name}`)) below = bracketed(below);
    }
    if (exponent.type === 'symbol' && exponent.name === 'T' && !this.names.has('T'))
      return { latex: `${below}^{\\left(T\\right)}`, strength: 2 };
    return { latex: `${below}^{${above}}`, strength: 2 };
  }

  private apply(expr: Expr & { type: 'apply' }): Printed {
    const given = expr.arguments.map((argument) => this.print(argument).latex);
    const [first = '', second = ''] = given;
    switch (expr.name) {
      case 'sqrt':
        if (given.length === 1) return { latex: `\\sqrt{${first}}`, strength: 3 };
        break;
      case 'factorial':
        return { latex: `${this.postfixed(expr.arguments[0])}!`, strength: 2 };
      case 'mod':
        return { latex: `${this.side(expr.arguments[0])} \\bmod ${this.side(expr.arguments[1])}`, strength: 1 };
      case 'binomial':
        return { latex: `\\binom{${first}}{${second}}`, strength: 2 };
      case 'floor':
      case 'ceil':
        return { latex: `\\left\\l${expr.name} ${first}\\right\\r${expr.name}`, strength: 3 };
      case 'index':
        return { latex: `${this.indexed(expr.arguments[0])}\\left[${given.slice(1).join(', ')}\\right]`, strength: 2 };
      case 'sum':
      case 'prod': {
        const [body, , from, to] = expr.arguments;
        const range = from && to ? `_{${second}=${this.print(from).latex}}^{${this.print(to).latex}}` : `_{${second}}`;
        return { latex: `\\${expr.name}${range} ${body ? this.at(body, 1) : ''}`, strength: 1 };
      }
      case 'norm_1':
      case 'norm_infinity':
      case 'norm_F':
        return {
          latex: `\\left\\|${first}\\right\\|_{${expr.name === 'norm_infinity' ? '\\infty' : expr.name.slice(5)}}`,
          strength: 2,
        };
      default:
    }
    const base = expr.base ? `_{${this.print(expr.base).latex}}` : '';
    return { latex: `${functionLatex(expr.name)}${base}\\left(${given.join(', ')}\\right)`, strength: 3 };
  }

  private side(expr: Expr | undefined): string {
    return expr ? this.at(expr, 2) : '';
  }

  private postfixed(expr: Expr | undefined): string {
    if (!expr) return '';
    const { latex, strength } = this.print(expr);
    return strength === 3 || expr.type === 'number' ? latex : bracketed(latex);
  }

  /** What may stand before an index: a name, or something applied. */
  private indexed(expr: Expr | undefined): string {
    if (!expr) return '';
    const { latex } = this.print(expr);
    return expr.type === 'symbol' || expr.type === 'apply' || expr.type === 'derivative' ? latex : bracketed(latex);
  }
}

function bracketed(latex: string): string {
  return `\\left(${latex}\\right)`;
}

function functionLatex(name: string): string {
  if (commands.has(name)) return `\\${name}`;
  const latex = latexOfName(name);
  return /^[\p{L}][\p{L}\p{N}]+$/u.test(name) && latex.startsWith('\\mathrm{') ? `\\operatorname{${name}}` : latex;
}

function number(expr: NumberExpr): Printed {
  const { numerator, denominator } = expr.value;
  const read = numberOf(expr.written);
  if (read && read.value.numerator === numerator && read.value.denominator === denominator) {
    const scientific = /^(.*)[eE]\+?(-?\d+)$/.exec(expr.written);
    return scientific ? { latex: expr.written, strength: 2 } : { latex: expr.written, strength: 3 };
  }
  const size = numerator < 0n ? -numerator : numerator;
  const sign = numerator < 0n ? '-' : '';
  const latex = denominator === 1n ? `${sign}${size}` : `${sign}\\frac{${size}}{${denominator}}`;
  return { latex, strength: sign ? 0 : denominator === 1n ? 3 : 2 };
}

/** Text for \text{…}: its special characters escaped, and what LaTeX has no plain escape for left out of harm's way. */
function escapeText(text: string): string {
  return text.replace(/[{}%_&#$]/g, '\\$&').replace(/[\\^~](?![{}%_&#$])/g, ' ');
}
