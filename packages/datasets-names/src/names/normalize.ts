import anyAscii from 'any-ascii';

/**
 * The characters that names are made of after {@link normalizeName}: the letters a to z, space, apostrophe and hyphen.
 *
 * @example
 * nameAlphabet.length; // 29
 */
export const nameAlphabet = "abcdefghijklmnopqrstuvwxyz '-";

/**
 * What {@link normalizeName} takes.
 *
 * @example
 * const options: NormalizeOptions = { ascii: 'decompose', alphabet: 'abcdefghijklmnopqrstuvwxyz' };
 */
export interface NormalizeOptions {
  /**
   * How letters beyond ASCII become ASCII: `'transliterate'` (unless given) writes them with ASCII letters, `'decompose'`
   * only takes accents off and drops letters that are none then, as the well-known tutorials on the classic files do.
   */
  readonly ascii?: 'transliterate' | 'decompose';
  /** The characters kept; {@link nameAlphabet} unless given. */
  readonly alphabet?: string;
}

/**
 * A name in lower-case ASCII: transliterated by the library any-ascii (or decomposed by Unicode's form NFD, without the
 * marks), characters outside the alphabet dropped, runs of spaces made one, none at the ends.
 *
 * @param name any text.
 * @returns the name; `''` when nothing of it is left.
 *
 * @example
 * normalizeName('Ślusàrski'); // 'slusarski'
 * normalizeName('Großmann'); // 'grossmann'
 * normalizeName('Großmann', { ascii: 'decompose' }); // 'gromann'
 * normalizeName("O’Néàl "); // "o'neal"
 */
export function normalizeName(
  name: string,
  { ascii = 'transliterate', alphabet = nameAlphabet }: NormalizeOptions = {},
): string {
  const plain = ascii === 'transliterate' ? anyAscii(name.normalize('NFC')) : withoutMarks(name);
  const lower = plain.toLowerCase();
  const kept = [...lower].filter((character) => alphabet.includes(character)).join('');
  return kept.replace(/ {2,}/g, ' ').trim();
}

/** NFD without combining marks; the typographic apostrophes and hyphens, which have no decomposition, as ASCII's. */
function withoutMarks(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').replace(/[‘’ʼ]/g, "'").replace(/[‐‑–]/g, '-');
}
