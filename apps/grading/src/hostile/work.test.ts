import { assignments } from '@gradbook/assignments';
import { describe, expect, test } from 'vitest';

import {
  expectNoFullMarks,
  expectRefused,
  hangGuard,
  type HostileAnswer,
  hostileSetup,
  outcomeOf,
  place,
  rnnHomework,
} from './harness.ts';

const { folder, run, watch } = hostileSetup();
const latex = String.raw;
const nested = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth);

/** Formulas that are short and would be long work: everything that runs, adds up or raises to a power what is written. */
const work: readonly HostileAnswer[] = Object.entries({
  'a chain of thousands of equalities': `$$${'w = '.repeat(2_000)}w$$`,
  'a chain of different members': `$$${Array.from({ length: 1_500 }, (_, k) => `w + ${k}`).join(' = ')}$$`,
  'chains in many displays': '$$w = w = w$$\n\n'.repeat(600),
  'a chain of bounds': latex`$${'w \\le '.repeat(1_500)}w$`,
  'a sum over a billion': latex`$\sum_{i=1}^{1000000000} w$`,
  'a product over a billion': latex`$\prod_{i=1}^{1000000000} W^h$`,
  'a sum backwards': latex`$\sum_{i=1000000000}^{-1000000000} u_i$`,
  'double sums over a hundred thousand': latex`$\sum_{m=0}^{99999} \sum_{n=0}^{99999} W[0, m, n] x[m, 2i + n]$`,
  'sixty sums one in another': `$${latex`\sum_{i=1}^{9}`.repeat(60)} w$`,
  'sums side by side': `$${latex`\sum_{i=1}^{100000} u_i + `.repeat(150)} w$`,
  'a tower of exponents': '$w^{9^{9^{9^{9}}}}$',
  'a matrix to a huge power': latex`$2(\hat y - y) W^f (W^h)^{T - t + 1000000000000}$`,
  'a bound to a huge power': latex`$\left\|\frac{\partial h_T}{\partial h_0}\right\| \le \delta^{99999999999}$`,
  'a sum to the power of sixty': '$(u_1 + u_2 + u_3 + w)^{60}$',
  'a recurrence a million steps back': latex`$h_1^{(t)} = f_1(W_1 h_1^{(t-1000000)})$, $y^{(t)} = f_y(V h_1^{(t)})$`,
  'a recurrence ahead of itself': latex`$h_1^{(t)} = f_1(W_1 h_1^{(2t)} + U_1 h_1^{(t+1)})$, $y^{(t)} = f_y(V h_1^{(t)})$`,
  'three hundred equations that use one another': Array.from(
    { length: 300 },
    (_, k) => `$a_{${k}} = a_{${k + 1}} + a_{${k + 2}}$`,
  ).join('\n\n'),
  'a shape of a billion': latex`$1000000000 \times 1000000000$`,
  'a shape of thousands of axes': `$${latex`2 \times `.repeat(2_000)}5$`,
  'floors one in another': `$${nested(latex`\lfloor \frac{H}{2} + `, latex`1 \rfloor`, 200)} \\times 5$`,
  'logarithms of logarithms': `$O(${nested(latex`\log(`, 'T)', 200)})$`,
  'one long word': 'a'.repeat(40_000),
  'braces in a text': '{'.repeat(40_000),
  'a table of a narrow column': '|a|\n|-|\n'.repeat(800),
  'clipping and not clipping': 'clip not clip '.repeat(3_000),
  'both activations again and again': 'ReLU and tanh explode more and vanish more and '.repeat(900),
  'a comparison of scores again and again': 'neural neural neural = -1.4 > -1.8 = '.repeat(1_000),
  'a scan again and again': '2(g—y)WH(WwhT-'.repeat(2_500),
}).map(([name, answer]) => ({
  name,
  answer,
  // Whoever says that gradients explode has read the loss curve.
  ...(name.startsWith('both activations') ? { rightFor: ['1.3(a)', '1.3(b)'] } : {}),
}));

/** What a text that is more work than a part may cost is told: the part, the text and a piece of the reason. */
const reasons: readonly (readonly [assignment: string, part: string, answer: string, reason: RegExp])[] = [
  ['rnn-homework', '1(b)', '$w^{9^{9^{9}}}$', /Exponents are read up to 64/],
  ['rnn-homework', '1(b)', `$w^{${'9'.repeat(400)}}$`, /too long to be read/],
  ['rnn-homework', '1(b)', `$${nested('(', ')', 3_000)}$`, /nested more than 60 levels/],
  ['rnn-homework', '1(b)', latex`$\sum_{i=1}^{1000000000} w$`, /does not know the function `sum`/],
  [
    'conv-gated-debugging',
    '1.1(c)(i)',
    latex`$f[0, i] = \sum_{m=0}^{99999} \sum_{n=0}^{99999} W[0, m, n] x[m, 2i + n]$`,
    /too long to be run/,
  ],
  [
    'normalization-decoding',
    '4.2',
    latex`$\|\frac{\partial h_T}{\partial h_0}\| \le \delta^{99999999999}$`,
    /up to 64/,
  ],
  ['rnn-homework', '2(e)', `$O(${nested(latex`\log(`, 'T)', 200)})$`, /nested more than 60 levels/],
];

describe('short formulas that would be long work', () => {
  test.each([...work])('$name', run, hangGuard);

  test.each(reasons.map(([id, part, answer, reason]) => ({ id, part, answer, reason })))(
    '$id $part says why: $reason',
    ({ id, part, answer, reason }) =>
      watch(`${id} ${part}`, async () => {
        const assignment = assignments.find((each) => each.id === id)!;
        const outcome = await outcomeOf(place(folder, `## ${part}\n\n${answer}`), assignment);
        if (outcome.kind !== 'graded') throw new Error(outcome.message);
        const judged = outcome.submissions[0]!.parts.find((each) => each.part.id === part)!.judgement;
        expect(judged.verdict).toBe('needs_review');
        expect(judged.feedback.join(' ')).toMatch(reason);
      }),
    hangGuard,
  );
});

describe('whole documents', () => {
  test.each(
    Object.entries({
      'a megabyte of nested braces': `## 1(b)\n\n$${nested('{', '}', 500_000)}$`,
      'a megabyte of dollar signs': `## 1(b)\n\n${'$'.repeat(1_000_000)}`,
      'a megabyte of nested brackets': `## 1(b)\n\n${nested('(', ')', 500_000)}`,
    }),
  )(
    '%s',
    (name, text) => watch(name, async () => expectNoFullMarks(await outcomeOf(place(folder, text), rnnHomework))),
    hangGuard,
  );

  test(
    'a million labels are refused',
    () =>
      watch('a million labels', async () =>
        expectRefused(
          await outcomeOf(place(folder, Array.from({ length: 1_000_000 }, () => '1(b)').join('\n')), rnnHomework),
        ),
      ),
    hangGuard,
  );

  test(
    'a hostile part leaves the others as they are',
    () =>
      watch('one hostile part', async () => {
        const hostile = nested('{', '}', 20_000);
        const text = `## 1(b)\n\n$${hostile}$\n\n## 2(e)\n\n$O(T k M \\log k)$\n\n## 6(b)\n\n$[2, -1, 3]$`;
        const outcome = await outcomeOf(place(folder, text), rnnHomework);
        if (outcome.kind !== 'graded') throw new Error(outcome.message);
        const verdictOf = (id: string): string =>
          outcome.submissions[0]!.parts.find((each) => each.part.id === id)!.judgement.verdict;
        expect(verdictOf('1(b)')).toBe('needs_review');
        expect(verdictOf('2(e)')).toBe('correct');
        expect(verdictOf('6(b)')).toBe('correct');
      }),
    hangGuard,
  );
});
