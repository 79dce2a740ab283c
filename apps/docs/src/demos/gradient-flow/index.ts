import { gradientFlowChart } from '@gradbook/figures';

import { choice, slider, ticks, whole } from '../shared/controls.ts';
import { Demo, type Run } from '../shared/demo.ts';
import { element, scrolling, shown, table } from '../shared/dom.ts';
import { picture } from '../shared/picture.ts';
import { flowOf, type FlowSettings, type Network, type NetworkFlow, outlookOf } from './flow.ts';

const names: Readonly<Record<Network, string>> = {
  tanh: 'RNN, tanh',
  relu: 'RNN, ReLU',
  linear: 'RNN, linear',
  lstm: 'LSTM',
};

/** `<gb-gradient-flow>`: how gradients and states grow or shrink over time, of plain networks beside an LSTM. */
export class GradientFlowDemo extends Demo {
  protected readonly label = 'gradient flow';
  readonly #networks = ticks<Network>({
    name: 'networks',
    label: 'Networks',
    options: Object.entries(names) as [Network, string][],
    value: ['tanh', 'lstm'],
  });
  readonly #radius = slider({
    name: 'radius',
    label: 'Spectral radius of W',
    min: 0.5,
    max: 1.5,
    step: 0.05,
    value: 0.8,
    format: (value) => value.toFixed(2),
  });
  readonly #length = slider({ name: 'length', label: 'Steps T', min: 4, max: 48, value: 24 });
  readonly #at = choice<FlowSettings['at']>({
    name: 'at',
    label: 'Loss',
    options: [
      ['last', 'at the last step'],
      ['every', 'at every step'],
    ],
    value: 'last',
  });
  readonly #hidden = slider({ name: 'hidden', label: 'Hidden units H', min: 4, max: 32, step: 4, value: 16 });
  readonly #seed = whole({ name: 'seed', label: 'Seed', min: 0, max: 9999, value: 1 });
  #flows: readonly NetworkFlow[] = [];
  #settings = this.#read();

  protected controls(): readonly Node[] {
    const all = [this.#networks, this.#radius, this.#length, this.#at, this.#hidden, this.#seed];
    return [element('div', { class: 'controls' }, ...all.map(({ node }) => node))];
  }

  protected async compute({ device, signal, progress, turn }: Run): Promise<string> {
    const settings = this.#read();
    const chosen = this.#networks.value;
    if (chosen.length === 0) throw new Error('No network is ticked: choose at least one.');
    const flows: NetworkFlow[] = [];
    for (const [index, network] of chosen.entries()) {
      progress(index / chosen.length, `${names[network]}: forward and backward over ${settings.length} steps …`);
      flows.push(await turn(() => flowOf(network, settings, device.kind)));
      signal.throwIfAborted();
    }
    this.#flows = flows;
    this.#settings = settings;
    return 'What is shown is measured: one forward and one backward pass.';
  }

  protected render(): void {
    const flows = this.#flows;
    if (flows.length === 0) return;
    const size = { width: Math.min(this.width, 760), height: 290, theme: 'light' } as const;
    const chart = (of: 'gradients' | 'states', caption: string): HTMLElement =>
      element(
        'figure',
        {},
        element('figcaption', {}, caption),
        picture(
          gradientFlowChart(
            flows.map((flow) => ({ label: names[flow.network], norms: flow[of] })),
            { ...size, of },
          ),
        ),
      );
    const { at, length } = this.#settings;
    this.out.replaceChildren(
      chart(
        'gradients',
        `Gradients of the loss at ${at === 'last' ? 'the last step' : 'every step'} in each hidden state`,
      ),
      chart('states', 'Hidden states'),
      ...this.#summary(),
      element('details', {}, element('summary', {}, 'All numbers'), scrolling('All numbers', this.#numbers(length))),
    );
  }

  #summary(): readonly HTMLElement[] {
    const rows = this.#flows.map(({ network, gradients, loss }) => {
      const first = gradients[0]!;
      const last = gradients.at(-1)!;
      return [names[network], shown(loss), shown(first), shown(last), shown(first / last)];
    });
    const head = ['Network', 'Loss L', '‖∂L/∂h₁‖', '‖∂L/∂h_T‖', 'First over last'];
    const said = this.#flows.flatMap(({ network }) => {
      const outlook = outlookOf(network, this.#settings);
      if (!outlook) return [];
      const verdict = { vanishes: 'vanishes', explodes: 'explodes', undecided: 'is not decided by W alone' }[
        outlook.verdict
      ];
      return [element('li', {}, `${names[network]}: the gradient ${verdict}. ${outlook.reason}.`)];
    });
    return [
      scrolling('Summary', table('From the last step back to the first', head, rows)),
      ...(said.length > 0
        ? [
            element(
              'div',
              { class: 'note' },
              'What the recurrent weight alone says, as T grows:',
              element('ul', {}, ...said),
            ),
          ]
        : []),
    ];
  }

  #numbers(length: number): HTMLTableElement {
    const flows = this.#flows;
    const head = ['t', ...flows.flatMap(({ network }) => [`‖hₜ‖ ${names[network]}`, `‖∂L/∂hₜ‖ ${names[network]}`])];
    const rows = Array.from({ length }, (_, t) => [
      String(t + 1),
      ...flows.flatMap(({ states, gradients }) => [shown(states[t]!, 7), shown(gradients[t]!, 7)]),
    ]);
    const made = table('Norms at every step', head, rows);
    made.classList.add('numbers');
    return made;
  }

  #read(): FlowSettings {
    return {
      length: this.#length.value,
      hidden: this.#hidden.value,
      radius: this.#radius.value,
      at: this.#at.value,
      seed: this.#seed.value,
    };
  }

  protected override readonly rules = '.out { min-height: 56rem; } ul { margin: 0.2rem 0 0; padding-left: 1.2rem; }';
}

customElements.define('gb-gradient-flow', GradientFlowDemo);
