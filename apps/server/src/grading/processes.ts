import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { GradingProcess, type GradingCode, ordinaryPatienceMs, type Setting } from '@gradbook/grading/batch';
import { eq } from 'drizzle-orm';

import type { Database } from '../database/connect.ts';
import { type assignmentVersion, blob } from '../database/schema/index.ts';
import { type TemporaryFolder, temporaryFolder } from './materialise.ts';

export type Version = typeof assignmentVersion.$inferSelect;

/** A grading process that has a version of an assignment open, and the code that it runs. */
export interface WarmProcess {
  readonly versionId: string;
  readonly process: GradingProcess;
  readonly code: GradingCode;
}

interface Held extends WarmProcess {
  /** Where an assignment's own file lies as long as the process is there. */
  readonly folder: TemporaryFolder | undefined;
  busy: boolean;
  /** When it was last given back, for choosing whom to end. */
  restedAt: number;
  idle: NodeJS.Timeout | undefined;
}

/** How processes are kept. */
export interface ProcessLimits {
  /** At most so many at once. */
  readonly most: number;
  /** Milliseconds after which one that nobody needs is ended. */
  readonly idleMs: number;
  /** Milliseconds without a sign of life after which one counts as hanging. */
  readonly patienceMs: number;
  /** The weakest sandbox in which code may run; without it, the strongest that the machine offers. */
  readonly requireSandbox?: Setting['requireSandbox'];
}

export const ordinaryLimits: Omit<ProcessLimits, 'most'> = { idleMs: 600_000, patienceMs: ordinaryPatienceMs };

/**
 * Starts a process for a version of an assignment; a course's own assignment is a file, which it loads: no other process
 * runs it.
 *
 * @throws InputError when the assignment cannot be opened, Error when the process cannot begin.
 */
async function startProcess(
  database: Database,
  version: Version,
  { patienceMs, requireSandbox }: Pick<ProcessLimits, 'patienceMs' | 'requireSandbox'>,
): Promise<Omit<WarmProcess, 'versionId'> & { readonly folder: TemporaryFolder | undefined }> {
  let folder: TemporaryFolder | undefined;
  let named = version.bundled ?? '';
  if (version.sourceSha256 !== null) {
    const [source] = await database.select().from(blob).where(eq(blob.sha256, version.sourceSha256));
    folder = await temporaryFolder();
    named = join(folder.path, 'assignment.ts');
    await writeFile(named, source!.bytes, { mode: 0o600 });
  }
  try {
    const started = await GradingProcess.start(
      {
        assignment: named,
        seed: version.seed,
        textOptional: true,
        known: [],
        ...(requireSandbox === undefined ? {} : { requireSandbox }),
      },
      patienceMs,
    );
    return { process: started.process, code: started.code, folder };
  } catch (error) {
    await folder?.[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * Grading processes by the version that they have open: opening an assignment and its device takes seconds, and the next
 * submission is likely to be to the same one.
 */
export class Processes {
  readonly #database: Database;
  readonly #limits: ProcessLimits;
  readonly #held = new Set<Held>();
  #starting = 0;
  #closed = false;

  constructor(database: Database, limits: ProcessLimits) {
    this.#database = database;
    this.#limits = limits;
  }

  /** A process for a version that nobody else uses: a warm one where there is one. Give it back, or end it. */
  async take(version: Version): Promise<WarmProcess> {
    if (this.#closed) throw new Error('the worker is stopping');
    const resting = [...this.#held].filter(({ busy }) => !busy);
    const warm = resting.find(({ versionId }) => versionId === version.id);
    if (warm) {
      warm.busy = true;
      clearTimeout(warm.idle);
      return warm;
    }
    if (this.#held.size + this.#starting >= this.#limits.most) {
      const longest = resting.toSorted((a, b) => a.restedAt - b.restedAt)[0];
      if (longest) await this.#remove(longest);
    }
    this.#starting += 1;
    const started = await startProcess(this.#database, version, this.#limits).finally(() => (this.#starting -= 1));
    const held: Held = { ...started, versionId: version.id, busy: true, restedAt: 0, idle: undefined };
    this.#held.add(held);
    if (this.#closed) {
      await this.#remove(held);
      throw new Error('the worker is stopping');
    }
    return held;
  }

  /** The process may be used again. */
  giveBack(process: WarmProcess): void {
    const held = process as Held;
    if (!this.#held.has(held)) return;
    held.busy = false;
    held.restedAt = performance.now();
    held.idle = setTimeout(() => void this.#remove(held), this.#limits.idleMs).unref();
  }

  /** The process must not be used again. */
  async end(process: WarmProcess): Promise<void> {
    await this.#remove(process as Held);
  }

  /** Ends all processes, those at work too. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#held].map((held) => this.#remove(held)));
  }

  async #remove(held: Held): Promise<void> {
    if (!this.#held.delete(held)) return;
    clearTimeout(held.idle);
    await held.process.kill();
    await held.folder?.[Symbol.asyncDispose]();
  }
}
