import jsTokens from 'js-tokens';

/** A fingerprint of a stretch of a document, with where it stands. */
export interface Print {
  readonly hash: number;
  /** Lines, counted from 1. */
  readonly from: number;
  readonly to: number;
}

interface Token {
  readonly text: string;
  readonly line: number;
}

/**
 * How long a stretch is, in tokens, and in how many of them one is kept: what two documents have in common over `stretch + window − 1`
 * tokens is always found, whatever stands around it (Schleimer, Wilkerson, Aiken: Winnowing, 2003).
 */
interface Measure {
  readonly stretch: number;
  readonly window: number;
}

const codeMeasure: Measure = { stretch: 16, window: 9 };
const textMeasure: Measure = { stretch: 6, window: 4 };
/** Longer documents are compared by their beginning. */
const longest = 200_000;

/** Fingerprints of a program in JavaScript or TypeScript: names, numbers, texts, comments and white space do not matter. */
export function codePrints(source: string): readonly Print[] {
  return winnow(codeTokens(source.slice(0, longest)), codeMeasure);
}

/** Fingerprints of a text: case, punctuation and white space do not matter. */
export function textPrints(text: string): readonly Print[] {
  return winnow(words(text.slice(0, longest)), textMeasure);
}

/** What a program is made of, whatever it is called. */
function codeTokens(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (const { type, value } of jsTokens(source)) {
    const text = codeText(type, value);
    if (text !== undefined) tokens.push({ text, line });
    line += value.split('\n').length - 1;
  }
  return tokens;
}

function codeText(type: string, value: string): string | undefined {
  if (type === 'WhiteSpace' || type === 'LineTerminatorSequence' || type.endsWith('Comment')) return undefined;
  if (type === 'IdentifierName' || type === 'PrivateIdentifier') return reserved.has(value) ? value : 'name';
  if (type === 'NumericLiteral') return 'number';
  if (type === 'StringLiteral' || type === 'NoSubstitutionTemplate' || type === 'RegularExpressionLiteral')
    return 'text';
  return value;
}

const reserved = new Set(
  (
    'async await break case catch class const continue default delete do else export extends finally for function if import in ' +
    'instanceof let new of return static super switch this throw try typeof var void while with yield'
  ).split(' '),
);

function words(text: string): readonly Token[] {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .split('\n')
    .flatMap((content, index) =>
      [...content.matchAll(/[\p{L}\p{N}]+/gu)].map(([word]) => ({ text: word, line: index + 1 })),
    );
}

function winnow(tokens: readonly Token[], { stretch, window }: Measure): readonly Print[] {
  const prints: Print[] = [];
  for (let first = 0; first + stretch <= tokens.length; first += 1) {
    const last = tokens[first + stretch - 1]!;
    prints.push({ hash: hashOf(tokens, first, stretch), from: tokens[first]!.line, to: last.line });
  }
  if (prints.length <= window) return prints;
  const kept: Print[] = [];
  let chosen = -1;
  for (let first = 0; first + window <= prints.length; first += 1) {
    if (chosen >= first && prints[first + window - 1]!.hash > prints[chosen]!.hash) continue;
    // The smallest in the window, the last of equals: runs of the same leave few fingerprints.
    let smallest = first;
    for (let at = first + 1; at < first + window; at += 1) {
      if (prints[at]!.hash <= prints[smallest]!.hash) smallest = at;
    }
    if (smallest !== chosen) kept.push(prints[smallest]!);
    chosen = smallest;
  }
  return kept;
}

/** Two 32-bit hashes (FNV-1a with different starts) as one whole number of 53 bits: equal ones are equal stretches. */
function hashOf(tokens: readonly Token[], first: number, stretch: number): number {
  let low = 0x811c9dc5;
  let high = 0x01234567;
  for (let at = first; at < first + stretch; at += 1) {
    const { text } = tokens[at]!;
    for (let index = 0; index <= text.length; index += 1) {
      // A sign that no token has ends each one.
      const code = index === text.length ? 0x1f : text.charCodeAt(index);
      low = Math.imul(low ^ code, 0x01000193);
      high = Math.imul(high ^ code, 0x85ebca6b);
    }
  }
  return (low >>> 0) * 0x200000 + ((high >>> 0) & 0x1fffff);
}
