import {
  conv2d,
  convTranspose2d,
  Float64Tensor,
  fromFloat64,
  key,
  randomInts,
  scopeAsync,
  toFloat64,
} from '@gradbook/core-ops';
import { convolutionStep } from '@gradbook/figures';
import {
  convolutionArithmetic,
  convolutionTransposeArithmetic,
  type ConvolutionTrace,
  convOutputSize,
  convOutputSizes,
  convTransposeOutputSize,
  convTransposeOutputSizes,
} from '@gradbook/layers-conv';

import { button, choice, freshId, slider, whole } from '../shared/controls.ts';
import { Demo, type Run } from '../shared/demo.ts';
import { element, scrolling } from '../shared/dom.ts';
import { picture } from '../shared/picture.ts';

type Kind = 'convolution' | 'transposed';

/** What is convolved, along each of its axes the same. */
interface Settings {
  readonly kind: Kind;
  readonly axes: 1 | 2;
  readonly input: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  readonly outputPadding: number;
  readonly seed: number;
}

/** Milliseconds that each step is shown when the steps are played. */
const pace = 800;
const most = 400;

/** `<gb-convolution>`: a convolution or a transposed one, step by step, with the formula of its size. */
export class ConvolutionDemo extends Demo {
  protected readonly label = 'convolution arithmetic';
  readonly #kind = choice<Kind>({
    name: 'kind',
    label: 'Operation',
    options: [
      ['convolution', 'convolution'],
      ['transposed', 'transposed convolution'],
    ],
    value: 'convolution',
  });
  readonly #axes = choice<'1' | '2'>({
    name: 'axes',
    label: 'Axes',
    options: [
      ['1', 'one'],
      ['2', 'two'],
    ],
    value: '2',
  });
  readonly #input = slider({ name: 'input', label: 'Input', min: 1, max: 8, value: 5 });
  readonly #kernel = slider({ name: 'kernel', label: 'Kernel', min: 1, max: 5, value: 3 });
  readonly #stride = slider({ name: 'stride', label: 'Stride', min: 1, max: 4, value: 2 });
  readonly #padding = slider({ name: 'padding', label: 'Padding', min: 0, max: 3, value: 1 });
  readonly #dilation = slider({ name: 'dilation', label: 'Dilation', min: 1, max: 3, value: 1 });
  readonly #outputPadding = slider({ name: 'output-padding', label: 'Output padding', min: 0, max: 3, value: 0 });
  readonly #seed = whole({ name: 'seed', label: 'Seed of the numbers', min: 0, max: 9999, value: 3 });
  readonly #step = element('input', { type: 'range', min: 0, max: 0, value: 0, id: freshId('step'), name: 'step' });
  readonly #place = element('output', { for: this.#step.id });
  readonly #play = button('Play', () => this.#toggle());
  readonly #picture = scrolling('The step as a picture');
  readonly #size = element('div', { class: 'note size' });
  readonly #device = element('p', { class: 'on-device' });
  #trace: ConvolutionTrace | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  protected controls(): readonly Node[] {
    const all = [
      this.#kind,
      this.#axes,
      this.#input,
      this.#kernel,
      this.#stride,
      this.#padding,
      this.#dilation,
      this.#outputPadding,
      this.#seed,
    ];
    this.#step.addEventListener('input', () => {
      this.#pause();
      this.#drawStep();
    });
    this.out.append(
      element(
        'div',
        { class: 'player' },
        element('div', { class: 'control' }, element('label', { for: this.#step.id }, 'Step'), this.#place, this.#step),
        element(
          'div',
          { class: 'buttons' },
          button('Back', () => this.#go(-1)),
          this.#play,
          button('Next', () => this.#go(1)),
        ),
      ),
      this.#picture,
      this.#size,
      this.#device,
    );
    return [element('div', { class: 'controls' }, ...all.map(({ node }) => node))];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#pause();
  }

  protected async compute({ device, turn }: Run): Promise<string> {
    this.#pause();
    const settings = this.#read();
    const transposed = settings.kind === 'transposed';
    this.#outputPadding.node.querySelector('input')!.disabled = !transposed;
    let trace: ConvolutionTrace;
    try {
      trace = traceOf(settings);
    } catch (error) {
      this.#trace = undefined;
      this.#picture.replaceChildren();
      this.#size.replaceChildren();
      this.#device.textContent = '';
      throw error;
    }
    this.#trace = trace;
    this.#step.max = String(trace.steps.length - 1);
    this.#step.value = String(Math.min(this.#step.valueAsNumber, trace.steps.length - 1));
    this.redraw();
    if (device.kind === 'webgpu') {
      const largest = await turn(() => differenceOnDevice(trace, settings));
      this.#device.textContent = `${transposed ? 'convTranspose2d' : 'conv2d'} on WebGPU gives the same ${trace.output.data!.length} numbers: the largest difference is ${largest}.`;
    } else this.#device.textContent = '';
    return `Output ${trace.output.size.join(' × ')}, in ${trace.steps.length} steps.`;
  }

  protected render(): void {
    const trace = this.#trace;
    if (!trace) return;
    this.#size.replaceChildren(
      element('strong', {}, `Output size: ${trace.output.size.join(' × ')}`),
      // Both axes are alike: one formula says it.
      element('p', {}, `${explanationOf(this.#read())}.`),
    );
    this.#drawStep();
  }

  #drawStep(): void {
    const trace = this.#trace;
    if (!trace) return;
    const step = this.#step.valueAsNumber;
    this.#place.textContent = `${step + 1} of ${trace.steps.length}`;
    this.#step.setAttribute('aria-valuetext', `${step + 1} of ${trace.steps.length}`);
    this.#picture.replaceChildren(picture(convolutionStep(trace, { step, width: this.width, theme: 'light' }), 0.9));
  }

  #go(by: number): void {
    this.#pause();
    this.#step.value = String(this.#step.valueAsNumber + by);
    this.#drawStep();
  }

  #toggle(): void {
    if (this.#timer !== undefined) {
      this.#pause();
      return;
    }
    if (this.#step.valueAsNumber === Number(this.#step.max)) this.#step.value = '0';
    this.#drawStep();
    this.#play.textContent = 'Pause';
    this.#timer = setInterval(() => {
      this.#step.value = String(this.#step.valueAsNumber + 1);
      this.#drawStep();
      if (this.#step.valueAsNumber === Number(this.#step.max)) this.#pause();
    }, pace);
  }

  #pause(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#play.textContent = 'Play';
  }

  #read(): Settings {
    return {
      kind: this.#kind.value,
      axes: this.#axes.value === '1' ? 1 : 2,
      input: this.#input.value,
      kernel: this.#kernel.value,
      stride: this.#stride.value,
      padding: this.#padding.value,
      dilation: this.#dilation.value,
      outputPadding: this.#outputPadding.value,
      seed: this.#seed.value,
    };
  }

  protected override readonly rules = `
    .out { min-height: 30rem; }
    .player { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0.5rem 1.2rem; align-items: end; }
    @media (max-width: 480px) { .player { grid-template-columns: 1fr; } }
    .player button { min-width: 4.6rem; }
    .size { min-height: 5rem; }
    .on-device { font-size: 0.9rem; color: var(--muted); min-height: 1.5em; }
  `;
}

function axesOf({ axes, input, kernel, ...rest }: Settings): {
  readonly input: readonly number[];
  readonly kernel: readonly number[];
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
} {
  const { stride, padding, dilation } = rest;
  const each = <T>(value: T): readonly T[] => Array.from({ length: axes }, () => value);
  return { input: each(input), kernel: each(kernel), stride, padding, dilation };
}

/** The formula of the size along one axis. */
function explanationOf({ kind, outputPadding, ...axis }: Settings): string {
  const { input, kernel, stride, padding, dilation } = axis;
  const sizes = { input, kernel, stride, padding, dilation };
  return kind === 'convolution'
    ? convOutputSize(sizes).explanation
    : convTransposeOutputSize({ ...sizes, outputPadding }).explanation;
}

/** The arithmetic of seeded whole numbers from −3 to 3. */
function traceOf(settings: Settings): ConvolutionTrace {
  const axes = axesOf(settings);
  const transposed = settings.kind === 'transposed';
  const { size } = transposed
    ? convTransposeOutputSizes({ ...axes, outputPadding: settings.outputPadding })
    : convOutputSizes(axes);
  const elements = size.reduce((product, length) => product * length, 1);
  if (elements > most) {
    throw new RangeError(
      `The output has ${size.join(' × ')} elements; up to ${most} can be shown: take a smaller input or stride.`,
    );
  }
  const values = {
    x: numbers(2 * settings.seed, settings.input ** settings.axes),
    filter: numbers(2 * settings.seed + 1, settings.kernel ** settings.axes),
  };
  return transposed
    ? convolutionTransposeArithmetic({ ...axes, outputPadding: settings.outputPadding, values })
    : convolutionArithmetic({ ...axes, values });
}

function numbers(seed: number, count: number): readonly number[] {
  return [...randomInts(key(seed), [count], -3, 4).data];
}

/** How far the device's result is from the arithmetic. One axis is an image of height 1. */
async function differenceOnDevice(trace: ConvolutionTrace, settings: Settings): Promise<number> {
  const flat = settings.axes === 1;
  const image = (size: readonly number[]): number[] => (flat ? [1, 1, 1, size[0]!] : [1, 1, size[0]!, size[1]!]);
  const pair = (value: number, none: number): readonly number[] => (flat ? [none, value] : [value, value]);
  const padding = pair(settings.padding, 0).map((each): [number, number] => [each, each]);
  const options = { stride: pair(settings.stride, 1), dilation: pair(settings.dilation, 1), padding };
  const result = await scopeAsync(() => {
    const x = fromFloat64(new Float64Tensor(image(trace.input.size), [...trace.input.data!]));
    const filter = fromFloat64(new Float64Tensor(image(trace.kernel.size), [...trace.kernel.data!]));
    return toFloat64(
      settings.kind === 'transposed'
        ? convTranspose2d(x, filter, { ...options, outputPadding: pair(settings.outputPadding, 0) })
        : conv2d(x, filter, options),
    );
  });
  return trace.output.data!.reduce((most, value, index) => Math.max(most, Math.abs(value - result.data[index]!)), 0);
}

customElements.define('gb-convolution', ConvolutionDemo);
