import { expect, test } from 'vitest';

import { mathText, mathWidth } from './math.ts';
import { escapeText, numberText, overlap, textWidth, tokenText, wrapText } from './text.ts';

test('text cannot leave its element or attribute, nor hold what XML forbids', () => {
  expect(escapeText(`</text><script a="b" c='d'>&`)).toBe(
    '&lt;/text&gt;&lt;script a=&quot;b&quot; c=&#39;d&#39;&gt;&amp;',
  );
  expect(escapeText('a\u0000b\u001Bc\uD800d\u202Ee\uFFFE')).toBe('a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFD');
  expect(escapeText('naïve 語 👩‍🚀')).toBe('naïve 語 👩‍🚀');
});

test('tokens show their blanks and are shortened by whole characters', () => {
  expect(tokenText(' the')).toBe('␣the');
  expect(tokenText('\n')).toBe('↵');
  expect(tokenText('')).toBe('∅');
  expect(tokenText(7)).toBe('7');
  expect(tokenText('x'.repeat(1_000_000))).toBe(`${'x'.repeat(23)}…`);
  expect(tokenText('👩‍🚀'.repeat(30), 3)).toBe('👩‍🚀👩‍🚀…');
  // One letter under a thousand accents is one character; it must not become the whole figure.
  expect(tokenText(`a${'\u0301'.repeat(1000)}`).length).toBeLessThan(40);
});

test('numbers have a true minus sign, and no sign where the digits show zero', () => {
  expect(numberText(-1.25, 2)).toBe('−1.25');
  expect(numberText(-0.001, 2)).toBe('0.00');
  expect(numberText(-0.001, 3)).toBe('−0.001');
  expect(numberText(-Infinity, 2)).toBe('−∞');
});

test('estimated widths grow with the text and know wide characters', () => {
  expect(textWidth('mmm', 10)).toBeGreaterThan(textWidth('iii', 10));
  expect(textWidth('語', 10)).toBeGreaterThan(textWidth('a', 10));
  expect(mathWidth('u_1', 10)).toBeLessThan(textWidth('u1', 10));
});

test('boxes that only touch do not overlap', () => {
  const box = { x: 0, y: 0, width: 10, height: 10 };
  expect(overlap(box, { ...box, x: 10 })).toBe(false);
  expect(overlap(box, { ...box, x: 9.9 })).toBe(true);
});

test('subscripts and superscripts are shifted spans, and the line comes back to its level', () => {
  const sub = '<tspan dy="2.40" font-size="7.20">1</tspan>';
  expect(mathText('u_1', 10)).toBe(`<tspan font-style="italic">u</tspan>${sub}`);
  expect(mathText('u₁', 10)).toBe(mathText('u_1', 10));
  expect(mathText('W^h + 1', 10)).toBe(
    '<tspan font-style="italic">W</tspan><tspan dy="-3.80" font-size="7.20" font-style="italic">h</tspan><tspan dy="3.80"> + 1</tspan>',
  );
  expect(mathText('tanh_{<b>', 10)).toBe('tanh_{&lt;<tspan font-style="italic">b</tspan>&gt;');
});

test('a sentence is wrapped into lines that fit, and a word that does not is cut', () => {
  const lines = wrapText('The loss explodes from step 4 on: clip the gradients', 12, 140);
  expect(lines.join(' ')).toBe('The loss explodes from step 4 on: clip the gradients');
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines) expect(textWidth(line, 12)).toBeLessThanOrEqual(140);
  expect(textWidth(wrapText('x'.repeat(500), 12, 140)[0]!, 12)).toBeLessThanOrEqual(140);
  expect(wrapText('  ', 12, 140)).toEqual([]);
});
