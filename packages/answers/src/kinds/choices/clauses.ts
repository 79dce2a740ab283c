/** A stretch of a sentence that says one thing. */
export interface Clause {
  readonly text: string;
  /** Whether it begins a sentence. */
  readonly first: boolean;
}

/** A sentence or a line of its own. */
export interface Sentence {
  readonly text: string;
  readonly clauses: readonly Clause[];
  /** It asks, and so it states nothing. */
  readonly asks: boolean;
  /** It announces what follows: it ends in a colon, or it is a heading of a few words. */
  readonly announces: boolean;
}

/** Words of one heading at most. */
const longestHeading = 6;

const listLabel = /^(?:[-*+•]\s*)?(?:\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})[).]{1,2}\s+)?/i;

/** Sentences and lines with their clauses. `joins` says of an “and” between two texts that it is inside one thing. */
export function sentencesOf(text: string, joins: (before: string, after: string) => boolean): readonly Sentence[] {
  return (
    text
      .split(/\n|(?<=[.!?;])\s+/)
      // One name in brackets, as in ρ(W), is an argument and no aside.
      .map((piece) =>
        piece
          .trim()
          .replace(listLabel, '')
          .replaceAll(/\(([^()\s]{1,12})\)/g, ' $1 ')
          .trim(),
      )
      .filter((piece) => /[\p{L}\p{N}]/u.test(piece))
      .map((piece) => ({
        text: piece,
        clauses: clausesOf(piece, joins),
        asks: /\?\W*$/.test(piece),
        announces: /:\W*$/.test(piece) || (piece.split(/\s+/).length <= longestHeading && !/[.!]$/.test(piece)),
      }))
  );
}

const cut =
  /,\s+(?:and\s+|but\s+|while\s+|whereas\s+|so\s+|or\s+)?|[()]|\s[–—-]\s|\b(?:while|whereas|but|however|although|though|because|since|so|thus|hence|therefore|as a result|which|where|in contrast(?! to)|on the other hand)\b|\band\b/gi;

/** Cuts a sentence at commas and conjunctions, except where an “and” joins two names or two properties. */
function clausesOf(sentence: string, joins: (before: string, after: string) => boolean): readonly Clause[] {
  const pieces: string[] = [];
  let from = 0;
  for (const match of sentence.matchAll(cut)) {
    const [before, after] = [sentence.slice(from, match.index), sentence.slice(match.index + match[0].length)];
    if (/^and$/i.test(match[0].trim()) && joins(before, after)) continue;
    pieces.push(before);
    from = match.index + match[0].length;
  }
  pieces.push(sentence.slice(from));
  return pieces
    .map((piece) => piece.trim())
    .filter((piece) => /[\p{L}\p{N}]/u.test(piece))
    .map((piece, index) => ({ text: piece, first: index === 0 }));
}
