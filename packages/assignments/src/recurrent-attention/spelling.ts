import type { PartContent } from '@gradbook/answers';

const loss =
  /(?:L|\\ell|\\mathcal\s*\{?L\}?|\\mathrm\{L\})\s*(?:\\left)?\s*\(\s*y\s*(?:\^\s*\{?\s*\(?\s*([12])\s*\)?\s*\}?|_\s*\{?\s*([12])\s*\}?|\s*\(\s*([12])\s*\)|([12]))\s*(?:\\right)?\s*\)/g;
const step = /(?<![\\a-zA-Z_])(x_?\{?[12]\}?|h|y)\s*\(\s*([012])\s*\)/g;
const power = /(x_\{?[12]\}?|h|y)\s*\^\s*\{?1\}?(?!\s*\()/g;
const swapped = /x\s*\^\s*\{\s*\(\s*([12])\s*\)\s*\}\s*_\s*\{?\s*([12])\s*\}?/g;

function rewritten(text: string): string {
  return text
    .replaceAll(loss, (_, ...found: (string | undefined)[]) => `L^{(${found.slice(0, 4).find(Boolean)})}`)
    .replaceAll(swapped, (_, t: string, index: string) => `x_{${index}}^{(${t})}`)
    .replaceAll(step, (_, name: string, t: string) => `${name.replace(/^x_?\{?([12])\}?$/, 'x_$1')}^{(${t})}`)
    .replaceAll(power, (_, name: string) => `${name}^{(1)}`);
}

/** One spelling for L(y^{(1)}), x1(1) and y^1: the steps stand in parentheses above. */
export function oneSpelling(content: PartContent): PartContent {
  const { source: _, ...rest } = content;
  return {
    ...rest,
    blocks: content.blocks.map((block) => {
      if (block.kind === 'math') return { ...block, latex: rewritten(block.latex) };
      if (block.kind === 'text' || block.kind === 'code') return { ...block, text: plain(rewritten(block.text)) };
      return block;
    }),
  };
}

/** Plain text has no braces. */
function plain(text: string): string {
  return text.replaceAll(/\^\{\((\d)\)\}/g, '^($1)');
}
