import type { Expr } from '../expr.ts';
import { plainOfName } from './names.ts';

const signs = { juxtaposed: '·', dot: '·', times: '×', hadamard: '∘', tensor: '⊗', direct: '⊕' } as const;

/**
 * An expression on one line of plain text, for terminals.
 *
 * @example
 * plainOf({ type: 'quotient', numerator: { type: 'symbol', name: 'hat(y)' }, denominator: { type: 'symbol', name: 'theta_1' } });
 * // 'ŷ / θ_1'
 */
export function plainOf(expr: Expr): string {
  return print(expr).text;
}

const items = (exprs: readonly Expr[]): string => exprs.map(plainOf).join(', ');

/** Sums are 0, products and quotients 1, factors 2, what a power may stand on 3. */
function print(expr: Expr): { readonly text: string; readonly strength: number } {
  const at = (inner: Expr, least: number): string => {
    const { text, strength } = print(inner);
    return strength >= least ? text : `(${text})`;
  };
  switch (expr.type) {
    case 'number':
      return expr.written.startsWith('-') || expr.written.includes('/')
        ? { text: expr.written, strength: 0 }
        : { text: expr.written, strength: 3 };
    case 'symbol':
      return { text: plainOfName(expr.name), strength: 3 };
    case 'words':
      return { text: expr.text, strength: 2 };
    case 'sum': {
      const terms = expr.terms.map((term, i) => {
        if (term.type === 'negate') return (i > 0 ? ' - ' : '-') + at(term.of, 1);
        return (i > 0 ? ' + ' : '') + at(term, 1);
      });
      return { text: terms.join(''), strength: 0 };
    }
    case 'negate':
      return { text: `-${at(expr.of, 1)}`, strength: 0 };
    case 'product': {
      const close =
        expr.style === 'juxtaposed' && expr.factors.every((factor, i) => i === 0 || factor.type !== 'number');
      return {
        text: expr.factors.map((factor) => at(factor, 2)).join(close ? ' ' : ` ${signs[expr.style]} `),
        strength: 1,
      };
    }
    case 'quotient':
      return { text: `${at(expr.numerator, 2)} / ${at(expr.denominator, 2)}`, strength: 1 };
    case 'power':
      return { text: `${at(expr.base, 3)}^${at(expr.exponent, 3)}`, strength: 2 };
    case 'apply': {
      const [first, ...rest] = expr.arguments;
      if (expr.name === 'index' && first) return { text: `${at(first, 2)}[${items(rest)}]`, strength: 2 };
      if (expr.name === 'factorial' && first) return { text: `${at(first, 3)}!`, strength: 2 };
      return {
        text: `${plainOfName(expr.name)}${expr.base ? `_${at(expr.base, 3)}` : ''}(${items(expr.arguments)})`,
        strength: 3,
      };
    }
    case 'derivative': {
      const d = expr.partial ? '∂' : 'd';
      return { text: `${d}${at(expr.of, 3)}/${d}${at(expr.by, 3)}`, strength: 2 };
    }
    case 'list': {
      const [left, right] = { '[': ['[', ']'], '(': ['(', ')'], '{': ['{', '}'], none: ['', ''] }[expr.bracket];
      return { text: `${left}${items(expr.items)}${right}`, strength: expr.bracket === 'none' ? 0 : 2 };
    }
    case 'matrix':
      return { text: `[${expr.rows.map((row) => `[${items(row)}]`).join(', ')}]`, strength: 3 };
    case 'transpose':
      return { text: `${at(expr.of, 3)}^⊤`, strength: 2 };
    case 'norm':
      return { text: `‖${plainOf(expr.of)}‖`, strength: 3 };
    case 'absolute':
      return { text: `|${plainOf(expr.of)}|`, strength: 3 };
  }
}
