import { describe, expect, it } from 'vitest';

import type { PartContent } from '../../reader/content.ts';
import { readSequences } from './read-sequences.ts';
import { judgeSequences, type SequencesSpec } from './sequences.ts';

const prose = (text: string): PartContent => ({
  blocks: [{ kind: 'text', text, start: 0, end: text.length }],
  answerFrom: 0,
  marked: false,
});
const math = (latex: string): PartContent => ({
  blocks: [{ kind: 'math', latex, display: true, start: 0, end: latex.length }],
  answerFrom: 0,
  marked: false,
});

const vocabulary = ['neural', 'network'];
const scores: Record<string, number> = {
  'neural network': -1.25,
  'network neural': -1.33,
  'neural neural': -1.45,
  'network network': -1.53,
};
const step2: SequencesSpec = {
  vocabulary,
  length: 2,
  expected: [
    { tokens: ['neural', 'network'], score: -1.25 },
    { tokens: ['network', 'neural'], score: -1.33 },
  ],
  scores: 'optional',
  mistakes: [
    {
      id: 'greedy-for-beam',
      sentence: 'Only the best word was kept at each step.',
      sequences: [['neural', 'network']],
    },
  ],
  scoreOf: (tokens) => scores[tokens.join(' ')],
};

describe('reading sequences out of prose', () => {
  it.each([
    ['neural-network, network-neural', 2, ['neural network', 'network neural']],
    ['neural, network', 1, ['neural', 'network']],
    ['neural, network', 2, ['neural network']],
    ['[neural, network] and [network, neural]', 2, ['neural network', 'network neural']],
    ['"neural network" (-1.25); "network neural" (-1.33)', 2, ['neural network', 'network neural']],
    ['neural → network\nnetwork → neural', 2, ['neural network', 'network neural']],
    ['neural, network, network, neural', 2, ['neural network', 'network neural']],
    ['Neural Network and Network Neural are kept', 2, ['neural network', 'network neural']],
    ['a neuronal networking example', 2, []],
  ])('%j at length %i', (text, length, expected) => {
    expect(readSequences(text, vocabulary, length).map((mention) => mention.tokens.join(' '))).toEqual(expected);
  });

  it('pairs the numbers of a table line with the sequences in order', () => {
    const mentions = readSequences('| [neural, network] | [network, neural] | -1.25 | -1.33 |', vocabulary, 2);
    expect(mentions.map((mention) => mention.score?.value)).toEqual([-1.25, -1.33]);
  });

  it('takes the result of a sum that is written out', () => {
    const mentions = readSequences('neural network with -.65 - .6 = -1.25', vocabulary, 2);
    expect(mentions[0]!.score).toMatchObject({ value: -1.25, decimals: 2 });
  });
});

describe('judging a set of sequences', () => {
  it.each([
    'neural-network, network-neural',
    'network neural (-1.33) and neural network (-1.25)',
    '1. neural network\n2. network neural',
    'neural network with log-probability −1.3, network neural with −1.33',
  ])('accepts %j', (text) => {
    expect(judgeSequences(prose(text), step2)).toMatchObject({ verdict: 'correct', share: 1 });
  });

  it('reads sequences inside mathematics', () => {
    const latex =
      '\\mathbf{w}^{(1)}_{1:2} &= [\\text{neural, network}] = -1.25 \\\\ \\mathbf{w}^{(2)} &= [\\text{network, neural}] = -1.33';
    expect(judgeSequences(math(latex), step2).verdict).toBe('correct');
  });

  it('gives part of the share for one of two, and says what the wrong one scores', () => {
    const judgement = judgeSequences(prose('neural network, neural neural'), step2);
    expect(judgement).toMatchObject({ verdict: 'partial', share: 0.5 });
    expect(judgement.feedback.join(' ')).toContain('-1.45');
  });

  it('does not tell the right sequences', () => {
    const judgement = judgeSequences(prose('neural neural, network network'), step2);
    expect(judgement.verdict).toBe('incorrect');
    expect(judgement.feedback.join(' ')).not.toMatch(/neural network|network neural/);
  });

  it('gives half for right words with a wrong log-probability, and names a missing sign', () => {
    const judgement = judgeSequences(prose('neural network (1.25), network neural (-1.33)'), step2);
    expect(judgement).toMatchObject({ verdict: 'partial', share: 0.75 });
    expect(judgement.feedback.join(' ')).toContain('sign');
  });

  it('asks for a missing log-probability where it is required', () => {
    const judgement = judgeSequences(prose('neural network, network neural (-1.33)'), { ...step2, scores: 'required' });
    expect(judgement).toMatchObject({ verdict: 'partial', share: 0.75 });
  });

  it('recognises the result of a listed mistake', () => {
    expect(judgeSequences(prose('neural network'), step2).mistake).toBe('greedy-for-beam');
  });

  it('never gives full marks for naming every sequence', () => {
    const all = 'neural network, network neural, neural neural, network network';
    expect(judgeSequences(prose(all), step2).verdict).not.toBe('correct');
  });

  it('tells kept sequences from pruned ones by the sentence they stand in', () => {
    const text = 'Pruned: neural neural, network network. Kept: neural network, network neural.';
    expect(judgeSequences(prose(text), step2).verdict).toBe('correct');
    const swapped = 'Kept: neural neural, network network. Pruned: neural network, network neural.';
    expect(judgeSequences(prose(swapped), step2).verdict).toBe('incorrect');
  });

  it.each([
    'neural neural, network network, neural network, network neural',
    'neural neural, network network or neural network, network neural',
    'neural network and network neural are pruned.',
    'It is not neural network, and not network neural.',
  ])('never takes %j for right', (text) => {
    expect(judgeSequences(prose(text), step2).verdict).not.toBe('correct');
  });

  it.each(['?', '', '…', 'n/a'])('calls %j unanswered', (text) => {
    expect(judgeSequences(prose(text), step2).verdict).toBe('unanswered');
  });

  it('calls sequences of another length wrong and says the length', () => {
    const judgement = judgeSequences(prose('neural'), step2);
    expect(judgement.verdict).toBe('incorrect');
    expect(judgement.feedback[0]).toContain('2');
  });
});
