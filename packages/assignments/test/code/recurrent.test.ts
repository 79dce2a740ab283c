import { contentOf, defaultLimits } from '@gradbook/answers';
import { init } from '@gradbook/core-ops';
import { createSandbox, type Sandbox } from '@gradbook/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Judged, Part } from '../../src/definition/assignment.ts';
import { lossPart, lstmPart, regressionPart, rnnPart } from '../../src/rnn-homework/code/parts.ts';
import { recurrentStarter } from '../../src/rnn-homework/code/starter.ts';
import { withLoops } from './solutions/loops.ts';
import { withOperations } from './solutions/operations.ts';
import { withTypedArrays } from './solutions/typed-arrays.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  await init();
  sandbox = await createSandbox({ spare: 1 });
});
afterAll(async () => {
  await sandbox.close();
});

async function judge(part: Part, file: string, source: string, publicOnly = false): Promise<Judged> {
  const written = { id: part.id, text: '', start: 0, end: 0 };
  return part.judge({ ...contentOf(written), source: written }, written, {
    limits: defaultLimits,
    seed: 0,
    files: new Map([[file, new TextEncoder().encode(source)]]),
    runner: sandbox,
    publicOnly,
  });
}

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

/** A right solution with one place changed; the place must be there. */
function changed(source: string, ...changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the solution does not contain ${from}`);
    return text.replace(from, () => to);
  }, source);
}

const rnnStep = 'Math.tanh(bias + dot(Wx[i], row) + dot(Wh[i], h[n]))';

describe('rnn, wrong', () => {
  it.each<readonly [string, readonly (readonly [string, string])[]]>([
    ['relu-for-tanh', [[rnnStep, 'Math.max(0, bias + dot(Wx[i], row) + dot(Wh[i], h[n]))']]],
    ['no-nonlinearity', [[rnnStep, '(bias + dot(Wx[i], row) + dot(Wh[i], h[n]))']]],
    ['sigmoid-for-tanh', [[rnnStep, '1 / (1 + Math.exp(-(bias + dot(Wx[i], row) + dot(Wh[i], h[n]))))']]],
    ['bias-dropped', [[rnnStep, 'Math.tanh(dot(Wx[i], row) + dot(Wh[i], h[n]))']]],
    ['bias-twice', [[rnnStep, 'Math.tanh(2 * bias + dot(Wx[i], row) + dot(Wh[i], h[n]))']]],
    ['recurrence-dropped', [[rnnStep, 'Math.tanh(bias + dot(Wx[i], row))']]],
    ['state-not-passed-on', [[rnnStep, 'Math.tanh(bias + dot(Wx[i], row) + dot(Wh[i], toNested(h0)[n]))']]],
    ['initial-state-ignored', [['let h = toNested(h0);', 'let h = toNested(h0).map((row) => row.map(() => 0));']]],
    ['state-added', [[rnnStep, `h[n][i] + ${rnnStep}`]]],
    ['recurrent-weight-transposed', [[rnnStep, 'Math.tanh(bias + dot(Wx[i], row) + dot(Wh.map((r) => r[i]), h[n]))']]],
    [
      'time-runs-backwards',
      [
        ['params.b].map(toNested);', 'params.b].map(toNested); X.reverse();'],
        ['return [output, h]', 'return [output.reverse(), h]'],
      ],
    ],
    ['states-one-step-late', [['output.push(next.map', 'output.push(h.map']]],
    ['lengths-ignored', [['lengths !== undefined && t >= lengths[n]', 'false']]],
    ['last-step-for-last-state', [['return [output, h]', 'return [output, output.at(-1)]']]],
  ])('%s is recognised by name', async (id, changes) => {
    const judgement = await judge(rnnPart, 'recurrent.js', changed(withLoops, ...changes));
    expect(judgement).toMatchObject({ mistake: id });
    expect(judgement.verdict).not.toBe('correct');
  });

  it('exchanged axes of time and batch are recognised where shapes allow them', async () => {
    const swapped = `${changed(withLoops, ['export function rnn(', 'function straight('])}
      const turned = (a) => a[0].map((_, n) => a.map((step) => step[n]));
      export function rnn(x, h0, params, lengths) {
        if (x.shape[0] !== x.shape[1]) return straight(x, h0, params, lengths);
        const [output, last] = straight(turned(toNested(x)), h0, params);
        return [turned(output), last];
      }`;
    const judgement = await judge(
      rnnPart,
      'recurrent.js',
      swapped.replaceAll('toNested)', '(v) => Array.isArray(v) ? v : toNested(v))'),
    );
    expect(judgement.mistake).toBe('time-axis-for-batch-axis');
  });

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

describe('rnnRegression, wrong', () => {
  const head = 'bias + dot(Wf[k], h)';
  it.each<readonly [string, readonly (readonly [string, string])[]]>([
    ['head-bias-dropped', [[head, 'dot(Wf[k], h)']]],
    ['head-nonlinearity', [[head, `Math.tanh(${head})`]]],
    ['head-relu', [[head, `Math.max(0, ${head})`]]],
    [
      'predictions-one-step-late',
      [
        [
          'rnn(x, h0, params)[0].map((step)',
          'rnn(x, h0, params)[0].map((_, t, all) => all[t - 1] ?? all[0].map((row) => row.map(() => 0))).map((step)',
        ],
      ],
    ],
    [
      'last-prediction-repeated',
      [['rnn(x, h0, params)[0].map((step)', 'rnn(x, h0, params)[0].map((_, t, all) => all.at(-1)).map((step)']],
    ],
    ['relu-for-tanh', [[rnnStep, 'Math.max(0, bias + dot(Wx[i], row) + dot(Wh[i], h[n]))']]],
    ['bias-dropped', [[rnnStep, 'Math.tanh(dot(Wx[i], row) + dot(Wh[i], h[n]))']]],
    ['state-not-passed-on', [[rnnStep, 'Math.tanh(bias + dot(Wx[i], row) + dot(Wh[i], toNested(h0)[n]))']]],
    ['initial-state-ignored', [['let h = toNested(h0);', 'let h = toNested(h0).map((row) => row.map(() => 0));']]],
  ])('%s is recognised by name', async (id, changes) => {
    expect(await judge(regressionPart, 'recurrent.js', changed(withLoops, ...changes))).toMatchObject({ mistake: id });
  });
});

describe('losses, wrong', () => {
  it.each<readonly [string, readonly (readonly [string, string])[]]>([
    ['last-step-for-all', [['average(errors(a, b).flat())', 'average(errors(a, b).at(-1))']]],
    ['sum-for-mean', [['average(errors(a, b).flat())', 'errors(a, b).flat().reduce((s, v) => s + v)']]],
    ['half-the-loss', [['(v - y[t][n][k]) ** 2', '(v - y[t][n][k]) ** 2 / 2']]],
    ['absolute-for-squared', [['(v - y[t][n][k]) ** 2', 'Math.abs(v - y[t][n][k])']]],
    ['root-of-the-loss', [['average(errors(a, b).flat())', 'Math.sqrt(average(errors(a, b).flat()))']]],
    [
      'mean-over-steps-alone',
      [['average(errors(a, b).flat())', 'errors(a, b).flat().reduce((s, v) => s + v) / a.shape[0]']],
    ],
    ['all-steps-for-last', [['average(errors(a, b).at(-1))', 'average(errors(a, b).flat())']]],
    ['first-step-for-last', [['errors(a, b).at(-1)', 'errors(a, b)[0]']]],
    ['divided-by-all-steps', [['average(errors(a, b).at(-1))', 'average(errors(a, b).at(-1)) / a.shape[0]']]],
    ['not-squared', [['(v - y[t][n][k]) ** 2', 'v - y[t][n][k]']]],
  ])('%s is recognised by name', async (id, changes) => {
    const judgement = await judge(lossPart, 'recurrent.js', changed(withLoops, ...changes));
    expect(judgement.mistake).toBe(id);
    expect(judgement.verdict).not.toBe('correct');
  });
});

describe('lstm, wrong', () => {
  const cell = 's(z[H + i]) * v + s(z[i]) * Math.tanh(z[2 * H + i])';
  const out = 's(z[3 * H + i]) * Math.tanh(v)';
  it.each<readonly [string, readonly (readonly [string, string])[]]>([
    ['gates-i-and-f-exchanged', [[cell, 's(z[i]) * v + s(z[H + i]) * Math.tanh(z[2 * H + i])']]],
    [
      'gates-g-and-o-exchanged',
      [
        [cell, 's(z[H + i]) * v + s(z[i]) * Math.tanh(z[3 * H + i])'],
        [out, 's(z[2 * H + i]) * Math.tanh(v)'],
      ],
    ],
    ['lstm-bias-dropped', [['const z = b.map((bias, i) => bias + ', 'const z = b.map((bias, i) => ']]],
    ['candidate-without-tanh', [[cell, 's(z[H + i]) * v + s(z[i]) * z[2 * H + i]']]],
    ['candidate-with-sigmoid', [[cell, 's(z[H + i]) * v + s(z[i]) * s(z[2 * H + i])']]],
    ['cell-without-tanh', [[out, 's(z[3 * H + i]) * v']]],
    ['forget-gate-unused', [[cell, 'v + s(z[i]) * Math.tanh(z[2 * H + i])']]],
    ['input-gate-unused', [[cell, 's(z[H + i]) * v + Math.tanh(z[2 * H + i])']]],
    ['output-gate-unused', [[out, 'Math.tanh(v)']]],
    ['cell-not-passed-on', [['const cn = c[n].map', 'const cn = toNested(c0)[n].map']]],
    [
      'lstm-initial-state-ignored',
      [['[toNested(h0), toNested(c0)]', '[toNested(h0), toNested(c0)].map((m) => m.map((row) => row.map(() => 0)))']],
    ],
    ['lstm-lengths-ignored', [['if (lengths && t >= lengths[n])', 'if (false)']]],
  ])('%s is recognised by name', async (id, changes) => {
    expect(await judge(lstmPart, 'recurrent.js', changed(withLoops, ...changes))).toMatchObject({ mistake: id });
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
