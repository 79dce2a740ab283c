/** Something that lint has to say about an assignment. */
export interface Finding {
  /** A problem makes grades wrong or impossible; a warning is something that an author should look at. */
  readonly severity: 'problem' | 'warning';
  /** The part's id; none for the assignment as a whole. */
  readonly part?: string;
  /** A stable name of the rule. */
  readonly rule: string;
  /** What was found, what is expected and what to do. */
  readonly message: string;
}
