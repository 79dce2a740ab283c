import { elementaryFunctions, type Scope } from '../../expressions/expr.ts';
import { parsePlain, type Statement } from '../../expressions/parse/statements.ts';
import type { Limits } from '../../judgement.ts';
import type { Block, PartContent } from '../../reader/content.ts';
import type { FoundClaim } from './claims.ts';
import { isKnown } from './terms.ts';

/** A text is read as mathematics only up to this length; nobody types more of it without LaTeX. */
const longest = 2_000;

/**
 * The mathematics of a run of plain text: lines that are mathematics through and through, and within a sentence the
 * stretches between two words. What holds a name that the part does not know is prose.
 */
export function plainClaims(
  block: Extract<Block, { kind: 'text' | 'code' }>,
  content: PartContent,
  scope: Scope,
  limits: Limits,
): FoundClaim[] {
  const raw = content.source?.text.slice(block.start - content.source.start, block.end - content.source.start);
  const claims: FoundClaim[] = [];
  const names = new Names(scope);
  let offset = block.start;
  for (const line of (raw ?? block.text).split('\n')) {
    claims.push(...lineClaims(line, offset, scope, limits, names));
    offset += line.length + 1;
  }
  return claims;
}

function lineClaims(line: string, offset: number, scope: Scope, limits: Limits, names: Names): FoundClaim[] {
  if (line.length > longest || !/[\p{L}\p{Nd}]/u.test(line)) return [];
  const label = /^\s*(?:[-*+>•]\s+)*(?:\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})[).]{1,2}\s+)?/i.exec(line)![0];
  const formula = line
    .slice(label.length)
    .replace(/[.,;]?\s*$/, '')
    .replace(/^\*{2,3}(?=[^*])|(?<=[^*])\*{2,3}$/g, (stars) => ' '.repeat(stars.length));
  const named = colonLine(formula, scope, limits);
  if (named) return [{ ...named, origin: 'text', position: offset + label.length, lead: '', tail: '' }];
  const along = pathLine(formula, scope, limits);
  if (along) return [{ ...along, origin: 'text', position: offset + label.length + along.start, tail: '' }];
  if (!formula.includes('$') && looksLikeMath(formula)) {
    const whole = known(formula, scope, limits);
    if (whole)
      return whole.map((statement) => ({
        ...statement,
        origin: 'text' as const,
        position: offset + label.length + statement.start,
        lead: '',
        tail: '',
      }));
  }
  const said = sayings(line, offset, scope, limits);
  const claims = said.map(({ claim }) => claim);
  // A word in their place keeps apart what stands around them.
  const rest = said.reduce(
    (text, { start, end }) => `${text.slice(0, start)}${'is'.padEnd(end - start)}${text.slice(end)}`,
    line,
  );
  let before = 0;
  for (const { start, end } of stretches(rest, names)) {
    const statements = known(line.slice(start, end), scope, limits);
    if (!statements) continue;
    claims.push(
      ...statements.map((statement, index) => ({
        ...statement,
        origin: 'text' as const,
        position: offset + start + statement.start,
        lead: index === 0 ? line.slice(before, start) : ', ',
        tail: index === statements.length - 1 ? line.slice(end, end + 80) : ', ',
      })),
    );
    before = end;
  }
  return claims;
}

/** `p: u_1`: a name of the part, a colon, and what it is. */
function colonLine(line: string, scope: Scope, limits: Limits): Statement | undefined {
  const match = /^\s*([^\s:=]{1,12}?)\s*:(?!=)\s*([^:=$]{1,400})$/.exec(line.replaceAll(/\*\*/g, ''));
  if (!match) return undefined;
  const [left, right] = [known(match[1]!, scope, limits), known(match[2]!, scope, limits)];
  const [name, value] = [left?.[0], right?.[0]];
  const [first] = name?.members ?? [];
  if (left?.length !== 1 || right?.length !== 1 || !name || !value || name.members.length !== 1) return undefined;
  if (first?.type !== 'symbol' && first?.type !== 'derivative') return undefined;
  return {
    ...value,
    members: [first, ...value.members],
    readings: [name.readings[0]!, ...value.readings],
    sources: [name.sources[0]!, ...value.sources],
    relations: ['=', ...value.relations],
  };
}

/** `w -> h -> y: u v`: what stands behind the colon is said of the path before it. */
function pathLine(line: string, scope: Scope, limits: Limits): (Statement & { readonly lead: string }) | undefined {
  const path = line.slice(0, line.indexOf(':'));
  // Words before the colon may deny what stands behind it.
  if (!/\S\s*(?:->|→)/.test(path) || /[=$]|\p{L}{3}/u.test(path) || path.length > 120) return undefined;
  const whole = `${path}:`;
  const statements = known(line.slice(whole.length), scope, limits);
  const [only] = statements ?? [];
  if (statements?.length !== 1 || !only) return undefined;
  return { ...only, start: only.start + whole.length, end: only.end + whole.length, lead: `${path}: ` };
}

/** What may stand before a name of which something is said: in “w p is …” and “half of p is …” it is said of something else. */
const opening =
  /(?:^|[,;.:(]|\b(?:and|so|then|thus|hence|therefore|that|where|here|first|firstly|secondly|next|finally|clearly|obviously))\s*(?:[-*+•]\s+)?$/i;

interface Saying {
  readonly claim: FoundClaim;
  readonly start: number;
  readonly end: number;
}

/** `p is just u_1`, of the names that the part defines. */
function sayings(line: string, offset: number, scope: Scope, limits: Limits): readonly Saying[] {
  const saying =
    /(?<![^\s,;.:(])(\p{L}(?:_\w)?)\s+(?:is|equals|becomes)\s+(?:(?:just|simply|again|then|equal to)\s+){0,2}([^\s,;.:=$][^,;.:=$]{0,80}?)(?=\s*(?:[,;]|\.(?:\s|$)|\s(?:and|so|because|since)\b|$))/gu;
  return [...line.matchAll(saying)].flatMap((match) => {
    const [start, end] = [match.index, match.index + match[0].length];
    const isDefined = Object.hasOwn(scope.definitions ?? {}, match[1]!);
    if (!isDefined || !opening.test(line.slice(Math.max(0, start - 40), start))) return [];
    const [left, right] = [known(match[1]!, scope, limits), known(match[2]!, scope, limits)];
    const [name, value] = [left?.[0], right?.[0]];
    if (left?.length !== 1 || right?.length !== 1 || !name || value?.members.length !== 1) return [];
    const claim: FoundClaim = {
      ...value,
      members: [name.members[0]!, ...value.members],
      readings: [name.readings[0]!, ...value.readings],
      sources: [name.sources[0]!, ...value.sources],
      relations: ['=', ...value.relations],
      origin: 'text',
      position: offset + start,
      lead: line.slice(0, start),
      tail: line.slice(end, end + 80),
    };
    return [{ claim, start, end }];
  });
}

/** The statements of a text in which every name is known; undefined where one is not. */
export function known(text: string, scope: Scope, limits: Limits): readonly Statement[] | undefined {
  const { statements, problems } = parsePlain(spelledOut(text, scope), scope, limits);
  const all = problems.length === 0 && statements.length > 0;
  return all && statements.every((statement) => statement.members.every((member) => isKnown(member, scope)))
    ? statements
    : undefined;
}

const small = '₀₁₂₃₄₅₆₇₈₉';
const raised: Readonly<Record<string, string>> = { ᵀ: 'T', ᴺ: 'N', ᴹ: 'M', ᴮ: 'B', ᴷ: 'K' };

/** `wu₂` as `wu2`, which is read along the names of the scope; `Nᵀ` as a power; `dy_dw` as programs name dy/dw. */
function spelledOut(text: string, scope: Scope): string {
  const isName = (each: string): boolean =>
    Object.hasOwn(scope.variables, each) || Object.hasOwn(scope.definitions ?? {}, each);
  return (
    text
      .replaceAll('`', ' ')
      // The root of an eigenvalue, λ₁ of a matrix.
      .replaceAll(/√\s*(λ(?:[₀-₉]|_\w+|_?max)?)\s*(\([^()]{1,40}\))/g, '√($1$2)')
      .replaceAll(/(\p{L})([₀-₉]{1,3})/gu, (found, letter: string, digits: string) => {
        const number = [...digits].map((digit) => small.indexOf(digit)).join('');
        return Object.hasOwn(scope.variables, `${letter}_${number}`) ? `${letter}${number}` : found;
      })
      .replaceAll(/[ᵀᴺᴹᴮᴷ]/g, (found) => {
        const letter = raised[found] ?? '';
        return Object.hasOwn(scope.variables, letter) ? `^${letter} ` : found;
      })
      .replaceAll(/\bd([a-z])_?d([a-z])\b/g, 'd$1/d$2')
      .replaceAll(/(?<![\p{L}_])(\p{L}{1,3})(\p{L}_\{?\w+\}?)/gu, (found, letters: string, name: string) => {
        const bare = name.replaceAll(/[{}]/g, '');
        return !isName(found) && isName(bare) && [...letters].every(isName)
          ? `${[...letters].join(' ')} ${bare}`
          : found;
      })
  );
}

/** No two words of three letters or more in a row: those are prose. */
function looksLikeMath(line: string): boolean {
  return !/\p{L}{3,}\s+\p{L}{3,}/u.test(line);
}

/** English words that could be read as products of names. */
const prose = new Set(
  'a i an am are as at be but by do does for from get has have he if in is it its no not nor of on one or our so than that the then there they this to too try two up us was we were what when which who why will with you yes and per sum sort sorts steps step'.split(
    ' ',
  ),
);

/** The letters that a part's names begin with, for telling `TkMlog(k)` from a word. */
class Names {
  readonly #pieces: readonly string[];
  constructor(scope: Scope) {
    const bases = [...Object.keys(scope.variables), ...Object.keys(scope.definitions ?? {})].map(
      (name) => /^\p{L}+/u.exec(name)?.[0] ?? '',
    );
    const greek = 'αβγδεζηθικλμνξπρστφχψωΘΩ';
    this.#pieces = [...new Set([...bases.filter((base) => base !== ''), ...elementaryFunctions, ...greek, 'd'])];
  }

  /** Whether a run of letters is a product of names and functions. */
  spell(run: string): boolean {
    if (prose.has(run.toLowerCase()) && !this.#pieces.includes(run)) return false;
    if (run.length > 16) return false;
    const reached = [true];
    for (let end = 1; end <= run.length; end++) {
      reached[end] = this.#pieces.some(
        (piece) =>
          piece.length <= end && reached[end - piece.length] === true && run.startsWith(piece, end - piece.length),
      );
    }
    return reached[run.length] === true;
  }
}

/** The stretches of a line between its words that state something: an equation, a bound, a power, or what follows a colon. */
function stretches(line: string, names: Names): { readonly start: number; readonly end: number }[] {
  const found: { start: number; end: number }[] = [];
  const add = (from: number, to: number, last: boolean): void => {
    const { start, end } = trimmed(line, from, to);
    const text = line.slice(start, end);
    if (text === '' || text.includes('$') || text.includes('?')) return;
    const states =
      /[^=]=[^=]*[\p{L}\p{Nd}]/u.test(text) ||
      /\S\s*(?:≤|<=)[^=]*[\p{L}\p{Nd}]/u.test(text) ||
      /(?<!\p{L})[OΘ]\s*\(/u.test(text) ||
      /[\p{L})]\s*(?:\^|\*\*|[⁰¹²³⁴-⁹ⁿᵀᴺᴹᴮᴷ])/u.test(text) ||
      (last && /:[\s*_]*$/.test(line.slice(0, start)));
    if (states && /[\p{L}\p{Nd}]/u.test(text)) found.push({ start, end });
  };
  let from = 0;
  for (const word of line.matchAll(/\p{L}[\p{L}'’]*/gu)) {
    // ŷ is a name where y is one.
    if (names.spell(word[0].normalize('NFD').replaceAll(/\p{M}|[ᵀᴺᴹᴮᴷ]/gu, ''))) continue;
    // In h_t and h_{t-1}, t is part of a name.
    if (/\p{L}_(?:\{[^\s{}]{0,8})?$/u.test(line.slice(Math.max(0, word.index - 12), word.index))) continue;
    add(from, word.index, false);
    from = word.index + word[0].length;
  }
  add(from, line.length, true);
  return found;
}

/** A stretch without the punctuation around it and without brackets that close or open outside of it. */
function trimmed(line: string, from: number, to: number): { start: number; end: number } {
  let [start, end] = [from, to];
  // Bars in pairs are those of a norm, not of a table.
  const bars = line.slice(from, to).split('|').length - 1;
  const isOutside = (sign: string): boolean => (sign === '|' ? bars % 2 === 1 : /[\s,.;:!?"“”'–—]/.test(sign));
  for (;;) {
    while (start < end && (isOutside(line[start]!) || /[*_>•]/.test(line[start]!))) start++;
    if (line[start] === '-' && /[\s-]/.test(line[start + 1] ?? ' ')) start++;
    else break;
  }
  while (end > start && (isOutside(line[end - 1]!) || line[end - 1] === '-')) end--;
  // `addition), q = w (`: nothing begins with a bracket that closes.
  if (start < end && /[)\]]/.test(line[start]!)) return trimmed(line, start + 1, end);
  if (start < end && /[([]/.test(line[end - 1]!)) return trimmed(line, start, end - 1);
  const text = line.slice(start, end);
  const open = (text.match(/[([]/g) ?? []).length;
  const close = (text.match(/[)\]]/g) ?? []).length;
  if (close > open && /[)\]]$/.test(text)) return trimmed(line, start, end - 1);
  if (open > close && /^[([]/.test(text)) return trimmed(line, start + 1, end);
  return { start, end };
}
