import type { LanguageNames } from './prepare.ts';

/**
 * One file of the classic layout: its name without `.txt` is the language, each line that is not blank a name. Ends of
 * lines may be of any system's, and a byte-order mark may stand first.
 *
 * @param file the file's name or path, such as `Czech.txt`.
 * @param content its bytes in UTF-8, or its text.
 * @throws TypeError for bytes that are not UTF-8 and for a file without a name.
 *
 * @example
 * parseNames('names/Czech.txt', 'Novák\r\n\nDvořák\n'); // { language: 'Czech', names: ['Novák', 'Dvořák'] }
 */
export function parseNames(file: string, content: Uint8Array | string): LanguageNames {
  const text = typeof content === 'string' ? content : decode(file, content);
  const names = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (names.length === 0) throw new TypeError(`parseNames: ${file} has no name; expected one a line`);
  const language = file
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\.txt$/i, '');
  return { language, names };
}

/**
 * Fetches the classic layout: `<base>/<Language>.txt` for every language.
 *
 * @param base the folder's address.
 * @param languages in the order wanted: an address does not list its files.
 * @param options `fetch`: what to fetch with; the platform's own unless given.
 * @throws TypeError for no languages, and as {@link parseNames}; Error for an answer other than success.
 *
 * @example
 * const options = { fetch: async () => new Response('Novák\n') };
 * await fetchNames('https://example.org/names', ['Czech'], options); // [{ language: 'Czech', names: ['Novák'] }]
 */
export async function fetchNames(
  base: string | URL,
  languages: readonly string[],
  { fetch: get = fetch }: { readonly fetch?: (url: URL) => Promise<Response> } = {},
): Promise<readonly LanguageNames[]> {
  if (languages.length === 0) throw new TypeError('fetchNames: no language is given; say which files to fetch');
  const folder = new URL(String(base).replace(/\/?$/, '/'));
  return Promise.all(
    languages.map(async (language) => {
      const file = `${language}.txt`;
      const response = await get(new URL(encodeURIComponent(file), folder));
      if (!response.ok) {
        throw new Error(`fetchNames: ${folder}${file} answered ${response.status} ${response.statusText}`.trim());
      }
      return parseNames(file, new Uint8Array(await response.arrayBuffer()));
    }),
  );
}

function decode(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new TypeError(`${file} is not UTF-8; save it in that encoding`);
  }
}
