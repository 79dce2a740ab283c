import { type Graph, type Path, paths, total } from '@gradbook/autograd';
import { computationGraph, type ComputationGraphData, traceGraph } from '@gradbook/figures';

import { choice, freshId, slider, ticks } from '../shared/controls.ts';
import { Demo } from '../shared/demo.ts';
import { element, scrolling, shown } from '../shared/dom.ts';
import { picture } from '../shared/picture.ts';
import { readDefinitions } from './definitions.ts';
import { graphOf } from './evaluate.ts';

/** What is typed there at first, and what can be put there. */
const examples = {
  linear: ['a linear recurrence', 'h_t = w (u_t + h_{t-1})\ny = h_T'],
  tanh: ['an RNN with tanh', 'h_t = tanh(w h_{t-1} + v u_t + b)\nL = (h_T - y)^2'],
  gate: ['a gated cell', 'c_t = \\sigma(a u_t + b h_{t-1})\nh_t = c_t h_{t-1} + (1 - c_t) w u_t\ny = h_T'],
  graph: ['a graph, value by value', 'p = u_1\nq = w p\nr = u_2 + q\ns = w r\nt = s + u_3\ny = w t'],
} as const;
type Example = keyof typeof examples;

/** Values that inputs have until others are typed: no two alike, so that partials can be told apart. */
const usual = [0.5, 2, 3, -1, 1.5, 0.25, -2, 0.75];
const mostPaths = 24;

/** `<gb-differentiate>`: a recurrence that is typed, its computation graph with the partial on every edge, and its paths. */
export class DifferentiateDemo extends Demo {
  protected readonly label = 'differentiate my RNN';
  protected override readonly usesDevice = false;
  readonly #example = choice<Example>({
    name: 'example',
    label: 'Begin with',
    options: Object.entries(examples).map(([id, [title]]) => [id as Example, title] as const),
    value: 'linear',
  });
  readonly #text = element('textarea', {
    name: 'text',
    rows: 5,
    spellcheck: 'false',
    autocapitalize: 'off',
    autocomplete: 'off',
  });
  readonly #steps = slider({ name: 'steps', label: 'Steps T', min: 1, max: 4, value: 2 });
  readonly #partials = choice<'symbols' | 'numbers'>({
    name: 'partials',
    label: 'Partials on edges',
    options: [
      ['symbols', 'in symbols'],
      ['numbers', 'as numbers'],
    ],
    value: 'symbols',
  });
  readonly #values = ticks<'values'>({
    name: 'values',
    label: 'Show',
    options: [['values', 'values in the boxes']],
    value: [],
  });
  readonly #inputs = element('fieldset', { class: 'control wide inputs' });
  readonly #by = element('select', { name: 'by' });
  readonly #graph = scrolling('Computation graph');
  readonly #paths = element('div', { class: 'paths' });
  readonly #given = new Map<string, number>();
  #found:
    | { readonly graph: Graph; readonly data: ComputationGraphData; readonly inputs: readonly string[] }
    | undefined;
  #chosen = 0;

  protected controls(): readonly Node[] {
    const id = freshId('text');
    const hint = freshId('hint');
    this.#text.id = id;
    this.#text.setAttribute('aria-describedby', hint);
    this.#text.value = examples.linear[1];
    const by = freshId('by');
    this.#by.id = by;
    // Not in the form's hands: another example brings its own text, another input only other paths.
    this.#example.node.addEventListener('input', () => {
      this.#text.value = examples[this.#example.value][1];
      this.#given.clear();
    });
    this.#by.addEventListener('input', (event) => {
      event.stopPropagation();
      this.#chosen = 0;
      this.redraw();
    });
    this.#inputs.addEventListener('input', ({ target }) => {
      const { name, valueAsNumber } = target as HTMLInputElement;
      if (Number.isFinite(valueAsNumber)) this.#given.set(name, valueAsNumber);
    });
    this.out.append(this.#graph, this.#paths);
    return [
      element(
        'div',
        { class: 'controls' },
        this.#example.node,
        this.#steps.node,
        this.#partials.node,
        this.#values.node,
        element(
          'div',
          { class: 'control wide' },
          element('label', { for: id }, 'Definitions'),
          this.#text,
          element(
            'p',
            { class: 'hint', id: hint },
            'One a line, typed as you would, or in LaTeX. What has the index t is unrolled for t = 1 … T; names that are not defined are inputs.',
          ),
        ),
        this.#inputs,
        element('div', { class: 'control' }, element('label', { for: by }, 'Differentiate by'), this.#by),
      ),
    ];
  }

  protected async compute(): Promise<string> {
    const definitions = readDefinitions(this.#text.value, this.#steps.value);
    const { inputs } = definitions;
    const values = Object.fromEntries(
      inputs.map((input, index) => [input, this.#given.get(input) ?? usual[index % usual.length]!]),
    );
    const graph = await graphOf(definitions, values);
    const data = traceGraph(graph, {
      partials: this.#partials.value,
      values: this.#values.value.length > 0,
      digits: 3,
    });
    this.#found = { graph, data, inputs };
    this.#fillInputs(values);
    const chosen = inputs.includes(this.#by.value) ? this.#by.value : inputs.includes('w') ? 'w' : inputs[0]!;
    this.#by.replaceChildren(
      ...inputs.map((input) => element('option', { value: input, selected: input === chosen }, input)),
    );
    this.#chosen = 0;
    const result = graph.outputs[0]!;
    return `${graph.nodes.length} values, ${graph.edges.length} partials. ${result.path} = ${shown(graph.nodes[result.id]!.values[0]!, 6)}`;
  }

  protected render(): void {
    if (!this.#found) return;
    const { graph } = this.#found;
    const by = this.#by.value;
    const to = graph.outputs[0]!;
    const derivative = `∂${to.path}/∂${by}`;
    const sum = total(graph, by, to.id).data[0]!;
    let all: readonly Path[];
    try {
      all = paths(graph, by, to.id, { limit: mostPaths });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#paths.replaceChildren(
        element(
          'p',
          { class: 'total' },
          ...named(`${derivative} = ${shown(sum, 7)}`),
          `, over more than ${mostPaths} paths: too many to list.`,
        ),
      );
      void this.#draw([]);
      return;
    }
    void this.#draw(all[this.#chosen]?.nodes ?? []);
    const group = freshId('path');
    const items = all.map((path, index) => {
      const id = freshId('path');
      const input = element('input', { type: 'radio', name: group, id, value: index, checked: index === this.#chosen });
      input.addEventListener('change', () => {
        this.#chosen = index;
        void this.#draw(path.nodes);
      });
      return element(
        'li',
        {},
        input,
        element('label', { for: id }, ...this.#way(path), ': ', ...named(this.#product(path))),
      );
    });
    this.#paths.replaceChildren(
      element(
        'fieldset',
        { class: 'control' },
        element(
          'legend',
          {},
          ...named(
            all.length === 1
              ? `One path from ${by} to ${to.path}`
              : `${all.length} paths from ${by} to ${to.path}: choose one to see it`,
          ),
        ),
        element('ul', {}, ...items),
      ),
      element(
        'p',
        { class: 'total' },
        element('strong', {}, ...named(`${derivative} = ${shown(sum, 7)}`)),
        all.length > 1 ? ', the sum over the paths.' : '.',
      ),
    );
  }

  async #draw(path: readonly number[]): Promise<void> {
    const found = this.#found!;
    const svg = await computationGraph(found.data, { path, theme: 'light' });
    // Another graph may have come meanwhile.
    if (found === this.#found) this.#graph.replaceChildren(picture(svg, 0.75));
  }

  /** The named values on a path. */
  #way({ nodes }: Path): readonly Node[] {
    const names = nodes.map((id) => this.#found!.graph.nodes[id]!.name).filter((each) => each !== undefined);
    return named(names.join(' → '));
  }

  #product({ edges, product }: Path): string {
    const { graph, data } = this.#found!;
    const factors = edges.map((id) => {
      const { label } = data.edges[id]!;
      const factor = label ?? shown(graph.edges[id]!.partial.data[0]!);
      const bare = !/[ −+]/.test(factor.slice(1)) && !factor.startsWith('−');
      return bare || /^\([^()]*\)$/.test(factor) ? factor : `(${factor})`;
    });
    return `${factors.toReversed().join(' · ')} = ${shown(product.data[0]!, 7)}`;
  }

  /** A field for each input; those that stay keep their place, and the caret what is typed. */
  #fillInputs(values: Readonly<Record<string, number>>): void {
    const now = [...this.#inputs.querySelectorAll('input')].map((input) => input.name).join(' ');
    if (now === Object.keys(values).join(' ') && this.#given.size > 0) return;
    const fields = Object.entries(values).map(([input, value]) => {
      const id = freshId('input');
      return element(
        'span',
        { class: 'input' },
        element('label', { for: id }, ...named(input)),
        element('input', { type: 'number', step: 'any', id, name: input, value }),
      );
    });
    this.#inputs.replaceChildren(element('legend', {}, 'Inputs'), element('div', { class: 'ticks' }, ...fields));
  }

  protected override readonly rules = `
    .out { min-height: 22rem; }
    .inputs { min-height: 4rem; }
    .input { display: inline-flex; align-items: center; gap: 0.4rem; margin-bottom: 0.3rem; }
    .input label { font-weight: 400; font-style: italic; }
    sub, sup { font-size: 0.75em; line-height: 0; font-style: normal; }
    .input input { width: 5.5rem; }
    .paths ul { list-style: none; margin: 0.3rem 0; padding: 0; grid-column: 1 / -1; }
    .paths li { display: flex; gap: 0.5rem; align-items: baseline; padding: 0.1rem 0; }
    .paths label { font-weight: 400; font-size: 0.95rem; }
  `;
}

/** A text with the indices of its names as subscripts and superscripts. */
function named(text: string): readonly Node[] {
  return text.split(/([_^](?:\{[^{}]*\}|\([^()]*\)|[A-Za-z0-9]))/).map((piece) => {
    if (!/^[_^]./.test(piece)) return document.createTextNode(piece);
    return element(piece.startsWith('_') ? 'sub' : 'sup', {}, piece.slice(1).replace(/^\{(.*)\}$/, '$1'));
  });
}

customElements.define('gb-differentiate', DifferentiateDemo);
