/** What a header says of one array, with nothing of it believed yet. */
export type HeaderEntry = Readonly<Record<string, unknown>>;

/** A header as it stands in a file. */
export interface Header {
  readonly entries: ReadonlyMap<string, HeaderEntry>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The header, an entry, and its shape or offsets. */
const deepest = 3;

/**
 * Parses a header. JSON alone would let two entries of one name pass, of which programs take different ones, and texts of any depth.
 *
 * @throws Error with what is wrong, as the end of a sentence that begins with the file.
 */
export function parseHeader(bytes: Uint8Array): Header {
  if (bytes[0] !== 0x7b) throw new Error('has a header that does not begin with {');
  let text: string;
  let parsed: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    parsed = JSON.parse(text);
  } catch {
    throw new Error('has a header that is not JSON: it is damaged, or not a safetensors file');
  }
  checkStructure(text);
  const entries = new Map<string, HeaderEntry>();
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(parsed as object) as [string, unknown][]) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new Error(`has a header whose entry ${quoted(name)} is no object`);
    }
    if (name !== '__metadata__') entries.set(name, value as HeaderEntry);
    else metadata = metadataOf(value);
  }
  return { entries, metadata };
}

function metadataOf(value: object): Record<string, string> {
  const pairs = Object.entries(value) as [string, unknown][];
  const other = pairs.find(([, text]) => typeof text !== 'string');
  if (other) throw new Error(`has metadata that is no text: ${quoted(other[0])}`);
  return Object.fromEntries(pairs) as Record<string, string>;
}

/** Walks through JSON that is known to be valid: how deep it is, and whether an object has a key twice. */
function checkStructure(text: string): void {
  const keys: (Set<string> | undefined)[] = [];
  let last = '';
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g)) {
    if (token === '{' || token === '[') {
      if (keys.length >= deepest) throw new Error(`has a header deeper than ${deepest} levels`);
      keys.push(token === '{' ? new Set() : undefined);
    } else if (token === '}' || token === ']') {
      keys.pop();
    } else if (token === ':') {
      const key = JSON.parse(last) as string;
      if (keys.at(-1)!.has(key)) throw new Error(`has a header with ${quoted(key)} twice`);
      keys.at(-1)!.add(key);
    } else {
      last = token;
    }
  }
}

/** A name from a file, short and on one line. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > 60 ? `${name.slice(0, 59)}…` : name);
}
