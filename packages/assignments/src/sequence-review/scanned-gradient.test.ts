import { contentOf, defaultLimits } from '@gradbook/answers';
import { describe, expect, it } from 'vitest';

import { judgeLinearGradient } from './linear-gradient.ts';

const key =
  'Here the exponents f and h are matrix indicators, whereas £ — ¢ is an exponent. It explodes for large eigenvalues.';

function verdictOf(text: string): string {
  const written = { id: '1(a)', text, start: 0, end: text.length };
  const content = { ...contentOf(written), source: written };
  return judgeLinearGradient(content, written, { limits: defaultLimits, seed: 0 }).verdict;
}

describe('a scan that lost its superscripts', () => {
  it('is read where its own words leave one reading, and says so', () => {
    const text = `With the squared error we find ngt = 2(g—y)WH(WwhT-, ${key}`;
    expect(verdictOf(text)).toBe('correct');
    const written = { id: '1(a)', text, start: 0, end: text.length };
    const { feedback } = judgeLinearGradient(contentOf(written), written, { limits: defaultLimits, seed: 0 });
    expect(feedback[0]).toMatch(/was read as .*W\^f \(W\^h\)\^\{T-t\}.*scans lose superscripts/);
  });

  it.each([
    ['without the words about its superscripts', 'ngt = 2(g—y)WH(WwhT-, and ¢ grows.'],
    [
      'words that name one matrix alone',
      'ngt = 2(g—y)WH(WwhT-, The exponent h is a matrix indicator, £ — ¢ is an exponent.',
    ],
    ['words that leave the exponent open', 'ngt = 2(g—y)WH(WwhT-, The exponents f and h are matrix indicators. ¢'],
    [
      'another exponent in words',
      'ngt = 2(g—y)WH(WwhT-, The exponents f and h are matrix indicators, ¢ — 1 is an exponent.',
    ],
    ['no sign of a scan', `ngt = 2(g—y)WH(WwhT-, ${key.replaceAll(/[£¢]/g, 't')}`],
    ['the same letter on both sides', `ngt = 2(y—y)WH(WwhT-, ${key}`],
    ['an exponent that can be read', `ngt = 2(g—y)WH(WwhT-1, ${key}`],
    ['a first matrix that can be read', `ngt = 2(g—y)Wh(WwhT-, ${key}`],
    ['a second matrix that cannot be read', `ngt = 2(g—y)WH(WxT-, ${key}`],
  ])('goes to a person: %s', (_, text) => {
    expect(verdictOf(text)).toBe('needs_review');
  });

  it.each([
    ['another factor', `ngt = (g—y)WH(WwhT-, ${key}`],
    ['the sign', `ngt = 2(y—g)WH(WwhT-, ${key}`],
  ])('stays wrong: %s', (_, text) => {
    expect(verdictOf(text)).toBe('incorrect');
  });
});
