import { printable } from './printable.ts';

/** Markdown with LaTeX as a terminal can show it: no dollar signs, commands or emphasis; control characters shown as ·. */
export function plainText(markdown: string): string {
  const text = markdown
    .replaceAll(/\$\$?([^$]+)\$\$?/g, (_, latex: string) => readable(latex))
    .replaceAll(/\*\*|`/g, '');
  return printable(text).replaceAll(/\s+/g, ' ').trim();
}

const signs: Readonly<Record<string, string>> = {
  cdot: '·',
  times: '×',
  le: '≤',
  ge: '≥',
  sum: 'Σ',
  infty: '∞',
  neq: '≠',
  approx: '≈',
};

/** A formula on one line: fractions with a slash, scripts kept with their sign. */
function readable(latex: string): string {
  return latex
    .replaceAll(/\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}/g, '$1/$2')
    .replaceAll(/\\([a-zA-Z]+)( ?)/g, (_, name: string, space: string) => {
      if (/^(?:left|right|mathrm|mathbf|text|operatorname)$/.test(name)) return '';
      return name === 'partial' ? '∂' : (Object.hasOwn(signs, name) ? signs[name]! : name) + space;
    })
    .replaceAll(/\\[,;:! ]/g, ' ')
    .replaceAll(/[{}]/g, '');
}
