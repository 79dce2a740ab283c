/** An array's sizes and its numbers, row by row. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** A derivative's numbers: the axes of `of` first, then those of `by`. */
export interface DerivativeNumbers {
  readonly of: string;
  readonly by: string;
  readonly ofShape: readonly number[];
  readonly byShape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** What names stand for while a formula is evaluated. */
export interface World {
  readonly arrays: ReadonlyMap<string, Numbers>;
  readonly derivatives: readonly DerivativeNumbers[];
  /** Where indices begin. */
  readonly base: 0 | 1;
  /** Numbers with a name, as s for the stride. */
  readonly constants: ReadonlyMap<string, number>;
}

/** Why a formula cannot be evaluated. */
export class Unresolved extends Error {
  readonly reason: 'unknown name' | 'indices' | 'range' | 'notation' | 'cost';
  /** The name that it is about. */
  readonly subject: string;
  constructor(reason: Unresolved['reason'], subject: string, message: string) {
    super(message);
    this.name = 'Unresolved';
    this.reason = reason;
    this.subject = subject;
  }
}
