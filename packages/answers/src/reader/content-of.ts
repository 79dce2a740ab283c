import type { Nodes, PhrasingContent, Root, Table } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { defaultLimits, type Limits, type PartText } from '../judgement.ts';
import type { Block, PartContent } from './content.ts';
import { findMarks } from './marks.ts';
import { blank, plainMarkup } from './markup.ts';
import { findRegions, type Region } from './regions.ts';
import { repairLatex } from './repair-latex.ts';

const opening = '\uE000';
const filling = '\uE001';
const breaking = '\uE002';

const parser = unified()
  .use(remarkParse)
  .use(remarkGfm, { singleTilde: false })
  .data('micromarkExtensions', [{ disable: { null: ['codeIndented', 'htmlFlow', 'htmlText', 'definition'] } }])
  .freeze();

/**
 * The content of a part in reading order: prose, mathematics, code and tables; lists flattened, the part's label left out.
 *
 * Mathematics is `$…$`, `$$…$$`, `\(…\)`, `\[…\]` and bare environments; LaTeX that a converter damaged is mended
 * ({@link repairLatex}) with a note. The answer begins after the last `Answer:`, `Answer 3.` or `Solution:` that has
 * something after it, or after the part's own label where it is repeated within the part.
 * Tags and commands that only lay out text are left out (`plainMarkup`); other HTML is text. Offsets are into the document that the part was cut from. Nothing is rendered and nothing thrown:
 * a part that is too long has `unread`.
 *
 * @example
 * const content = contentOf({ id: '1(a)', text: '(a) Find $x$. Solution: $x = 2$', start: 0, end: 31 });
 * content.blocks[content.answerFrom] // { kind: 'math', latex: 'x = 2', display: false, start: 24, end: 31 }
 * content.marked // true
 */
export function contentOf(written: PartText, limits: Partial<Limits> = {}): PartContent {
  // A comment is not shown to whoever reads the document, so it answers nothing.
  const shown = written.text.replaceAll(/<!--[\s\S]*?(?:-->|$)/g, blank);
  const markup = plainMarkup(shown);
  const part = { ...written, text: markup.text };
  const most = limits.characters ?? defaultLimits.characters;
  const regions = findRegions(part.text);
  const pictures = regions.filter(({ kind }) => kind === 'image');
  const length = pictures.reduce((sum, { start, end }) => sum - (end - start), part.text.length);
  if (length > most) {
    return {
      blocks: [],
      answerFrom: 0,
      marked: false,
      unread: `The part has ${length} characters; at most ${most} are read.`,
    };
  }
  const notes = new Set<string>();
  if (markup.struck) notes.add('Text that was struck out was not read.');
  if (shown !== written.text) notes.add('A comment in the source (`<!-- … -->`) was left out.');
  const source = prepare(part, regions);
  const walker = new Walker(part, source, regions, notes);
  walker.flow(parser.parse(source) as Root);
  const { blocks, breaks } = walker;
  // Of the markers, the last that has anything after it.
  const filled = breaks.filter((at) =>
    blocks.slice(at).some((block) => block.kind !== 'text' || block.text.trim() !== ''),
  );
  const images = pictures.length + walker.images;
  return {
    blocks,
    answerFrom: filled.at(-1) ?? breaks.at(-1) ?? 0,
    marked: breaks.length > 0,
    ...(notes.size > 0 ? { notes: [...notes] } : {}),
    ...(images > 0 ? { images } : {}),
  };
}

/** The part with its regions masked, its label blanked and its answer markers turned into breaks; offsets stay. */
function prepare(part: PartText, regions: readonly Region[]): string {
  let at = 0;
  let source = '';
  const plain = (from: number, to: number): string => part.text.slice(from, to).replace(/[\uE000-\uE004]/g, '\uFFFD');
  for (const { start, end, kind } of regions) {
    source += plain(at, start);
    source += kind === 'image' ? ' '.repeat(end - start) : opening + filling.repeat(end - start - 1);
    at = end;
  }
  source += plain(at, part.text.length);
  const characters = source.split('');
  for (const mark of findMarks(source, part.id)) {
    for (let index = mark.start; index < mark.end; index += 1) {
      if (characters[index] !== '\n' && characters[index] !== '\r') characters[index] = ' ';
    }
    if (mark.answer) characters[mark.start] = breaking;
  }
  return tame(characters.join(''));
}

const mostLines = 2_000;

/** Where the line break number `count` of a text stands; -1 where there are fewer. */
function nthLineBreak(text: string, count: number): number {
  let at = -1;
  for (let found = 0; found < count; found++) {
    at = text.indexOf('\n', at + 1);
    if (at < 0) return -1;
  }
  return at;
}

/** Takes the sting out of text made to be slow: no homework nests thirty quotes or has a thousand brackets in a paragraph. */
function tame(source: string): string {
  return source
    .split(/(\n[ \t\r]*\n)/)
    .map((paragraph) => {
      let calm = paragraph;
      // The parser's time grows with the square of a paragraph's lines.
      const last = nthLineBreak(calm, mostLines);
      if (last >= 0) calm = calm.slice(0, last) + calm.slice(last).replaceAll(/[\r\n]/g, ' ');
      if ((calm.match(/[[\]*_~<&|]/g)?.length ?? 0) > 1_200) calm = calm.replace(/[[\]*_~<&|]/g, '\uFFFD');
      if (/(?:[>*+-][ \t]*){24}/.test(calm)) {
        calm = calm.replace(/(?:[>*+-][ \t]*){24,}/g, (run) => run.replace(/[>*+-]/g, '\uFFFD'));
      }
      return calm;
    })
    .join('');
}

class Walker {
  readonly blocks: Block[] = [];
  /** Block counts at the answer markers. */
  readonly breaks: number[] = [];
  images = 0;
  readonly #part: PartText;
  readonly #source: string;
  readonly #regions: ReadonlyMap<number, Region>;
  readonly #notes: Set<string>;
  #text = '';
  #start = -1;
  #end = -1;
  /** At the start of a paragraph or behind a marker: blanks there are no text. */
  #fresh = true;

  constructor(part: PartText, source: string, regions: readonly Region[], notes: Set<string>) {
    this.#part = part;
    this.#source = source;
    this.#regions = new Map(regions.map((region) => [region.start, region]));
    this.#notes = notes;
  }

  flow(node: Nodes): void {
    switch (node.type) {
      case 'paragraph':
      case 'heading':
        for (const child of node.children) this.phrasing(child);
        this.#paragraphEnd(node.position!.end.offset!);
        return;
      case 'table':
        this.#table(node);
        return;
      case 'listItem':
        // `6.` alone is a number, not an empty item.
        if (node.children.length === 0) {
          this.#plain(node.position!.start.offset!, node.position!.end.offset!);
          this.#paragraphEnd(node.position!.end.offset!);
        } else for (const child of node.children) this.flow(child);
        return;
      case 'code':
        this.#flush();
        this.blocks.push({
          kind: 'code',
          text: node.value,
          ...this.#span(node.position!.start.offset!, node.position!.end.offset!),
        });
        return;
      default:
        if ('children' in node) for (const child of node.children) this.flow(child);
    }
  }

  phrasing(node: PhrasingContent): void {
    const start = node.position!.start.offset!;
    const end = node.position!.end.offset!;
    switch (node.type) {
      case 'text':
        this.#value(node.value, start, end);
        return;
      case 'break':
        this.#add('\n', start, end);
        return;
      case 'image':
      case 'imageReference':
        this.images += 1;
        return;
      case 'inlineCode':
        this.#add(node.value, start, end);
        return;
      case 'delete':
        this.#notes.add('Text that was struck out was not read.');
        return;
      case 'footnoteReference':
      case 'html':
        this.#plain(start, end);
        return;
      case 'emphasis':
      case 'strong': {
        // The stars of 2*3*4 multiply.
        const before = this.#source[start - 1] ?? ' ';
        const after = this.#source[end] ?? ' ';
        const multiplies =
          this.#source[start] === '*' && (/[\p{L}\p{N})\]]/u.test(before) || /[\p{L}\p{N}([]/u.test(after));
        const stars = node.type === 'strong' ? '**' : '*';
        if (multiplies) this.#add(stars, start, start + stars.length);
        for (const child of node.children) this.phrasing(child);
        if (multiplies) this.#add(stars, end - stars.length, end);
        return;
      }
      default:
        if ('children' in node) for (const child of node.children) this.phrasing(child);
    }
  }

  /** The value of a text node: prose, with a private character where a region or a marker stands. */
  #value(value: string, start: number, end: number): void {
    let from = start;
    for (const piece of value.split(/(\uE000\uE001*|\uE002)/)) {
      if (piece.startsWith(opening)) {
        const at = this.#source.indexOf(opening, from);
        this.#region(this.#regions.get(at)!);
        from = at + piece.length;
      } else if (piece === breaking) {
        this.#flush();
        this.#fresh = true;
        this.breaks.push(this.blocks.length);
        from = this.#source.indexOf(breaking, from) + 1;
      } else if (piece !== '') {
        const next = this.#nextMark(from);
        this.#add(piece, from, Math.min(end, next));
      }
    }
  }

  #nextMark(from: number): number {
    const found = this.#source.slice(from).search(/[\uE000\uE002]/);
    return found < 0 ? this.#source.length : from + found;
  }

  #region(region: Region): void {
    const inner = this.#part.text.slice(region.innerStart, region.innerEnd);
    if (region.kind === 'code' && !region.display) {
      this.#add(inner.trim(), region.start, region.end);
      return;
    }
    this.#flush();
    this.#fresh = region.display;
    const span = this.#span(region.start, region.end);
    if (region.kind === 'code') this.blocks.push({ kind: 'code', text: inner, ...span });
    else {
      const { latex, repairs } = repairLatex(inner.trim());
      if (region.note !== undefined) this.#notes.add(region.note);
      for (const repair of repairs) this.#notes.add(repair);
      this.blocks.push({ kind: 'math', latex, display: region.display, ...span });
    }
  }

  #table(table: Table): void {
    this.#flush();
    const rows = table.children.map((row) =>
      row.children.map((cell) => {
        const first = cell.children[0]?.position?.start.offset;
        const last = cell.children.at(-1)?.position?.end.offset;
        return first === undefined || last === undefined ? '' : this.#part.text.slice(first, last).trim();
      }),
    );
    this.blocks.push({
      kind: 'table',
      rows,
      ...this.#span(table.position!.start.offset!, table.position!.end.offset!),
    });
  }

  #plain(start: number, end: number): void {
    this.#add(this.#source.slice(start, end), start, end);
  }

  #add(text: string, start: number, end: number): void {
    let kept = text;
    let from = start;
    if (this.#fresh && this.#start < 0) {
      kept = text.trimStart();
      while (from < end && /\s/.test(this.#source[from]!)) from += 1;
      if (kept === '') return;
    }
    if (this.#start < 0) this.#start = from;
    this.#text += kept;
    this.#end = end;
  }

  /** A paragraph's end is a line break in its text. */
  #paragraphEnd(at: number): void {
    const before = this.blocks.at(-1);
    if (this.#start < 0 && (before === undefined || before.kind !== 'math' || before.display)) {
      this.#fresh = true;
      return;
    }
    this.#fresh = false;
    this.#add('\n', at, at);
    this.#flush();
    this.#fresh = true;
  }

  #flush(): void {
    // The blanks that stand for a label or a marker are no text.
    const text = this.#text.replace(/ {2,}/g, ' ');
    if (this.#start >= 0 && text !== '' && !/^ *$/.test(text)) {
      this.blocks.push({ kind: 'text', text, ...this.#span(this.#start, this.#end) });
      this.#fresh = false;
    }
    this.#text = '';
    this.#start = -1;
    this.#end = -1;
  }

  #span(start: number, end: number): { start: number; end: number } {
    return { start: this.#part.start + start, end: this.#part.start + end };
  }
}
