import { Float64Tensor, matmul, reshape, slice, tensor, type Value } from '@gradbook/core-ops';
import { gru, lstm, manyToOneHead, type RecurrentParameters, rnn } from '@gradbook/layers-recurrent';
import type { NamedArray, TensorFile } from '@gradbook/safetensors';

import { quoted } from './json-file.ts';

/** The recurrent layers that a classifier can have, with the blocks of rows that their weights have. */
const gates = { rnn: 1, gru: 3, lstm: 4 } as const;

export type LayerName = keyof typeof gates;

/** Weights of recurrent layers with a linear head on their last output, as they stand in a file. */
export interface Classifier {
  readonly layer: LayerName;
  readonly nonlinearity: 'tanh' | 'relu';
  readonly hiddenSize: number;
  readonly layers: number;
  readonly bidirectional: boolean;
  /** Under PyTorch's names. */
  readonly recurrent: Readonly<Record<string, NamedArray>>;
  readonly head: { readonly weight: NamedArray; readonly bias?: NamedArray };
  /** What characters are mapped to, [characters or more, features]; one-hot vectors without it. */
  readonly embedding?: NamedArray;
  readonly names: readonly string[];
}

/** What the classifier has to fit. */
export interface ClassifierSizes {
  readonly classes: number;
  /** Of the alphabet. */
  readonly characters: number;
}

/** The most numbers that weights may have. */
const mostWeights = 16e6;

const recurrentName = /^(?:(?<prefix>.*)\.)?(?<name>(?:weight|bias)_(?:ih|hh)_l\d+(?:_reverse)?)$/;

/** A file's weights as a classifier, or every problem with their names, shapes and numbers. */
export function classifierOf(
  { arrays }: TensorFile,
  { classes, characters }: ClassifierSizes,
  nonlinearity: 'tanh' | 'relu' = 'tanh',
): { readonly classifier: Classifier } | { readonly problems: readonly string[] } {
  const problems: string[] = [];
  const recurrent: Record<string, NamedArray> = {};
  const prefixes = new Set<string>();
  const rest = new Map<string, NamedArray>();
  for (const array of arrays) {
    const groups = recurrentName.exec(array.name)?.groups;
    if (groups) {
      recurrent[groups['name']!] = array;
      prefixes.add(groups['prefix'] ?? '');
    } else {
      rest.set(array.name, array);
    }
    const bad = array.data.findIndex((number) => !Number.isFinite(number));
    if (bad >= 0) {
      problems.push(
        `${quoted(array.name)} holds ${array.data[bad]} at index ${bad}: the training diverged, or the file is damaged.`,
      );
    }
  }
  if (prefixes.size > 1)
    problems.push(`There are recurrent layers under ${[...prefixes].map(quoted).join(' and ')}: one stack is read.`);
  const total = arrays.reduce((sum, { data }) => sum + data.length, 0);
  if (total > mostWeights)
    problems.push(`The file has ${total} numbers; at most ${mostWeights} are read: a smaller layer shows the same.`);
  const embeddingName = [...rest.keys()].find((name) => /embed/i.test(name) && name.endsWith('weight'));
  const embedding = embeddingName === undefined ? undefined : rest.get(embeddingName);
  if (embeddingName !== undefined) rest.delete(embeddingName);
  const headName = [...rest.keys()].find((name) => /(?:^|\.)weight$/.test(name));
  const weight = headName === undefined ? undefined : rest.get(headName);
  const biasName = headName?.replace(/weight$/, 'bias');
  const bias = biasName === undefined ? undefined : rest.get(biasName);
  for (const name of [headName, biasName]) if (name !== undefined) rest.delete(name);
  if (rest.size > 0) {
    problems.push(
      `${[...rest.keys()].slice(0, 5).map(quoted).join(', ')} ${rest.size === 1 ? 'is' : 'are'} not known: expected recurrent.weight_ih_l0, recurrent.weight_hh_l0, …, head.weight and head.bias.`,
    );
  }
  const first = recurrent['weight_hh_l0'];
  if (!first)
    problems.push('`recurrent.weight_hh_l0` is missing: the recurrent layer is expected under the names of PyTorch.');
  if (!weight)
    problems.push('`head.weight` is missing: expected the linear layer that gives a logit for each language.');
  if (!first || !weight) return { problems };
  const hiddenSize = first.shape[1] ?? 0;
  const layer = (Object.keys(gates) as LayerName[]).find((name) => gates[name] * hiddenSize === first.shape[0]);
  if (first.shape.length !== 2 || layer === undefined || hiddenSize < 1) {
    problems.push(
      `${quoted(first.name)} has the shape ${shapeText(first.shape)}: expected [H, H] of an RNN, [3H, H] of a GRU or [4H, H] of an LSTM.`,
    );
    return { problems };
  }
  const bidirectional = 'weight_hh_l0_reverse' in recurrent;
  const layers = 1 + Math.max(...Object.keys(recurrent).map((name) => Number(/_l(\d+)/.exec(name)![1])));
  const features = embedding ? (embedding.shape[1] ?? 0) : characters;
  const directions = bidirectional ? 2 : 1;
  const expected = new Map<string, readonly number[]>();
  // A stack cannot have more layers than there are arrays, whatever number a name has.
  for (let k = 0; k < Math.min(layers, arrays.length); k++) {
    const inputs = k === 0 ? features : directions * hiddenSize;
    for (const suffix of bidirectional ? ['', '_reverse'] : ['']) {
      const rows = gates[layer] * hiddenSize;
      expected.set(`weight_ih_l${k}${suffix}`, [rows, inputs]);
      expected.set(`weight_hh_l${k}${suffix}`, [rows, hiddenSize]);
      for (const name of [`bias_ih_l${k}${suffix}`, `bias_hh_l${k}${suffix}`]) {
        if (name in recurrent) expected.set(name, [rows]);
      }
    }
  }
  for (const [name, shape] of expected) checkShape(problems, `recurrent.${name}`, recurrent[name], shape);
  const unknown = Object.keys(recurrent).filter((name) => !expected.has(name));
  if (unknown.length > 0)
    problems.push(
      `${unknown.slice(0, 5).map(quoted).join(', ')} ${unknown.length === 1 ? 'belongs' : 'belong'} to no layer of these weights.`,
    );
  checkShape(problems, 'head.weight', weight, [classes, directions * hiddenSize]);
  if (bias) checkShape(problems, 'head.bias', bias, [classes]);
  if (embedding && (embedding.shape.length !== 2 || embedding.shape[0]! < characters)) {
    problems.push(
      `${quoted(embedding.name)} has the shape ${shapeText(embedding.shape)}: expected a row for each of the ${characters} characters.`,
    );
  }
  if (problems.length > 0) return { problems };
  return {
    classifier: {
      layer,
      nonlinearity,
      hiddenSize,
      layers,
      bidirectional,
      recurrent,
      head: { weight, ...(bias ? { bias } : {}) },
      ...(embedding ? { embedding } : {}),
      names: arrays.map(({ name }) => name),
    },
  };
}

function checkShape(problems: string[], name: string, array: NamedArray | undefined, shape: readonly number[]): void {
  if (!array) problems.push(`${quoted(name)} is missing: expected the shape ${shapeText(shape)}.`);
  else if (String(array.shape) !== String(shape)) {
    problems.push(`${quoted(array.name)} has the shape ${shapeText(array.shape)}: expected ${shapeText(shape)}.`);
  }
}

function shapeText(shape: readonly number[]): string {
  return `[${shape.slice(0, 8).join(', ')}]`;
}

/** Multiplications of a step with one name: one-hot inputs pick a column, which costs none. */
export function workOf({ recurrent, embedding, head }: Classifier): number {
  const counted = Object.entries(recurrent).filter(([name]) => embedding || !name.startsWith('weight_ih_l0'));
  return counted.reduce((sum, [, { data }]) => sum + data.length, head.weight.data.length);
}

/** A classifier with its parameters where they are computed with. */
export interface PlacedClassifier<V extends Value> {
  readonly recurrent: RecurrentParameters<V>;
  readonly head: { readonly weight: V; readonly bias?: V };
  readonly embedding?: V;
}

/** Puts a classifier's numbers into tensors, changed on the way or as they are. */
export function placed<K extends 'float64' | 'webgpu'>(
  { recurrent, head, embedding }: Classifier,
  kind: K,
  change: (array: NamedArray) => ArrayLike<number> = ({ data }) => data,
): PlacedClassifier<Value> {
  const place = (array: NamedArray): Value => {
    const data = change(array);
    return kind === 'float64'
      ? new Float64Tensor(array.shape, Float64Array.from(data))
      : tensor(Float32Array.from(data), array.shape);
  };
  return {
    recurrent: Object.fromEntries(Object.entries(recurrent).map(([name, array]) => [name, place(array)])),
    head: { weight: place(head.weight), ...(head.bias ? { bias: place(head.bias) } : {}) },
    ...(embedding ? { embedding: place(embedding) } : {}),
  };
}

/** The logits [N, classes] of one-hot names [T, N, characters]; without lengths padding is read too. */
export function logitsOf(
  { layer, nonlinearity }: Pick<Classifier, 'layer' | 'nonlinearity'>,
  { recurrent, head, embedding }: PlacedClassifier<Value>,
  x: Value,
  lengths: readonly number[] | undefined,
): Value {
  const inputs = embedding ? embedded(x, embedding) : x;
  const options = lengths ? { lengths } : {};
  const { last } = {
    rnn: () => rnn<Value>(recurrent, inputs, { ...options, nonlinearity }),
    gru: () => gru<Value>(recurrent, inputs, options),
    lstm: () => lstm<Value>(recurrent, inputs, options),
  }[layer]();
  return manyToOneHead<Value>(head, { last });
}

function embedded(x: Value, embedding: Value): Value {
  const [steps = 0, batch = 0, characters = 0] = x.shape;
  const [rows = 0, features = 0] = embedding.shape;
  // Rows behind the alphabet, as one for padding, are read by no character.
  const used = rows === characters ? embedding : slice(embedding, [0, 0], [characters, features]);
  return reshape(matmul(reshape(x, [steps * batch, characters]), used), [steps, batch, features]);
}
