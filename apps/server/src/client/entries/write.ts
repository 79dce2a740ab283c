import { afterPause, byId, element } from '../shared/dom.ts';
import { type Places, send } from '../shared/send.ts';
import type { CodeField } from '../writing/code-field.ts';
import { Drafts } from '../writing/drafts.ts';

const form = byId('write', HTMLFormElement);
const saved = byId('saved', HTMLElement);
const places: Places = {
  problem: byId('problem', HTMLElement),
  recognised: byId('recognised', HTMLElement),
  kept: 'What you wrote is kept in this browser.',
};
const drafts = new Drafts(form.dataset['draft'] ?? '');
const texts = [...form.querySelectorAll<HTMLTextAreaElement>('textarea[name]')];
/** What the server filled in: the starter files, or what was refused. */
const given = new Map(texts.map((text) => [text.name, text.value]));

function changed(text: HTMLTextAreaElement, value: string): void {
  text.value = value;
  text.dispatchEvent(new Event('input', { bubbles: true }));
}

/** Puts back what was written before, unless the server itself just gave it back. */
function restore(): void {
  const draft = form.dataset['filled'] === 'yes' ? undefined : drafts.read();
  if (!draft) return;
  for (const text of texts) {
    const kept = draft.fields[text.name];
    if (kept !== undefined && kept !== text.value) text.value = kept;
  }
  const again = element('button', { type: 'button', class: 'link' }, 'Start over');
  again.addEventListener('click', () => {
    drafts.forget();
    for (const text of texts) changed(text, given.get(text.name) ?? '');
    saved.replaceChildren('Everything is as it was at the beginning.');
  });
  saved.replaceChildren(`What you wrote until ${new Date(draft.at).toLocaleString()} is here again. `, again);
}

const keep = afterPause(300, () => {
  const kept = drafts.save(Object.fromEntries(texts.map((text) => [text.name, text.value])));
  saved.replaceChildren(
    kept
      ? 'Kept in this browser.'
      : 'This browser keeps nothing: hand in, or copy what you wrote, before you close the page.',
  );
});

/** Loads what a field needs when it comes near: most of it is never looked at on a visit. */
function whenNear(place: Element, load: () => void): void {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      load();
    },
    { rootMargin: '400px' },
  );
  observer.observe(place);
}

function withPreview(text: HTMLTextAreaElement): void {
  const place = document.getElementById(`${text.id}-preview`);
  if (!place) return;
  const show = (): void => void import('../writing/preview.ts').then((each) => each.showPreview(place, text.value));
  text.addEventListener('input', afterPause(120, show));
  if (text.value.trim() !== '') whenNear(text, show);
}

function withFormula(text: HTMLTextAreaElement): void {
  const host = document.getElementById(`${text.id}-formula`);
  if (!host) return;
  whenNear(host, () => {
    void import('../writing/formula.ts').then((each) => each.formulaEditor(host, text, text.dataset['part'] ?? ''));
  });
}

const editors = new Map<string, CodeField>();

function withEditor(slot: HTMLElement): void {
  const text = slot.querySelector('textarea');
  if (!text) return;
  const first = document.querySelector<HTMLElement>(
    `[data-checks][data-file="${CSS.escape(text.dataset['file'] ?? '')}"]`,
  );
  const run = (): void => first?.querySelector<HTMLButtonElement>('button.run')?.click();
  whenNear(slot, () => void edit(slot, text, run));
}

async function edit(slot: HTMLElement, text: HTMLTextAreaElement, run: () => void): Promise<void> {
  const { CodeField: Field } = await import('../writing/code-field.ts');
  editors.set(text.dataset['file'] ?? '', new Field(slot, text, run));
}

/** The modules that are written, by path. */
function modules(): ReadonlyMap<string, string> {
  return new Map(
    texts.flatMap((text) => (text.dataset['file'] === undefined ? [] : [[text.dataset['file'], text.value]])),
  );
}

async function check(place: HTMLElement, exercise: string, signal: AbortSignal): Promise<void> {
  const { exerciseOf, runChecks } = await import('../writing/checks.ts');
  const found = exerciseOf(exercise);
  if (found) await runChecks(place, found, modules(), signal, (file, line) => editors.get(file)?.reveal(line));
  else place.replaceChildren('This part has no tests that run in a page: they run when you hand in.');
}

function withChecks(box: HTMLElement): void {
  const [run, stop] = [...box.querySelectorAll<HTMLButtonElement>('button')];
  const place = box.querySelector<HTMLElement>('.check-results');
  if (!run || !stop || !place) return;
  let running: AbortController | undefined;
  run.addEventListener('click', () => {
    running?.abort();
    const own = new AbortController();
    running = own;
    stop.disabled = false;
    place.replaceChildren(element('p', { class: 'status' }, 'Loading the tests …'));
    const { assignment = '', part = '' } = box.dataset;
    void check(place, `${assignment}/${part}`, own.signal).finally(() => {
      if (running === own) stop.disabled = true;
    });
  });
  stop.addEventListener('click', () => running?.abort());
}

restore();
for (const text of texts) {
  withPreview(text);
  withFormula(text);
}
for (const slot of form.querySelectorAll<HTMLElement>('.editor-slot')) withEditor(slot);
for (const box of form.querySelectorAll<HTMLElement>('[data-checks]')) withChecks(box);
form.addEventListener('input', keep);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  void send(form, data, places);
});
