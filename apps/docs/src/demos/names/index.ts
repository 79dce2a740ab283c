import { bundledNames } from '@gradbook/datasets-names';
import { lossCurveChart } from '@gradbook/figures';
import { type CurveReading, readLossCurve } from '@gradbook/optim';

import { button, choice, freshId, slider, whole } from '../shared/controls.ts';
import { Demo, type Run } from '../shared/demo.ts';
import { aboutDevice, type Device, inTurn } from '../shared/device.ts';
import { element, shown } from '../shared/dom.ts';
import { picture } from '../shared/picture.ts';
import { type ClassifierSettings, type Guess, longestName, NamesClassifier } from './classifier.ts';

const few = ['English', 'German', 'Italian', 'Polish', 'Spanish'];
/** Steps between two drawings of the curve. */
const every = 10;

/** `<gb-names>`: a classifier of last names that is trained in the page, and takes a name that is typed. */
export class NamesDemo extends Demo {
  protected readonly label = 'names classifier';
  protected override readonly eager = false;
  readonly #languages = choice<'few' | 'all'>({
    name: 'languages',
    label: 'Languages',
    options: [
      ['few', `${few.length}: ${few.join(', ')}`],
      ['all', `all ${bundledNames().length} that are bundled`],
    ],
    value: 'few',
  });
  readonly #hidden = slider({ name: 'hidden', label: 'Hidden units H', min: 16, max: 128, step: 16, value: 32 });
  readonly #steps = slider({ name: 'steps', label: 'Steps', min: 20, max: 1000, step: 20, value: 200 });
  readonly #rate = choice<'0.003' | '0.01' | '0.03' | '1'>({
    name: 'rate',
    label: 'Learning rate of Adam',
    options: [
      ['0.003', '0.003'],
      ['0.01', '0.01'],
      ['0.03', '0.03'],
      ['1', '1 (too large)'],
    ],
    value: '0.01',
  });
  readonly #seed = whole({ name: 'seed', label: 'Seed', min: 0, max: 9999, value: 7 });
  readonly #name = element('input', {
    type: 'text',
    name: 'name',
    id: freshId('name'),
    maxlength: longestName,
    autocomplete: 'off',
    spellcheck: 'false',
    value: 'Kowalczyk',
  });
  readonly #train = button('Train', () => void this.run(), { class: 'main' });
  readonly #curve = element('div', { class: 'curve' });
  readonly #score = element('p', { class: 'score' });
  readonly #guesses = element('div', { class: 'guesses' });
  #classifier: NamesClassifier | undefined;
  #losses: readonly number[] = [];
  #reading: CurveReading | undefined;
  #asked = 0;

  protected controls(): readonly Node[] {
    const all = [this.#languages, this.#hidden, this.#steps, this.#rate, this.#seed];
    this.#name.addEventListener('input', (event) => {
      event.stopPropagation();
      void this.#ask();
    });
    this.out.append(
      this.#curve,
      this.#score,
      element(
        'div',
        { class: 'try' },
        element('div', { class: 'control' }, element('label', { for: this.#name.id }, 'A last name'), this.#name),
        this.#guesses,
      ),
    );
    this.#guesses.append(
      element('p', { class: 'hint' }, 'Train first: then every name that is typed is classified at once.'),
    );
    this.#curve.append(element('p', { class: 'hint empty' }, 'The loss of every step stands here while it trains.'));
    return [
      element('div', { class: 'controls' }, ...all.map(({ node }) => node)),
      element('div', { class: 'buttons' }, this.#train),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#classifier?.dispose();
    this.#classifier = undefined;
  }

  protected override aboutDevice(device: Device): string {
    if (device.kind === 'webgpu') return aboutDevice(device);
    this.#train.disabled = true;
    return `No WebGPU: ${device.why}. This demo trains on it, and without it a training would take too long to watch.`;
  }

  protected async compute({ device, signal, progress, turn }: Run): Promise<string> {
    if (device.kind === 'float64') throw new Error('There is no WebGPU to train on.');
    const settings = this.#read();
    const losses: number[] = [];
    this.#losses = losses;
    this.#reading = undefined;
    this.#score.textContent = '';
    progress(0, 'Making batches and compiling kernels …');
    const classifier = await turn(async () => {
      this.#classifier?.dispose();
      this.#classifier = new NamesClassifier(settings, device.kind);
      await this.#classifier.prepare();
      return this.#classifier;
    });
    try {
      for (let step = 1; step <= settings.steps; step++) {
        const loss = await turn(() => classifier.step());
        losses.push(loss);
        const drawn = step % every === 0 || step === settings.steps;
        progress(
          step / settings.steps,
          drawn ? `Step ${step} of ${settings.steps}: loss ${shown(loss, 3)}` : undefined,
        );
        if (drawn) {
          this.redraw();
          await this.#ask();
        }
        // The page gets its turn between two steps: a training never holds it up longer than one takes.
        await new Promise((resolve) => setTimeout(resolve));
        if (!Number.isFinite(loss)) break;
      }
      const { sizes, languages } = classifier;
      const accuracy = await turn(() => classifier.accuracy());
      this.#score.textContent =
        `Of ${sizes.test} names that were held back ${(100 * accuracy).toFixed(1)} % are classified right; ` +
        `chance is ${(100 / languages.length).toFixed(1)} %. Trained with ${sizes.train}.`;
      return `Trained ${losses.length} steps with batches of ${settings.batchSize}.`;
    } finally {
      if (losses.length > 0 && this.#losses === losses) {
        this.#reading = readLossCurve(losses, { classes: classifier.languages.length });
        this.redraw();
        if (signal.aborted)
          this.#score.textContent = `Stopped after ${losses.length} steps; names are classified with what was learned so far.`;
        void this.#ask();
      }
    }
  }

  protected render(): void {
    if (!this.#losses.some((loss) => Number.isFinite(loss))) return;
    this.#curve.replaceChildren(
      picture(
        lossCurveChart(this.#losses, {
          width: Math.min(this.width, 760),
          height: 260,
          first: 1,
          theme: 'light',
          ...(this.#reading ? { reading: this.#reading } : {}),
        }),
      ),
    );
  }

  /** Classifies what is typed with what has been learned so far. */
  async #ask(): Promise<void> {
    const classifier = this.#classifier;
    const written = this.#name.value;
    if (!classifier || this.#losses.length === 0) return;
    const asked = ++this.#asked;
    const stopped = new AbortController();
    const guesses = await inTurn(stopped.signal, () =>
      classifier === this.#classifier ? classifier.classify(written) : undefined,
    );
    // A later letter has its own answer.
    if (asked !== this.#asked || classifier !== this.#classifier) return;
    this.#guesses.replaceChildren(
      ...(guesses
        ? guesses.slice(0, 6).map(bar)
        : [element('p', { class: 'hint' }, 'Type a name with at least one letter.')]),
    );
  }

  #read(): ClassifierSettings {
    return {
      languages: this.#languages.value === 'few' ? few : bundledNames().map(({ language }) => language),
      hidden: this.#hidden.value,
      steps: this.#steps.value,
      batchSize: 64,
      learningRate: Number(this.#rate.value),
      seed: this.#seed.value,
    };
  }

  protected override readonly rules = `
    .form { display: grid; gap: 0.9rem; }
    .curve { min-height: 19rem; }
      .empty { display: grid; place-items: center; min-height: 17rem; border: 1px dashed var(--line); border-radius: 0.35rem; text-align: center; }
    .score { min-height: 1.5em; }
    .try { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: 0.8rem 1.5rem; align-items: start; }
    .guesses { min-height: 10.5rem; display: grid; gap: 0.3rem; align-content: start; }
    .guess { display: grid; grid-template-columns: 6.5rem 1fr 4rem; gap: 0.6rem; align-items: center; font-size: 0.95rem; }
    .guess meter { width: 100%; height: 0.9rem; }
    .guess .share { text-align: right; font-variant-numeric: tabular-nums; }
  `;
}

function bar({ language, probability }: Guess): HTMLElement {
  const id = freshId('language');
  return element(
    'div',
    { class: 'guess' },
    element('span', { id }, language),
    element('meter', { min: 0, max: 1, value: probability, 'aria-labelledby': id }),
    element('span', { class: 'share' }, `${(100 * probability).toFixed(1)} %`),
  );
}

customElements.define('gb-names', NamesDemo);
