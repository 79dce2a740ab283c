import { render } from 'katex';

import { element } from './dom.ts';
import { type Piece, piecesOf } from './pieces.ts';

/** What a click on a place in a file does. */
export type Reveal = (file: string, line: number) => void;

/** Markdown of the assignments as elements; formulas as MathML, which browsers set themselves. */
export function sentence(markdown: string, reveal?: Reveal): readonly Node[] {
  return piecesOf(markdown).map((piece) => node(piece, reveal));
}

function node(piece: Piece, reveal: Reveal | undefined): Node {
  const { kind, text } = piece;
  if (kind === 'strong') return element('strong', {}, text);
  if (kind === 'code') return element('code', {}, text);
  if (kind === 'output')
    return element('pre', { tabindex: '0', role: 'group', 'aria-label': 'What the code printed' }, text);
  if (kind === 'formula') {
    const formula = element('span');
    render(text, formula, { output: 'mathml', throwOnError: false, strict: false });
    return formula;
  }
  if (kind === 'place' && reveal) {
    const button = element('button', { type: 'button', class: 'place' }, text);
    button.addEventListener('click', () => reveal(piece.file, piece.line));
    return button;
  }
  return document.createTextNode(text);
}
