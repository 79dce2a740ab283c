import { element } from './dom.ts';

interface Answer {
  /** Where to go on. */
  readonly location?: string;
  /** What was recognised, as the server's own HTML, in which everything that was written is escaped. */
  readonly recognised?: string;
  readonly error?: { readonly given: string; readonly expected: string; readonly remedy: string };
}

/** Where a form says what became of it. */
export interface Places {
  readonly problem: HTMLElement;
  readonly recognised: HTMLElement;
  /** Added to what is said where the server cannot be reached. */
  readonly kept: string;
}

/**
 * Sends a form without leaving the page, so that nothing of it is lost when it is refused or the line breaks. Handed in, it goes
 * to the page that the server names. Sent again, it is the same request: its key stays.
 */
export async function send(
  form: HTMLFormElement,
  data: FormData,
  { problem, recognised, kept }: Places,
): Promise<void> {
  const buttons = [...form.querySelectorAll<HTMLButtonElement>('button')];
  problem.replaceChildren();
  form.setAttribute('aria-busy', 'true');
  for (const button of buttons) button.disabled = true;
  try {
    // Its buttons are called "action", which hides the property of that name.
    const answer = await post(form.getAttribute('action') ?? '', data);
    if (answer.location !== undefined) {
      location.assign(answer.location);
      return;
    }
    if (answer.recognised !== undefined) recognised.innerHTML = answer.recognised;
    if (answer.error) tell(problem, answer.error);
  } catch {
    tell(problem, {
      given: 'the server could not be reached',
      expected: 'a connection',
      remedy: `try again: it is handed in once, however often you send it. ${kept}`,
    });
  } finally {
    form.removeAttribute('aria-busy');
    for (const button of buttons) button.disabled = false;
  }
}

async function post(address: string, body: FormData): Promise<Answer> {
  const response = await fetch(address, { method: 'POST', body, headers: { accept: 'application/json' } });
  const type = response.headers.get('content-type') ?? '';
  if (type.startsWith('application/json')) return (await response.json()) as Answer;
  const signedOut = response.status === 401;
  const given = signedOut ? 'you are no longer signed in' : `the server answered ${response.status}`;
  const remedy = signedOut ? 'sign in again in another tab, then send this once more' : 'try again in a while';
  return { error: { given, expected: 'an answer about the submission', remedy } };
}

function tell(place: HTMLElement, { given, expected, remedy }: NonNullable<Answer['error']>): void {
  place.replaceChildren(
    element(
      'div',
      { class: 'flash bad', role: 'alert', tabindex: '-1' },
      element('p', {}, element('strong', {}, 'Not handed in: '), `${given}.`),
      element('p', {}, `Expected ${expected}. ${remedy.slice(0, 1).toUpperCase()}${remedy.slice(1)}.`),
    ),
  );
  place.querySelector<HTMLElement>('.flash')?.focus();
}
