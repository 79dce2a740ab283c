import { actionOf, type KeyAction, type KeyPlace, pointsOfTicks } from '../review/keys.ts';

const review = document.querySelector<HTMLElement>('[data-review]');
const form = document.querySelector<HTMLFormElement>('form.decide-form');
const dialog = document.querySelector<HTMLDialogElement>('dialog#keys');
if (review && form && dialog) begin(review, form, dialog);

function begin(page: HTMLElement, decide: HTMLFormElement, help: HTMLDialogElement): void {
  const items = [...decide.querySelectorAll<HTMLInputElement>('input[name=item]')];
  const points = decide.querySelector<HTMLInputElement>('input[name=points]')!;
  const comment = decide.querySelector<HTMLTextAreaElement>('textarea[name=comment]')!;

  const sum = (): void => {
    const worth = items.filter(({ checked }) => checked).map(({ dataset }) => Number(dataset['points']));
    const total = pointsOfTicks(worth, Number(decide.dataset['start']), Number(decide.dataset['maximum']));
    points.value = String(Math.round(total * 1e6) / 1e6);
  };
  for (const item of items) item.addEventListener('change', sum);

  const act = (action: KeyAction): void => {
    if (action.kind === 'tick') items.find(({ dataset }) => Number(dataset['key']) === action.key)?.click();
    else if (action.kind === 'next' || action.kind === 'previous') {
      const address = page.dataset[action.kind];
      if (address) location.assign(address);
    } else if (action.kind === 'save') decide.requestSubmit();
    else if (action.kind === 'points') points.focus();
    else if (action.kind === 'comment') comment.focus();
    else if (action.kind === 'help') help.showModal();
    else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  };

  document.addEventListener('keydown', (event) => {
    if (help.open || event.isComposing || event.repeat) return;
    const action = actionOf(placeOf(event));
    if (!action) return;
    event.preventDefault();
    act(action);
  });

  // An answer is sent once, however often Enter is pressed.
  decide.addEventListener('submit', (event) => {
    if (decide.dataset['sent'] === 'yes') event.preventDefault();
    decide.dataset['sent'] = 'yes';
  });
  addEventListener('pageshow', () => delete decide.dataset['sent']);

  const note = document.querySelector<HTMLElement>('[data-keys-note]');
  note?.removeAttribute('hidden');
  note?.querySelector('[data-help]')?.addEventListener('click', () => help.showModal());
}

function placeOf(event: KeyboardEvent): KeyPlace {
  const { key, ctrlKey, metaKey, altKey, target } = event;
  return { key, ctrl: ctrlKey || metaKey, other: altKey, focus: focusOf(target) };
}

function focusOf(target: EventTarget | null): KeyPlace['focus'] {
  if (!(target instanceof Element)) return 'page';
  if (target.closest('textarea, [contenteditable]')) return 'text';
  const input = target.closest('input');
  if (input && input.type !== 'checkbox') return 'field';
  if (target.closest('select')) return 'field';
  // A ticked box keeps the focus: digits and Enter go on from there.
  return target.closest('a, button, summary') ? 'control' : 'page';
}
