/** A stretch of an answer's text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What an answer says as one text, with a sign for every formula, and where in it the answer itself stands. */
export interface Passage {
  readonly text: string;
  readonly answers: readonly Span[];
}

/** Stands for a formula in a passage. */
export const formulaSign = '\uE010';
/** Stands for a formula on a line of its own. */
export const displaySign = '\uE011';

/** Stands for a formula that is no answer and states something, as `w = 1` does. */
export const statingSign = '\uE012';

/** A word, a formula or name, a number, or a mark of punctuation. */
export interface Token extends Span {
  readonly kind: 'word' | 'symbol' | 'number' | 'mark';
  readonly text: string;
  /** It is the answer, or a piece of it. */
  readonly answer: boolean;
}

/** A sentence of the text around an answer. */
export interface Sentence {
  readonly tokens: readonly Token[];
  /** How it ends: a full stop, a colon, or nothing but the end of its line. */
  readonly end: '.' | ':' | '';
  readonly answer: boolean;
}

const pieces = /[\uE010-\uE012]|\d+(?:[.,]\d+)*%?|[\p{L}\p{N}_^\\]+(?:['’]\p{L}+)*|\n|[^\s\p{L}\p{N}]/gu;
const functions = new Set([
  'log',
  'ln',
  'exp',
  'tanh',
  'sqrt',
  'max',
  'min',
  'sin',
  'cos',
  'diag',
  'sum',
  'frac',
  'cdot',
]);
const greek = new Set(
  'alpha beta gamma delta epsilon eta theta kappa lambda mu nu pi rho sigma tau phi psi omega partial nabla'.split(' '),
);
const marks = /^[.,;:!?()[\]{}"“”„‘|–—\n]$/;

/** Abbreviations whose full stops end no sentence, spelled without them in as many characters. */
function withoutStops(text: string): string {
  return text.replaceAll(
    /\b(?:i\.\s?e\.|e\.\s?g\.|w\.\s?r\.\s?t\.|resp\.|eqs?\.|approx\.|figs?\.|vs\.|cf\.|prob\.|sec\.|min\.|etc\.(?=\s*[a-z,)]))/gi,
    (found) => found.replaceAll(/[.\s]/g, '').padEnd(found.length),
  );
}

/** Words, names, numbers and marks of a passage, in order. */
export function tokensOf({ text, answers }: Passage): Token[] {
  const tokens: Token[] = [];
  let next = 0;
  for (const match of withoutStops(text).matchAll(pieces)) {
    const [raw] = match;
    const start = match.index;
    const end = start + raw.length;
    while (next < answers.length && answers[next]!.end <= start) next++;
    const span = answers[next];
    const answer = span !== undefined && span.start < end && start < span.end;
    const after = text.slice(end, end + 3);
    tokens.push({ kind: kindOf(raw, after), text: raw, start, end, answer });
  }
  return tokens;
}

function kindOf(raw: string, after: string): Token['kind'] {
  if (/[\uE010-\uE012]/.test(raw)) return 'symbol';
  if (marks.test(raw)) return 'mark';
  if (/^\d/.test(raw) && /^[\d.,%]+$/.test(raw)) return 'number';
  if (!/^\p{L}[\p{L}'’]*$/u.test(raw)) return 'symbol';
  const lower = raw.toLowerCase();
  if (functions.has(lower) && /^\s?[(\d]|^\s\p{L}(?!\p{L})|^[_^]/u.test(after)) return 'symbol';
  if (greek.has(lower) && lower !== 'partial') return 'symbol';
  // `kTM`, `wp`, `TkMlog`: letters of formulas that are typed as text.
  const letters = raw.replaceAll(/log|exp|tanh|sqrt|min|max/g, '');
  if (raw.length > 1 && raw.length <= 12 && !/[aeiouyäöü]/i.test(letters)) return 'symbol';
  return 'word';
}

/** Cuts tokens into sentences. A line that goes on in lower case belongs to the line before it. */
export function sentencesOf(tokens: readonly Token[], text: string): Sentence[] {
  const sentences: Sentence[] = [];
  let current: Token[] = [];
  const flush = (end: Sentence['end']): void => {
    if (current.some((token) => token.kind !== 'mark')) {
      sentences.push({ tokens: current, end, answer: current.some((token) => token.answer) });
      current = [];
    } else if (end !== '') current = [];
  };
  tokens.forEach((token, index) => {
    const following = tokens[index + 1];
    if (token.text === '\n') {
      const last = current.at(-1);
      const goesOn = following !== undefined && /^\p{Ll}{2,}$/u.test(following.text) && following.kind === 'word';
      if (last?.text === ':') flush(':');
      else if (!goesOn || last === undefined) flush('');
      return;
    }
    const before = current.at(-1);
    const formula = before !== undefined && /[\uE010-\uE012]/.test(before.text);
    // A formula ends a sentence where the next word has a capital: no full stop is put behind a display.
    if (formula && token.kind === 'word' && /^\p{Lu}\p{L}+/u.test(token.text) && !/^\p{Lu}+$/u.test(token.text))
      flush('.');
    current.push(token);
    if (/^[.!?]$/.test(token.text) && (following === undefined || /[\s)"”\uE010-\uE012]/.test(text[token.end] ?? ' ')))
      flush('.');
  });
  flush('');
  return sentences;
}
