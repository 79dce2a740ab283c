import { describe, expect, it } from 'vitest';

import { partOf } from '../../testing/part-of.ts';
import { judgeProperties, type PropertiesSpec } from './properties.ts';

const spec: PropertiesSpec = {
  properties: [
    { id: 'necessary', label: 'whether it is necessary', says: /\bnecessary\b/, holds: true },
    {
      id: 'sufficient',
      label: 'whether it is sufficient',
      says: /\b(?:suffic\w*|enough)\b/,
      opposite: /\binsufficien\w*/,
      holds: false,
    },
  ],
  swapped: { id: 'swapped', sentence: 'The two have changed places.' },
};
const judge = (markdown: string) => judgeProperties(partOf(markdown), spec);

describe('properties of one thing', () => {
  it.each([
    'Necessary, not sufficient.',
    'It is necessary but it is insufficient.',
    'It is a necessary condition. However, it does not suffice.',
    'Necessary: yes\n\nSufficient: no',
    'It is not sufficient, but it is necessary.',
    '| necessary | sufficient |\n|---|---|\n| yes | no |',
    'The condition is necessary. It is not enough.',
  ])('reads %j', (markdown) => {
    expect(judge(markdown)).toMatchObject({ verdict: 'correct' });
  });

  it.each([
    ['Necessary and sufficient.', 'partial'],
    ['Neither necessary nor sufficient.', 'partial'],
    ['It is necessary.', 'partial'],
    ['It is sufficient, but it is not necessary.', 'incorrect'],
    ['It may be necessary, and it is not sufficient.', 'needs_review'],
    ['It is sufficient if the activation is linear; it is necessary.', 'needs_review'],
    ['It is necessary. It is not necessary. It is not sufficient.', 'needs_review'],
    ['Gradients explode.', 'needs_review'],
    ['?', 'unanswered'],
  ])('%j is %s', (markdown, verdict) => {
    expect(judge(markdown).verdict).toBe(verdict);
  });
});
