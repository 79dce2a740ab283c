import { joinLiterals } from './literals.ts';
import type { Source } from './source.ts';
import { ReadError, type Token } from './tokens.ts';

/** The tokens of one statement: its members, the relations between them, and where it was written. */
export interface Piece {
  readonly members: readonly { readonly lists: readonly (readonly Token[])[]; readonly source: string }[];
  readonly relations: readonly string[];
  readonly continues: boolean;
  readonly boxed: boolean;
  readonly start: number;
  readonly end: number;
  readonly source: string;
  readonly error?: ReadError;
}

const connecting =
  /^(?:and|where|with|so|so that|then|hence|thus|therefore|gives|which gives|this gives|we get|we have|that is|i\.?e\.?|namely)$/i;
const remark = /^[[(]\s*(?:using|by|from|since|because|chain rule|substitut|as given|assuming)[^\])]*[\])]$/i;
const binary = new Set(['+', '-', '·', '×', '*', '/', '∘', '⊗', '⊕']);

/** Splits a display at its top level into statements. */
export function splitPieces(tokens: readonly Token[], source: Source, scientific: boolean): Piece[] {
  const flat = expand(joinLiterals(tokens, scientific), scientific);
  const pieces: Piece[] = [];
  let read = 0;
  for (const group of groupsOf(flat)) {
    for (const piece of piecesOf(group, source, read, scientific)) {
      read = Math.max(read, piece.readTo);
      pieces.push(piece.piece);
    }
  }
  return pieces;
}

function isConnecting(token: Token | undefined): boolean {
  return token?.kind === 'word' && connecting.test(token.text.trim().replace(/[:.]$/, ''));
}

function separates(token: Token | undefined): boolean {
  if (!token) return true;
  if (token.kind === 'sign') return token.sign === ',' || token.sign === ';' || token.sign === '.';
  return token.kind === 'therefore' || token.kind === 'gap' || token.kind === 'row' || isConnecting(token);
}

/** Puts the rows of alignments and systems in the place of the array, with the breaks between them. */
function expand(tokens: readonly Token[], scientific: boolean): Token[] {
  return tokens.flatMap((token, i) => {
    if (token.kind !== 'array') return [token];
    const alone = separates(tokens[i - 1]) && separates(tokens[i + 1]);
    const related = token.rows.some((row) => row.some((cell) => cell.some((each) => each.kind === 'relation')));
    const everyRow = token.rows.every((row) => row.some((cell) => cell.some((each) => each.kind === 'relation')));
    const equations =
      token.layout === 'aligned' ||
      token.layout === 'gathered' ||
      (token.layout === 'cases' && alone && everyRow) ||
      (token.layout === 'entries' && alone && related && /^\.?$/.test(token.left) && /^\.?$/.test(token.right));
    if (!equations || (!alone && token.layout === 'cases')) return [token];
    const rows = token.rows.map((row) => {
      const cells = row.flatMap((cell, column): Token[] => {
        const body = expand(joinLiterals(cell, scientific), scientific);
        // Columns of an alignment come in pairs around the &.
        const apart = column > 0 && column % 2 === 0 && token.layout !== 'entries' && body.length > 0;
        return apart ? [{ kind: 'gap', start: body[0]?.start ?? 0, end: body[0]?.start ?? 0 }, ...body] : body;
      });
      return { cells, joins: row.length > 1 && row[0]?.length === 0 };
    });
    return rows.flatMap(({ cells, joins }, k): Token[] => {
      const at = cells[0]?.start ?? token.end;
      return k === 0
        ? cells
        : [{ kind: 'row', joins: joins && token.layout === 'aligned', start: at, end: at }, ...cells];
    });
  });
}

/** Runs of tokens between what surely separates statements. */
function groupsOf(written: readonly Token[]): Token[][] {
  const tokens = written.filter((token, i) => token.kind !== 'gap' || written[i - 1]?.kind !== 'row');
  const groups: Token[][] = [];
  let group: Token[] = [];
  let depth = 0;
  let skipTo = 0;
  const close = (): void => {
    if (group.length > 0) groups.push(group);
    group = [];
  };
  for (const [i, token] of tokens.entries()) {
    if (i < skipTo) continue;
    if (token.kind === 'open') depth++;
    if (token.kind === 'close') depth--;
    const [before, after] = [group.at(-1), tokens[i + 1]];
    if (depth > 0 || !(token.kind === 'gap' || token.kind === 'row')) {
      if (depth <= 0 && (token.kind === 'therefore' || isConnecting(token))) close();
      else group.push(token);
      continue;
    }
    if (token.kind === 'gap' && token.narrow && !(hasRelation(group) && hasRelation(upToBreak(tokens, i + 1))))
      continue;
    const unfinished = before?.kind === 'relation' || (before?.kind === 'sign' && binary.has(before.sign));
    if (unfinished || after?.kind === 'relation') continue;
    const operator = after?.kind === 'sign' && binary.has(after.sign) ? after.sign : undefined;
    if (group.length > 0 && operator !== undefined) {
      if (operator !== '-' || (token.kind === 'row' && token.joins)) continue;
      // “a = b” and then “- c”: another value, or the rest of b?
      if (hasRelation(group) && !hasRelation(upToBreak(tokens, i + 1))) {
        group.push({
          kind: 'unreadable',
          what: 'a line that begins with a minus may go on with the line before',
          start: after?.start ?? 0,
          end: after?.end ?? 0,
        });
        continue;
      }
    }
    if (token.kind === 'gap' && isEquationNumber(tokens, i, group)) skipTo = i + 4;
    else close();
  }
  close();
  return groups;
}

function hasRelation(tokens: readonly Token[]): boolean {
  return topLevel(tokens).some((token) => token.kind === 'relation');
}

function upToBreak(tokens: readonly Token[], from: number): readonly Token[] {
  const end = tokens.findIndex(
    (token, i) => i >= from && (token.kind === 'gap' || token.kind === 'row' || token.kind === 'therefore'),
  );
  return tokens.slice(from, end < 0 ? undefined : end);
}

/** Whether (3) stands behind an equation as its number. */
function isEquationNumber(tokens: readonly Token[], gap: number, group: readonly Token[]): boolean {
  const [open, digits, close, after] = tokens.slice(gap + 1, gap + 5);
  const number =
    open?.kind === 'open' &&
    open.bracket === '(' &&
    digits?.kind === 'digits' &&
    /^\d+$/.test(digits.text) &&
    close?.kind === 'close' &&
    close.bracket === '(';
  return number && (!after || after.kind === 'row') && group.some((token) => token.kind === 'relation');
}

interface Located {
  readonly piece: Piece;
  readonly readTo: number;
}

function piecesOf(group: readonly Token[], source: Source, from: number, scientific: boolean): Located[] {
  let tokens = group;
  for (let last = tokens.at(-1); last; last = tokens.at(-1)) {
    const idle =
      (last.kind === 'sign' && (last.sign === '.' || last.sign === ',' || last.sign === ';')) || last.kind === 'gap';
    if (!idle && !(last.kind === 'word' && tokens.length > 1 && remark.test(last.text.trim()))) break;
    tokens = tokens.slice(0, -1);
  }
  while (tokens[0]?.kind === 'sign' && (tokens[0].sign === ',' || tokens[0].sign === ';')) tokens = tokens.slice(1);
  const [only] = tokens;
  if (!only) return [];
  if (tokens.length === 1 && only.kind === 'box') {
    const inner = groupsOf(expand(joinLiterals(only.body, scientific), scientific)).flatMap((each) =>
      piecesOf(each, source, from, scientific),
    );
    return inner.map((each) => ({ ...each, piece: { ...each.piece, boxed: true } }));
  }
  const parts = splitAt(tokens, (token) => token.kind === 'sign' && (token.sign === ',' || token.sign === ';'));
  // Parts without a relation are items of a list; each with one begins a statement, or goes on with the list before it.
  const drafts: Token[][][] = [];
  let waiting: Token[][] = [];
  for (const part of parts) {
    const related = topLevel(part).some((token) => token.kind === 'relation');
    const last = drafts.at(-1);
    if (related) {
      drafts.push([...waiting, part]);
      waiting = [];
    } else if (last) last.push(part);
    else waiting.push(part);
  }
  if (waiting.length > 0) drafts.push(waiting);
  let read = from;
  return drafts.map((draft) => {
    const located = pieceOf(draft, source, read);
    read = located.readTo;
    return located;
  });
}

function pieceOf(parts: readonly (readonly Token[])[], source: Source, from: number): Located {
  const members: { lists: Token[][]; source: string }[] = [];
  const relations: string[] = [];
  let lists: Token[][] = [];
  let continues = false;
  let read = from;
  let start = -1;
  let error: ReadError | undefined;
  const close = (): void => {
    const written = lists.flat();
    const [first, last] = [written[0], written.at(-1)];
    if (!first || !last || lists.some((list) => list.length === 0)) {
      error ??= new ReadError('Something is missing between two signs.', read, read);
      return;
    }
    const span = spanOf(source.text, Math.min(read, first.start), Math.max(first.start, last.end));
    if (start < 0) start = span.start;
    read = span.end;
    members.push({ lists, source: source.original.slice(source.at(span.start), source.at(span.end)) });
  };
  for (const [i, part] of parts.entries()) {
    const pieces = splitAt(part, (token) => token.kind === 'relation');
    const signs = topLevel(part).flatMap((token) => (token.kind === 'relation' ? [token] : []));
    for (const [k, piece] of pieces.entries()) {
      const sign = k > 0 ? signs[k - 1] : undefined;
      if (sign) {
        const first = members.length === 0 && lists.flat().length === 0 && i === 0 && k === 1;
        if (first) continues = true;
        else close();
        // := is an equation like any other.
        relations.push(sign.sign);
        read = Math.max(read, sign.end);
        lists = [];
      }
      lists.push([...piece]);
    }
  }
  close();
  const colon = members.length > 1 ? members[0]?.lists.at(-1) : undefined;
  const defined = colon?.at(-1);
  if (colon && defined?.kind === 'sign' && defined.sign === ':' && relations[0] === '=') colon.pop();
  const begin = Math.max(0, start);
  const boxed =
    members.at(-1)?.lists.length === 1 &&
    members.at(-1)?.lists[0]?.length === 1 &&
    members.at(-1)?.lists[0]?.[0]?.kind === 'box';
  const piece: Piece = {
    members,
    relations,
    continues,
    boxed: boxed === true,
    start: source.at(begin),
    end: source.at(read),
    source: source.original.slice(source.at(begin), source.at(read)),
    ...(error ? { error } : {}),
  };
  return { piece, readTo: read };
}

function topLevel(tokens: readonly Token[]): Token[] {
  let depth = 0;
  return tokens.filter((token) => {
    if (token.kind === 'open') depth++;
    if (token.kind === 'close') depth--;
    return depth === 0 && token.kind !== 'close';
  });
}

function splitAt(tokens: readonly Token[], separator: (token: Token) => boolean): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'open') depth++;
    if (token.kind === 'close') depth--;
    if (depth === 0 && separator(token)) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

const lead =
  /^(?:\s|&|~|[,;]|\\\\(?:\[[^\]]*\])?|\\q?quad(?![A-Za-z])|\\[,;:!> ]|\\begin\{(?:aligned|alignedat|split|gathered|cases|align|equation|gather)\*?\}|\\end\{(?:aligned|alignedat|split|gathered|cases|align|equation|gather|array)\*?\}|\\left\\\{(?=\s*\\begin)|\\right(?:\.|\\\})|\\(?:implies|iff|therefore|(?:Long)?(?:right|leftright|Right|Leftright)arrow)(?![A-Za-z])|\\(?:text|mathrm|textrm|mbox)\{[\s,]*(?:and|where|with|so|so that|then|hence|thus|therefore|gives|which gives|this gives|we get|we have|that is|i\.?e\.?|namely)[\s:.,]*\})/i;
const nesting =
  /\\begin\{[^}]*\}|\\end\{[^}]*\}|\\left(?![A-Za-z])|\\right(?![A-Za-z])(?:\\[A-Za-z]+|\\.|.)?|\\.|[{}]/gs;

/** The stretch of source around tokens whose outermost braces KaTeX does not place. */
function spanOf(text: string, from: number, to: number): { start: number; end: number } {
  let start = from;
  for (
    let match = lead.exec(text.slice(start, start + 80));
    match && start < to;
    match = lead.exec(text.slice(start, start + 80))
  )
    start += match[0].length;
  let depth = 0;
  nesting.lastIndex = 0;
  for (const [found] of text.slice(start, to).matchAll(nesting)) depth += stepOf(found);
  let end = to;
  // Only what is still open is looked for behind the last token.
  nesting.lastIndex = to;
  for (let match = depth > 0 ? nesting.exec(text) : null; match; match = depth > 0 ? nesting.exec(text) : null) {
    depth += stepOf(match[0]);
    end = match.index + match[0].length;
  }
  return { start, end: Math.max(start, end) };
}

function stepOf(found: string): number {
  if (found === '{' || found === '\\left' || found.startsWith('\\begin')) return 1;
  return found === '}' || found.startsWith('\\right') || found.startsWith('\\end') ? -1 : 0;
}
