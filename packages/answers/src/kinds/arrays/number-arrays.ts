import { type Entry, stack, type WrittenTensor } from './written-tensor.ts';

/** An array of numbers as it stands in plain text. */
export interface TextArray {
  readonly tensor: WrittenTensor;
  /** Offsets in the text. */
  readonly start: number;
  readonly end: number;
  readonly source: string;
}

/** Longer texts are cut: no array of homework is longer. */
const longest = 20_000;
/** An array is read up to this length and this many levels. */
const longestArray = 4_000;
const deepest = 8;
const inside = /[-−–+\d.,;eE/\s[\]]/;

/**
 * The arrays of a text, as people and programs write them: `[2, -1, 3]`, `[[1 2] [3 4]]` over several lines, `[1 2; 3 4]`,
 * `(2, -1, 3)`, `tensor([[1., 2.]])`; and lines of nothing but numbers.
 */
export function textArrays(text: string): TextArray[] {
  const found: TextArray[] = [];
  const end = Math.min(text.length, longest);
  for (let i = 0; i < end; i++) {
    if (text[i] !== '[' && text[i] !== '(') continue;
    const close = text[i] === '[' ? closing(text, i, end) : roundEnd(text, i, end);
    if (close === undefined) continue;
    const source = text.slice(i, close + 1);
    const tensor = text[i] === '[' ? readBracket(source) : readRow(source.slice(1, -1), true);
    if (!tensor || tensor.entries.length === 0) continue;
    found.push({ tensor, start: i, end: close + 1, source });
    i = close;
  }
  found.push(...bareRows(text.slice(0, end), found));
  return found.sort((a, b) => a.start - b.start);
}

/** Arrays of equal shape on lines of their own, one after the other, are the rows of one. */
export function stackedRows(text: string, arrays: readonly TextArray[]): TextArray | undefined {
  const rows = arrays.filter(({ tensor }) => tensor.shape.length === 1);
  for (let last = rows.length - 1; last > 0; last--) {
    let first = last;
    while (
      first > 0 &&
      rows[first - 1]!.tensor.shape.join() === rows[last]!.tensor.shape.join() &&
      isLineBreak(text.slice(rows[first - 1]!.end, rows[first]!.start))
    )
      first--;
    if (first === last) continue;
    const all = rows.slice(first, last + 1);
    const tensor = stack(all.map((row) => row.tensor));
    if (tensor)
      return { tensor, start: all[0]!.start, end: all.at(-1)!.end, source: text.slice(all[0]!.start, all.at(-1)!.end) };
  }
  return undefined;
}

/** Nothing but blanks and commas, with the end of a line among them. */
function isLineBreak(between: string): boolean {
  return between.includes('\n') && /^[\s,;]*$/.test(between);
}

/** A table of nothing but numbers; its head may be empty. */
export function tableArray(rows: readonly (readonly string[])[]): WrittenTensor | undefined {
  const body = rows[0]?.every((cell) => cell.trim() === '') === true ? rows.slice(1) : rows;
  const entries = body.map((row) => row.map((cell) => readNumber(cell.replaceAll('$', ''))));
  return stack(
    entries.map((row) =>
      row.length > 0 && row.every((entry) => entry !== undefined) ? { shape: [row.length], entries: row } : undefined,
    ),
  );
}

/** Where the bracket closes; undefined where something else than numbers stands in it. */
function closing(text: string, open: number, end: number): number | undefined {
  let depth = 0;
  for (let i = open; i < Math.min(end, open + longestArray); i++) {
    const char = text[i]!;
    if (!inside.test(char) || depth > deepest) return undefined;
    if (char === '[') depth++;
    else if (char === ']' && --depth === 0) return i;
  }
  return undefined;
}

function roundEnd(text: string, open: number, end: number): number | undefined {
  const close = text.indexOf(')', open);
  if (close < 0 || close >= end || close - open > 400) return undefined;
  const between = text.slice(open + 1, close);
  return /^[-−–+\d.,/\s]+$/.test(between) && between.includes(',') ? close : undefined;
}

function readBracket(source: string): WrittenTensor | undefined {
  const inner = source.slice(1, -1);
  if (!inner.includes('[')) {
    const rows = inner.split(';').filter((row) => row.trim() !== '');
    return rows.length > 1 ? stack(rows.map((row) => readRow(row, false))) : readRow(inner, false);
  }
  const items: (WrittenTensor | undefined)[] = [];
  for (let i = 0; i < inner.length; i++) {
    const char = inner[i]!;
    if (/[\s,;]/.test(char)) continue;
    const close = char === '[' ? closing(inner, i, inner.length) : undefined;
    if (close === undefined) return undefined;
    items.push(readBracket(inner.slice(i, close + 1)));
    i = close;
  }
  return stack(items);
}

/** Numbers between commas, or between spaces where there are no commas. */
function readRow(text: string, commas: boolean): WrittenTensor | undefined {
  const bare = text.trim().replace(/,$/, '');
  const items =
    commas || bare.includes(',') ? bare.split(',') : bare.replaceAll(/([-−–+])\s+(?=[\d.])/g, '$1').split(/\s+/);
  const entries = items.map(readNumber);
  return entries.every((entry) => entry !== undefined) ? { shape: [entries.length], entries } : undefined;
}

const number = String.raw`(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?`;
const oneNumber = new RegExp(`^[-+]?${number}$`);
const fraction = new RegExp(`^([-+]?${number})/(${number})$`);
const sum = new RegExp(`^[-+]?${number}(?:[-+]${number}){1,12}$`);

/** One number, a fraction of two, or a sum that is written out. */
function readNumber(text: string): Entry | undefined {
  const bare = text.replaceAll(/[−–]/g, '-').replaceAll(/\s+/g, '');
  if (bare === '' || bare.length > 120) return undefined;
  if (oneNumber.test(bare)) {
    const match = /^[-+]?\d*(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/.exec(bare)!;
    return { value: Number(bare), decimals: (match[1]?.length ?? 0) - Number(match[2] ?? 0) };
  }
  const parts = fraction.exec(bare);
  if (parts) {
    const value = Number(parts[1]) / Number(parts[2]);
    return Number.isFinite(value) ? { value, decimals: undefined } : undefined;
  }
  if (!sum.test(bare)) return undefined;
  const terms = bare.match(new RegExp(`[-+]?${number}`, 'g'))!;
  const decimals = Math.max(0, ...terms.map((term) => term.split('.')[1]?.length ?? 0));
  // A sum of whole numbers is exact; of rounded ones it claims what they do.
  return {
    value: terms.reduce((total, term) => total + Number(term), 0),
    decimals: decimals === 0 ? undefined : decimals,
  };
}

/** Lines with the same number of numbers on each, and nothing else; one line alone needs commas. */
function bareRows(text: string, taken: readonly TextArray[]): TextArray[] {
  const found: TextArray[] = [];
  let rows: { readonly tensor: WrittenTensor; readonly start: number; readonly end: number }[] = [];
  const close = (): void => {
    const [first, last] = [rows[0], rows.at(-1)];
    const single = first && text.slice(first.start, first.end).includes(',') ? first.tensor : undefined;
    const tensor = rows.length > 1 ? stack(rows.map((row) => row.tensor)) : single;
    if (tensor && first && last && first.tensor.entries.length > 1) {
      found.push({ tensor, start: first.start, end: last.end, source: text.slice(first.start, last.end) });
    }
    rows = [];
  };
  let offset = 0;
  for (const line of text.split('\n')) {
    const bare = line
      .replaceAll(/[|&]/g, ' ')
      .replace(/\\\\\s*$/, '')
      .trim();
    const free = taken.every((array) => array.end <= offset || array.start >= offset + line.length);
    const tensor = free && /^[-−–+\d.,/\s]+$/.test(bare) ? readRow(bare, false) : undefined;
    if (tensor && (rows.length === 0 || rows[0]!.tensor.entries.length === tensor.entries.length)) {
      rows.push({ tensor, start: offset, end: offset + line.length });
    } else if (line.trim() !== '') close();
    offset += line.length + 1;
  }
  close();
  return found;
}
