import { describe, expect, it } from 'vitest';

import { contentOf } from '../../reader/content-of.ts';
import { judgeNamed, type MentionsSpec } from './mentions.ts';

const spec: MentionsSpec = {
  right: [{ id: 'clipping', label: 'clipping', says: [/\bclip\w*/i] }],
  wrong: [
    {
      id: 'longer',
      label: 'longer training',
      says: [/\btrain\w* longer\b/i],
      sentence: 'Longer training does not help.',
    },
  ],
  rubric: 'Look for: clipping.',
};
const judge = (text: string): ReturnType<typeof judgeNamed> =>
  judgeNamed(contentOf({ id: '1', text, start: 0, end: text.length }), spec);

describe('things that are named', () => {
  it.each([
    'Clip the gradient.',
    'Clipping, so that it is never too large.',
    'We should not only clip.',
    'Not longer training but clipping.',
  ])('%s names one', (text) => {
    expect(judge(text).verdict).toBe('correct');
  });

  it.each([
    'Do not clip.',
    "Clipping doesn't help.",
    'Clipping will not help.',
    'Clipping is useless.',
    'without clipping',
    'Never clip the gradient.',
    'Clipping? I am not sure.',
    'Gradient clipping cannot solve it.',
    'Rather than clipping we wait.',
  ])('%s names none', (text) => {
    expect(judge(text).verdict).toBe('needs_review');
  });

  it('says what is wrong where nothing right is named', () => {
    expect(judge('Train longer.')).toMatchObject({ verdict: 'incorrect', mistake: 'longer' });
    expect(judge('Clip the gradient and train longer.').verdict).toBe('needs_review');
  });
});
