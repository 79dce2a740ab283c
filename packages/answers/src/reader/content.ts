/** A piece of a part, in reading order. Offsets are into the document. */
export type Block =
  /** LaTeX between $…$, $$…$$, \(…\) or \[…\], without the delimiters. */
  | {
      readonly kind: 'math';
      readonly latex: string;
      readonly display: boolean;
      readonly start: number;
      readonly end: number;
    }
  /** A run of prose; markup removed, line breaks kept as newlines. */
  | { readonly kind: 'text'; readonly text: string; readonly start: number; readonly end: number }
  | { readonly kind: 'code'; readonly text: string; readonly start: number; readonly end: number }
  /** A table: cells as Markdown source, header first. */
  | {
      readonly kind: 'table';
      readonly rows: readonly (readonly string[])[];
      readonly start: number;
      readonly end: number;
    };

/** The content of one part, question text left out where the document tells it from the answer. */
export interface PartContent {
  /** The part as it was written: mathematics typed as plain text is read from here, where `*` is no emphasis. */
  readonly source?: { readonly text: string; readonly start: number };
  readonly blocks: readonly Block[];
  /** Index of the first block after the last `Answer:` or `Solution:` marker; 0 where there is none. */
  readonly answerFrom: number;
  /** Whether such a marker was there: then nothing before it is read as an answer. */
  readonly marked: boolean;
  /** What was mended or left out to read it, as sentences. */
  readonly notes?: readonly string[];
  /** Why the part was not read at all: it goes to a person. Then there are no blocks. */
  readonly unread?: string;
  /** How many pictures the part has. They are not read. */
  readonly images?: number;
}
