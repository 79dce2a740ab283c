/** Where texts are kept: the part of `localStorage` that is needed. */
export type DraftStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const prefix = 'gradbook/self-check/';

/**
 * What students have written, kept in the browser by assignment and file: closing the page loses nothing. A text that is the
 * starter file's is not kept, so that a better starter file reaches those who have not begun.
 */
export class Drafts {
  readonly #store: DraftStore | undefined;

  /** @param store where to keep them; without one nothing is kept, and {@link save} says so. */
  constructor(store: DraftStore | undefined) {
    this.#store = store;
  }

  /** The text of a file: what was written, else the starter file. */
  read(assignment: string, file: string, starter: string): string {
    try {
      return this.#store?.getItem(`${prefix}${assignment}/${file}`) ?? starter;
    } catch {
      return starter;
    }
  }

  /** Keeps the text of a file; false when the browser keeps nothing. */
  save(assignment: string, file: string, text: string, starter: string): boolean {
    const key = `${prefix}${assignment}/${file}`;
    try {
      if (text === starter) this.#store?.removeItem(key);
      else this.#store?.setItem(key, text);
      return this.#store !== undefined;
    } catch {
      // No room, or storage is switched off.
      return false;
    }
  }

  /** The exercise that was open last. */
  get last(): string | undefined {
    try {
      return this.#store?.getItem(`${prefix}last`) ?? undefined;
    } catch {
      return undefined;
    }
  }

  set last(id: string) {
    try {
      this.#store?.setItem(`${prefix}last`, id);
    } catch {
      // The page then opens with the first exercise.
    }
  }
}

/** The browser's storage; undefined where the page may not have it, as in private windows of some browsers. */
export function browserStorage(): DraftStore | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}
