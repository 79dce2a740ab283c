/** What every part says of itself, whatever kind of answer it takes. */
export interface PartDescription {
  /** The id by which submissions and results name the part, as in `1(b)`. */
  readonly id: string;
  readonly title: string;
  readonly points: number;
  /** The question, in Markdown with LaTeX. */
  readonly question: string;
  /** Words that the question text contains, for documents that do not label the part. */
  readonly cues?: readonly string[];
  /** Extra credit: the points do not count towards the total that can be reached. */
  readonly optional?: boolean;
}

/** The description alone, without what else a definition holds. */
export function descriptionOf({ id, title, points, question, cues, optional }: PartDescription): PartDescription {
  return {
    id,
    title,
    points,
    question,
    ...(cues === undefined ? {} : { cues }),
    ...(optional === undefined ? {} : { optional }),
  };
}
