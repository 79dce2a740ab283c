import { element } from './dom.ts';

/** A control with its label: the element, and what it is set to. */
export interface Control<T> {
  readonly node: HTMLElement;
  value: T;
}

let made = 0;

/** Ids are the page's: labels and descriptions of several demos must not clash. */
export function freshId(prefix: string): string {
  made += 1;
  return `${prefix}-${made}`;
}

/** A slider that says its value. */
export function slider(settings: {
  readonly name: string;
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly value: number;
  readonly format?: (value: number) => string;
}): Control<number> & { limit(max: number): void } {
  const { name, label, min, max, step = 1, value, format = String } = settings;
  const id = freshId(name);
  const input = element('input', { type: 'range', id, name, min, max, step, value });
  const output = element('output', { for: id });
  const tell = (): void => {
    output.textContent = format(input.valueAsNumber);
    // What is read out is what is shown: "0.9", not a share of the way.
    input.setAttribute('aria-valuetext', format(input.valueAsNumber));
  };
  input.addEventListener('input', tell);
  tell();
  return {
    node: element('div', { class: 'control' }, element('label', { for: id }, label), output, input),
    get value() {
      return input.valueAsNumber;
    },
    set value(next) {
      input.value = String(next);
      tell();
    },
    limit(most) {
      input.max = String(most);
      tell();
    },
  };
}

/** One of several, as a list to choose from. */
export function choice<T extends string>(settings: {
  readonly name: string;
  readonly label: string;
  readonly options: readonly (readonly [value: T, text: string])[];
  readonly value: T;
}): Control<T> {
  const { name, label, options, value } = settings;
  const id = freshId(name);
  const select = element(
    'select',
    { id, name },
    ...options.map(([each, text]) => element('option', { value: each, selected: each === value }, text)),
  );
  return {
    node: element('div', { class: 'control' }, element('label', { for: id }, label), select),
    get value() {
      return select.value as T;
    },
    set value(next) {
      select.value = next;
    },
  };
}

/** Any number of several, as boxes to tick. */
export function ticks<T extends string>(settings: {
  readonly name: string;
  readonly label: string;
  readonly options: readonly (readonly [value: T, text: string])[];
  readonly value: readonly T[];
}): Control<readonly T[]> {
  const { name, label, options, value } = settings;
  const boxes = options.map(([each, text]) => {
    const id = freshId(name);
    const input = element('input', { type: 'checkbox', id, name, value: each, checked: value.includes(each) });
    return { each, input, node: element('span', { class: 'tick' }, input, element('label', { for: id }, text)) };
  });
  return {
    node: element(
      'fieldset',
      { class: 'control wide' },
      element('legend', {}, label),
      element('div', { class: 'ticks' }, ...boxes.map(({ node }) => node)),
    ),
    get value() {
      return boxes.filter(({ input }) => input.checked).map(({ each }) => each);
    },
    set value(next) {
      for (const { each, input } of boxes) input.checked = next.includes(each);
    },
  };
}

/** A whole number that is typed, as a seed. What is no whole number in the range counts as the nearest one. */
export function whole(settings: {
  readonly name: string;
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly value: number;
}): Control<number> {
  const { name, label, min, max, value } = settings;
  const id = freshId(name);
  const input = element('input', { type: 'number', id, name, min, max, step: 1, value, inputmode: 'numeric' });
  return {
    node: element('div', { class: 'control' }, element('label', { for: id }, label), input),
    get value() {
      const typed = Math.round(input.valueAsNumber);
      return Number.isFinite(typed) ? Math.min(max, Math.max(min, typed)) : min;
    },
    set value(next) {
      input.value = String(next);
    },
  };
}

/** A button that does not send the form it stands in. */
export function button(
  text: string,
  press: () => void,
  attributes: Readonly<Record<string, string>> = {},
): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, text);
  made.addEventListener('click', press);
  return made;
}
