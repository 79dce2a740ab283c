import { describe, expect, it } from 'vitest';

import { lossPart, lstmPart, regressionPart, rnnPart } from '../../src/rnn-homework/code/parts.ts';
import { recurrentStarter } from '../../src/rnn-homework/code/starter.ts';
import { changed, judgeInSandbox } from './harness.ts';
import { withLoops } from './solutions/loops.ts';
import { withOperations } from './solutions/operations.ts';
import { withTypedArrays } from './solutions/typed-arrays.ts';

const judge = judgeInSandbox();
const parts = { rnn: rnnPart, rnnRegression: regressionPart, losses: lossPart, lstm: lstmPart };
const styles = [
  ['operations on tensors', 'recurrent.ts', withOperations],
  ['loops over lists, JavaScript', 'recurrent.js', withLoops],
  ['float32 arrays, classes, promises', 'recurrent.ts', withTypedArrays],
] as const;

describe.each(Object.entries(parts))('%s, right', (_, part) => {
  it.each(styles)('in %s', async (_style, file, source) => {
    const judgement = await judge(part, file, source);
    expect([judgement.verdict, ...judgement.feedback.filter((said) => !said.endsWith('tests passed.'))]).toEqual([
      'correct',
    ]);
  });
});

const rnnStep = 'Math.tanh(bias + dot(Wx[i], row) + dot(Wh[i], h[n]))';

describe('rnn, what is said', () => {
  it('says where numbers are wrong, and draws a map of it', async () => {
    const late = changed(withLoops, ['output.push(next', 'if (t === 3) next[1][2] += 0.25; output.push(next']);
    const judgement = await judge(rnnPart, 'recurrent.js', late);
    expect(judgement.verdict).toBe('partial');
    expect(judgement.feedback.join('\n')).toMatch(
      /`output` is wrong first at step 3, example 1, unit 2; \d+ of \d+ numbers are wrong/,
    );
    expect(judgement.drawn?.[0]).toMatchObject({ kind: 'error-map', rowLabel: 'step' });
  });

  it('shows no expected numbers for hidden tests', async () => {
    const wrong = changed(withLoops, [rnnStep, 'Math.sin(bias + dot(Wx[i], row) + dot(Wh[i], h[n]))']);
    const { feedback } = await judge(rnnPart, 'recurrent.js', wrong);
    for (const sentence of feedback.filter((each) => each.includes('(hidden)')))
      expect(sentence).not.toContain('is right');
  });
});

describe('whoever only passes the public tests', () => {
  it('by looking their answers up fails the hidden ones', async () => {
    // Right where the sizes are those of public tests, and nothing else.
    const lookup =
      changed(withLoops, ['export function rnn(', 'function right(']) +
      `
      export function rnn(x, h0, params, lengths) {
        const known = ['1,1,2', '5,3,2', '3,3,3', '1,3,2'];
        if (!known.includes(String(x.shape))) return { output: toNested(x), last: h0 };
        return right(x, h0, params, lengths);
      }`;
    expect(
      (
        await judge(
          rnnPart,
          'recurrent.js',
          lookup.replaceAll('= rnn(', '= right(').replaceAll('return rnn(', 'return right('),
          true,
        )
      ).verdict,
    ).toBe('correct');
    const graded = await judge(rnnPart, 'recurrent.js', lookup.replaceAll('return rnn(', 'return right('));
    expect(graded.verdict).toBe('partial');
    expect(graded.share).toBeLessThan(0.75);
    expect(graded.feedback.join('\n')).toContain('(hidden)');
  });

  it('with a constant earns nothing for values', async () => {
    const judgement = await judge(rnnPart, 'recurrent.js', 'export const rnn = () => 0;');
    expect(judgement).toMatchObject({ verdict: 'incorrect', share: 0 });
  });

  it('by throwing always earns nothing', async () => {
    expect(await judge(rnnPart, 'recurrent.ts', recurrentStarter)).toMatchObject({ verdict: 'incorrect', share: 0 });
  });
});

describe('modules that cannot be run', () => {
  it.each([
    ['a syntax error, with its place', 'export function rnn( {', /recurrent\.js.*line 1/],
    ['no export of the name', 'export function RNN() {}', /does not export `rnn`; it exports RNN/],
    ['an endless loop while loading', 'for (;;);', /loading|time/],
    ['an endless loop in the function', 'export function rnn() { for (;;); }', /longer than 2000 ms/],
    ['an import of what is not there', "import fs from 'node:fs'; export const rnn = () => fs;", /node:fs/],
  ])('%s', async (_, source, message) => {
    const judgement = await judge(rnnPart, 'recurrent.js', source);
    expect(judgement.share).toBe(0);
    expect(judgement.verdict).toBe('incorrect');
    expect(judgement.feedback.join('\n')).toMatch(message);
  });
});
