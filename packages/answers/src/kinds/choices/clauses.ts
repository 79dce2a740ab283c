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

/** An interjection between a subject and its verb: “vanishing gradients, on the other hand, are …”. */
const interjection =
  /,\s*(?:on the (?:other hand|contrary)|however|(?:in|by) contrast|in turn|in general|of course|indeed|therefore|instead|then|too|as well|also|in particular),\s*(?=(?:are|is|do|does|have|has|can|may|will|tend|occur|happen|arise|become|suffer|explode|vanish|lead|leads|causes?|makes?|gets?)\b)/gi;

/** Whether two texts are one thing with an “and” between them, or two with a colon. */
export interface Joints {
  readonly joins: (before: string, after: string) => boolean;
  readonly explains: (before: string, after: string) => boolean;
}

/**
 * Sentences and lines with their clauses. `joins` says of an “and” between two texts that it is inside one thing, `explains` of
 * a colon that what stands behind it only gives the reason.
 */
export function sentencesOf(text: string, joints: Joints): readonly Sentence[] {
  return (
    text
      .split(/\n|(?<=[.!?;])\s+/)
      // One name in brackets, as in ρ(W), is an argument and no aside.
      .map((piece) =>
        piece
          .trim()
          .replace(listLabel, '')
          .replaceAll(/\(([^()\s]{1,12})\)/g, ' $1 ')
          .replaceAll(interjection, ' ')
          .trim(),
      )
      .filter((piece) => /[\p{L}\p{N}]/u.test(piece))
      .map((piece) => ({
        text: piece,
        clauses: clausesOf(piece, joints),
        asks: /\?\W*$/.test(piece),
        announces: /:\W*$/.test(piece) || (piece.split(/\s+/).length <= longestHeading && !/[.!]$/.test(piece)),
      }))
  );
}

const cut =
  /,\s+(?:and\s+|but\s+|while\s+|whereas\s+|so\s+|or\s+)?|[()]|:\s|\s[–—-]\s|\b(?:while|whereas|but|however|although|though|because|since|(?<!\bdo(?:es|ne|ing)?\s)so|thus|hence|therefore|as a result|which|where|in contrast(?! to)|on the other hand)\b|\band\b/gi;

/** Cuts a sentence at commas and conjunctions, except where an “and” joins two names or two properties; at colons only before reasons. */
function clausesOf(sentence: string, { joins, explains }: Joints): readonly Clause[] {
  const pieces: string[] = [];
  let from = 0;
  for (const match of sentence.matchAll(cut)) {
    const [before, after] = [sentence.slice(from, match.index), sentence.slice(match.index + match[0].length)];
    if (/^and$/i.test(match[0].trim()) && joins(before, after)) continue;
    if (match[0].startsWith(':') && !explains(before, after)) continue;
    pieces.push(before);
    from = match.index + match[0].length;
  }
  pieces.push(sentence.slice(from));
  return pieces
    .map((piece) => piece.trim())
    .filter((piece) => /[\p{L}\p{N}]/u.test(piece))
    .map((piece, index) => ({ text: piece, first: index === 0 }));
}
