import { render } from 'katex';

import { element } from './dom.ts';

const pattern =
  /\$\$(?<display>[^$]+)\$\$|\*\*(?<strong>[^*]+)\*\*|`(?<code>[^`]+)`|\$(?<formula>[^$\n]+)\$|\*(?<emphasis>[^*\n]+)\*/g;

/**
 * Markdown as the assignments write it, as elements: paragraphs, lists, bold, code, formulas. Formulas are MathML, which browsers set
 * themselves; texts are put in as texts.
 */
export function markdown(source: string): readonly HTMLElement[] {
  return source
    .trim()
    .split(/\n\s*\n/)
    .map((block) => {
      const lines = block.split('\n');
      if (lines.every((line) => /^\s*[-*] /.test(line))) {
        return element('ul', {}, ...lines.map((line) => element('li', {}, ...inline(line.replace(/^\s*[-*] /, '')))));
      }
      return element('p', {}, ...inline(block));
    });
}

/** A sentence of Markdown. */
function inline(source: string): readonly Node[] {
  const nodes: Node[] = [];
  let position = 0;
  for (const match of source.matchAll(pattern)) {
    if (match.index > position) nodes.push(document.createTextNode(source.slice(position, match.index)));
    position = match.index + match[0].length;
    const { strong, code, formula, display, emphasis } = match.groups!;
    if (strong !== undefined) nodes.push(element('strong', {}, ...inline(strong)));
    else if (code !== undefined) nodes.push(element('code', {}, code));
    else if (emphasis !== undefined) nodes.push(element('em', {}, emphasis));
    else nodes.push(typeset((formula ?? display)!, display !== undefined));
  }
  if (position < source.length) nodes.push(document.createTextNode(source.slice(position)));
  return nodes;
}

function typeset(latex: string, displayMode: boolean): HTMLElement {
  const formula = element('span', { class: displayMode ? 'display' : 'formula' });
  render(latex, formula, {
    output: 'mathml',
    throwOnError: false,
    strict: false,
    displayMode,
    maxExpand: 200,
    trust: false,
  });
  return formula;
}
