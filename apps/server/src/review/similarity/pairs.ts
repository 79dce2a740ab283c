import type { Print } from './winnow.ts';

/** Something that was handed in and is compared with the same thing of others: a file, the answer to a part. */
export interface Document {
  readonly submissionId: string;
  readonly userId: string;
  /** What it is, such as `the code` or `the answer to 3(g)`: only documents of one kind are compared. */
  readonly kind: string;
  /** Its parts with their fingerprints, such as the files of the code. */
  readonly pieces: readonly { readonly name: string; readonly prints: readonly Print[] }[];
}

/** Two documents of different people with much in common. */
export interface Pair {
  readonly kind: string;
  readonly first: Document;
  readonly second: Document;
  /** Fingerprints that both have. */
  readonly shared: number;
  /** Their share of the smaller one's, 0 to 1. */
  readonly share: number;
  readonly hashes: ReadonlySet<number>;
}

/** What counts as much. */
interface Threshold {
  readonly share: number;
  readonly shared: number;
}

const threshold: Threshold = { share: 0.3, shared: 5 };
/** What more than this share of all people have comes from the question or is how one writes it. */
const common = 0.25;
const fewestCommon = 4;

/**
 * The pairs of documents with much in common, the most alike first. Left out of the comparison are stretches of what was given to
 * everybody, and those that many have: they say nothing about two.
 */
export function similarPairs(
  documents: readonly Document[],
  given: ReadonlySet<number> = new Set(),
  { share: leastShare, shared: leastShared }: Threshold = threshold,
): readonly Pair[] {
  const pairs: Pair[] = [];
  for (const [kind, all] of Map.groupBy(documents, (document) => document.kind)) {
    const sets = all.map((document) => hashesOf(document, given));
    const owners = new Map<number, number[]>();
    for (const [index, hashes] of sets.entries()) {
      for (const hash of hashes) owners.set(hash, [...(owners.get(hash) ?? []), index]);
    }
    const people = new Set(all.map(({ userId }) => userId)).size;
    const most = Math.max(fewestCommon, common * people);
    const shared = new Map<string, number[]>();
    const telling = all.map(() => 0);
    for (const [hash, indices] of owners) {
      if (indices.length > most) continue;
      for (const index of indices) telling[index]! += 1;
      for (const [place, a] of indices.entries()) {
        for (const b of indices.slice(place + 1)) {
          if (all[a]!.userId === all[b]!.userId) continue;
          const key = `${a} ${b}`;
          const hashes = shared.get(key);
          if (hashes) hashes.push(hash);
          else shared.set(key, [hash]);
        }
      }
    }
    for (const [key, hashes] of shared) {
      const [a, b] = key.split(' ').map(Number) as [number, number];
      const share = hashes.length / Math.min(telling[a]!, telling[b]!);
      if (hashes.length < leastShared || share < leastShare) continue;
      pairs.push({ kind, first: all[a]!, second: all[b]!, shared: hashes.length, share, hashes: new Set(hashes) });
    }
  }
  return pairs.toSorted((a, b) => b.share - a.share || b.shared - a.shared);
}

function hashesOf({ pieces }: Document, given: ReadonlySet<number>): ReadonlySet<number> {
  return new Set(pieces.flatMap(({ prints }) => prints.map(({ hash }) => hash)).filter((hash) => !given.has(hash)));
}

/** The lines of a piece that hold shared fingerprints, counted from 1. */
export function sharedLines(prints: readonly Print[], hashes: ReadonlySet<number>): ReadonlySet<number> {
  const lines = new Set<number>();
  for (const { hash, from, to } of prints) {
    if (hashes.has(hash)) for (let line = from; line <= to; line += 1) lines.add(line);
  }
  return lines;
}
