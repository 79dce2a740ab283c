import { normalizeName, type NormalizeOptions } from './normalize.ts';

/**
 * The last names of one language as they stand in a file or list: any spelling, in any order.
 *
 * @example
 * const polish: LanguageNames = { language: 'Polish', names: ['Ślusarski', 'Nowak'] };
 */
export interface LanguageNames {
  readonly language: string;
  readonly names: readonly string[];
}

/**
 * One example: a normalised name and the index of its language.
 *
 * @example
 * const example: LabelledName = { name: 'nowak', label: 0 };
 */
export interface LabelledName {
  readonly name: string;
  /** An index into {@link PreparedNames.languages}. */
  readonly label: number;
}

/**
 * What {@link prepareNames} found.
 *
 * @example
 * const { report } = prepareNames([{ language: 'Czech', names: ['Novák', 'Novak', '?'] }]);
 * report.perLanguage; // [{ language: 'Czech', given: 3, kept: 1, repeated: 1, empty: 1 }]
 */
export interface NamesReport {
  readonly perLanguage: readonly {
    readonly language: string;
    /** Names that were given. */
    readonly given: number;
    /** Examples made of them. */
    readonly kept: number;
    /** Names dropped because an earlier one of the same language is the same after normalisation. */
    readonly repeated: number;
    /** Names dropped because no letter of them is left after normalisation. */
    readonly empty: number;
  }[];
  /** Names that several languages have: no reader of the name alone can tell their labels apart. */
  readonly shared: readonly { readonly name: string; readonly labels: readonly number[] }[];
  /**
   * The highest accuracy that any function of the name can have on all examples: of a name that k languages share, one
   * example of the k can be right.
   */
  readonly ceiling: number;
}

/**
 * What {@link prepareNames} returns.
 *
 * @example
 * const prepared: PreparedNames = prepareNames([{ language: 'Czech', names: ['Novák'] }]);
 * prepared.examples; // [{ name: 'novak', label: 0 }]
 */
export interface PreparedNames {
  /** In the order given; a label is an index into it. */
  readonly languages: readonly string[];
  /** By language in the order given, each language's sorted: the order of lines in a file does not matter. */
  readonly examples: readonly LabelledName[];
  readonly report: NamesReport;
}

/**
 * Names ready for a classifier: normalised, without duplicates within a language; names that several languages have are
 * kept with every label and reported.
 *
 * @param sources at least one language; each with at least one name that has a letter after normalisation.
 * @throws TypeError for no language, for two of the same name, and for a language without a usable name.
 *
 * @example
 * const { examples, report } = prepareNames([
 *   { language: 'Czech', names: ['Novák', 'Adam'] },
 *   { language: 'French', names: ['Adam', 'Dubois'] },
 * ]);
 * examples.map(({ name, label }) => `${name} ${label}`); // ['adam 0', 'novak 0', 'adam 1', 'dubois 1']
 * report.shared; // [{ name: 'adam', labels: [0, 1] }]
 * report.ceiling; // 0.75
 */
export function prepareNames(sources: readonly LanguageNames[], options: NormalizeOptions = {}): PreparedNames {
  if (sources.length === 0) throw new TypeError('prepareNames: there is no language; give at least one list of names');
  const languages = sources.map(({ language }) => language);
  const twice = languages.find((language, index) => languages.indexOf(language) !== index);
  if (twice !== undefined) {
    throw new TypeError(`prepareNames: the language ${JSON.stringify(twice)} is given twice; join its lists`);
  }
  const labelsOf = new Map<string, number[]>();
  const examples: LabelledName[] = [];
  const perLanguage = sources.map(({ language, names }, label) => {
    const own = new Set<string>();
    let empty = 0;
    for (const name of names) {
      const normalized = normalizeName(name, options);
      if (!/\p{L}/u.test(normalized)) empty++;
      else own.add(normalized);
    }
    if (own.size === 0) {
      throw new TypeError(
        `prepareNames: none of the ${names.length} names of ${JSON.stringify(language)} has a letter of the alphabet`,
      );
    }
    for (const name of [...own].sort()) {
      examples.push({ name, label });
      labelsOf.set(name, [...(labelsOf.get(name) ?? []), label]);
    }
    return { language, given: names.length, kept: own.size, repeated: names.length - empty - own.size, empty };
  });
  const shared = [...labelsOf].filter(([, labels]) => labels.length > 1).map(([name, labels]) => ({ name, labels }));
  return { languages, examples, report: { perLanguage, shared, ceiling: labelsOf.size / examples.length } };
}
