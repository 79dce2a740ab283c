import { describe, expect, it } from 'vitest';

import { codePractice } from '../../../src/code-practice/index.ts';
import { beamSearchStarter } from '../../../src/code-practice/beam-search/starter.ts';
import { type Change, changed, judgeInSandbox, recognises, type Wrong } from '../harness.ts';
import { beamInLoops, beamOfClasses, beamOnTensors } from './beam-solutions.ts';

const judge = judgeInSandbox();
const part = codePractice.parts.find(({ id }) => id === '1')!;

describe('beam search, right', () => {
  it.each([
    ['loops and a sorted list, JavaScript', 'decoding.js', beamInLoops],
    ['tensors, topK and rows filled up with −1', 'decoding.ts', beamOnTensors],
    ['classes, generators and promises, a list of objects', 'decoding.ts', beamOfClasses],
  ])('in %s', async (_, file, source) => {
    const { verdict, share, feedback } = await judge(part, file, source);
    expect([verdict, share, feedback]).toEqual(['correct', 1, ['23 of 23 tests passed.']]);
  });
});

const added = 'score: hyp.score + logp';
const pruned = 'beam = candidates.slice(0, beamWidth);';
const ranked = 'score: hyp.score / hyp.tokens.length ** lengthPenalty';
const candidates: Change = [pruned, `const parents = beam; ${pruned}`];
const wrong: readonly Wrong[] = [
  ['greedy-for-beam', [[pruned, 'beam = candidates.slice(0, 1);']]],
  ['last-score-only', [[added, 'score: logp']]],
  ['adds-probabilities', [[added, 'score: hyp.score + Math.exp(logp)']]],
  ['scores-are-probabilities', [[ranked, 'score: Math.exp(hyp.score) / hyp.tokens.length ** lengthPenalty']]],
  [
    'probabilities-underflow',
    [
      ['score: 0, state: start', 'score: 1, state: start'],
      [added, 'score: hyp.score * Math.exp(logp)'],
      [ranked, 'score: Math.log(hyp.score) / hyp.tokens.length ** lengthPenalty'],
    ],
  ],
  [
    'best-of-each-parent',
    [
      ['for (const hyp of beam) {', 'for (const hyp of beam) { const own = [];'],
      ['candidates.push({ tokens', 'own.push({ tokens'],
      [
        '      }\n    }\n    candidates.sort',
        '      }\n      own.sort((a, b) => b.score - a.score); candidates.push(...own.slice(0, t === 0 ? beamWidth : 1));\n    }\n    candidates.sort',
      ],
    ],
  ],
  [
    'beam-not-pruned',
    [
      ['for (const hyp of beam) {', 'for (const hyp of beam) { const own = [];'],
      ['candidates.push({ tokens', 'own.push({ tokens'],
      [
        '      }\n    }\n    candidates.sort',
        '      }\n      own.sort((a, b) => b.score - a.score); candidates.push(...own.slice(0, beamWidth));\n    }\n    candidates.sort',
      ],
      [pruned, 'beam = candidates;'],
      ['return { tokens: ranked', 'ranked.length = Math.min(ranked.length, beamWidth); return { tokens: ranked'],
    ],
  ],
  [
    'beam-begun-with-copies',
    [
      [
        'let beam = [{ tokens: [], score: 0, state: start, done: false }];',
        'let beam = Array.from({ length: beamWidth }, () => ({ tokens: [], score: 0, state: start, done: false }));',
      ],
    ],
  ],
  ['beam-sorted-ascending', [['b.score - a.score', 'a.score - b.score']]],
  ['hypotheses-worst-first', [['return { tokens: ranked', 'ranked.reverse(); return { tokens: ranked']]],
  ['ties-to-later-token', [['candidates.sort(', 'candidates.reverse().sort(']]],
  [
    'finished-hypotheses-dropped',
    [['if (beam.every((hyp) => hyp.done)) break;', 'beam = beam.filter((hyp) => !hyp.done);']],
  ],
  ['finished-hypotheses-extended', [['done: token === endToken', 'done: false']]],
  [
    'finished-hypotheses-out-of-competition',
    [
      ['for (let t = 0', 'const aside = []; for (let t = 0'],
      [
        'if (beam.every((hyp) => hyp.done)) break;',
        'aside.push(...beam.filter((hyp) => hyp.done)); beam = beam.filter((hyp) => !hyp.done);',
      ],
      ['const ranked = beam.map', 'const ranked = [...aside, ...beam].map'],
      ['return { tokens: ranked', 'ranked.length = Math.min(ranked.length, beamWidth); return { tokens: ranked'],
    ],
  ],
  ['search-ends-with-first-hypothesis', [['beam.every((hyp) => hyp.done)', 'beam.some((hyp) => hyp.done)']]],
  [
    'unfinished-hypotheses-dropped',
    [['const ranked = beam.map', 'const ranked = beam.filter((hyp) => endToken === undefined || hyp.done).map']],
  ],
  ['length-penalty-ignored', [[ranked, 'score: hyp.score']]],
  ['divided-by-length', [[ranked, 'score: hyp.score / hyp.tokens.length']]],
  ['multiplied-by-length', [[ranked, 'score: hyp.score * hyp.tokens.length ** lengthPenalty']]],
  [
    'length-without-end-token',
    [
      [
        ranked,
        'score: hyp.score / Math.max(1, hyp.tokens.filter((token) => token !== endToken).length) ** lengthPenalty',
      ],
    ],
  ],
  ['length-with-start-token', [[ranked, 'score: hyp.score / (hyp.tokens.length + 1) ** lengthPenalty']]],
  [
    'pruned-by-penalised-score',
    [
      [
        'candidates.sort((a, b) => b.score - a.score)',
        'const by = (hyp) => hyp.score / hyp.tokens.length ** lengthPenalty; candidates.sort((a, b) => by(b) - by(a))',
      ],
    ],
  ],
  ['one-token-too-many', [['t < maxLength', 't <= maxLength']]],
  ['one-token-too-few', [['let t = 0', 'let t = 1']]],
  [
    'start-token-shown',
    [['tokens: ranked.map((hyp) => hyp.tokens)', 'tokens: ranked.map((hyp) => [startToken, ...hyp.tokens])']],
  ],
  [
    'end-token-left-out',
    [
      [
        'tokens: ranked.map((hyp) => hyp.tokens)',
        'tokens: ranked.map((hyp) => hyp.tokens.filter((token) => token !== endToken))',
      ],
    ],
  ],
  ['decoder-state-not-passed-on', [['step(last, hyp.state)', 'step(last, start)']]],
  [
    'state-of-another-parent',
    [
      ['const candidates = [];', 'const candidates = []; const states = [];'],
      ['{ candidates.push(hyp); continue; }', '{ states.push(hyp.state); candidates.push(hyp); continue; }'],
      ['step(last, hyp.state);', 'step(last, hyp.state); states.push(state);'],
      [pruned, `${pruned} beam = beam.map((hyp, i) => ({ ...hyp, state: states[i] ?? states[0] }));`],
    ],
  ],
  ['state-of-the-best', [[pruned, `${pruned} beam = beam.map((hyp) => ({ ...hyp, state: beam[0].state }));`]]],
  [
    'tokens-of-another-parent',
    [
      candidates,
      [
        'if (beam.every',
        'beam = beam.map((hyp, i) => ({ ...hyp, tokens: [...(parents[i] ?? parents[0]).tokens, hyp.tokens.at(-1)] })); if (beam.every',
      ],
    ],
  ],
];

recognises(judge, part, { file: 'decoding.js', right: beamInLoops, wrong });

describe('beam search, what is said', () => {
  it('names the hypothesis and the step, and draws where tokens are wrong', async () => {
    const swapped = changed(beamInLoops, [
      'return { tokens: ranked.map((hyp) => hyp.tokens)',
      'return { tokens: ranked.map((hyp, i) => hyp.tokens.map((token, t) => (i === 1 && t === 2 ? token + 1 : token)))',
    ]);
    const { verdict, feedback, drawn } = await judge(part, 'decoding.js', swapped);
    expect(verdict).toBe('partial');
    expect(feedback.join('\n')).toMatch(
      /`tokens` is wrong first at hypothesis 1, step 2; 1 of \d+ numbers is wrong\. It is \d there; \d is right\./,
    );
    expect(feedback[0]).toMatch(/values 1\/4.*end tokens \d\/3.*ties/);
    expect(drawn?.[0]).toMatchObject({ kind: 'error-map', rowLabel: 'hypothesis' });
  });

  it('says where a step was asked for a token that there is not, in the student’s file', async () => {
    const beyond = changed(beamInLoops, ['step(last, hyp.state)', 'step(last + 1, hyp.state)']);
    const { feedback } = await judge(part, 'decoding.js', beyond);
    expect(feedback.join('\n')).toMatch(
      /step: the token is 6; a whole number from 0 to 5 is expected \(`decoding\.js`, line 11/,
    );
  });

  it('says what is exported in place of the function, and what is to be written', async () => {
    const { feedback } = await judge(part, 'decoding.js', 'export function beam() {}');
    expect(feedback.join('\n')).toContain(
      '`decoding.js` does not export `beamSearch`; it exports beam. Write `export function beamSearch(step, start, options)`.',
    );
  });

  it.each([
    ['beamWidth', 'if (!(Number.isInteger(beamWidth) && beamWidth > 0))'],
    ['maxLength', 'if (!(Number.isInteger(maxLength) && maxLength > 0))'],
    ['NaN', 'if (Number.isNaN(logp))'],
  ])('what does not refuse a bad %s keeps most of its points', async (_, check) => {
    const { verdict, share, feedback } = await judge(part, 'decoding.js', changed(beamInLoops, [check, 'if (false)']));
    expect(verdict).toBe('partial');
    expect(share).toBeGreaterThan(0.9);
    expect(feedback.join('\n')).toMatch(/throws\*\*/);
  });
});

describe('whoever only passes the public tests of beam search', () => {
  it('by looking their answers up fails the hidden ones', async () => {
    // Right for the sizes of public tests, and nothing else.
    const lookup = `${changed(beamInLoops, ['export function beamSearch', 'function right'])}
      export function beamSearch(step, start, options) {
        const { beamWidth, maxLength, endToken, lengthPenalty } = options;
        const known = ['3,1,,', '2,4,,', '1,5,,', '7,3,,', '3,6,,', '3,7,0,', '3,7,0,0.7'];
        const checks = !(beamWidth > 0 && maxLength > 0) || Number.isNaN(step(0, start).logProbabilities.data[0]);
        if (checks || known.includes([beamWidth, maxLength, endToken, lengthPenalty].join())) return right(step, start, options);
        return { tokens: [[1]], scores: [-1] };
      }`;
    expect((await judge(part, 'decoding.js', lookup, true)).verdict).toBe('correct');
    const { verdict, share, feedback } = await judge(part, 'decoding.js', lookup);
    expect(verdict).toBe('partial');
    expect(share).toBeLessThan(0.75);
    expect(feedback.join('\n')).toContain('(hidden)');
    expect(feedback.join('\n')).not.toMatch(/is right\./);
  });

  it('with a constant earns nothing, nor by throwing always', async () => {
    const constant = 'export const beamSearch = () => ({ tokens: [[0]], scores: [0] });';
    expect(await judge(part, 'decoding.js', constant)).toMatchObject({ verdict: 'incorrect', share: 0 });
    expect(await judge(part, 'decoding.ts', beamSearchStarter)).toMatchObject({ verdict: 'incorrect', share: 0 });
  });
});
