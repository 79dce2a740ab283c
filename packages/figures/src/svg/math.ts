import { escapeText, textWidth } from './text.ts';

/** A piece of a formula on one level: 0 on the line, 1 a superscript, -1 a subscript. */
interface Piece {
  readonly text: string;
  readonly level: -1 | 0 | 1;
  readonly italic: boolean;
}

const scriptDigits = new Map<string, string>();
for (const [value, digit] of [...'₀₁₂₃₄₅₆₇₈₉'].entries()) scriptDigits.set(digit, `_${value}`);
for (const [value, digit] of [...'⁰¹²³⁴⁵⁶⁷⁸⁹'].entries()) scriptDigits.set(digit, `^${value}`);

const scriptSize = 0.72;

/**
 * Splits a name such as `u_1`, `h_{t-1}`, `W^h` or `u₁` into pieces. `_` and `^` raise or lower the next character or
 * the next group in braces; single letters are variables, set in italics; everything else is upright and taken as it is.
 */
function pieces(source: string): Piece[] {
  const text = [...source].map((character) => scriptDigits.get(character) ?? character).join('');
  const found: Piece[] = [];
  const pattern = /([_^])(?:\{([^{}]*)\}|([\p{L}\p{N}*′']))|\p{L}+|[^_^\p{L}]+|[_^]/gu;
  for (const match of text.matchAll(pattern)) {
    const level = match[1] === '_' ? -1 : match[1] === '^' ? 1 : 0;
    if (level === 0)
      found.push({ text: match[0], level, italic: [...match[0]].length === 1 && /\p{L}/u.test(match[0]) });
    else
      for (const part of (match[2] ?? match[3] ?? '').match(/\p{L}+|[^\p{L}]+/gu) ?? []) {
        found.push({ text: part, level, italic: [...part].length === 1 && /\p{L}/u.test(part) });
      }
  }
  return found;
}

/** The estimated width of a name typeset by {@link mathText}. */
export function mathWidth(source: string, fontSize: number): number {
  return pieces(source).reduce(
    (sum, { text, level }) => sum + textWidth(text, level === 0 ? fontSize : fontSize * scriptSize),
    0,
  );
}

/** The content of a `<text>` element: subscripts and superscripts as shifted `<tspan>`s, which every viewer draws. */
export function mathText(source: string, fontSize: number): string {
  let shift = 0;
  let content = '';
  for (const { text, level, italic } of pieces(source)) {
    const wanted = level === -1 ? 0.24 * fontSize : level === 1 ? -0.38 * fontSize : 0;
    const attributes = [
      wanted === shift ? '' : ` dy="${(wanted - shift).toFixed(2)}"`,
      level === 0 ? '' : ` font-size="${(fontSize * scriptSize).toFixed(2)}"`,
      italic ? ' font-style="italic"' : '',
    ].join('');
    content += attributes ? `<tspan${attributes}>${escapeText(text)}</tspan>` : escapeText(text);
    shift = wanted;
  }
  return content;
}
