/** A candidate of a search, as far as the picture shows it. `SearchTrace` of `@gradbook/decoding` has this form. */
export interface BeamTreeCandidate {
  readonly id: number;
  /** The id of the candidate that it extends; 0 for the empty sequence. */
  readonly parent: number;
  readonly tokens: readonly (string | number)[];
  readonly token: string | number;
  readonly logProbability: number;
  readonly score: number;
  readonly status: 'kept' | 'pruned';
  readonly rank: number;
  readonly ended?: string | null;
  readonly carried?: boolean;
}

/** A search, step by step, as far as the picture shows it. */
export interface BeamTreeTrace {
  readonly method?: string;
  readonly settings?: { readonly beamWidth?: number | null };
  readonly steps: readonly { readonly step: number; readonly candidates: readonly BeamTreeCandidate[] }[];
  readonly hypotheses?: readonly { readonly id: number; readonly rank: number }[];
}

/** Sequences to point out in the tree: a student's answer, for instance. */
export interface BeamTreeOverlay {
  /** What the sequences are, in a word or two; shown at each of them with its number. */
  readonly label: string;
  readonly sequences: readonly (readonly (string | number)[])[];
}
