/** A stretch of a document whose characters are not Markdown: code, mathematics, an embedded image. */
export interface Region {
  readonly kind: 'code' | 'math' | 'image';
  readonly start: number;
  readonly end: number;
  /** What lies between the delimiters. */
  readonly innerStart: number;
  readonly innerEnd: number;
  /** Display mathematics, or a fenced block of code. */
  readonly display: boolean;
  /** What was mended to read it, as a sentence. */
  readonly note?: string;
}

const mathEnvironment =
  /\\begin\{((?:align|aligned|alignat|equation|gather|gathered|multline|split|eqnarray|cases|array|[bBpvV]?matrix|smallmatrix)\*?)\}/y;
const fenceLine = /^(?:[ \t>]|[-*+•] |\d{1,9}[.)] )*(`{3,}|~{3,})/;
const longestInlineMath = 8_000;

/**
 * Finds code and mathematics, in one pass and in time linear in the document.
 *
 * Mathematics is `$…$`, `$$…$$`, `\(…\)`, `\[…\]` and bare environments such as `\begin{aligned}…`. Nothing of it
 * reaches over an empty line, save display mathematics whose `$$` stand alone on their lines: an unclosed delimiter
 * must not swallow the parts after it. An amount such as $5 is text.
 */
export function findRegions(source: string): Region[] {
  const regions: Region[] = [];
  const paragraphEnds = paragraphBounds(source);
  const lookup = lookupIn(source);
  let paragraph = 0;
  let at = 0;
  let lineStart = true;
  const special = /[\\$`~!\n\r]/g;
  const push = (region: Region): void => {
    regions.push(region);
    at = region.end;
    lineStart = false;
  };
  while (at < source.length) {
    if (lineStart) {
      lineStart = false;
      const fence = fencedCode(source, at, lookup);
      if (fence !== undefined) {
        push(fence);
        continue;
      }
    }
    special.lastIndex = at;
    const found = special.exec(source);
    if (found === null) break;
    at = found.index;
    while (paragraphEnds[paragraph]! <= at && paragraph < paragraphEnds.length - 1) paragraph += 1;
    const end = paragraphEnds[paragraph]!;
    const character = source[at]!;
    if (character === '\n' || character === '\r') {
      at += 1;
      lineStart = true;
      continue;
    }
    const region =
      character === '`'
        ? inlineCode(source, at, end, lookup)
        : character === '$'
          ? dollarMath(source, at, end)
          : character === '\\'
            ? backslashMath(source, at, end, lookup)
            : character === '!'
              ? embeddedImage(source, at, lookup)
              : undefined;
    if (region !== undefined) push(region);
    else if (character === '\\') at += 2;
    else if (character === '`' || character === '$') at += runLength(source, at, character);
    else at += 1;
  }
  return regions;
}

/** Offsets at which each paragraph ends: the next empty line, or the end of the document. */
function paragraphBounds(source: string): number[] {
  const ends: number[] = [];
  const gap = /(?:\r\n|\n|\r(?!\n))[ \t>]*(?=\r|\n)/g;
  for (let found = gap.exec(source); found !== null; found = gap.exec(source)) {
    ends.push(found.index);
    if (found[0].length === 0) gap.lastIndex += 1;
  }
  ends.push(source.length);
  return ends;
}

/** Searches that every opening delimiter would repeat, remembered so that the whole pass stays linear. */
interface Lookup {
  /** The next place of a needle at or after an offset; asked for with growing offsets. */
  readonly next: (needle: string, from: number) => number;
  /** The next run of exactly that many backticks at or after an offset. */
  readonly backticks: (length: number, from: number) => number;
  /** Fences that were looked for in vain: by character, the shortest. */
  readonly unclosed: Map<string, number>;
}

function lookupIn(source: string): Lookup {
  const known = new Map<string, number>();
  let runs: Map<number, { positions: number[]; at: number }> | undefined;
  return {
    unclosed: new Map(),
    next: (needle, from) => {
      const before = known.get(needle);
      if (before !== undefined && (before >= from || before < 0)) return before;
      const found = source.indexOf(needle, from);
      known.set(needle, found);
      return found;
    },
    backticks: (length, from) => {
      if (runs === undefined) {
        runs = new Map();
        for (const run of source.matchAll(/`+/g)) {
          const entry = runs.get(run[0].length);
          if (entry === undefined) runs.set(run[0].length, { positions: [run.index], at: 0 });
          else entry.positions.push(run.index);
        }
      }
      const entry = runs.get(length);
      if (entry === undefined) return -1;
      while (entry.at < entry.positions.length && entry.positions[entry.at]! < from) entry.at += 1;
      return entry.positions[entry.at] ?? -1;
    },
  };
}

function runLength(source: string, at: number, character: string): number {
  let end = at;
  while (source[end] === character) end += 1;
  return end - at;
}

function lineEnd(source: string, at: number): number {
  const newline = source.indexOf('\n', at);
  return newline < 0 ? source.length : newline;
}

function fencedCode(source: string, at: number, lookup: Lookup): Region | undefined {
  const head = fenceLine.exec(source.slice(at, at + 200).split(/[\r\n]/, 1)[0]!);
  if (head === null) return undefined;
  const fence = head[1]!;
  const open = at + head[0].length - fence.length;
  const firstEnd = lineEnd(source, open);
  if (fence[0] === '`' && source.slice(open + fence.length, firstEnd).includes('`')) return undefined;
  if ((lookup.unclosed.get(fence[0]!) ?? Infinity) <= fence.length) return undefined;
  // A fence closes with at least as many of the same character, alone on its line.
  const close = new RegExp(`^[ \\t>]*(${fence[0]}{${fence.length},})[ \\t\\r]*$`, 'gm');
  close.lastIndex = Math.min(source.length, firstEnd + 1);
  const found = firstEnd >= source.length ? null : close.exec(source);
  // One that is never closed would hide every part after it, so it is read as text.
  if (found === null) {
    lookup.unclosed.set(fence[0]!, fence.length);
    return undefined;
  }
  const end = found.index + found[0].trimEnd().length;
  return {
    kind: 'code',
    start: open,
    end,
    innerStart: firstEnd + 1,
    innerEnd: Math.max(firstEnd + 1, found.index - 1),
    display: true,
  };
}

function inlineCode(source: string, at: number, end: number, lookup: Lookup): Region | undefined {
  const length = runLength(source, at, '`');
  const close = lookup.backticks(length, at + length);
  if (close < 0 || close >= end) return undefined;
  return { kind: 'code', start: at, end: close + length, innerStart: at + length, innerEnd: close, display: false };
}

function dollarMath(source: string, at: number, end: number): Region | undefined {
  if (source[at + 1] === '$') return displayMath(source, at, end);
  const limit = Math.min(end, at + longestInlineMath);
  const close = nextDollar(source, at + 1, limit, 1);
  if (close === undefined || close === at + 1 || source[close + 1] === '$') return undefined;
  const inner = source.slice(at + 1, close);
  if (!readsAsMath(inner, source[close + 1])) return undefined;
  return { kind: 'math', start: at, end: close + 1, innerStart: at + 1, innerEnd: close, display: false };
}

function displayMath(source: string, at: number, end: number): Region | undefined {
  const close = nextDollar(source, at + 2, end, 2);
  if (close !== undefined) {
    if (source.slice(at + 2, close).trim() === '') return undefined;
    return { kind: 'math', start: at, end: close + 2, innerStart: at + 2, innerEnd: close, display: true };
  }
  // Over empty lines only between two `$$` that stand alone on their lines.
  const first = source.slice(at + 2, lineEnd(source, at)).trim();
  if (first === '') {
    const from = Math.min(source.length, lineEnd(source, at) + 1);
    const found = /^[ \t>]*\$\$[ \t\r]*$/m.exec(source.slice(from, at + longestInlineMath));
    const inner = found === null ? '' : source.slice(at + 2, from + found.index);
    if (found !== null && !/^[ \t]*(?:#{1,6}\s|\(?\w{1,3}[).]\s)/m.test(inner) && !inner.includes('$')) {
      const closing = from + found.index + found[0].indexOf('$$');
      return { kind: 'math', start: at, end: closing + 2, innerStart: at + 2, innerEnd: closing, display: true };
    }
  }
  const inner = source.slice(at + 2, Math.min(end, at + longestInlineMath));
  if (inner.trim() === '' || inner.includes('$')) return undefined;
  return {
    kind: 'math',
    start: at,
    end: at + 2 + inner.length,
    innerStart: at + 2,
    innerEnd: at + 2 + inner.length,
    display: true,
    note: 'A `$$` is never closed: read up to the end of its paragraph.',
  };
}

/** The next run of at least `count` unescaped dollars. */
function nextDollar(source: string, from: number, limit: number, count: 1 | 2): number | undefined {
  for (let at = from; at < limit; at += 1) {
    if (source[at] === '\\') at += 1;
    else if (source[at] === '$' && (count === 1 || source[at + 1] === '$')) return at;
  }
  return undefined;
}

/** Tells `$x_1$` from the amounts in `between $5 and $10`. */
function readsAsMath(inner: string, next: string | undefined): boolean {
  if (inner.trim() === '') return false;
  const tight = !/^\s|\s$/.test(inner);
  const marked = /[\\^_={}+<>|]/.test(inner);
  if (next !== undefined && /\d/.test(next)) return tight && marked && !/^\d/.test(inner);
  if (tight) return marked || !/^\d[\d.,]*\s+[a-z]{2}/i.test(inner);
  return marked || inner.trim().length <= 3;
}

function backslashMath(source: string, at: number, end: number, lookup: Lookup): Region | undefined {
  const next = source[at + 1];
  if (next === '(' || next === '[') {
    const closing = next === '(' ? '\\)' : '\\]';
    const close = lookup.next(closing, at + 2);
    if (close < 0 || close >= end) return undefined;
    const length = close - at - 2;
    const inner = source.slice(at + 2, at + 2 + length);
    // An escaped bracket around words is Markdown's own escape, as in \[see below\].
    if (inner.trim() === '' || /^[\p{L}\s,.'-]{4,}$/u.test(inner)) return undefined;
    return {
      kind: 'math',
      start: at,
      end: at + length + 4,
      innerStart: at + 2,
      innerEnd: at + 2 + length,
      display: next === '[',
    };
  }
  if (next === '$') {
    // Converters escape the dollars of mathematics that they failed to see: \$w\_1\$.
    const escaped = /\\\$([^\s$\\](?:[^$\n]{0,78}[^\s$\\])?)\\\$/y;
    escaped.lastIndex = at;
    const found = escaped.exec(source);
    if (found === null || !(/[\\^_=]/.test(found[1]!) || /^[a-z]$/i.test(found[1]!))) return undefined;
    return {
      kind: 'math',
      start: at,
      end: at + found[0].length,
      innerStart: at + 2,
      innerEnd: at + 2 + found[1]!.length,
      display: false,
      note: 'The dollars around mathematics were escaped: read as mathematics.',
    };
  }
  if (next !== 'b') return undefined;
  mathEnvironment.lastIndex = at;
  const begin = mathEnvironment.exec(source);
  if (begin === null) return undefined;
  const closing = `\\end{${begin[1]!}}`;
  const first = lookup.next(closing, at);
  if (first < 0 || first >= end) return undefined;
  const stop = environmentEnd(source, at, Math.min(end, at + longestInlineMath), begin[1]!);
  if (stop === undefined) return undefined;
  return { kind: 'math', start: at, end: stop, innerStart: at, innerEnd: stop, display: true };
}

/** The end of the environment that opens at `at`: the same environment may stand inside it. */
function environmentEnd(source: string, at: number, limit: number, name: string): number | undefined {
  const bounds = new RegExp(`\\\\(begin|end)\\{${name.replace('*', '\\*')}\\}`, 'g');
  const stretch = source.slice(at, limit);
  let depth = 0;
  for (const bound of stretch.matchAll(bounds)) {
    depth += bound[1] === 'begin' ? 1 : -1;
    if (depth === 0) return at + bound.index + bound[0].length;
  }
  return undefined;
}

/** An image whose bytes stand in the document: they are no text. */
function embeddedImage(source: string, at: number, lookup: Lookup): Region | undefined {
  if (source[at + 1] !== '[') return undefined;
  const head = /!\[[^\]\n]{0,300}\]\(\s*<?data:/y;
  head.lastIndex = at;
  const found = head.exec(source);
  if (found === null) return undefined;
  const close = lookup.next(')', at + found[0].length);
  const line = lookup.next('\n', at);
  if (close < 0 || (line >= 0 && line < close)) return undefined;
  const end = close + 1;
  return { kind: 'image', start: at, end, innerStart: at, innerEnd: end, display: false };
}
