import { contentOf, defaultLimits } from '@gradbook/answers';
import { valueAndGrad } from '@gradbook/autograd';
import { type Float64Tensor, foldIn, key, type Value } from '@gradbook/core-ops';
import {
  batchesByLength,
  bundledNames,
  encodeNames,
  labelBatch,
  type LabelledName,
  type LanguageNames,
  nameAlphabet,
  oneHotBatch,
} from '@gradbook/datasets-names';
import { initialGru, initialHead, initialLstm, initialRnn } from '@gradbook/layers-recurrent';
import { adam, crossEntropy } from '@gradbook/optim';
import { type NamedArray, writeSafetensors } from '@gradbook/safetensors';

import type { Judged, Part } from '../definition/assignment.ts';
import { type LayerName, logitsOf, type PlacedClassifier } from './classifier.ts';
import { namesData, type NamesData } from './held-back.ts';

/** Three languages with some of their names. */
export const fewNames: readonly LanguageNames[] = bundledNames()
  .filter(({ language }) => ['Italian', 'Polish', 'Turkish'].includes(language))
  .map(({ language, names }) => ({ language, names: names.filter((_, index) => index % 4 === 0).slice(0, 160) }));

/** What a part says of files that were handed in, and of a text beside them. */
export async function judged(
  part: Part,
  files: ReadonlyMap<string, Uint8Array> | undefined,
  text = '',
): Promise<Judged> {
  const written = { id: part.id, text, start: 0, end: text.length };
  return part.judge({ ...contentOf(written), source: written }, written, {
    limits: defaultLimits,
    seed: 0,
    ...(files ? { files } : {}),
  });
}

/** A training as it is handed in, still in pieces. */
export interface TinyRun {
  readonly layer: LayerName;
  readonly data: NamesData;
  /** Of every epoch. */
  readonly weights: readonly (readonly NamedArray[])[];
  readonly initialLoss: number;
  readonly log: Record<string, unknown> & { readonly epochs: readonly Record<string, unknown>[] };
}

const batchSize = 48;

/** Trains a classifier of six units for a few epochs, in float64, and scores it as students' programs do, in float32. */
export async function tinyRun(layer: LayerName = 'lstm', seed = 5, epochs = 3): Promise<TinyRun> {
  const data = await namesData(fewNames, { seed, testFraction: 0.2, ascii: 'transliterate' });
  const sizes = { inputSize: nameAlphabet.length, hiddenSize: 6 };
  const recurrent = { rnn: initialRnn, gru: initialGru, lstm: initialLstm }[layer](key(seed), sizes);
  let params: PlacedClassifier<Value> = {
    recurrent,
    head: initialHead(foldIn(key(seed), 1), { inputSize: 6, outputSize: data.languages.length }),
  };
  const optimizer = adam({ learningRate: 0.04 });
  let state = optimizer.init(params);
  let initialLoss: number | undefined;
  const weights: NamedArray[][] = [];
  const records: Record<string, unknown>[] = [];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const plan = batchesByLength(
      data.train.map(({ name }) => name.length),
      { batchSize, key: foldIn(key(seed), 10 + epoch), pool: 4 },
    );
    for (const indices of plan) {
      const batch = encodeNames(indices.map((index) => data.train[index]!));
      const { value, gradient } = valueAndGrad((p: PlacedClassifier<Value>) =>
        crossEntropy<Value>(
          logitsOf({ layer, nonlinearity: 'tanh' }, p, oneHotBatch(batch), batch.lengths),
          labelBatch(batch),
        ),
      )(params);
      initialLoss ??= (value as Float64Tensor).data[0]!;
      ({ params, state } = optimizer.update(params, gradient, state));
    }
    const arrays = arraysOf(params);
    weights.push(arrays);
    const [train, test] = [data.train, data.test].map((names) => scored(layer, arrays, names));
    records.push({ epoch, train, test, steps: plan.length, seconds: 0.5 + epoch });
  }
  const log = {
    format: 'gradbook-training-log',
    version: 1,
    task: 'names',
    finished: true,
    config: {
      model: layer,
      hiddenSize: 6,
      epochs,
      batchSize,
      labelSmoothing: 0.1,
      testFraction: 0.2,
      ascii: 'transliterate',
      seed,
    },
    data: {
      sha256: data.sha256,
      source: 'few',
      languages: data.languages,
      train: data.train.length,
      test: data.test.length,
    },
    initialLoss,
    epochs: records,
  };
  return { layer, data, weights, initialLoss: initialLoss!, log };
}

function arraysOf({ recurrent, head }: PlacedClassifier<Value>): NamedArray[] {
  const arrays: [string, Value | undefined][] = [
    ...Object.entries(recurrent).map(([name, value]): [string, Value] => [`recurrent.${name}`, value]),
    ['head.weight', head.weight],
    ['head.bias', head.bias],
  ];
  return arrays.map(([name, value]) => {
    const { shape, data } = value as Float64Tensor;
    return { name, shape, data: Float32Array.from(data) };
  });
}

/** How numbers are rounded: to float32, or as the factors of a product in TF32. */
export const tf32 = (x: number): number => {
  const scale = 2 ** (10 - Math.floor(Math.log2(Math.abs(x))));
  return x === 0 ? 0 : Math.round(x * scale) / scale;
};

/** How somebody scores weights. */
export interface Scorer {
  readonly factor?: (x: number) => number;
  /** Steps that are read of every name: its own unless given. */
  readonly steps?: number;
}

/** The logits of a name by hand, in float32: gates as loops, PyTorch's equations. */
export function logitsByHand(
  layer: LayerName,
  arrays: readonly NamedArray[],
  name: string,
  { factor = Math.fround, steps = name.length }: Scorer = {},
): number[] {
  const f = Math.fround;
  const array = (own: string): NamedArray | undefined => arrays.find((each) => each.name.endsWith(own));
  const [wIh, wHh, head] = ['weight_ih_l0', 'weight_hh_l0', 'head.weight'].map((own) => array(own)!);
  const [bIh, bHh, headBias] = ['bias_ih_l0', 'bias_hh_l0', 'head.bias'].map((own) => array(own)?.data);
  const hidden = wHh!.shape[1]!;
  const sigmoid = (x: number): number => f(1 / (1 + Math.exp(-x)));
  const tanh = (x: number): number => f(Math.tanh(x));
  const product = (weight: NamedArray, row: number, x: readonly number[]): number =>
    x.reduce((sum, value, j) => f(sum + f(factor(weight.data[row * weight.shape[1]! + j]!) * factor(value))), 0);
  let h = Array.from({ length: hidden }, () => 0);
  let c = h;
  for (let t = 0; t < steps; t++) {
    const x = Array.from(nameAlphabet, (letter) => (letter === name[t] ? 1 : 0));
    const input = (row: number): number => f(product(wIh!, row, x) + (bIh?.[row] ?? 0));
    const state = (row: number): number => f(product(wHh!, row, h) + (bHh?.[row] ?? 0));
    const gate = (block: number, i: number): number => f(input(block * hidden + i) + state(block * hidden + i));
    if (layer === 'rnn') {
      h = h.map((_, i) => tanh(gate(0, i)));
    } else if (layer === 'gru') {
      h = h.map((old, i) => {
        const [r, z] = [sigmoid(gate(0, i)), sigmoid(gate(1, i))];
        const n = tanh(f(input(2 * hidden + i) + f(r * state(2 * hidden + i))));
        return f(f((1 - z) * n) + f(z * old));
      });
    } else {
      const gates = h.map((_, i) => [0, 1, 2, 3].map((block) => gate(block, i)) as [number, number, number, number]);
      c = c.map((old, i) => f(f(sigmoid(gates[i]![1]) * old) + f(sigmoid(gates[i]![0]) * tanh(gates[i]![2]))));
      h = gates.map(([, , , o], i) => f(sigmoid(o) * tanh(c[i]!)));
    }
  }
  return Array.from({ length: head!.shape[0]! }, (_, label) => f(product(head!, label, h) + (headBias?.[label] ?? 0)));
}

/** Loss and accuracy by hand. */
export function scored(
  layer: LayerName,
  arrays: readonly NamedArray[],
  names: readonly LabelledName[],
  scorer: Scorer = {},
): { loss: number; accuracy: number } {
  let [loss, right] = [0, 0];
  for (const { name, label } of names) {
    const logits = logitsByHand(layer, arrays, name, scorer);
    const total = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
    loss += total - logits[label]!;
    if (logits.indexOf(Math.max(...logits)) === label) right++;
  }
  return { loss: loss / names.length, accuracy: right / names.length };
}

/** Log and weights as files; the log names the SHA-256 of the weights unless it is to name another. */
export async function handedIn(
  log: object,
  arrays: readonly NamedArray[],
  { sha256, weights = 'weights.safetensors' }: { readonly sha256?: string | null; readonly weights?: string } = {},
): Promise<Map<string, Uint8Array>> {
  const file = writeSafetensors({ arrays, metadata: {} });
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', file));
  const own = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const about = sha256 === null ? {} : { weights: { file: weights, sha256: sha256 ?? own } };
  return new Map([
    ['submission_log.json', new TextEncoder().encode(JSON.stringify({ ...log, ...about }))],
    [weights, file],
  ]);
}

/** A log whose last epoch claims something else. */
export function claiming(log: TinyRun['log'], test: { readonly loss?: number; readonly accuracy?: number }): object {
  const last = log.epochs.at(-1)!;
  return {
    ...log,
    epochs: [...log.epochs.slice(0, -1), { ...last, test: { ...(last['test'] as object), ...test } }],
  };
}
