import { describe, expect, test } from 'vitest';

import { plainText } from './plain-text.ts';
import { printable, wrapped } from './printable.ts';

describe('text for terminals', () => {
  test('formulas are readable without LaTeX', () => {
    expect(plainText('Your term $3w^2 \\cdot u_1$ in $\\frac{dy}{dw}$ is **right**.')).toBe(
      'Your term 3w^2 · u_1 in dy/dw is right.',
    );
    expect(plainText('$$\\frac{\\partial y}{\\partial t} \\neq \\left(w\\right)$$')).toBe('∂y/∂t ≠ (w)');
  });

  test('dollars and braces that do not match cost nothing and break nothing', () => {
    for (const text of [
      '$',
      '$$',
      '$$$',
      '$w',
      '{',
      '\\',
      '\\frac{',
      '$'.repeat(100_000),
      '{'.repeat(100_000),
      '\\'.repeat(100_000),
    ])
      expect(typeof plainText(text)).toBe('string');
  });

  test('nothing that is printed moves the cursor, changes colours or the direction of writing', () => {
    expect(printable('a\u001b[31mb\u0007\u009bc\u202ed\u2066e\u200ff')).toBe('a·[31mb··c·d·e·f');
    expect(plainText('a\u001b[2J $\u001b]0;x\u0007$')).toBe('a·[2J ·]0;x·');
    expect(printable('Größe, 中文, é\n\t')).toBe('Größe, 中文, é\n\t');
  });

  test('paragraphs are broken between words; a word that is too long stands alone', () => {
    expect(wrapped('one two three four', 9)).toBe('one two\nthree\nfour');
    expect(wrapped('one two three', 9, '  ')).toBe('one two\n  three');
    expect(wrapped('a incomprehensibilities b', 5)).toBe('a\nincomprehensibilities\nb');
    expect(wrapped('', 5)).toBe('');
  });
});
