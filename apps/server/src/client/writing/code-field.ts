import { Editor } from '@gradbook/self-check/editor';

import { element } from '../shared/dom.ts';

/** An editor in the place of a text field, which keeps the text for the form. */
export class CodeField {
  readonly #editor: Editor;
  readonly #text: HTMLTextAreaElement;
  #own = false;

  constructor(slot: HTMLElement, text: HTMLTextAreaElement, run: () => void) {
    const host = element('div', { class: 'editor' });
    this.#text = text;
    this.#editor = new Editor(host, { changed: (value) => this.#changed(value), run });
    slot.append(host);
    text.hidden = true;
    this.#editor.show(text.name, text.value);
    text.addEventListener('input', () => {
      if (!this.#own) this.#editor.replace(text.value);
    });
  }

  reveal(line: number): void {
    this.#editor.reveal(line, true);
  }

  #changed(value: string): void {
    this.#own = true;
    this.#text.value = value;
    this.#text.dispatchEvent(new Event('input', { bubbles: true }));
    this.#own = false;
  }
}
