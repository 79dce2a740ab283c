import { foldIn, key as keyOf, permutation } from '@gradbook/core-ops';

import type { LabelledName, PreparedNames } from './prepare.ts';

/**
 * What {@link splitNames} takes.
 *
 * @example
 * const options: SplitOptions = { seed: 1, testFraction: 0.1, shared: 'together' };
 */
export interface SplitOptions {
  /** A whole number of at least 0: the same seed gives the same split everywhere. */
  readonly seed: number;
  /** The part of every language that is held back, above 0 and below 1; 0.2 unless given. */
  readonly testFraction?: number;
  /**
   * What happens to names that several languages have. `'apart'` (unless given): every example is drawn on its own, so that
   * a name may stand on both sides, with different labels. `'together'`: a name's examples all go to the side that the first
   * of its languages draws for it, so no name is on both sides and fractions are only nearly kept. `'drop'`: such names are
   * left out.
   */
  readonly shared?: 'apart' | 'together' | 'drop';
}

/**
 * What {@link splitNames} returns.
 *
 * @example
 * const split: NamesSplit = splitNames(prepareNames([{ language: 'Dutch', names: ['a', 'b'] }]), { seed: 0, testFraction: 0.5 });
 * split.test.length; // 1
 */
export interface NamesSplit {
  readonly train: readonly LabelledName[];
  readonly test: readonly LabelledName[];
  readonly report: {
    readonly perLanguage: readonly { readonly language: string; readonly train: number; readonly test: number }[];
    /** Names on both sides, with their labels there; empty unless `shared` is `'apart'`. */
    readonly onBothSides: readonly {
      readonly name: string;
      readonly trainLabels: readonly number[];
      readonly testLabels: readonly number[];
    }[];
    /** Examples left out by `shared: 'drop'`. */
    readonly dropped: number;
  };
}

/**
 * A stratified split: of every language the same part, rounded, is held back for the test, drawn by the seed. What is drawn
 * for a language depends on the seed, its place and its own names alone.
 *
 * @throws RangeError for a fraction outside (0, 1), and when a language would have no example to train with.
 *
 * @example
 * const prepared = prepareNames([
 *   { language: 'Czech', names: ['adam', 'novak', 'dvorak', 'kucera', 'vesely'] },
 *   { language: 'French', names: ['adam', 'dubois', 'laurent', 'moreau', 'petit'] },
 * ]);
 * const { train, test, report } = splitNames(prepared, { seed: 3 });
 * [train.length, test.length]; // [8, 2]
 * report.perLanguage[0]; // { language: 'Czech', train: 4, test: 1 }
 */
export function splitNames(prepared: PreparedNames, options: SplitOptions): NamesSplit {
  const { seed, testFraction = 0.2, shared = 'apart' } = options;
  if (!(testFraction > 0 && testFraction < 1)) {
    throw new RangeError(`splitNames: testFraction is ${testFraction}; expected a number between 0 and 1`);
  }
  const several = new Set(prepared.report.shared.map(({ name }) => name));
  const usable = prepared.examples.filter(({ name }) => shared !== 'drop' || !several.has(name));
  const sides = { train: [] as LabelledName[], test: [] as LabelledName[] };
  const sideOf = new Map<string, 'train' | 'test'>();
  const perLanguage = prepared.languages.map((language, label) => {
    const own = usable.filter((example) => example.label === label);
    const counts = { language, train: 0, test: 0 };
    const held = Math.round(testFraction * own.length);
    const order = permutation(foldIn(keyOf(seed), label), own.length).data;
    order.forEach((index, place) => {
      const example = own[index]!;
      const drawn = place < held ? 'test' : 'train';
      const side = (shared === 'together' ? sideOf.get(example.name) : undefined) ?? drawn;
      sideOf.set(example.name, side);
      sides[side].push(example);
      counts[side]++;
    });
    if (counts.train === 0) {
      throw new RangeError(
        `splitNames: ${language} has ${own.length} usable names, none of which is left to train with`,
      );
    }
    return counts;
  });
  return {
    ...sides,
    report: { perLanguage, onBothSides: onBothSides(sides), dropped: prepared.examples.length - usable.length },
  };
}

/**
 * A split as text, a line for each example: its side, its language and its name, with tabs between them. Two splits are the same where
 * their texts are, so the SHA-256 of this text (UTF-8) is what a training log names as that of its data.
 *
 * @example
 * const prepared = prepareNames([{ language: 'Dutch', names: ['a', 'b'] }]);
 * const split = splitNames(prepared, { seed: 0, testFraction: 0.5 });
 * splitText(prepared.languages, split).split('\n').length; // 3
 */
export function splitText(languages: readonly string[], { train, test }: Pick<NamesSplit, 'train' | 'test'>): string {
  const lines = Object.entries({ train, test }).flatMap(([side, examples]) =>
    examples.map(({ name, label }) => `${side}\t${languages[label]}\t${name}\n`),
  );
  return lines.join('');
}

function onBothSides({ train, test }: Pick<NamesSplit, 'train' | 'test'>): NamesSplit['report']['onBothSides'] {
  const trained = labelsByName(train);
  return [...labelsByName(test)].flatMap(([name, testLabels]) => {
    const trainLabels = trained.get(name);
    return trainLabels ? [{ name, trainLabels, testLabels }] : [];
  });
}

function labelsByName(examples: readonly LabelledName[]): Map<string, number[]> {
  const labels = new Map<string, number[]>();
  for (const { name, label } of examples) labels.set(name, [...(labels.get(name) ?? []), label]);
  return labels;
}
