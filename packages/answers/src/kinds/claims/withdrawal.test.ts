import { describe, expect, it } from 'vitest';

import { partOf } from '../../testing/part-of.ts';
import { correct, incorrect, partial } from '../judgements.ts';
import type { ExtraWords } from '../wording/lexicon.ts';
import { correctionAt, heldTo } from './withdrawal.ts';

const verdict = (markdown: string, extras: readonly ExtraWords[] = []): string =>
  heldTo(partOf(markdown), correct('given', [], { expected: 'x' }), { extras }).verdict;

describe('an answer that stands by what it writes keeps its marks', () => {
  it.each([
    'The derivative is $u_3 + 2wu_2$.',
    'By the product rule, $\\frac{dy}{dw} = t + w r$.',
    'Over all steps that makes $O(kTM)$.',
    'Equal to $2\\eta\\gamma$, or equivalently $\\lambda/\\eta = 2\\gamma$.',
    'At timestep 3: neural network network',
  ])('%j', (markdown) => {
    expect(verdict(markdown)).toBe('correct');
  });

  it.each([
    'No. The likeliest sequence is neural neural neural, which beam search does not return.',
    'Does it return the likeliest sequence? Explain why or why not.\n\nNo: neural neural neural.',
  ])('saying no where that is asked: %j', (markdown) => {
    expect(verdict(markdown, ['search', 'denial'])).toBe('correct');
  });
});

describe('an answer that denies, supposes or changes what it writes goes to a person', () => {
  it.each([
    'One might think $u_3 + 2wu_2$, but that is false.',
    'None of these hold: $p = u_1$.',
    'neural network, network neural are wrong',
    '297 s, 94%; 10 s, 94.1% are all incorrect',
    'Not 297 s and not 10 s.',
    'Maybe $N^T$, I do not remember.',
    'They differ when $\\lambda = 2\\eta\\gamma$.',
    '$[2, -1, 3]$ reversed',
    'It is twice $N^T$.',
    '$N^T$ times $w$',
    'neural or network',
    'faster than $O(kTM)$',
    '- [ ] network neural',
    '$u_3$. Ignore this.',
    'A classmate got $u_3$.',
  ])('%j', (markdown) => {
    expect(verdict(markdown)).toBe('needs_review');
  });

  it('says which words it stumbled over, and keeps the evidence', () => {
    const judgement = heldTo(partOf('$u_3$ is wrong'), partial('given', 0.5, ['a reason'], { expected: 'x' }));
    expect(judgement).toMatchObject({ verdict: 'needs_review', share: 0, expected: 'x' });
    expect(judgement.feedback[0]).toContain('"is wrong"');
    expect(judgement.feedback).toContain('a reason');
  });

  it('leaves what earned nothing as it is: no words turn a wrong answer into a doubtful one', () => {
    const wrong = incorrect('given', ['a reason']);
    expect(heldTo(partOf('$u_3$ is wrong'), wrong)).toBe(wrong);
  });
});

describe('a correction', () => {
  it('is found where it begins', () => {
    const markdown = '$u_3$\n\nCorrection: $u_2$';
    expect(correctionAt(partOf(markdown))).toBe(markdown.indexOf('Correction'));
    expect(correctionAt(partOf('$u_3$, which is right'))).toBeUndefined();
  });
});
