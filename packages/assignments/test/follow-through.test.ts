import { contentOf, defaultLimits, type Judgement } from '@gradbook/answers';
import { init } from '@gradbook/core-ops';
import { beforeAll, describe, expect, it } from 'vitest';

import { defineAssignment, type EarlierAnswer, findAssignment, judgePart, type Part } from '../src/index.ts';

beforeAll(async () => {
  await init();
});

/** Judges the answers of one submission in the order of the assignment. */
async function judgeAll(id: string, answers: Readonly<Record<string, string>>): Promise<Record<string, Judgement>> {
  const earlier = new Map<string, EarlierAnswer>();
  for (const part of findAssignment(id)!.parts) {
    const text = answers[part.id];
    if (text === undefined) continue;
    const written = { id: part.id, text, start: 0, end: text.length };
    const content = { ...contentOf(written), source: written };
    const judgement = await judgePart(part, content, written, { limits: defaultLimits, seed: 0 }, earlier);
    earlier.set(part.id, { content, written, judgement });
  }
  return Object.fromEntries([...earlier].map(([part, { judgement }]) => [part, judgement]));
}

const values = (y: string, t = 'u_3 + w u_2 + w^2 u_1'): string =>
  `$p = u_1$, $q = w u_1$, $r = u_2 + w u_1$, $s = w u_2 + w^2 u_1$, $t = ${t}$, $y = ${y}$`;

describe('1(b) from the student’s own y', () => {
  it.each([
    ['an input was taken twice', 'w u_2 + w^2 u_2 + w^3 u_1', 'u_2 + 2 w u_2 + 3 w^2 u_1'],
    ['a power was missed', 'w u_3 + w u_2 + w^3 u_1', 'u_3 + u_2 + 3 w^2 u_1'],
    ['a sign was lost', 'w u_3 - w^2 u_2 + w^3 u_1', 'u_3 - 2 w u_2 + 3 w^2 u_1'],
  ])('earns half where %s', async (_, y, derivative) => {
    const judged = await judgeAll('rnn-homework', { '1(a)': values(y), '1(b)': `$\\frac{dy}{dw} = ${derivative}$` });
    expect(judged['1(b)']).toMatchObject({ verdict: 'partial', share: 0.5 });
    expect(judged['1(b)']!.feedback[0]).toMatch(/follows from your 1\(a\)/);
  });

  it.each([
    ['the derivative is wrong for it as well', 'w u_2 + w^2 u_2 + w^3 u_1', 'u_2 + w u_2 + 3 w^2 u_1'],
    ['its own value is right', 'w u_3 + w^2 u_2 + w^3 u_1', 'u_2 + 2 w u_2 + 3 w^2 u_1'],
    ['y is nearly nothing', 'w', '1'],
    ['y is defined by itself', 'y', 'u_3 + 3 w u_2'],
    ['y is given twice', 'w u_2 + w^2 u_1$, $y = w u_2 + w^2 u_2 + w^3 u_1', 'u_2 + 2 w u_2 + 3 w^2 u_1'],
    ['y is offered with another', 'w u_2 + w^3 u_1$ or $y = w u_2 + w^2 u_2 + w^3 u_1', 'u_2 + 2 w u_2 + 3 w^2 u_1'],
  ])('earns nothing where %s', async (_, y, derivative) => {
    const judged = await judgeAll('rnn-homework', {
      '1(a)': values(y),
      '1(b)': `$\\frac{dy}{dw} = ${derivative}$`,
    });
    expect(judged['1(b)']!.share).toBe(0);
  });

  it('leaves the right answer right, whatever stands before it', async () => {
    const judged = await judgeAll('rnn-homework', {
      '1(a)': values('w u_2 + w^2 u_2 + w^3 u_1'),
      '1(b)': '$\\frac{dy}{dw} = u_3 + 2 w u_2 + 3 w^2 u_1$',
    });
    expect(judged['1(b)']).toMatchObject({ verdict: 'correct', share: 1 });
  });
});

describe('1(d) from the student’s own values', () => {
  it('earns half where a wrong t was put into the right sum', async () => {
    const judged = await judgeAll('rnn-homework', {
      '1(a)': values('w u_2 + w^2 u_2 + w^3 u_1', 'u_2 + w u_2 + w^2 u_1'),
      '1(d)': '$\\frac{dy}{dw} = u_2 + 2 w u_2 + 3 w^2 u_1$',
    });
    expect(judged['1(d)']).toMatchObject({ verdict: 'partial', share: 0.5 });
    expect(judged['1(d)']!.feedback[0]).toMatch(/follows from your 1\(a\)/);
  });
});

describe.each(['rnn-homework', 'sequence-review'])('steps of the beam in %s', (id) => {
  it('earn half where the step goes on from what was stored wrongly', async () => {
    const judged = await judgeAll(id, {
      '2(b)': 'neural neural, network network',
      // The best continuations of the two are neural neural neural (−1.46) and network network neural (−2.13).
      '2(c)': 'neural neural neural, network network neural',
      '2(d)': 'Yes, it returns the most likely sequence neural neural neural.',
    });
    expect(judged['2(b)']!.share).toBe(0);
    expect(judged['2(c)']).toMatchObject({ verdict: 'partial', share: 0.5 });
    expect(judged['2(c)']!.feedback[0]).toMatch(/follows from your 2\(b\)/);
    expect(judged['2(d)']).toMatchObject({ verdict: 'partial', share: 0.5 });
    expect(judged['2(d)']!.feedback[0]).toMatch(/follows from your 2\(c\)/);
  });

  it('earn nothing where they do not', async () => {
    const judged = await judgeAll(id, {
      '2(b)': 'neural neural, network network',
      '2(c)': 'network neural neural, network network network',
      '2(d)': 'Yes, it returns neural neural neural.',
    });
    expect(judged['2(c)']!.share).toBe(0);
    expect(judged['2(d)']!.share).toBe(0);
  });

  it('earn nothing on a store that is none, or that contradicts itself', async () => {
    const all = 'neural neural, neural network, network neural, network network';
    const crowded = await judgeAll(id, { '2(b)': all, '2(c)': 'neural neural neural, neural network network' });
    expect(crowded['2(c)']!.feedback.join(' ')).not.toMatch(/follows from/);
    // neural neural neural is stored although neural neural was dropped before.
    const contrary = await judgeAll(id, {
      '2(b)': 'neural network, network network',
      '2(c)': 'neural neural neural, neural network network',
      '2(d)': 'Yes, neural neural neural.',
    });
    expect(contrary['2(d)']!.share).toBe(0);
  });
});

describe('3.4.b from the student’s own second step', () => {
  it('earns half where the last step is right for it', async () => {
    const other = await judgeAll('normalization-decoding', {
      '3.4.b': 'Step 2: the red (-4.6), the blue (-4.9)\n\nStep 3: the red rectangle (-9.1)',
    });
    expect(other['3.4.b']).toMatchObject({ verdict: 'partial', share: 0.5 });
    expect(other['3.4.b']!.feedback.join(' ')).toMatch(/follows from an earlier step of yours/);
  });

  it('earns nothing more where it is not, or where the step is right', async () => {
    for (const answer of [
      'Step 2: a blue (-4.3), the red (-4.6)\n\nStep 3: the red rectangle (-9.1), a red circle (-9.4)',
      'Step 2: a blue (-4.3), a red (-4.5)\n\nStep 3: the red rectangle (-9.1), a red circle (-9.4)',
    ]) {
      const judged = await judgeAll('normalization-decoding', { '3.4.b': answer });
      expect(judged['3.4.b']!.feedback.join(' ')).not.toMatch(/follows from/);
    }
  });
});

const judgement = (verdict: Judgement['verdict'], share: number): Judgement => ({
  verdict,
  share,
  given: '',
  feedback: ['Said first.'],
});
const part = (first: Judgement, again: Judgement | undefined): Part => ({
  id: '2',
  title: 'Second',
  kind: 'expression',
  points: 2,
  question: 'A question that builds on part 1.',
  judge: () => first,
  followThrough: { from: ['1'], share: 0.4, judge: () => again },
});

const assignmentWith = (followThrough: Part['followThrough']) =>
  defineAssignment({
    id: 'hw',
    title: 'HW',
    summary: 'One.',
    parts: [{ ...part(judgement('incorrect', 0), undefined), followThrough: followThrough! }],
  });

describe('a part that builds on others', () => {
  const written = { id: '2', text: '4', start: 0, end: 1 };
  const judged = (of: Part, before: Judgement | undefined): Promise<Judgement> => {
    const content = contentOf(written);
    const earlier = before
      ? new Map([['1', { content, written, judgement: before }]])
      : new Map<string, EarlierAnswer>();
    return judgePart(of, content, written, { limits: defaultLimits, seed: 0 }, earlier);
  };
  const [right, wrong, partly] = [judgement('correct', 1), judgement('incorrect', 0), judgement('partial', 0.25)];

  it('earns the author’s share, never more, and is never called correct', async () => {
    for (const first of [wrong, partly]) {
      const result = await judged(part(first, right), wrong);
      expect(result).toMatchObject({ verdict: 'partial', share: 0.4 });
      expect(result.feedback.at(-1)).toBe('Said first.');
    }
  });

  it.each<[string, Judgement, Judgement | undefined, Judgement | undefined]>([
    ['the answer was right', right, right, wrong],
    ['it earned more already', judgement('partial', 0.75), right, wrong],
    ['a person decides it', judgement('needs_review', 0), right, wrong],
    ['the earlier part was right', wrong, right, right],
    ['a person decides the earlier part', wrong, right, judgement('needs_review', 0)],
    ['the earlier part was not answered', wrong, right, undefined],
    ['it is wrong for the own value as well', wrong, wrong, wrong],
    ['it is partly right for the own value', wrong, partly, wrong],
    ['the earlier answer gives no reference', wrong, undefined, wrong],
  ])('keeps its verdict where %s', async (_, first, again, before) => {
    expect(await judged(part(first, again), before)).toBe(first);
  });

  it('names parts before it, and a share between 0 and 1', () => {
    expect(() => assignmentWith({ from: ['3'], share: 0.5, judge: () => undefined })).toThrow(
      /builds on 3, which is no part/,
    );
    expect(() => assignmentWith({ from: [], share: 1, judge: () => undefined })).toThrow(
      /a share of 1 .* between 0 and 1/,
    );
  });
});
