import type { Part } from '@gradbook/assignments';

import { type LoadedAssignment, loadAssignment } from '../assignment-files/load-assignment.ts';
import { type LintResult, lintAssignment } from '../lint/lint-assignment.ts';

/** What the page shows: the assignment as it was last loaded, and why it could not be loaded since. */
export interface PreviewState {
  readonly name: string;
  readonly loaded?: LoadedAssignment;
  readonly lint?: LintResult;
  /** Why the file as it stands does not load. */
  readonly problem?: string;
  /** Counts up with every change. */
  readonly version: number;
}

/** The previewed assignment; `refresh` loads it again and tells the listeners. */
export class Preview {
  readonly #path: string;
  readonly #seed: number;
  readonly #listeners = new Set<(version: number) => void>();
  #state: PreviewState;
  #running: Promise<void> | undefined;
  #again = false;

  constructor(path: string, seed: number) {
    this.#path = path;
    this.#seed = seed;
    this.#state = { name: path, version: 0 };
  }

  get state(): PreviewState {
    return this.#state;
  }

  get seed(): number {
    return this.#seed;
  }

  part(id: string): Part | undefined {
    return this.#state.loaded?.assignment.parts.find((part) => part.id === id);
  }

  listen(listener: (version: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Loads and checks the file; a change during that is looked at afterwards. */
  refresh(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#load().finally(async () => {
      this.#running = undefined;
      if (!this.#again) return;
      this.#again = false;
      await this.refresh();
    });
    return this.#running;
  }

  async #load(): Promise<void> {
    try {
      const loaded = await loadAssignment(this.#path);
      this.#set({ name: this.#path, loaded });
      this.#set({
        name: this.#path,
        loaded,
        lint: await lintAssignment(loaded.assignment, { seed: this.#seed }),
      });
    } catch (error) {
      // What was loaded before stays on the page: authors save half-written files.
      const problem = error instanceof Error ? error.message : String(error);
      const { loaded, lint } = this.#state;
      this.#set({ name: this.#path, ...(loaded ? { loaded } : {}), ...(lint ? { lint } : {}), problem });
    }
  }

  #set(state: Omit<PreviewState, 'version'>): void {
    this.#state = { ...state, version: this.#state.version + 1 };
    for (const listener of this.#listeners) listener(this.#state.version);
  }
}
