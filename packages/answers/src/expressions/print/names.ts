import { latexOfLetter, plainOfLetter } from '../parse/letters.ts';
import { splitName } from '../parse/names.ts';

const accentCommands: Readonly<Record<string, string>> = { mathring: '\\mathring', overleftarrow: '\\overleftarrow' };

/** The LaTeX of a canonical name: `hat(y)_{t-1}` → `\hat{y}_{t-1}`. */
export function latexOfName(name: string): string {
  const entry = /^([^[\]]+)\[(.*)\]$/s.exec(name);
  if (entry) return `${latexOfName(entry[1] ?? '')}\\left[${latexOfText(entry[2] ?? '')}\\right]`;
  const parts = splitName(name);
  if (!parts) return `\\mathrm{${latexOfText(name)}}`;
  let latex = latexOfLetter(parts.base) ?? `\\mathrm{${parts.base}}`;
  for (const accent of [...parts.accents].reverse()) latex = `${accentCommands[accent] ?? `\\${accent}`}{${latex}}`;
  if (parts.sub !== undefined) latex += `_{${latexOfText(parts.sub)}}`;
  latex += "'".repeat(parts.primes);
  if (parts.sup !== undefined) latex += `^{${latexOfText(parts.sup)}}`;
  return latex;
}

/** A subscript or superscript: words upright, Greek names as letters, everything else as it is. */
function latexOfText(text: string): string {
  return text
    .replace(/\p{L}+|[†⊤]| /gu, (word) => {
      if (word === ' ') return '';
      if (word === '†') return '\\dagger ';
      if (word === '⊤') return '\\top ';
      const letter = word.length > 1 ? latexOfLetter(word) : word;
      if (letter !== undefined) return letter.length > 1 ? `${letter} ` : letter;
      return word.length > 2 ? `\\text{${word}}` : word;
    })
    .trim();
}

const marks: Readonly<Record<string, string>> = {
  hat: '\u0302',
  bar: '\u0304',
  tilde: '\u0303',
  dot: '\u0307',
  vec: '\u20d7',
};

const plain = (script: string): string => script.replace(/\p{L}+/gu, (word) => plainOfLetter(word));

/** A canonical name in plain text: `hat(y)_t` → `ŷ_t`, `theta` → `θ`. */
export function plainOfName(name: string): string {
  const parts = splitName(name);
  if (!parts) return name;
  let text = plainOfLetter(parts.base);
  for (const accent of [...parts.accents].reverse()) {
    const mark = marks[accent];
    text = mark !== undefined && text.length === 1 ? (text + mark).normalize('NFC') : `${accent}(${text})`;
  }
  if (parts.sub !== undefined)
    text += /^[\p{L}\p{N}]+$/u.test(parts.sub) ? `_${plain(parts.sub)}` : `_{${plain(parts.sub)}}`;
  text += "'".repeat(parts.primes);
  if (parts.sup !== undefined)
    text += `^${/^(?:[\p{L}\p{N}]+|[*†]|\(.*\))$/u.test(parts.sup) ? plain(parts.sup) : `{${plain(parts.sup)}}`}`;
  return text;
}
