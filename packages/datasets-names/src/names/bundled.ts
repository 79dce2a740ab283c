import { bundledNamesByLanguage } from './bundled-names.ts';
import type { LanguageNames } from './prepare.ts';

/**
 * The last names that come with the package: 18 languages written in the Latin alphabet, {@link prepareNames} to train with. They are
 * the lists of the library @faker-js/faker (MIT licence, see NOTICE.md), which makes up test data with them: neither complete nor by
 * frequency, of very different lengths, and in some languages (Czech, Latvian, Slovak) with the forms of women and men. They say
 * nothing about people.
 *
 * @returns the languages in alphabetical order, each with its names, sorted and without duplicates.
 *
 * @example
 * const languages = bundledNames();
 * languages.length; // 18
 * languages.find(({ language }) => language === 'Finnish')?.names[0]; // 'Aaltonen'
 */
export function bundledNames(): readonly LanguageNames[] {
  return Object.entries(bundledNamesByLanguage).map(([language, names]) => ({ language, names: names.split(',') }));
}
