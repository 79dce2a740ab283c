import { type LabelledName, type LanguageNames, prepareNames, splitNames, splitText } from '@gradbook/datasets-names';

import { sha256Of } from './sha256.ts';

/** What decides a split of names. */
export interface SplitOptions {
  readonly seed: number;
  readonly testFraction: number;
  readonly ascii: 'transliterate' | 'decompose';
}

/** Names as a training sees them, and what their labels alone decide. */
export interface NamesData {
  readonly languages: readonly string[];
  readonly train: readonly LabelledName[];
  readonly test: readonly LabelledName[];
  /** Of {@link splitText}, in hexadecimal. */
  readonly sha256: string;
  /** The most that any reader of names can get right, as a share: names with several labels cannot all be. */
  readonly ceiling: { readonly train: number; readonly test: number };
  /** The share of the most frequent language among the names held back. */
  readonly majority: number;
  /** −ln p(language) over the names to train with: what who knows the frequencies alone loses, and how it varies. */
  readonly surprisal: { readonly mean: number; readonly deviation: number };
}

/** Splits that are asked for again soon, by the names they are of. */
const known = new WeakMap<readonly LanguageNames[], Map<string, Promise<NamesData>>>();
const mostKnown = 8;

/**
 * The split of names that a log describes.
 *
 * @throws RangeError or TypeError for a split that leaves a language without names.
 */
export async function namesData(names: readonly LanguageNames[], options: SplitOptions): Promise<NamesData> {
  const { seed, testFraction, ascii } = options;
  const splits = known.get(names) ?? new Map<string, Promise<NamesData>>();
  known.set(names, splits);
  const id = JSON.stringify([seed, testFraction, ascii]);
  const found = splits.get(id);
  if (found) return found;
  if (splits.size >= mostKnown) splits.delete(splits.keys().next().value!);
  const data = computed(names, options);
  splits.set(id, data);
  return data;
}

async function computed(names: readonly LanguageNames[], options: SplitOptions): Promise<NamesData> {
  const { seed, testFraction, ascii } = options;
  const prepared = prepareNames(names, { ascii });
  const { languages } = prepared;
  const { train, test } = splitNames(prepared, { seed, testFraction });
  if (test.length === 0) throw new RangeError(`a test fraction of ${testFraction} holds no name back`);
  const counts = languages.map((_, label) => train.filter((example) => example.label === label).length);
  const moments = [1, 2].map((power) =>
    counts.reduce((sum, count) => sum + (count / train.length) * (-Math.log(count / train.length)) ** power, 0),
  );
  const held = languages.map((_, label) => test.filter((example) => example.label === label).length);
  return {
    languages,
    train,
    test,
    sha256: await sha256Of(splitText(languages, { train, test })),
    ceiling: { train: ceilingOf(train), test: ceilingOf(test) },
    majority: Math.max(...held) / test.length,
    surprisal: { mean: moments[0]!, deviation: Math.sqrt(Math.max(0, moments[1]! - moments[0]! ** 2)) },
  };
}

/** Of the examples of one name one can be right: no reader of the name tells them apart. */
function ceilingOf(examples: readonly LabelledName[]): number {
  return new Set(examples.map(({ name }) => name)).size / examples.length;
}
