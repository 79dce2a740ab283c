import type { List, Root, RootContent } from 'mdast';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import type { Region } from './regions.ts';

/** What one line of a document is, as far as a label at its start is concerned. */
export interface Line {
  readonly start: number;
  /** Where its text ends, without the line break. */
  readonly end: number;
  /** Its text, with the characters of code, mathematics and images replaced one by one by {@link masked}. */
  readonly text: string;
  /** Inside code, display mathematics or a table: no label can start there. */
  readonly closed: boolean;
  readonly heading: boolean;
  /** First line of a paragraph, a heading or a list item. */
  readonly first: boolean;
  /** The numbered list whose item starts here, and the item's place in it. */
  readonly list?: { readonly id: number; readonly index: number };
}

/** Stands for one character that is not Markdown. */
export const masked = '\uE000';

/** `source` with every character of the regions but white space masked: offsets stay. */
function maskRegions(source: string, regions: readonly Region[]): string {
  const pieces: string[] = [];
  let at = 0;
  const plain = (from: number, to: number): string => source.slice(from, to).replaceAll(masked, '\uFFFD');
  for (const region of regions) {
    pieces.push(plain(at, region.start), source.slice(region.start, region.end).replace(/\S/g, masked));
    at = region.end;
  }
  pieces.push(plain(at, source.length));
  return pieces.join('');
}

const parser = unified()
  .use(remarkParse)
  // Converters indent at will and HTML is text here, so neither is a construct of its own.
  .data('micromarkExtensions', [{ disable: { null: ['codeIndented', 'htmlFlow', 'htmlText', 'definition'] } }])
  .freeze();

const tableRule = /^[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$/;
const readOfLine = 100;

/**
 * Cuts a document into lines and says of each what it is. The block structure is read by remark from a reduced copy:
 * the first characters of every line, without inline marks, so that no text can make it slow.
 */
export function readLines(source: string, regions: readonly Region[]): Line[] {
  const text = maskRegions(source, regions);
  const bounds: { start: number; end: number; text: string; closed: boolean }[] = [];
  let region = 0;
  for (const found of text.matchAll(/([^\r\n]*)(\r\n|\n|\r|$)/g)) {
    if (found.index === text.length && bounds.length > 0 && found[1] === '') break;
    const start = found.index;
    while (region < regions.length && regions[region]!.end <= start) region += 1;
    const around = regions[region];
    const inside = around !== undefined && around.start < start && start < around.end;
    const line = found[1]!;
    const opensFence = around?.kind === 'code' && around.display && line.trim().replaceAll(masked, '') === '';
    bounds.push({
      start,
      end: start + line.length,
      text: line,
      closed: inside || (opensFence && around.start >= start),
    });
  }

  for (const [index, line] of bounds.entries()) {
    if (line.text.length > 2_000 || !(bounds[index - 1]?.text.includes('|') ?? false)) continue;
    if (!tableRule.test(line.text.replaceAll(/[ \t]+/g, ' '))) continue;
    bounds[index - 1]!.closed = true;
    for (let row = index; row < bounds.length && (row === index || bounds[row]!.text.includes('|')); row += 1) {
      bounds[row]!.closed = true;
    }
  }

  const reduced = bounds.map(({ text, closed }) => {
    if (text.trim() === '') return '';
    // Blank lines inside display mathematics aside, a closed line is a word of its paragraph.
    if (closed) return 'x';
    const head = text.slice(0, readOfLine);
    const bullets = /^(?:[ \t>]|[-*+][ \t]+|\d{1,9}[.)][ \t]+)*/.exec(head)![0].length;
    const rest = head.slice(bullets).replace(/[[\]<>&!`~|_*\\:@]/g, 'x');
    return head.slice(0, bullets) + rest;
  });
  const heading = new Set<number>();
  const first = new Set<number>();
  const lists = new Map<number, { id: number; index: number }>();
  let listCount = 0;
  const walk = (nodes: readonly RootContent[]): void => {
    for (const node of nodes) {
      const line = node.position!.start.line - 1;
      if (node.type === 'heading') {
        // An underline turns a whole paragraph into a heading; only a single line is meant as one.
        if (node.position!.end.line - node.position!.start.line <= 1) heading.add(line);
        first.add(line);
      } else if (node.type === 'paragraph') first.add(line);
      else if (node.type === 'list') walkList(node);
      else if ('children' in node) walk(node.children as RootContent[]);
    }
  };
  const walkList = (list: List): void => {
    let index = -1;
    let number = 0;
    let together = false;
    for (const item of list.children) {
      const line = item.position!.start.line - 1;
      first.add(line);
      if (list.ordered === true) {
        // Markdown goes on counting; a number that does not go on, or stands apart where the others stood together,
        // begins a list of its own.
        const written = Number(/\d+/.exec(reduced[line]!.slice(item.position!.start.column - 1))?.[0] ?? Number.NaN);
        const apart = reduced[line - 1]?.trim() === '';
        if (index < 0 || written !== number + 1 || (apart && together)) {
          listCount += 1;
          index = -1;
        }
        together = index >= 0 && !apart;
        number = written;
        index += 1;
        lists.set(line, { id: listCount, index });
      }
      walk(item.children);
    }
  };
  walk((parser.parse(reduced.join('\n')) as Root).children);

  return bounds.map((line, index) => {
    const list = lists.get(index);
    return {
      ...line,
      heading: heading.has(index),
      first: first.has(index),
      ...(list === undefined ? {} : { list }),
    };
  });
}
