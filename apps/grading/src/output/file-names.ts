/**
 * A file name for every submission: letters, digits, dots, dashes and underscores of its name, short enough for any
 * file system, and different from all others, also where capitals do not count.
 */
export function fileNames(names: readonly string[], extension: string): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const clean = shortened(name.normalize('NFC').replaceAll(/[^\p{L}\p{M}\p{N}._-]+/gu, '_')) || 'submission';
    let unique = clean;
    for (let count = 2; taken.has(unique.toLowerCase()); count += 1) unique = `${clean}-${count}`;
    taken.add(unique.toLowerCase());
    return `${unique}${extension}`;
  });
}

/** The first 100 bytes of UTF-8, whole characters only; a leading dot would hide the file. */
function shortened(name: string): string {
  let short = '';
  for (const character of name.replace(/^\.+/, '')) {
    if (Buffer.byteLength(short + character) > 100) break;
    short += character;
  }
  return short;
}
