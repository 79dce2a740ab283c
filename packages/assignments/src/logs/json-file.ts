import type { z } from 'zod';

/** A file's text as data, or why it cannot be read. */
export type ReadJson = { readonly data: unknown } | { readonly problem: string };

/**
 * Parses JSON. Python's `json.dump` writes NaN, Infinity and -Infinity as they are, which is no JSON: here they become the texts of
 * their names, which {@link numberSchema}'s users take for numbers.
 */
export function readJson(name: string, bytes: Uint8Array, mostBytes: number): ReadJson {
  if (bytes.length > mostBytes) {
    return {
      problem: `${name} has ${mebibytes(bytes.length)}; at most ${mebibytes(mostBytes)} are read: leave out what is not asked for.`,
    };
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { problem: `${name} is not UTF-8: save it as UTF-8 and hand it in again.` };
  }
  try {
    return { data: JSON.parse(text) };
  } catch (error) {
    try {
      return { data: JSON.parse(withQuotedNumbers(text)) };
    } catch {
      const said = error instanceof Error ? error.message.slice(0, 200) : String(error);
      return {
        problem: `${name} is not JSON: ${said}. Write it with JSON.stringify or json.dump, and hand in the whole file.`,
      };
    }
  }
}

function withQuotedNumbers(text: string): string {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  );
}

export function mebibytes(bytes: number): string {
  return bytes < 2 ** 20 ? `${bytes} bytes` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

/** A text from somebody's file as a piece of Markdown: short, on one line, with no markup of its own. */
export function quoted(text: string): string {
  const line = text.replaceAll(/[`\s\p{C}]+/gu, ' ').trim();
  return `\`${line.length > 60 ? `${line.slice(0, 59)}…` : line || ' '}\``;
}

/** As many violations as somebody reads at once. */
const mostViolations = 6;

/** What violates a schema: where it stands, what was given, what was expected. */
export function violations(error: z.ZodError, data: unknown): readonly string[] {
  const said = error.issues.slice(0, mostViolations).map((issue) => {
    const path = issue.path.map(String);
    const where = path.length === 0 ? 'The file' : quoted(pathText(path));
    const given = valueAt(data, issue.path);
    if (given === undefined) return `${where} is missing: expected ${expectedBy(issue)}.`;
    return `${where} is ${shown(given)}: expected ${expectedBy(issue)}.`;
  });
  const more = error.issues.length - said.length;
  return more > 0 ? [...said, `${more} more violations are not listed.`] : said;
}

/** As in `epochs[2].test.loss`. */
function pathText(path: readonly string[]): string {
  return path.reduce((text, key) => (/^\d+$/.test(key) ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`), '');
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value: unknown = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function shown(value: unknown): string {
  if (typeof value === 'string') return `the text ${quoted(value)}`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value === null) return 'null';
  return typeof value === 'object' ? 'an object' : String(value);
}

const kinds: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function expectedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return kinds[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ');
    case 'too_small':
      return `at least ${String(issue.minimum)}${sizeOf(issue.origin)}`;
    case 'too_big':
      return `at most ${String(issue.maximum)}${sizeOf(issue.origin)}`;
    case 'invalid_union':
      return issue.errors.flat()[0] ? expectedBy(issue.errors.flat()[0]!) : 'something else';
    default:
      return issue.message;
  }
}

function sizeOf(origin: string): string {
  return { array: ' entries', string: ' characters' }[origin] ?? '';
}
