import { describe, expect, it } from 'vitest';

import { attentionRnnStarter } from '../../../src/code-practice/attention-rnn/starter.ts';
import { codePractice } from '../../../src/code-practice/index.ts';
import { changed, judgeInSandbox, recognises, type Wrong } from '../harness.ts';
import { attentionInLoops, attentionOfClasses, attentionOnTensors } from './attention-solutions.ts';

const judge = judgeInSandbox();
const part = codePractice.parts.find(({ id }) => id === '3')!;

describe('AttentionRNN(k), right', () => {
  it.each([
    ['loops over lists, JavaScript, results in order', 'attention.js', attentionInLoops],
    ['operations on tensors', 'attention.ts', attentionOnTensors],
    ['float32 arrays, classes, promises', 'attention.ts', attentionOfClasses],
  ])('in %s', async (_, file, source) => {
    const { verdict, share, feedback } = await judge(part, file, source);
    expect([verdict, share, feedback]).toEqual(['correct', 1, ['21 of 21 tests passed.']]);
  });
});

const scores = 'dot(each, key[i]) / Math.sqrt(P)';
const mixed = 'sum + weight * v[i][m]';
const others = (by: string): Wrong[1] => [
  ['...h.map((state, i) => times(p.Q[i], state))', `...${by}.map((state, i) => times(p.Q[i], state))`],
  ['...h.map((state, i) => times(p.K[i], state))', `...${by}.map((state, i) => times(p.K[i], state))`],
  ['...h.map((state, i) => times(p.V[i], state))', `...${by}.map((state, i) => times(p.V[i], state))`],
];
const inputsBefore = 'h.map((state, i) => (X === M ? input[t - 1 - i]?.[n] : undefined) ?? state)';
const everybody = `const all = states.map((state, m) => [times(p.Qx, input[t][m]), ...state.map((s, i) => times(p.Q[i], s))].map((each, i) =>
  dot(each, i === 0 ? times(p.Kx, input[t][m]) : times(p.K[i - 1], state[i - 1])) / Math.sqrt(P)));`;

const wrong: readonly Wrong[] = [
  ['attention-without-softmax', [['const a = softmax(w)', 'const a = w']]],
  ['scores-between-positions', [[scores, 'dot(q[0], key[i]) / Math.sqrt(P)']]],
  ['attention-leaves-out-the-input', [['const a = softmax(w)', 'const a = [0, ...softmax(w.slice(1))]']]],
  ['attention-mixes-keys', [[mixed, 'sum + weight * (P === M ? key : v)[i][m]']]],
  ['state-not-passed-on', [['return [next, ...h].slice(0, k);', 'return h;']]],
  [
    'initial-state-ignored',
    [['toNested(past).map((rows) => rows[n])', 'toNested(past).map((rows) => rows[n].map(() => 0))']],
  ],
  ['lengths-ignored', [['if (lengths && t >= lengths[n])', 'if (false)']]],
  ['last-step-for-last-state', [['states.map((h) => h[i]))', '(output.at(-1 - i) ?? toNested(past)[i - T]))']]],
  [
    'time-runs-backwards',
    [
      ['const input = toNested(x);', 'const input = toNested(x).reverse();'],
      ['return [output, weights, last]', 'return [output.reverse(), weights.reverse(), last]'],
    ],
  ],
  [
    'time-axis-for-batch-axis',
    [
      [
        'const input = toNested(x);',
        'const turned = (list) => (T === N ? list[0].map((_, n) => list.map((step) => step[n])) : list); const input = turned(toNested(x));',
      ],
      ['return [output, weights, last]', 'return [turned(output), turned(weights), last]'],
    ],
  ],
  ['scores-not-scaled', [[scores, 'dot(each, key[i])']]],
  ['scores-divided-by-size', [[scores, 'dot(each, key[i]) / P']]],
  ['scores-scaled-by-state-size', [[scores, 'dot(each, key[i]) / Math.sqrt(M)']]],
  ['softmax-not-normalised', [['const a = softmax(w)', 'const a = w.map(Math.exp)']]],
  [
    'softmax-over-examples',
    [
      [
        'const a = softmax(w);',
        `${everybody} const a = w.map((v, i) => Math.exp(v) / all.reduce((sum, own) => sum + Math.exp(own[i]), 0));`,
      ],
    ],
  ],
  ['attention-is-the-mean', [['const a = softmax(w)', 'const a = w.map(() => 1 / w.length)']]],
  ['attends-to-inputs', others(inputsBefore)],
  [
    'attends-one-step-too-early',
    [
      ...others('h.map((_, i) => (i + 1 < k ? h[i + 1] : older[n]))'),
      ['let states =', 'const older = Array.from({ length: N }, () => Array(M).fill(0)); let states ='],
    ],
  ],
  ['states-oldest-first', others('h.toReversed()')],
  ['attends-to-the-last-state-alone', others('h.map(() => h[0])')],
  ['window-one-too-short', [...others('h.slice(0, -1)'), ['Array(k + 1).fill(0)', 'Array(k).fill(0)']]],
  [
    'zero-states-left-out',
    [
      [
        'const a = softmax(w)',
        'const a = softmax(w.map((v, i) => (i > 0 && h[i - 1].every((z) => z === 0) ? -Infinity : v)))',
      ],
    ],
  ],
  ['attention-mixes-queries', [[mixed, 'sum + weight * (P === M ? q : v)[i][m]']]],
  ['attention-mixes-states', [[mixed, 'sum + weight * (i > 0 ? h[i - 1] : v[0])[m]']]],
  ['queries-of-the-last-state', [[scores, 'dot(q[1], key[i]) / Math.sqrt(P)']]],
  [
    'first-matrices-for-all-states',
    [
      ['times(p.Q[i], state)', 'times(p.Q[0], state)'],
      ['times(p.K[i], state)', 'times(p.K[0], state)'],
      ['times(p.V[i], state)', 'times(p.V[0], state)'],
    ],
  ],
  [
    'attention-with-tanh',
    [[`a.reduce((sum, weight, i) => ${mixed}, 0)`, `Math.tanh(a.reduce((sum, weight, i) => ${mixed}, 0))`]],
  ],
  [
    'attention-with-residual',
    [[`a.reduce((sum, weight, i) => ${mixed}, 0)`, `a.reduce((sum, weight, i) => ${mixed}, h[0][m])`]],
  ],
  ['last-states-oldest-first', [['states.map((h) => h[i])', 'states.map((h) => h[k - 1 - i])']]],
];

recognises(judge, part, { file: 'attention.js', right: attentionInLoops, wrong });

describe('AttentionRNN(k), what is said', () => {
  it('names the step, the example and the unit, and draws where numbers are wrong', async () => {
    const late = changed(attentionInLoops, [
      'output[t].push(next);',
      'if (t === 3 && n === 2) next[1] += 0.25; output[t].push(next);',
    ]);
    const { verdict, feedback, drawn } = await judge(part, 'attention.js', late);
    expect(verdict).toBe('partial');
    expect(feedback.join('\n')).toMatch(
      /`output` is wrong first at step 3, example 2, unit 1; \d+ of 72 numbers are wrong\. It is \S+ there; \S+ is right\./,
    );
    expect(drawn?.[0]).toMatchObject({ kind: 'error-map', rowLabel: 'step' });
  });

  it('says which output is wrong where the others are right', async () => {
    const weightless = changed(attentionInLoops, ['weights[t].push(a);', 'weights[t].push(w);']);
    const { feedback } = await judge(part, 'attention.js', weightless);
    expect(feedback.join('\n')).toMatch(/`weights` is wrong first at step 0, example 0, place 0/);
    expect(feedback.join('\n')).not.toContain('`output`');
  });
});

describe('whoever only passes the public tests of AttentionRNN(k)', () => {
  it('by looking their answers up fails the hidden ones', async () => {
    const lookup = `${changed(attentionInLoops, ['export function attentionRnn', 'function right'])}
      export function attentionRnn(x, past, params, lengths) {
        const known = ['1,1,2 2,1,3', '6,4,2 2,4,3', '3,3,3 3,3,3', '1,4,2 3,4,3', '2,4,2 4,4,3'];
        const result = right(x, past, params, lengths);
        return known.includes([x.shape, past.shape].join(' ')) ? result : [0, 0, 0];
      }`;
    expect((await judge(part, 'attention.js', lookup, true)).verdict).toBe('correct');
    const { verdict, share, feedback } = await judge(part, 'attention.js', lookup);
    expect(verdict).toBe('partial');
    expect(share).toBeLessThan(0.75);
    expect(feedback.join('\n')).toContain('(hidden)');
    expect(feedback.join('\n')).not.toMatch(/is right\./);
  });

  it('with a constant earns nothing, nor by throwing always', async () => {
    const constant = 'export const attentionRnn = () => [0, 0, 0];';
    expect(await judge(part, 'attention.js', constant)).toMatchObject({ verdict: 'incorrect', share: 0 });
    expect(await judge(part, 'attention.ts', attentionRnnStarter)).toMatchObject({ verdict: 'incorrect', share: 0 });
  });
});
