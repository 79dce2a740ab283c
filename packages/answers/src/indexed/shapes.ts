import { ReadError } from '../expressions/parse/tokens.ts';
import type { Limits } from '../judgement.ts';
import type { Names } from './names.ts';
import { TermParser } from './parser.ts';
import type { Item, Stream } from './stream.ts';
import type { Term } from './term.ts';

/** A shape that an answer writes: `ℝ^{2×5}`, `2 × 5`, `(2, 5)`, `2 by 5`, “a vector of length m”. */
export interface ShapeClaim {
  readonly sizes: readonly Term[];
  readonly notation: 'set' | 'product' | 'tuple' | 'words';
  /** What has the shape, where `c[t] ∈ …`, `c[t] = …` or `c[t]: …` says so. */
  readonly subject?: Term;
  /** The words of the clause before it, and those behind it. */
  readonly lead: string;
  readonly tail: string;
  readonly boxed: boolean;
  readonly block: number;
  readonly from: number;
  readonly to: number;
}

const sizeWords =
  /^(?:shape|size|sizes|length|dimension|dimensions|dimensionality|dim|dims|lives|in|vector|tensor|matrix)$/i;
const countedThings = /^(?:elements?|entries|components?|values|scalars|numbers|weights|coefficients)$/i;

/** Reads every shape in a row of tokens. */
export function readShapes(stream: Stream, names: Names, limits: Limits): readonly ShapeClaim[] {
  const { items } = stream;
  const budget = { depth: 0, nodes: 0, mostDepth: limits.depth, mostNodes: limits.nodes };
  const row = new TermParser(items, names, budget);
  row.betweenSizes = true;
  const claims: ShapeClaim[] = [];
  while (row.peek() && budget.nodes < budget.mostNodes) {
    const from = row.at;
    if (!row.startsOperand() || isArticle(items, from)) {
      row.at++;
      continue;
    }
    budget.depth = 0;
    try {
      const found = shapeHere(row, items);
      if (found) {
        claims.push({
          ...found,
          ...subjectBefore(row, from),
          lead: clauseBefore(items, from),
          tail: clauseAfter(items, row.at),
          boxed: false,
          block: items[from]!.block,
          from,
          to: row.at,
        });
      } else row.at = Math.max(row.at, from + 1);
    } catch (error) {
      if (!(error instanceof ReadError)) throw error;
      row.at = from + 1;
    }
  }
  return claims;
}

/** “a” and “I” are words. */
function isArticle(items: readonly Item[], at: number): boolean {
  const item = items[at]!;
  if (item.kind !== 'letter' || !/^[aAI]$/.test(item.name)) return false;
  const next = items[at + 1];
  return next?.kind === 'word' && next.style === 'text';
}

function shapeHere(row: TermParser, items: readonly Item[]): Pick<ShapeClaim, 'sizes' | 'notation'> | undefined {
  const from = row.at;
  const set = setHere(row);
  if (set) return { sizes: set, notation: 'set' };
  const first = row.expression();
  const sizes = [first];
  for (;;) {
    const saved = row.at;
    row.passGaps();
    if (row.sign('×') || row.sign('*') || row.isCross() || row.word() === 'by' || row.word() === 'times') row.at++;
    else if (isNamedCount(row)) row.at += 2;
    else {
      row.at = saved;
      break;
    }
    try {
      row.passGaps();
      sizes.push(row.expression());
    } catch (error) {
      if (!(error instanceof ReadError)) throw error;
      row.at = saved;
      break;
    }
  }
  if (sizes.length > 1) return { sizes, notation: 'product' };
  if (first.type === 'list')
    return { sizes: first.items.flatMap((each) => (each.type === 'list' ? each.items : [each])), notation: 'tuple' };
  if (first.type === 'product' && first.style === 'times') return { sizes: first.factors, notation: 'product' };
  if (isAloneAsShape(items, row, from)) return { sizes, notation: 'words' };
  return undefined;
}

/** `2 rows and 5 columns`. */
function isNamedCount(row: TermParser): boolean {
  return /^(?:rows?|channels?)$/.test(row.word() ?? '') && (row.isAnd(1) || row.sign(',', 1) || row.word(1) === 'of');
}

/** Sizes above ℝ. */
function setHere(row: TermParser): readonly Term[] | undefined {
  const token = row.peek();
  const set =
    token?.kind === 'letter' && (token.name === 'ℝ' || (token.name === 'R' && row.names.resolve('R') === undefined));
  const scripts = row.peek(1);
  // ∈ ℝ, or ℝ and nothing else.
  const among = row.relation(-1) === '∈' || row.tokens.length === 1;
  if (set && among && scripts?.kind !== 'scripts') {
    row.at++;
    return [{ type: 'number', value: 1, written: '1' }];
  }
  if (!set || scripts?.kind !== 'scripts' || !scripts.sup || scripts.sub) return undefined;
  row.at += 2;
  const inner = row.sub(scripts.sup);
  inner.betweenSizes = true;
  const sizes = [inner.expression()];
  for (;;) {
    inner.passGaps();
    if (!inner.sign('×') && !inner.sign('*') && !inner.sign(',') && !inner.sign('·') && !inner.isCross()) break;
    inner.at++;
    sizes.push(inner.expression());
  }
  if (inner.peek()) inner.fail();
  const [only] = sizes;
  if (sizes.length > 1) return sizes;
  if (only?.type === 'list') return only.items;
  return only?.type === 'product' && only.style === 'times' ? only.factors : sizes;
}

const dimensional = (item: Item | undefined): boolean =>
  item?.kind === 'word' && /^(?:dimensional|dim|d|vector)$/i.test(item.text.trim());

/** A single size is a shape where words say so: `of length m`, `m-dimensional`, `m entries`. */
function isAloneAsShape(items: readonly Item[], row: TermParser, from: number): boolean {
  const next = row.peek();
  const before = items
    .slice(Math.max(0, from - 6), from)
    .map(textOf)
    .join(' ');
  if (
    /\b(?:length|size|dimension|dimensions|dimensionality|shape|dim|dims)\s*(?:of|is|are|be|will be|would be|equals?|=|:)?(?:\s*(?:just|simply))?\s*$/i.test(
      before,
    )
  )
    return true;
  if (next?.kind === 'sign' && next.sign === '-' && dimensional(items[row.at + 1])) return true;
  if (next?.kind === 'word' && (/^-?\s*dimensional/i.test(next.text.trim()) || countedThings.test(next.text.trim())))
    return true;
  return false;
}

function subjectBefore(row: TermParser, from: number): { readonly subject?: Term } {
  const relation = row.tokens[from - 1];
  const joins =
    (relation?.kind === 'relation' && (relation.sign === '∈' || relation.sign === '=')) ||
    (relation?.kind === 'sign' && relation.sign === ':') ||
    (relation?.kind === 'word' && relation.text.trim() === 'in');
  if (!joins) return {};
  let start = from - 1;
  const block = (row.tokens[from - 1] as Item).block;
  while (start > 0) {
    const before = row.tokens[start - 1] as Item;
    if (
      before.kind === 'row' ||
      before.kind === 'word' ||
      before.kind === 'gap' ||
      before.block !== block ||
      from - start > 60
    )
      break;
    if (before.kind === 'relation') break;
    start--;
  }
  for (let at = start; at < from - 1; at++) {
    try {
      const parser = row.sub(row.tokens.slice(at, from - 1));
      return { subject: parser.whole() };
    } catch (error) {
      if (!(error instanceof ReadError)) throw error;
    }
  }
  return {};
}

const textOf = (item: Item): string => {
  if (item.kind === 'word') return item.text.trim();
  if (item.kind === 'sign' || item.kind === 'relation') return item.sign;
  if (item.kind === 'letter') return item.name;
  return item.kind === 'digits' ? item.text : '';
};

function clauseBefore(items: readonly Item[], from: number): string {
  const words: string[] = [];
  for (let i = from - 1; i >= 0 && from - i < 30; i--) {
    const item = items[i]!;
    const next = items[i + 1];
    const sentenceEnd = item.kind === 'sign' && item.sign === '.' && next?.kind === 'word';
    if (sentenceEnd || (item.kind === 'sign' && item.sign === ';')) break;
    if (item.kind === 'row' && words.length > 0) break;
    words.unshift(textOf(item));
  }
  return words.join(' ').trim();
}

function clauseAfter(items: readonly Item[], from: number): string {
  const words: string[] = [];
  for (let i = from; i < items.length && i - from < 12; i++) {
    const item = items[i]!;
    if (item.kind === 'row' || (item.kind === 'sign' && (item.sign === '.' || item.sign === ';'))) break;
    words.push(textOf(item));
  }
  return words.join(' ').trim();
}

/** Whether the words before a shape announce one. */
export function announces(lead: string): boolean {
  return lead
    .split(/\s+/)
    .slice(-8)
    .some((word) => sizeWords.test(word.replace(/[:,=]$/, '')));
}
