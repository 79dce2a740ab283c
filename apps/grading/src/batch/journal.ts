import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

import { InputError } from '@gradbook/answers';

/** The first line: what follows is read only by who knows the format. */
const header = { journal: 'gradbook grades', format: 1 };
const newline = 0x0a;

interface Entry {
  readonly key: string;
  readonly grade: string;
}

/**
 * Grades as they come, a line each, appended and on the disk before anything is said of them. Each line begins with its hash,
 * so that a line which was being written when the process was killed is told from a whole one, and left out.
 */
export class Journal {
  readonly #file: FileHandle;
  readonly #grades: Map<string, string>;
  /** Whole lines that do not hold what was written: something else than this program changed them. */
  readonly damaged: number;
  #end: number;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(file: FileHandle, read: Contents) {
    this.#file = file;
    this.#grades = read.grades;
    this.damaged = read.damaged;
    this.#end = read.end;
  }

  /**
   * Opens a journal, or begins one; a torn line at its end is cut off. The caller sees to it that nobody else writes to it.
   *
   * @param fresh begins it anew, whatever it holds.
   * @throws InputError for a file that is no journal of this format.
   */
  static async open(path: string, { fresh = false }: { readonly fresh?: boolean } = {}): Promise<Journal> {
    // Read by those who grade alone: it holds what was expected.
    const file = await open(path, fresh ? 'w+' : 'a+', 0o600);
    try {
      const read = await contentsOf(path);
      const torn = (await file.stat()).size - read.end;
      if (torn > 0) await file.truncate(read.end);
      const journal = new Journal(file, read);
      if (read.end === 0) await journal.#write(lineOf(JSON.stringify(header)));
      return journal;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** The grade that was kept under a key. */
  gradeOf(key: string): string | undefined {
    return this.#grades.get(key);
  }

  /** The keys of all grades. */
  get keys(): readonly string[] {
    return [...this.#grades.keys()];
  }

  /** Keeps a grade; it is on the disk when the promise is fulfilled. */
  append(key: string, grade: string): Promise<void> {
    const turn = this.#turn.then(() => this.#append({ key, grade }));
    // A failed write is told to who asked for it; the next one has its own.
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #append(entry: Entry): Promise<void> {
    await this.#write(lineOf(JSON.stringify(entry)));
    this.#grades.set(entry.key, entry.grade);
  }

  async close(): Promise<void> {
    await this.#turn;
    await this.#file.close();
  }

  async #write(line: string): Promise<void> {
    const bytes = Buffer.from(line);
    try {
      await this.#file.appendFile(bytes);
      await this.#file.datasync();
      this.#end += bytes.length;
    } catch (error) {
      // A disk that is full must not leave half a line in front of the next one.
      await this.#file.truncate(this.#end).catch(() => undefined);
      throw error;
    }
  }
}

function lineOf(content: string): string {
  return `${hashOf(content)} ${content}\n`;
}

function hashOf(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** What a line holds; undefined where its hash says that it is not as it was written. */
function contentOf(line: string): unknown {
  const content = line.slice(65);
  return line[64] === ' ' && hashOf(content) === line.slice(0, 64) ? JSON.parse(content) : undefined;
}

interface Contents {
  readonly grades: Map<string, string>;
  readonly damaged: number;
  /** Where the last whole line ends. */
  readonly end: number;
}

async function contentsOf(path: string): Promise<Contents> {
  const grades = new Map<string, string>();
  let [damaged, end, first] = [0, 0, true];
  for await (const line of wholeLines(path)) {
    end += line.length + 1;
    const content = contentOf(line.toString('utf8'));
    if (first) {
      if (JSON.stringify(content) !== JSON.stringify(header)) throw noJournal(path);
      first = false;
    } else if (content === undefined) damaged += 1;
    else grades.set((content as Entry).key, (content as Entry).grade);
  }
  return { grades, damaged, end };
}

/** The lines of a file that end, without their ends. */
async function* wholeLines(path: string): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, start)) {
      yield Buffer.concat([...rest, chunk.subarray(start, at)]);
      rest = [];
      start = at + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  }
}

function noJournal(path: string): InputError {
  return new InputError(
    `${path} is no journal of grades that this version can read`,
    'what an earlier start of the same command left, or nothing',
    'grade everything anew with --fresh, or name another folder',
  );
}
