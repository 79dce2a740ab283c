import { valueAndGrad } from '@gradbook/autograd';
import { dispose, foldIn, key, read, scope, softmax, type Value, warmUp } from '@gradbook/core-ops';
import {
  batchesByLength,
  bundledNames,
  encodeNames,
  labelBatch,
  type LabelledName,
  nameAlphabet,
  normalizeName,
  oneHotBatch,
  prepareNames,
  splitNames,
} from '@gradbook/datasets-names';
import {
  initialHead,
  initialLstm,
  lstm,
  manyToOneHead,
  orthogonal,
  type RecurrentParameters,
  uniformInitializer,
} from '@gradbook/layers-recurrent';
import { adam, clipGradNorm, cosineDecay, crossEntropy, type Optimizer, type OptimizerState } from '@gradbook/optim';

/** What decides the result of a training. */
export interface ClassifierSettings {
  readonly languages: readonly string[];
  /** H */
  readonly hidden: number;
  readonly steps: number;
  readonly batchSize: number;
  /** At the first step; falls to 0 along a half cosine. */
  readonly learningRate: number;
  readonly seed: number;
}

interface Params {
  readonly recurrent: RecurrentParameters<Value>;
  readonly head: { readonly weight: Value; readonly bias: Value };
}

/** A language and how likely it is. */
export interface Guess {
  readonly language: string;
  readonly probability: number;
}

/** The most characters of a name that are read. */
export const longestName = 40;

/**
 * An LSTM over the characters of a last name and a linear head on its last state, trained with Adam: the classifier of the
 * homework, small. On WebGPU the LSTM is one kernel for all steps, forward and backward.
 */
export class NamesClassifier {
  readonly languages: readonly string[];
  /** Names to train with, and those that are held back. */
  readonly sizes: { readonly train: number; readonly test: number };
  readonly #settings: ClassifierSettings;
  readonly #kind: 'webgpu' | 'float64';
  readonly #train: readonly LabelledName[];
  readonly #test: readonly LabelledName[];
  readonly #optimizer: Optimizer;
  readonly #batchKey = foldIn(key(0), 0);
  #params: Params;
  #state: OptimizerState<Params>;
  #plan: readonly (readonly number[])[] = [];
  #epoch = 0;

  constructor(settings: ClassifierSettings, kind: 'webgpu' | 'float64') {
    this.#settings = settings;
    this.#kind = kind;
    const { seed, hidden, learningRate, steps } = settings;
    const prepared = prepareNames(bundledNames().filter(({ language }) => settings.languages.includes(language)));
    const { train, test } = splitNames(prepared, { seed });
    this.languages = prepared.languages;
    this.sizes = { train: train.length, test: test.length };
    this.#train = train;
    this.#test = test;
    this.#batchKey = foldIn(key(seed), 2);
    const own = foldIn(key(seed), 1);
    this.#params = {
      recurrent: initialLstm(foldIn(own, 0), {
        inputSize: nameAlphabet.length,
        hiddenSize: hidden,
        // Of a one-hot input one element alone is not 0: W_ih begins as for one input.
        input: uniformInitializer(0.7),
        recurrent: orthogonal(),
        forgetBias: 1,
        kind,
      }),
      head: initialHead(foldIn(own, 1), { inputSize: hidden, outputSize: this.languages.length, kind }),
    };
    this.#optimizer = adam({ learningRate: cosineDecay({ from: learningRate, steps }) });
    this.#state = this.#optimizer.init(this.#params);
  }

  /** Compiles ahead what a step needs, so that the first step is like the others. */
  async prepare(): Promise<void> {
    if (this.#kind === 'webgpu')
      await warmUp(() => dispose(this.#gradients(this.#train.slice(0, this.#settings.batchSize))));
  }

  /** One step of Adam on the next batch; the loss before it. */
  async step(): Promise<number> {
    const batch = this.#nextBatch();
    const { value, gradient } = this.#gradients(batch);
    const { params, state } = this.#optimizer.update(this.#params, gradient, this.#state, { donate: true });
    this.#params = params;
    this.#state = state;
    const [loss = NaN] = await read(value);
    dispose(value);
    return loss;
  }

  /** The share of held-back names that are classified right. */
  async accuracy(): Promise<number> {
    let right = 0;
    for (const place of batchesByLength(
      this.#test.map(({ name }) => name.length),
      { batchSize: 256 },
    )) {
      const batch = place.map((index) => this.#test[index]!);
      const scores = await this.#probabilities(batch);
      for (const [row, { label }] of batch.entries()) {
        const own = scores.slice(row * this.languages.length, (row + 1) * this.languages.length);
        if (own.indexOf(Math.max(...own)) === label) right++;
      }
    }
    return right / this.#test.length;
  }

  /** What a name is taken for, likeliest first; undefined where no letter of it is known. */
  async classify(written: string): Promise<readonly Guess[] | undefined> {
    const name = normalizeName(written.slice(0, longestName));
    if (!/\p{L}/u.test(name)) return undefined;
    const probabilities = await this.#probabilities([{ name, label: 0 }]);
    return this.languages
      .map((language, index) => ({ language, probability: probabilities[index]! }))
      .toSorted((a, b) => b.probability - a.probability);
  }

  /** Frees what is on the device. */
  dispose(): void {
    dispose([this.#params, this.#state]);
  }

  #gradients(batch: readonly LabelledName[]): { readonly value: Value; readonly gradient: Params } {
    return scope(() => {
      const encoded = encodeNames(batch);
      const kind = this.#kind;
      const x: Value = oneHotBatch(encoded, { kind });
      const y: Value = labelBatch(encoded, { kind });
      const { value, gradient } = valueAndGrad((params: Params) =>
        crossEntropy<Value>(logits(params, x, encoded.lengths), y),
      )(this.#params);
      const { gradients } = clipGradNorm(gradient, 1);
      return { value, gradient: gradients };
    });
  }

  async #probabilities(batch: readonly LabelledName[]): Promise<readonly number[]> {
    const result = scope(() => {
      const encoded = encodeNames(batch);
      const x: Value = oneHotBatch(encoded, { kind: this.#kind });
      return softmax<Value>(logits(this.#params, x, encoded.lengths));
    });
    const numbers = [...(await read(result))];
    dispose(result);
    return numbers;
  }

  /** The next batch of names of like length; a new order every epoch. */
  #nextBatch(): readonly LabelledName[] {
    if (this.#plan.length === 0) {
      const { batchSize } = this.#settings;
      this.#plan = batchesByLength(
        this.#train.map(({ name }) => name.length),
        {
          batchSize,
          key: foldIn(this.#batchKey, this.#epoch),
          pool: 8,
        },
      );
      this.#epoch += 1;
    }
    const [next, ...rest] = this.#plan;
    this.#plan = rest;
    return next!.map((index) => this.#train[index]!);
  }
}

function logits({ recurrent, head }: Params, x: Value, lengths: readonly number[]): Value {
  return manyToOneHead<Value>(head, lstm<Value>(recurrent, x, { lengths }));
}
