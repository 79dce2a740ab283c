import { dispose, read, scope, uniform, foldIn, key } from '@gradbook/core-ops';
import { batchesByLength, encodeNames, type LabelledName, oneHotBatch } from '@gradbook/datasets-names';
import type { NamedArray } from '@gradbook/safetensors';

import { type Classifier, logitsOf, placed, workOf } from './classifier.ts';

/** The logits of names, in their order. */
export interface Logits {
  readonly classes: number;
  /** [names, classes] */
  readonly data: Float64Array;
}

/** How names are read, where it is not one by one to their ends. */
export interface ReadingWay {
  /** Padded to the longest of them, padding read as characters that are none. */
  readonly padding?: boolean;
}

const batchSize = 128;

/** Multiplications of a pass over names. */
export function passWork(classifier: Classifier, names: readonly LabelledName[]): number {
  return workOf(classifier) * names.reduce((sum, { name }) => sum + name.length, 0);
}

/** Runs a classifier over names: on the device, or by the float64 definition. */
export async function runClassifier(
  classifier: Classifier,
  names: readonly LabelledName[],
  {
    kind = 'webgpu',
    padding = false,
    change,
  }: ReadingWay & {
    readonly kind?: 'webgpu' | 'float64';
    readonly change?: (array: NamedArray) => ArrayLike<number>;
  } = {},
): Promise<Logits> {
  const classes = classifier.head.weight.shape[0]!;
  const data = new Float64Array(names.length * classes);
  const params = placed(classifier, kind, change);
  const longest = names.reduce((most, each) => (each.name.length > most.name.length ? each : most));
  try {
    for (const indices of batchesByLength(
      names.map(({ name }) => name.length),
      { batchSize },
    )) {
      const batch = indices.map((index) => names[index]!);
      const encoded = encodeNames(padding ? [...batch, longest] : batch);
      const result = scope(() =>
        logitsOf(classifier, params, oneHotBatch(encoded, { kind }), padding ? undefined : encoded.lengths),
      );
      const rows = await read(result);
      dispose(result);
      indices.forEach((index, row) => data.set(rows.slice(row * classes, (row + 1) * classes), index * classes));
    }
  } finally {
    dispose(params);
  }
  return { classes, data };
}

/** How a classifier does on names. */
export interface Measured {
  readonly names: number;
  /** Names that are right: whatever rounding does, by the definition, and those that may be. */
  readonly right: { readonly least: number; readonly exact: number; readonly most: number };
  /** Names whose largest logits are so close that rounding decides. */
  readonly close: number;
  /** The mean cross-entropy, and how far rounding can take it. */
  readonly loss: number;
  readonly lossTolerance: number;
  /** [language][predicted] */
  readonly confusion: readonly (readonly number[])[];
  readonly logits: Logits;
}

/**
 * Scores a classifier, with what rounding can do to the count. The reference computes in float32 on the device; whoever wrote a log
 * computed in float32 too, or with products of 11 significant bits (TF32), as PyTorch does for recurrent layers on newer GPUs. How far
 * that moves a logit is measured, not guessed: the names with the closest calls are run in float64, as they are and, twice, with every
 * weight moved by one unit roundoff of TF32, up or down at random. A product rounds both of its factors, each by half as much on average
 * and independently, which together is less than that; twice the larger shift is allowed.
 */
export async function measure(classifier: Classifier, names: readonly LabelledName[]): Promise<Measured> {
  const logits = await runClassifier(classifier, names);
  const exact = new Map<number, readonly number[]>();
  const tolerances = new Map<number, number>();
  const margins = names.map((_, index) => marginOf(rowOf(logits, index)));
  const byMargin = names.map((_, index) => index).toSorted((a, b) => margins[a]! - margins[b]!);
  const most = Math.max(chunk, Math.min(mostClose, exactWork / workOf(classifier)));
  let beyond = 0;
  for (let at = 0; at < byMargin.length; at += chunk) {
    const indices = byMargin.slice(at, at + chunk);
    const largest = Math.max(0, ...tolerances.values());
    if (at > 0 && !(margins[indices[0]!]! <= 4 * largest)) break;
    if (at >= most) {
      // What was not looked at moves as far as what was.
      beyond = largest;
      break;
    }
    await examine(classifier, names, indices, exact, tolerances);
  }
  const confusion = Array.from({ length: logits.classes }, () => Array.from({ length: logits.classes }, () => 0));
  const counts = { least: 0, exact: 0, most: 0, close: 0, loss: 0 };
  for (const [index, { label }] of names.entries()) {
    const row = exact.get(index) ?? rowOf(logits, index);
    const best = argMax(row);
    confusion[label]![best]!++;
    counts.loss += lossOf(row, label);
    // Both logits of a margin may move.
    const allowed = 2 * (tolerances.get(index) ?? beyond);
    const candidates = row.flatMap((logit, place) => (row[best]! - logit < allowed ? [place] : []));
    if (best === label) counts.exact++;
    if (candidates.length > 1) counts.close++;
    if (candidates.length > 1 ? candidates.includes(label) : best === label) counts.most++;
    if (candidates.length <= 1 && best === label) counts.least++;
  }
  const spread = [...tolerances.values()];
  return {
    names: names.length,
    right: { least: counts.least, exact: counts.exact, most: counts.most },
    close: counts.close,
    loss: counts.loss / names.length,
    lossTolerance: (2 * spread.reduce((sum, each) => sum + each, 0)) / spread.length,
    confusion,
    logits,
  };
}

/** So many names are looked at together, and so many at most. */
const chunk = 32;
const mostClose = 256;
/** Multiplications of a step with every name that is looked at: in float64 they are slow. */
const exactWork = 2e7;
const tf32Roundoff = 2 ** -11;

async function examine(
  classifier: Classifier,
  names: readonly LabelledName[],
  indices: readonly number[],
  exact: Map<number, readonly number[]>,
  tolerances: Map<number, number>,
): Promise<void> {
  const chosen = indices.map((index) => names[index]!);
  const right = await runClassifier(classifier, chosen, { kind: 'float64' });
  const moved = await Promise.all(
    [1, 2].map((seed) => {
      const randomness = key(seed);
      let place = 0;
      return runClassifier(classifier, chosen, {
        kind: 'float64',
        change: ({ data }) => {
          const signs = uniform(foldIn(randomness, place++), [data.length], { low: -1, high: 1, kind: 'float64' }).data;
          return Float64Array.from(data, (number, i) => number * (1 + tf32Roundoff * Math.sign(signs[i]!)));
        },
      });
    }),
  );
  for (const [row, index] of indices.entries()) {
    const own = rowOf(right, row);
    const shift = Math.max(...moved.flatMap((each) => rowOf(each, row).map((logit, i) => Math.abs(logit - own[i]!))));
    exact.set(index, own);
    tolerances.set(index, 2 * shift);
  }
}

export function rowOf({ data, classes }: Logits, row: number): readonly number[] {
  return Array.from(data.subarray(row * classes, (row + 1) * classes));
}

/** The first of the largest. */
export function argMax(row: readonly number[]): number {
  return row.reduce((best, logit, index) => (logit > row[best]! ? index : best), 0);
}

function marginOf(row: readonly number[]): number {
  const [first = 0, second = 0] = row.toSorted((a, b) => b - a);
  return first - second;
}

/** −ln softmax(row)[label] */
export function lossOf(row: readonly number[], label: number): number {
  const most = Math.max(...row);
  return most - row[label]! + Math.log(row.reduce((sum, logit) => sum + Math.exp(logit - most), 0));
}
