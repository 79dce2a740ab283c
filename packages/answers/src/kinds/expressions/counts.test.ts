import { describe, expect, it } from 'vitest';

import { parseExpression } from '../../expressions/parse/parse-expression.ts';
import { defaultLimits } from '../../judgement.ts';
import type { PartContent } from '../../reader/content.ts';
import { contentOf } from '../../reader/content-of.ts';
import { judgeContributions } from './contributions.ts';
import { judgeCount } from './count.ts';
import { judgeDimensions } from '../arrays/dimensions.ts';
import { withOwnNames } from './own-names.ts';
import { statedCount } from './stated-count.ts';

const content = (text: string): PartContent => contentOf({ id: '1', text, start: 0, end: text.length });
const latex = String.raw;

describe('statedCount', () => {
  it.each([
    ['There are two paths.', 2],
    ['The number of paths is 3.', 3],
    ['How many paths are there? 4 paths.', 4],
    ['First 2 paths, then in the end 5 different paths', 5],
    ['no number here', undefined],
    ['There are three paths: one along each edge.', 3],
    ['There are not two paths but three.', 3],
    ['There are not 2 paths.', undefined],
    ['1, 2 and 3 paths', undefined],
  ])('%s', (text, count) => {
    expect(statedCount(text, 'paths?')).toBe(count);
  });
});

describe('judgeCount', () => {
  const spec = { things: 'updates?', accepted: [{ value: 6 }, { value: 3, note: 'One a step.' }] };
  it.each([
    ['6', 'correct'],
    ['It gets three updates.', 'correct'],
    ['1, 2 and 3, so in total 6.', 'correct'],
    ['5', 'incorrect'],
    ['In total 6, or in total 3.', 'needs_review'],
    ['many', 'needs_review'],
    ['It gets six updates: one in the first step, two in the second and three in the third.', 'correct'],
    ['9, three for each of the three steps', 'incorrect'],
    ['not 6 but 9', 'incorrect'],
    ['It receives 6, not 9, updates in total.', 'correct'],
    ['Not six updates.', 'needs_review'],
    ['It is not 6 in total', 'needs_review'],
    ['?', 'unanswered'],
  ])('%s is %s', (text, verdict) => {
    expect(judgeCount(content(text), spec).verdict).toBe(verdict);
  });
});

describe('judgeDimensions', () => {
  const spec = {
    axes: [
      { label: 'b', names: /^(?:b|batch size)$/ },
      { label: 'L', names: /^(?:l|max length|max\(?l_?i\)?)$/ },
      { label: 'm', names: /^m$/ },
    ],
    orders: [{ order: [1, 0, 2], note: 'Time first.' }],
    wrongSizes: [
      { id: 'end-to-end', sentence: 'End to end.', names: /^sum l/, unless: /\boffsets\b/ },
      { id: 'shortest', sentence: 'Cut.', names: /^min/ },
    ],
    axisMissing: { id: 'axis', sentence: 'An axis is missing.' },
  };
  it.each([
    [latex`$b \times L \times m$`, 'correct'],
    ['(L, b, m)', 'correct'],
    ['batch size x max length x m', 'correct'],
    [latex`$(m, L, b)$`, 'incorrect'],
    [latex`$b \times m$`, 'incorrect'],
    [latex`$b \times m$ at every step`, 'needs_review'],
    [latex`$L \times m$`, 'needs_review'],
    [latex`$(\sum_{i=1}^{b} l_i) \times m$`, 'incorrect'],
    [latex`$\sum_i l_i \times m$ with their offsets`, 'needs_review'],
    ['(b, min(l_i), m)', 'incorrect'],
    ['padded', 'needs_review'],
  ])('%s is %s', (text, verdict) => {
    expect(judgeDimensions(content(text), spec).verdict).toBe(verdict);
  });
});

const scope = { variables: { w: {}, u: {}, x: {} }, definitions: { y: parseExpression('w x u', { variables: {} }) } };

const own = (text: string): readonly string[] => withOwnNames(content(text), scope, defaultLimits, [1]).own;

describe('withOwnNames', () => {
  it('takes definitions, and no derivatives', () => {
    expect(own(latex`Let $a = w x$ and $c = a u$.`)).toEqual(['a', 'c']);
    expect(own(latex`Let $D = \frac{\partial y}{\partial w}$.`)).toEqual([]);
    expect(own(latex`$f^{(t)} = w x$`)).toEqual(['f^(t)', 'f^(1)']);
  });

  it('leaves out what leads back to itself', () => {
    const { scope: found } = withOwnNames(content(latex`$a = c + 1$, $c = a + 1$`), scope, defaultLimits);
    expect(Object.keys(found.definitions ?? {})).not.toEqual(expect.arrayContaining(['a', 'c']));
  });

  it('reads a name of the part through those of the answer where it is the same', () => {
    const through = (text: string): unknown =>
      withOwnNames(content(text), scope, defaultLimits).scope.definitions?.['y'];
    expect(through(latex`$a = w x$, $y = a u$`)).not.toBe(scope.definitions.y);
    expect(through(latex`$a = w x$, $y = a u + 1$`)).toBe(scope.definitions.y);
  });
});

describe('judgeContributions', () => {
  const spec = {
    scope,
    asked: [{ of: 'y', by: 'w' }],
    contributions: ['u x', 'w u'].map((each) => ({ expr: parseExpression(each, scope) })),
  };
  it.each([
    [latex`2 paths: $u x$ and $w u$`, 'correct'],
    [
      latex`Two paths. With $a = u x$: $\frac{\partial y}{\partial w} = a$ and $\frac{\partial y}{\partial w} = u w$`,
      'correct',
    ],
    [latex`Two paths: $u x$`, 'partial'],
    [latex`One path: $u x w$`, 'incorrect'],
    [latex`Paths: $u q$`, 'needs_review'],
    ['...', 'unanswered'],
  ])('%s is %s', (text, verdict) => {
    expect(judgeContributions(content(text), spec, { limits: defaultLimits, seed: 0 }).verdict).toBe(verdict);
  });
});
