import { describe, expect, it } from 'vitest';

import { partOf } from '../../testing/part-of.ts';
import { type ChoiceWithSequenceSpec, judgeChoiceWithSequence, yesNo } from './choice.ts';

const spec: ChoiceWithSequenceSpec = {
  choices: yesNo(
    /\b(?:does|it) (?:return|find)s?\b(?!.*\bnot\b)/i,
    /\b(?:does not|doesn['’]t|fails to)\b.*\b(?:return|find)/i,
  ),
  right: 'no',
  sequence: {
    vocabulary: ['red', 'blue'],
    length: 2,
    expected: [{ tokens: ['red', 'red'], score: -1.5 }],
    scores: 'optional',
    scoreOf: () => -3,
  },
  announces: /\b(?:most[- ]likely|likeliest|best|highest)\b/i,
  announcesOther: /\b(?:beam|returns?|finds?)\b/i,
};
const judge = (markdown: string) => judgeChoiceWithSequence(partOf(markdown), spec);

describe('a choice with the sequence that shows it', () => {
  it.each([
    'No. The likeliest sequence is "red red".',
    'No, red-red (-1.5) scores higher.',
    'It does not find the best sequence, red red, because "red" was pruned.',
    'No: beam search returns blue blue, but the best sequence is red red.',
    '(d) No. $\\text{red red}$ with $-1.5$',
    '**Answer:** no, [red, red]',
  ])('accepts %j', (markdown) => {
    expect(judge(markdown)).toMatchObject({ verdict: 'correct' });
  });

  it.each([
    ['No. The best is blue red.', 'partial'],
    ['No.', 'partial'],
    ['No. red red has score -2.5', 'partial'],
    ['Yes, it finds red red.', 'incorrect'],
    ['Yes.', 'incorrect'],
  ])('%j is %s', (markdown, verdict) => {
    const judgement = judge(markdown);
    expect(judgement.verdict).toBe(verdict);
    expect(judgement.feedback.length).toBeGreaterThan(0);
  });

  it.each([
    'No. Yes.',
    'Hard to say.',
    'Does it find the best sequence?',
    // The right sequence is named, but as what beam search returns.
    'No. Beam search returns red red, while the best is blue blue, or blue red.',
    'No: red red, blue blue, red blue.',
  ])('never takes %j for right', (markdown) => {
    expect(judge(markdown).verdict).not.toBe('correct');
  });

  it('does not mark the exchanged roles right', () => {
    const judgement = judge('No. Beam search returns red red, but the best sequence is blue blue.');
    expect(judgement.verdict).toBe('partial');
  });
});
