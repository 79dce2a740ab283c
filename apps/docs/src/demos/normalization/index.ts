import { Float64Tensor, key, normal } from '@gradbook/core-ops';
import { normalizationAxes } from '@gradbook/figures';

import { button, choice, slider, whole } from '../shared/controls.ts';
import { Demo, type Run } from '../shared/demo.ts';
import { element, scrolling } from '../shared/dom.ts';
import { picture } from '../shared/picture.ts';
import { normalize, type Normalized, type Over } from './normalize.ts';

const sizes = { examples: 3, channels: 4, features: 3 } as const;
const shape = [sizes.examples, sizes.channels, sizes.features] as const;

/** `<gb-normalization>`: which numbers share a mean and a variance, and what becomes of them. */
export class NormalizationDemo extends Demo {
  protected readonly label = 'axes of normalization';
  readonly #over = choice<Over>({
    name: 'over',
    label: 'Normalization',
    options: [
      ['batch', 'batch'],
      ['layer', 'layer'],
      ['instance', 'instance'],
      ['group', 'group'],
    ],
    value: 'batch',
  });
  readonly #groups = choice<'1' | '2' | '4'>({
    name: 'groups',
    label: 'Groups',
    options: [
      ['1', '1'],
      ['2', '2'],
      ['4', '4'],
    ],
    value: '2',
  });
  readonly #example = slider({ name: 'example', label: 'Point out example', min: 1, max: sizes.examples, value: 1 });
  readonly #channel = slider({ name: 'channel', label: 'Point out channel', min: 1, max: sizes.channels, value: 2 });
  readonly #seed = whole({ name: 'seed', label: 'Seed', min: 0, max: 9999, value: 4 });
  readonly #cells: readonly HTMLInputElement[] = shape
    .reduce<readonly (readonly number[])[]>(
      (places, length) => places.flatMap((place) => Array.from({ length }, (_, i) => [...place, i])),
      [[]],
    )
    .map(([example, channel, feature]) =>
      element('input', {
        type: 'number',
        step: 'any',
        'aria-label': `x of example ${example! + 1}, channel ${channel! + 1}, feature ${feature! + 1}`,
      }),
    );
  readonly #rows: HTMLTableRowElement[] = [];
  readonly #picture = scrolling('The axes as a picture');
  #normalized: Normalized | undefined;

  protected controls(): readonly Node[] {
    this.#draw();
    const table = this.#table();
    this.out.append(
      this.#picture,
      element(
        'p',
        { class: 'hint' },
        'Rows are an example n and a channel c. Those with ● share the mean and the variance of the one that is pointed out.',
      ),
      scrolling('Numbers before and after', table),
    );
    // The numbers stand with the results, where they are compared; a change of them counts as one of the controls.
    table.addEventListener('input', () => this.update());
    this.#seed.node.addEventListener('input', () => this.#draw());
    const again = button('Draw numbers again', () => {
      this.#draw();
      this.update();
    });
    const all = [this.#over, this.#groups, this.#example, this.#channel, this.#seed];
    return [
      element(
        'div',
        { class: 'controls' },
        ...all.map(({ node }) => node),
        element('div', { class: 'buttons' }, again),
      ),
    ];
  }

  /** Numbers of a normal distribution, whose mean and deviation differ from channel to channel, to one decimal. */
  #draw(): void {
    const numbers = normal(key(this.#seed.value), shape).data;
    for (const [index, cell] of this.#cells.entries()) {
      const channel = Math.floor(index / sizes.features) % sizes.channels;
      cell.value = String(Math.round(10 * (channel * 2 - 2 + (1 + channel) * numbers[index]!)) / 10);
    }
  }

  protected async compute({ device, turn }: Run): Promise<string> {
    const over = this.#over.value;
    this.#groups.node.querySelector('select')!.disabled = over !== 'group';
    const x = this.#cells.map((cell) => cell.valueAsNumber);
    const odd = this.#cells.findIndex((cell) => !Number.isFinite(cell.valueAsNumber));
    if (odd >= 0)
      throw new Error(`${this.#cells[odd]!.getAttribute('aria-label')} is no number: type one, as in -1.5.`);
    this.#normalized = await turn(() =>
      normalize(new Float64Tensor(shape, x), over, Number(this.#groups.value), device.kind),
    );
    return 'y = (x − mean) / √(variance + 10⁻⁵). Every x can be changed.';
  }

  protected render(): void {
    const normalized = this.#normalized;
    if (!normalized) return;
    const over = this.#over.value;
    const groups = Number(this.#groups.value);
    const at = { example: this.#example.value - 1, channel: this.#channel.value - 1 };
    this.#picture.replaceChildren(picture(normalizationAxes({ ...sizes, over, groups, at }, { theme: 'light' }), 0.8));
    for (const [index, row] of this.#rows.entries()) {
      const example = Math.floor(index / sizes.channels);
      const channel = index % sizes.channels;
      const own = shares(over, groups, at, { example, channel });
      row.classList.toggle('own', own);
      const { output } = normalized;
      const numbers = [
        normalized.mean(example, channel),
        normalized.variance(example, channel),
        ...Array.from({ length: sizes.features }, (_, f) => output.data[index * sizes.features + f]!),
      ];
      const cells = [...row.querySelectorAll('td.result')];
      for (const [place, number] of numbers.entries()) cells[place]!.textContent = decimals(number);
      row.querySelector('.same')!.textContent = own ? '●' : '';
    }
  }

  #table(): HTMLTableElement {
    const head = ['', 'n, c', ...feature('x'), 'Mean', 'Variance', ...feature('y')];
    for (let row = 0; row < sizes.examples * sizes.channels; row++) {
      const inputs = this.#cells.slice(row * sizes.features, (row + 1) * sizes.features);
      this.#rows.push(
        element(
          'tr',
          {},
          element('td', { class: 'same' }),
          element('th', { scope: 'row' }, `${Math.floor(row / sizes.channels) + 1}, ${(row % sizes.channels) + 1}`),
          ...inputs.map((input) => element('td', {}, input)),
          ...Array.from({ length: 2 + sizes.features }, () => element('td', { class: 'result' })),
        ),
      );
    }
    return element(
      'table',
      {},
      element('caption', {}, 'Before and after'),
      element(
        'thead',
        {},
        element('tr', {}, ...head.map((cell) => (cell ? element('th', { scope: 'col' }, cell) : element('td')))),
      ),
      element('tbody', {}, ...this.#rows),
    );
  }

  protected override readonly rules = `
    .out { min-height: 48rem; }
    .out > .scroll:first-child { min-height: 15.5rem; }
    td input { width: 4rem; min-height: 1.8rem; padding: 0.1rem 0.2rem 0.1rem 0.3rem; }
    caption { white-space: normal; }
    .result { text-align: right; }
    th, td { padding-right: 0.6rem; }
    thead th:nth-child(n + 6) { text-align: right; }
    .result, .same { vertical-align: middle; }
    tbody th { vertical-align: middle; }
    .same { color: var(--accent); min-width: 1.4rem; padding-left: 0.3rem; }
    tr.own { background: var(--accent-soft); }
  `;
}

/** With four decimals: columns of numbers are read beside each other. */
function decimals(value: number): string {
  return value
    .toFixed(4)
    .replace(/^-(?=0\.0*$)/, '')
    .replace('-', '−');
}

function feature(name: string): readonly string[] {
  return Array.from({ length: sizes.features }, (_, index) => `${name}${'₁₂₃'[index]!}`);
}

interface Place {
  readonly example: number;
  readonly channel: number;
}

/** Whether two places have the same statistics. */
function shares(over: Over, groups: number, a: Place, b: Place): boolean {
  const group = ({ channel }: Place): number => Math.floor(channel / (sizes.channels / groups));
  return {
    batch: a.channel === b.channel,
    layer: a.example === b.example,
    instance: a.example === b.example && a.channel === b.channel,
    group: a.example === b.example && group(a) === group(b),
  }[over];
}

customElements.define('gb-normalization', NormalizationDemo);
