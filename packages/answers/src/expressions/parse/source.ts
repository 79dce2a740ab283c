import { defaultLimits, type Limits } from '../../judgement.ts';
import { ReadError } from './tokens.ts';

/** A text after its repairs, with the way back to the offsets of the original. */
export interface Source {
  readonly text: string;
  readonly original: string;
  /** The offset in the original of an offset in the repaired text. */
  readonly at: (offset: number) => number;
}

const characters: Readonly<Record<string, string>> = {
  '−': '-',
  '–': '-',
  '‐': '-',
  '‑': '-',
  '⋅': '\\cdot ',
  '∙': '\\cdot ',
  '•': '\\cdot ',
  '∗': '*',
  '’': "'",
  '′': "'",
  '″': "''",
  '\u00a0': ' ',
  '\u2002': ' ',
  '\u2003': ' ',
  '\u2009': ' ',
  '\u200a': ' ',
  '\u202f': ' ',
  '\u200b': ' ',
  '\ufeff': ' ',
  ᵀ: '^{\\top}',
  '½': '\\frac{1}{2}',
  '¼': '\\frac{1}{4}',
  '¾': '\\frac{3}{4}',
  '∂': '\\partial ',
  '∇': '\\nabla ',
  '⟨': '\\langle ',
  '⟩': '\\rangle ',
  '‖': '\\|',
  '∥': '\\|',
  '×': '\\times ',
  '∘': '\\circ ',
  '⊙': '\\odot ',
  '⊗': '\\otimes ',
  '⊕': '\\oplus ',
  ℝ: '\\mathbb{R}',
  ℕ: '\\mathbb{N}',
  ℤ: '\\mathbb{Z}',
  '≔': ':=',
  '∞': '\\infty ',
  ℓ: '\\ell ',
  '⌊': '\\lfloor ',
  '⌋': '\\rfloor ',
};

/**
 * What students and converters write for what LaTeX means: `\_` for a subscript, a bare % (a comment to LaTeX, a percent
 * sign to a student), characters that LaTeX has commands for.
 */
export function normalLatex(latex: string): Source {
  return rewrite(latex, /\\\\|\\_|\\%|%|\\label\s*\{[^{}]*\}|[^\u0020-\u007e]/gu, (found) => {
    if (found === '\\\\' || found === '\\%') return found;
    if (found === '\\_') return '_';
    if (found === '%') return '\\%';
    if (found.startsWith('\\label')) return ' ';
    const code = found.codePointAt(0) ?? 0;
    if (code < 32) return ' ';
    if (code >= 0x1d400 && code <= 0x1d7ff) return found.normalize('NFKC');
    return characters[found] ?? found;
  });
}

/** Plain text's own variants of signs, one character for one. */
export function normalPlain(text: string): Source {
  return rewrite(text, /[^\u0020-\u007e]/gu, (found) => {
    const code = found.codePointAt(0) ?? 0;
    if (code === 10) return '\n';
    if (code < 32) return ' ';
    if (code >= 0x1d400 && code <= 0x1d7ff) return found.normalize('NFKC');
    const to = characters[found];
    return to !== undefined && to.length === 1 ? to : found;
  });
}

function rewrite(original: string, pattern: RegExp, replace: (found: string) => string): Source {
  let text = '';
  // Pairs (offset in the repaired text, offset in the original) after every change of length.
  const anchors: [number, number][] = [[0, 0]];
  let read = 0;
  for (const match of original.matchAll(pattern)) {
    const to = replace(match[0]);
    if (to === match[0]) continue;
    text += original.slice(read, match.index);
    anchors.push([text.length, match.index]);
    text += to;
    read = match.index + match[0].length;
    anchors.push([text.length, read]);
  }
  text += original.slice(read);
  const at = (offset: number): number => {
    let low = 0;
    let high = anchors.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((anchors[middle]?.[0] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const [from, to] = anchors[low] ?? [0, 0];
    const next = anchors[low + 1]?.[1] ?? original.length;
    return Math.min(to + (offset - from), next);
  };
  return { text, original, at };
}

const refused =
  /\\(?:(?:g|e|x)?def|let|futurelet|(?:re|provide)?newcommand|renewcommand|providecommand|newenvironment|input|include|includegraphics|href|url|html[A-Za-z]*|expandafter|noexpand|csname|endcsname|char|catcode|global|long|show|message|errmessage|verb|write|read|openin|openout|special|require|usepackage|begingroup|endgroup|bgroup|egroup|relax|CD|Bra|Ket|braket|Braket|set|Set)(?![A-Za-z])/;
// Commands whose argument is everything that follows: every one of them is a level deeper.
const opening = /[{([]|\\left(?![A-Za-z])|\\begin(?![A-Za-z])/y;
const closing = /[})\]]|\\right(?![A-Za-z])|\\end(?![A-Za-z])/y;
const swallowing =
  /\\(?:color|rm|bf|it|sf|tt|cal|frak|displaystyle|textstyle|scriptstyle|scriptscriptstyle|tiny|scriptsize|footnotesize|small|normalsize|large|Large|LARGE|huge|Huge|over|atop|choose|sqrt|hat|bar|vec|tilde|dot|ddot|overline|underline|widehat|widetilde|not|mathbin|mathrel|mathord|mathop|mathopen|mathclose|mathpunct|mathinner)(?![A-Za-z])/y;

/**
 * Refuses, before any parser sees it, a text that is too long, nested too deeply or made of too many pieces, and every
 * command that defines, includes, links or escapes.
 *
 * @throws {ReadError} saying what was found and what is allowed.
 */
export function guard(text: string, limits: Limits = defaultLimits): void {
  if (text.length > limits.characters)
    throw new ReadError(
      `This is ${text.length} characters long; at most ${limits.characters} are read.`,
      0,
      limits.characters,
    );
  const command = refused.exec(text);
  if (command)
    throw new ReadError(
      `The command ${command[0]} is not read in an answer.`,
      command.index,
      command.index + command[0].length,
    );
  let depth = 0;
  let deeper = 0;
  let pieces = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? '';
    if (character === ' ' || character === '\n') continue;
    pieces++;
    opening.lastIndex = closing.lastIndex = swallowing.lastIndex = i;
    if (character === '\\' && /[^A-Za-z]/.test(text[i + 1] ?? ' ')) i++;
    else if (opening.test(text)) depth++;
    else if (closing.test(text)) depth = Math.max(0, depth - 1);
    else if (swallowing.test(text)) deeper++;
    if (character === '\\') while (/[A-Za-z]/.test(text[i + 1] ?? ' ')) i++;
    // Braces of fractions, scripts and brackets of one expression stack up faster than the expression itself.
    if (depth > limits.depth * 3 || deeper > limits.nodes / 10)
      throw new ReadError(`This is nested more than ${limits.depth} levels deep.`, i, i + 1);
    if (pieces > limits.nodes * 4)
      throw new ReadError(`This has more than ${limits.nodes} symbols and signs.`, i, i + 1);
  }
}
