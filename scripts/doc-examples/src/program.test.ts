import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { docstringExamples, markdownExample, summaryOf } from './examples.ts';
import { undocumented } from './index.ts';
import { type Names, programOf } from './program.ts';
import { publicSymbols } from './surface.ts';

const folder = mkdtempSync(join(tmpdir(), 'gradbook-examples-'));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const code = (...lines: string[]) => ({
  name: 'f',
  file: 'f.ts',
  lines: new Map(lines.map((line, index) => [index + 2, line])),
});
const names: Names = new Map([
  ['add', { from: 'ours', isType: false }],
  ['Value', { from: 'ours', isType: true }],
]);

// Protects: positions in errors are those of the documentation, and every value that a comment states is checked.
test('code stays on its lines, expressions with a comment become checks', () => {
  const { text, checks } = programOf(
    code('const x: Value = add(1, 2);', 'x; // 3', 'f(', '  x) // 4', 'x.add;', '// prose'),
    names,
  );
  expect(checks).toBe(2);
  const lines = text.split('\n');
  expect(lines[1]).toBe('const x: Value = add(1, 2);');
  expect(lines[2]).toBe('await check(3, (x), "3"); // 3');
  expect(lines.slice(3, 5)).toEqual(['await check(4, (f(', '  x)), "4"); // 4']);
  expect(lines[0]).toContain('import { type Value } from "ours";');
  expect(lines[0]).toContain('import { add } from "ours";');
});

test('the value may stand on the next line, or behind console.log', () => {
  expect(programOf(code('f(1);', '// [1, 2]'), names).text).toContain('check(2, (f(1)), "[1, 2]")');
  expect(programOf(code('f(1);', '// Then the next.', 'g(1);', '', '// [3]'), names).checks).toBe(0);
  expect(programOf(code('console.log(f(1)); // 1'), names).text).toContain('check(2, (f(1)), "1")');
  expect(programOf(code('f(); // throws RangeError'), names).text).toContain('checkThrows(2, async () => (f()),');
});

test('imports move to the first line, once, and win over names in scope', () => {
  const twice = ["import { add } from 'theirs';", 'add(1);', "import { add } from 'theirs';"];
  const { text } = programOf(code(...twice), names);
  expect(text.match(/import \{ add \}/g)).toHaveLength(1);
  expect(text).not.toContain('ours');
  expect(text.split('\n')[1]).toBe('');
});

test('a name that the example declares is not imported', () => {
  expect(programOf(code('const add = 1;', 'add; // 1'), names).text).not.toContain('ours');
});

test('code that is no TypeScript is refused with its line', () => {
  expect(() => programOf(code('const x = ;'), names)).toThrow(/f \(f\.ts:2\)/);
});

test('exports are followed through re-exports, and what lacks documentation is listed', () => {
  write(
    'deep.ts',
    `/** Adds. */
export function add(a: number): number; // first of two
export function add(a: string): string {}
/**
 * Has code.
 *
 * @throws RangeError for negative numbers.
 * @example
 * root(4); // 2
 *
 * @example
 * \`\`\`ts
 * root(9); // 3
 * \`\`\`
 */
export const root = (x: number): number => x;
/** Not exported by the index. */
export const hidden = 1;
export interface Bare {}
`,
  );
  write(
    'all.ts',
    `/** A class. */\nclass Thing {}\nexport { Thing as Other };\n/** @see nothing */\nexport type Only = 1;\n`,
  );
  const index = write(
    'index.ts',
    `import { root } from './deep.ts';\nexport { add, type Bare } from './deep.ts';\nexport { root };\nexport * from './all.ts';\nexport { x } from 'elsewhere';\n`,
  );
  const symbols = publicSymbols(index);
  expect(symbols.map(({ name, kind }) => [name, kind])).toEqual([
    ['add', 'function'],
    ['Bare', 'type'],
    ['root', 'function'],
    ['Other', 'class'],
    ['Only', 'type'],
  ]);
  expect(undocumented(symbols, folder)).toEqual([
    'add (deep.ts:2) has no @example',
    'Bare (deep.ts:19) has no docstring',
    'Other (all.ts:2) has no @example',
    'Only (all.ts:5) has no docstring',
  ]);
  const examples = docstringExamples(symbols[2]!);
  expect(examples.map(({ name, lines }) => [name, [...lines].filter(([, text]) => text !== '')])).toEqual([
    ['root', [[9, 'root(4); // 2']]],
    ['root (2)', [[13, 'root(9); // 3']]],
  ]);
});

test('of a README the ts blocks are code', () => {
  const text = '# Title\n\n```sh\npnpm add x\n```\n\n```ts\nf();\n```\n\n```ts\ng();\n```\n';
  expect([...markdownExample('README.md', text)!.lines]).toEqual([
    [8, 'f();'],
    [12, 'g();'],
  ]);
  expect(markdownExample('README.md', '# Title\n')).toBeUndefined();
  expect(summaryOf('*\n * Says.\n * @example\n * f();\n')).toContain('Says.');
});
