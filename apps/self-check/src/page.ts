import { checkCode, type Checked, StoppedError } from './check/check-code.ts';
import { openReferences, type References } from './check/references.ts';
import type { Drafts } from './drafts.ts';
import { Editor, type Remark } from './editor/editor.ts';
import { lineOf } from './editor/line-of.ts';
import { type Exercise, exerciseOf, exercises } from './exercises.ts';
import { byId, element } from './results/dom.ts';
import { piecesOf } from './results/pieces.ts';
import { results } from './results/results.ts';
import { sentence } from './results/sentence.ts';

/** The most characters of a file that is opened: more is not run anyway. */
const mostCharacters = 200_000;
/** Milliseconds without a change after which tests run by themselves. */
const pause = 700;

/** The page: one exercise in the editor, its tests beside it. */
export class SelfCheck {
  readonly #drafts: Drafts;
  readonly #editor: Editor;
  readonly #references: Promise<References>;
  #exercise: Exercise = exercises[0]!;
  #running: AbortController | undefined;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(drafts: Drafts) {
    this.#drafts = drafts;
    this.#editor = new Editor(byId('editor'), { changed: (text) => this.#changed(text), run: () => void this.run() });
    this.#references = openReferences();
  }

  /** Shows the part that the address names, else the one that was open last. */
  open(): void {
    void this.#references.then((references) => this.#tellReferences(references));
    this.#fillParts();
    this.#listen();
    // What is shown before it is filled would jump.
    document.body.classList.add('ready');
    this.#show(exerciseOf(addressed() ?? this.#drafts.last));
  }

  /** Runs the public tests of the part that is shown; a run that goes on is stopped first. */
  async run(): Promise<void> {
    clearTimeout(this.#waiting);
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    const exercise = this.#exercise;
    this.#busy(true);
    tell('running', 'Running the tests …');
    try {
      const checked = await checkCode(exercise, this.#files(), await this.#references, running.signal);
      if (this.#running === running) this.#tell(checked);
    } catch (error) {
      if (this.#running !== running) return;
      byId('results').replaceChildren();
      if (error instanceof StoppedError) tell('stopped', 'Stopped.');
      else
        tell('failed', `The page could not run the tests: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      if (this.#running === running) {
        this.#running = undefined;
        this.#busy(false);
      }
    }
  }

  #tell({ judged, references }: Checked): void {
    this.#tellReferences(references);
    const tests = judged.tests ?? [];
    const passed = tests.filter((each) => each.passed).length;
    if (tests.length === 0) tell('failed', 'No test could be run.');
    else if (passed === tests.length) tell('passed', `All ${tests.length} public tests passed.`);
    else tell('failed', `${passed} of ${tests.length} public tests passed.`);
    byId('results').replaceChildren(...results(judged, (file, line) => this.#reveal(file, line)));
    this.#editor.remark(
      remarksIn(judged.tests?.flatMap(({ feedback }) => feedback) ?? judged.feedback, this.#exercise.entry),
    );
  }

  #tellReferences(references: References): void {
    const device = byId('device');
    device.classList.toggle('warning', references.on === 'float64');
    device.textContent =
      references.on === 'webgpu'
        ? `Right values: computed by the references on WebGPU (${references.adapter}${references.software ? ', a software adapter' : ''}) and held against their float64 definitions.`
        : `Right values: without WebGPU, because ${references.why}. They come from the float64 definitions of the references alone; your code runs in float64 anyway, and the verdicts are the same.`;
  }

  #fillParts(): void {
    const select = byId<HTMLSelectElement>('part');
    for (const [assignment, parts] of Map.groupBy(exercises, (each) => each.assignment)) {
      const options = parts.map(({ id, part }) =>
        element('option', { value: id }, `${part.id} ${part.title}${part.optional === true ? ' (optional)' : ''}`),
      );
      select.append(element('optgroup', { label: assignment.title }, ...options));
    }
  }

  #listen(): void {
    byId('part').addEventListener('change', ({ target }) => {
      this.#show(exerciseOf((target as HTMLSelectElement).value));
    });
    addEventListener('hashchange', () => {
      const id = addressed();
      if (id !== undefined && id !== this.#exercise.id) this.#show(exerciseOf(id));
    });
    byId('run').addEventListener('click', () => void this.run());
    byId('stop').addEventListener('click', () => this.#running?.abort());
    byId('download').addEventListener('click', () => download(this.#exercise.entry, this.#editor.text));
    byId('start-over').addEventListener('click', () => {
      this.#editor.replace(this.#starter(this.#exercise.entry));
      saved('The starter file again. Ctrl+Z brings yours back.');
    });
    const file = byId<HTMLInputElement>('open-file');
    byId('open').addEventListener('click', () => file.click());
    file.addEventListener('change', () => {
      const [chosen] = file.files ?? [];
      if (chosen) void this.#open(chosen);
      file.value = '';
    });
  }

  async #open(file: File): Promise<void> {
    const text = file.size > mostCharacters ? undefined : await file.text();
    if (text === undefined || text.includes('\0')) {
      saved(`${file.name} was not opened: a text of at most ${mostCharacters} bytes is expected.`);
      return;
    }
    this.#editor.replace(text);
    saved(`${file.name} is open. Ctrl+Z brings back what was here.`);
  }

  #show(exercise: Exercise): void {
    this.#running?.abort();
    this.#exercise = exercise;
    const { assignment, part, entry, id } = exercise;
    byId<HTMLSelectElement>('part').value = id;
    byId('part-title').textContent = `${part.id} ${part.title}`;
    byId('question').replaceChildren(...sentence(part.question));
    byId('file').textContent = entry;
    this.#editor.show(`${assignment.id}/${entry}`, this.#drafts.read(assignment.id, entry, this.#starter(entry)));
    this.#editor.remark([]);
    const line = lineOf(this.#editor.text, part.functions?.[0]?.name ?? '');
    if (line !== undefined) this.#editor.reveal(line, false);
    byId('results').replaceChildren();
    tell('ready', 'Nothing has been run yet.');
    saved('');
    this.#drafts.last = id;
    if (addressed() !== id) history.replaceState(undefined, '', `#${encodeURI(id)}`);
  }

  #changed(text: string): void {
    const { assignment, entry } = this.#exercise;
    const kept = this.#drafts.save(assignment.id, entry, text, this.#starter(entry));
    saved(kept ? 'Kept in this browser.' : 'This browser keeps nothing: download the file before you close the page.');
    clearTimeout(this.#waiting);
    if (byId<HTMLInputElement>('always').checked) this.#waiting = setTimeout(() => void this.run(), pause);
  }

  #reveal(file: string, line: number): void {
    if (file === this.#exercise.entry) this.#editor.reveal(line, true);
  }

  #starter(file: string): string {
    return this.#exercise.assignment.starter?.[file] ?? '';
  }

  /** Every module of the assignment: they may import each other. */
  #files(): ReadonlyMap<string, string> {
    const { assignment, entry } = this.#exercise;
    const names = new Set([...Object.keys(assignment.starter ?? {}), entry]);
    return new Map(
      [...names].map((name) => [
        name,
        name === entry ? this.#editor.text : this.#drafts.read(assignment.id, name, this.#starter(name)),
      ]),
    );
  }

  #busy(busy: boolean): void {
    byId<HTMLButtonElement>('stop').disabled = !busy;
    byId('results').setAttribute('aria-busy', String(busy));
  }
}

/** The exercise that the address names. */
function addressed(): string | undefined {
  const id = decodeURI(location.hash.slice(1));
  return exercises.some((each) => each.id === id) ? id : undefined;
}

function tell(kind: 'ready' | 'running' | 'passed' | 'failed' | 'stopped', text: string): void {
  const status = byId('status');
  status.className = `status ${kind}`;
  status.textContent = text;
}

function saved(text: string): void {
  byId('saved').textContent = text;
}

/** Sentences that name a line, for the editor to mark. */
function remarksIn(feedback: readonly string[], file: string): readonly Remark[] {
  return feedback.flatMap((text) =>
    piecesOf(text).flatMap((piece) =>
      piece.kind === 'place' && piece.file === file ? [{ line: piece.line, text: text.replaceAll('`', '') }] : [],
    ),
  );
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  element('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
