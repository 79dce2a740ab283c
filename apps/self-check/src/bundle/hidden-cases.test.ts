import { parseAst } from 'vite';
import { expect, test } from 'vitest';

import { removeHidden } from './hidden-cases.ts';

const names = { hidden: ['long one', 'random 1', 'random 2'], shown: ['short one', 'random walk'] };

/** How often a placeholder stands in what is left, and what is left without them. */
function removed(
  code: string,
  given = names,
): { readonly places: number; readonly rest: string; readonly found: Set<string> } {
  const found = new Set<string>();
  const left = removeHidden(
    code,
    parseAst(code, { lang: 'ts' }) as unknown as Parameters<typeof removeHidden>[1],
    given,
    found,
  );
  const placeholder = /\{ name: '', [^}]*\}[^}]*\}/g;
  return { places: left.match(placeholder)?.length ?? 0, rest: left.replaceAll(placeholder, ''), found };
}

test('a hidden element goes and leaves its place, however it is written; others stay', () => {
  const code = `const cases: Case[] = [{ name: 'short one' }, { name: 'long one', of: [1, 2] }, call('long one', true)];`;
  const { places, rest, found } = removed(code);
  expect(places).toBe(2);
  expect(rest).toBe(`const cases: Case[] = [{ name: 'short one' }, , ];`);
  expect([...found]).toEqual(['long one']);
});

test('what makes several of them leaves as many places', () => {
  const shown = { hidden: names.hidden, shown: ['short one'] };
  const { places, found } = removed('const cases = [...[1, 2].map((i): Case => search(`random ${i}`)), other];', shown);
  expect(places).toBe(2);
  expect([...found]).toEqual(['random 1', 'random 2']);
});

test.each([
  ['stands in no list', `export const one = { name: 'long one' };`],
  ['may be a shown one', 'const cases = [...[1, 2].map((i) => search(`random ${i}`))];'],
  ['stands in a list of unknown length', 'const cases = [...many.map((i) => ({ name: "long one" }))];'],
])('a hidden name that %s ends the build', (_, code) => {
  expect(() => removed(code)).toThrow('cannot be told apart and left out');
});
