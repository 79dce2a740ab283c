import { beamSearch, exhaustive, greedy, type SearchTrace } from '@gradbook/decoding';
import { beamTree } from '@gradbook/figures';

import { button, slider, whole } from '../shared/controls.ts';
import { Demo, type Run } from '../shared/demo.ts';
import { element, scrolling, table } from '../shared/dom.ts';
import { picture } from '../shared/picture.ts';
import { type ModelSettings, randomModel } from './model.ts';

/** Three searches of one model. */
interface Searched {
  readonly beam: SearchTrace;
  readonly greedy: SearchTrace;
  readonly all: SearchTrace;
}

/** `<gb-beam-search>`: beam search over a small model, its tree, and greedy and exhaustive search beside it. */
export class BeamSearchDemo extends Demo {
  protected readonly label = 'beam search';
  readonly #width = slider({ name: 'width', label: 'Beam width k', min: 1, max: 8, value: 2 });
  readonly #vocabulary = slider({ name: 'vocabulary', label: 'Words N', min: 2, max: 5, value: 3 });
  readonly #length = slider({ name: 'length', label: 'Length T', min: 2, max: 5, value: 4 });
  readonly #sharpness = slider({
    name: 'sharpness',
    label: 'Sharpness',
    min: 1,
    max: 6,
    step: 0.5,
    value: 3,
    format: (value) => `logits × ${value}`,
  });
  readonly #seed = whole({ name: 'seed', label: 'Seed of the model', min: 0, max: 9999, value: 1 });
  #searched: Searched | undefined;

  protected controls(): readonly Node[] {
    const all = [this.#width, this.#vocabulary, this.#length, this.#sharpness, this.#seed];
    const next = button('Another model', () => {
      this.#seed.value = (this.#seed.value + 1) % 10_000;
      this.update();
    });
    return [
      element('div', { class: 'controls' }, ...all.map(({ node }) => node), element('div', { class: 'buttons' }, next)),
    ];
  }

  protected async compute({ device, turn }: Run): Promise<string> {
    const settings: ModelSettings = {
      vocabulary: this.#vocabulary.value,
      length: this.#length.value,
      sharpness: this.#sharpness.value,
      seed: this.#seed.value,
    };
    const model = await turn(() => randomModel(settings, device.kind));
    const { length } = settings;
    const searched = {
      beam: beamSearch(model, { beamWidth: this.#width.value, length }),
      greedy: greedy(model, { length }),
      all: exhaustive(model, { length }),
    };
    this.#searched = searched;
    return sentenceOf(searched);
  }

  protected render(): void {
    if (!this.#searched) return;
    const { beam, all } = this.#searched;
    const best = all.hypotheses[0]!;
    const svg = beamTree(beam, {
      theme: 'light',
      overlay: { label: 'best of all', sequences: [best.tokens] },
      prunedPerParent: 5,
    });
    this.out.replaceChildren(
      scrolling('Tree of the beam search', picture(svg, 0.8)),
      scrolling('Greedy, beam and exhaustive search', this.#comparison(this.#searched)),
    );
  }

  #comparison({ beam, greedy: one, all }: Searched): HTMLTableElement {
    const ranks = new Map(all.hypotheses.map(({ tokens, rank }) => [tokens.join(' '), rank]));
    const row = (name: string, trace: SearchTrace): readonly string[] => {
      const [found] = trace.hypotheses;
      const text = found!.tokens.join(' ');
      return [
        name,
        text,
        found!.score.toFixed(4).replace('-', '−'),
        `${ranks.get(text)} of ${all.hypotheses.length}`,
        String(trace.counters.scored),
      ];
    };
    return table(
      'What each search finds',
      ['Search', 'Its best sequence', 'ln p', 'Rank among all', 'Continuations scored'],
      [row('Greedy', one), row(`Beam, k = ${beam.settings.beamWidth}`, beam), row('Exhaustive', all)],
    );
  }

  protected override readonly rules = '.out { min-height: 40rem; }';
}

function sentenceOf({ beam, all }: Searched): string {
  const best = all.hypotheses[0]!.tokens.join(' ');
  const width = beam.settings.beamWidth!;
  if (beam.hypotheses.some(({ tokens }) => tokens.join(' ') === best)) {
    return `With k = ${width} the beam holds the best of all ${all.hypotheses.length} sequences to the end.`;
  }
  const prefixes = beam.steps.map(({ candidates }) =>
    candidates.some(({ tokens, status }) => status === 'kept' && `${best} `.startsWith(`${tokens.join(' ')} `)),
  );
  return `With k = ${width} the best of all ${all.hypotheses.length} sequences is lost at step ${prefixes.indexOf(false) + 1}: one of its beginnings was not among the ${width} best.`;
}

customElements.define('gb-beam-search', BeamSearchDemo);
