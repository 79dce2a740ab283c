import { parseAst } from 'vite';
import { expect, test } from 'vitest';

import { removeHidden } from './without-hidden-cases.ts';

type Tree = Parameters<typeof removeHidden>[1];
const removed = (code: string): string => removeHidden(code, parseAst(code, { lang: 'ts' }) as unknown as Tree);

test('hidden elements go, with their comma; others stay as they are', () => {
  const code = `const cases: Case[] = [{ name: 'a' }, { name: 'b', hidden: true, of: [1, 2] }, { name: 'c', hidden: false }];`;
  expect(removed(code)).toBe(`const cases: Case[] = [{ name: 'a' },  { name: 'c', hidden: false }];`);
});

test('so does what makes several of them', () => {
  const code = `const cases = [...[1, 2].map((i): Case => ({ name: \`r \${i}\`, hidden: true })), ...others,];`;
  expect(removed(code)).toBe('const cases = [ ...others,];');
});

test('a hidden case that is no element of a list ends the build', () => {
  expect(() => removed('export const one = { hidden: true };')).toThrow('hidden: true marks no element of a list');
});
