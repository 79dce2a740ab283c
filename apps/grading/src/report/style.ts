import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { rules } from './rules.ts';

/** KaTeX's style sheet with its fonts inside, so that the report is one file. */
function katexStyle(): string {
  const folder = join(dirname(createRequire(import.meta.url).resolve('katex/package.json')), 'dist');
  const css = readFileSync(join(folder, 'katex.min.css'), 'utf8');
  return css.replaceAll(/src:([^;}]*)/g, (whole, sources: string) => {
    const file = /url\((fonts\/[^)]+\.woff2)\)/.exec(sources)?.[1];
    if (file === undefined) return whole;
    return `src:url(data:font/woff2;base64,${readFileSync(join(folder, file)).toString('base64')}) format("woff2")`;
  });
}

let katex: string | undefined;

/** All rules of the report. */
export function style(): string {
  katex ??= katexStyle();
  return katex + rules;
}
