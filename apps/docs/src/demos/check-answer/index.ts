import type { Assignment, Part } from '@gradbook/assignments';
import { DeviceError } from '@gradbook/core-ops';

import { button, freshId } from '../shared/controls.ts';
import { Demo, type Run } from '../shared/demo.ts';
import { aboutDevice, type Device } from '../shared/device.ts';
import { element } from '../shared/dom.ts';
import { markdown } from '../shared/markdown.ts';
import { exercises, type ForStudents, judgeAnswer } from './judge.ts';

const verdicts: Readonly<Record<ForStudents['verdict'], readonly [sign: string, text: string]>> = {
  correct: ['✔', 'Correct'],
  partial: ['◐', 'Partly correct'],
  incorrect: ['✘', 'Not correct'],
  needs_review: ['?', 'A person looks at this part'],
  unanswered: ['–', 'Not answered'],
};

/** An answer that was judged, and for which part. */
interface Shown {
  readonly part: Part;
  readonly judged: ForStudents;
}

/** `<gb-check-answer>`: an answer to a part of a bundled assignment, and what the grader says to it. */
export class CheckAnswerDemo extends Demo {
  protected readonly label = 'check your answer';
  protected override readonly eager = false;
  readonly #part = element('select', { name: 'part', id: freshId('part') });
  readonly #question = element('div', { class: 'question' });
  readonly #answer = element('textarea', { name: 'answer', rows: 5, id: freshId('answer'), spellcheck: 'false' });
  readonly #all = new Map<string, { readonly assignment: Assignment; readonly part: Part }>();
  #shown: Shown | undefined;

  protected controls(): readonly Node[] {
    for (const { assignment, parts } of exercises) {
      const options = parts.map((part) => {
        const id = `${assignment.id}/${part.id}`;
        this.#all.set(id, { assignment, part });
        return element('option', { value: id }, `${part.id} ${part.title}`);
      });
      this.#part.append(element('optgroup', { label: assignment.title }, ...options));
    }
    const wanted = this.getAttribute('part');
    if (wanted !== null && this.#all.has(wanted)) this.#part.value = wanted;
    const hint = freshId('hint');
    this.#answer.setAttribute('aria-describedby', hint);
    this.#part.addEventListener('input', () => this.#ask());
    this.#answer.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void this.run();
    });
    this.#ask();
    return [
      element('div', { class: 'control' }, element('label', { for: this.#part.id }, 'Part'), this.#part),
      this.#question,
      element(
        'div',
        { class: 'control' },
        element('label', { for: this.#answer.id }, 'Your answer'),
        this.#answer,
        element(
          'p',
          { class: 'hint', id: hint },
          'Text with LaTeX between dollar signs, as in a submission. Ctrl or ⌘ and Enter checks it.',
        ),
      ),
      element(
        'div',
        { class: 'buttons' },
        button('Check', () => void this.run(), { class: 'main' }),
      ),
    ];
  }

  protected async compute({ device, turn }: Run): Promise<string> {
    const { assignment, part } = this.#all.get(this.#part.value)!;
    this.#shown = undefined;
    this.out.replaceChildren();
    const judged = await turn(() => judgeAnswer(assignment, part, this.#answer.value)).catch((error: unknown) => {
      if (device.kind === 'webgpu' || !(error instanceof DeviceError)) throw error;
      throw new Error(`The reference of ${part.id} runs on WebGPU, and this page has none.`, { cause: error });
    });
    this.#shown = { part, judged };
    return `${part.id}: ${verdicts[judged.verdict][1]}.`;
  }

  protected override aboutDevice(device: Device): string {
    if (device.kind === 'webgpu') return aboutDevice(device);
    return `No WebGPU: ${device.why}. Answers whose references run on it cannot be checked here; all others can.`;
  }

  protected render(): void {
    if (!this.#shown) return;
    const { part, judged } = this.#shown;
    const [sign, text] = verdicts[judged.verdict];
    const points = Math.round(judged.share * part.points * 100) / 100;
    this.out.replaceChildren(
      element(
        'div',
        { class: `verdict ${judged.verdict}` },
        element('span', { class: 'sign', 'aria-hidden': 'true' }, sign),
        element('strong', {}, text),
        element(
          'span',
          { class: 'points' },
          judged.verdict === 'needs_review'
            ? `up to ${part.points} ${part.points === 1 ? 'point' : 'points'}, given by a person`
            : `${points} of ${part.points} ${part.points === 1 ? 'point' : 'points'}`,
        ),
      ),
      ...(judged.given
        ? [
            element(
              'div',
              { class: 'given' },
              element('p', { class: 'head' }, 'Read as your answer'),
              ...markdown(judged.given),
            ),
          ]
        : []),
      element(
        'div',
        { class: 'feedback' },
        ...judged.feedback.map((each) => element('div', { class: 'sentence' }, ...markdown(each))),
      ),
      ...(judged.mistake === undefined
        ? []
        : [element('p', { class: 'mistake' }, 'Recognised mistake: ', element('code', {}, judged.mistake))]),
    );
  }

  #ask(): void {
    const { part } = this.#all.get(this.#part.value)!;
    this.#question.replaceChildren(...markdown(part.question));
    this.#shown = undefined;
    this.out.replaceChildren();
  }

  protected override readonly rules = `
    .form { display: grid; gap: 0.8rem; }
    .question { background: var(--box); border-radius: 0.35rem; padding: 0.5rem 0.8rem; overflow-x: auto; min-height: 6rem; }
    .question ul { margin: 0.3rem 0; padding-left: 1.2rem; }
    .out { min-height: 9rem; }
    .verdict { display: flex; flex-wrap: wrap; gap: 0.2rem 0.7rem; align-items: baseline; padding: 0.5rem 0.8rem; border-left: 4px solid var(--edge); background: var(--box); }
    .verdict.correct { border-color: var(--good); background: var(--good-soft); }
    .verdict.incorrect { border-color: var(--bad); background: var(--bad-soft); }
    .verdict.partial, .verdict.needs_review { border-color: var(--mark); background: var(--mark-soft); }
    .sign { font-weight: 700; min-width: 1.1rem; }
    .head { font-size: 0.85rem; color: var(--muted); margin: 0; }
    .given, .feedback { overflow-x: auto; }
    .mistake { font-size: 0.9rem; }
  `;
}

customElements.define('gb-check-answer', CheckAnswerDemo);
