import { latexOf } from '../expressions/print/latex.ts';
import type { Condition, Quantity, Term } from './term.ts';

/** A formula in LaTeX, as an answer may be shown a piece of itself. */
export function termLatex(term: Term): string {
  switch (term.type) {
    case 'number':
      return term.written;
    case 'name':
      return nameLatex(term.name);
    case 'entry':
      return quantityLatex(term);
    case 'partial': {
      const behind = term.indices.length > 0 ? `[${term.indices.map(termLatex).join(', ')}]` : '';
      return `\\frac{\\partial ${quantityLatex(term.of)}}{\\partial ${quantityLatex(term.by)}}${behind}`;
    }
    case 'sum':
      return term.terms
        .map((each, i) =>
          each.type === 'negate' ? `- ${termLatex(each.of)}` : `${i > 0 ? '+ ' : ''}${termLatex(each)}`,
        )
        .join(' ');
    case 'negate':
      return `-${inner(term.of)}`;
    case 'product':
      return term.factors.map(inner).join(signs[term.style]);
    case 'quotient':
      return `\\frac{${termLatex(term.over)}}{${termLatex(term.under)}}`;
    case 'power':
      return `${inner(term.base)}^{${termLatex(term.exponent)}}`;
    case 'transpose':
      return `${inner(term.of)}^\\top`;
    case 'at':
      return `(${termLatex(term.of)})[${term.indices.map(termLatex).join(', ')}]`;
    case 'rounded':
      return term.way === 'down' ? `\\lfloor ${termLatex(term.of)} \\rfloor` : `\\lceil ${termLatex(term.of)} \\rceil`;
    case 'modulo':
      return `${inner(term.of)} \\bmod ${inner(term.by)}`;
    case 'call':
      return `\\mathrm{${term.name}}(${term.arguments.map(termLatex).join(', ')})`;
    case 'total':
      return `${term.over.map(({ name, from, to }) => (from && to ? `\\sum_{${nameLatex(name)}=${termLatex(from)}}^{${termLatex(to)}}` : `\\sum_{${nameLatex(name)}}`)).join(' ')} ${inner(term.body)}`;
    case 'cases': {
      const rows = term.branches.map(
        ({ value, conditions }) => `${termLatex(value)} & \\text{if } ${conditions.map(conditionLatex).join(', ')}`,
      );
      const rest = term.otherwise ? [`${termLatex(term.otherwise)} & \\text{otherwise}`] : [];
      return `\\begin{cases} ${[...rows, ...rest].join(' \\\\ ')} \\end{cases}`;
    }
    case 'indicator':
      return `[${term.conditions.map(conditionLatex).join(', ')}]`;
    case 'unread':
      return '\\dots';
    case 'list':
      return `(${term.items.map(termLatex).join(', ')})`;
    case 'matrix':
      return `\\begin{bmatrix} ${term.rows.map((cells) => cells.map(termLatex).join(' & ')).join(' \\\\ ')} \\end{bmatrix}`;
  }
}

const signs = { juxtaposed: ' ', dot: ' \\cdot ', times: ' \\times ', hadamard: ' \\circ ', outer: ' \\otimes ' };
const comparisons: Readonly<Record<string, string>> = {
  '=': '=',
  '≠': '\\ne',
  '<': '<',
  '>': '>',
  '≤': '\\le',
  '≥': '\\ge',
};

function conditionLatex(condition: Condition): string {
  if (condition.type === 'compare')
    return `${termLatex(condition.left)} ${comparisons[condition.sign]} ${termLatex(condition.right)}`;
  const of = termLatex(condition.of);
  return condition.type === 'among'
    ? `${of} \\in \\{${condition.values.map(termLatex).join(', ')}\\}`
    : `${of} = ${termLatex(condition.from)}, \\dots, ${termLatex(condition.to)}`;
}

function inner(term: Term): string {
  const bare =
    term.type === 'sum' || term.type === 'negate' || (term.type === 'product' && term.style !== 'juxtaposed');
  return bare ? `(${termLatex(term)})` : termLatex(term);
}

function quantityLatex({ name, indices }: Quantity): string {
  return indices.length > 0 ? `${nameLatex(name)}[${indices.map(termLatex).join(', ')}]` : nameLatex(name);
}

function nameLatex(name: string): string {
  const bracket = /^(.*?)(\[.*\])$/.exec(name);
  return bracket
    ? `${latexOf({ type: 'symbol', name: bracket[1]! })}${bracket[2]!}`
    : latexOf({ type: 'symbol', name });
}
