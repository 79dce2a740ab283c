import { MathfieldElement } from 'mathlive';

import { element } from '../shared/dom.ts';
import { onlyFormula, ordinaryLatex } from './latex.ts';

MathfieldElement.fontsDirectory = '/assets/mathlive/fonts';
MathfieldElement.soundsDirectory = null;

/**
 * A formula editor over a text: while the text is one formula, both are the same; beside other text, the editor inserts formulas
 * where the cursor stands.
 */
export function formulaEditor(host: HTMLElement, text: HTMLTextAreaElement, label: string): void {
  const field = new MathfieldElement();
  field.setAttribute('aria-label', `Formula of ${label}`);
  field.smartFence = true;
  field.mathVirtualKeyboardPolicy = 'auto';
  const insert = element('button', { type: 'button', class: 'small' }, 'Insert');
  host.replaceChildren(field, insert);
  // Its menu would cover what is written; an element that is not in the page yet has none.
  field.menuItems = [];
  let own = false;

  const follow = (): void => {
    const formula = onlyFormula(text.value);
    insert.hidden = formula !== undefined;
    if (own || formula === undefined || ordinaryLatex(field.value) === formula) return;
    field.setValue(formula, { silenceNotifications: true });
  };
  const tell = (value: string): void => {
    own = true;
    text.value = value;
    text.dispatchEvent(new Event('input', { bubbles: true }));
    own = false;
  };
  field.addEventListener('input', () => {
    if (!insert.hidden) return;
    const latex = ordinaryLatex(field.value);
    tell(latex === '' ? '' : `$${latex}$`);
  });
  insert.addEventListener('click', () => {
    const latex = ordinaryLatex(field.value);
    if (latex === '') return;
    const { selectionStart: start, selectionEnd: end, value } = text;
    tell(`${value.slice(0, start)}$${latex}$${value.slice(end)}`);
    field.setValue('', { silenceNotifications: true });
    text.focus();
    text.setSelectionRange(start + latex.length + 2, start + latex.length + 2);
  });
  text.addEventListener('input', follow);
  follow();
}
