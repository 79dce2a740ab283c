/** What is written, by the names of the fields. */
export interface Draft {
  readonly at: number;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * What a student has written, kept in the browser by person and assignment: closing the page, a refusal or a line that breaks
 * loses nothing. It stays after it was handed in, for the next attempt.
 */
export class Drafts {
  readonly #key: string;

  constructor(owner: string) {
    this.#key = `gradbook/draft/${owner}`;
  }

  read(): Draft | undefined {
    try {
      const draft = JSON.parse(localStorage.getItem(this.#key) ?? 'null') as Draft | null;
      return draft && typeof draft.fields === 'object' ? draft : undefined;
    } catch {
      return undefined;
    }
  }

  /** False when the browser keeps nothing. */
  save(fields: Readonly<Record<string, string>>): boolean {
    try {
      localStorage.setItem(this.#key, JSON.stringify({ at: Date.now(), fields } satisfies Draft));
      return true;
    } catch {
      return false;
    }
  }

  forget(): void {
    try {
      localStorage.removeItem(this.#key);
    } catch {
      // Nothing was kept then.
    }
  }
}
