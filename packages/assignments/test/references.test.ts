import { contentOf, defaultLimits, type Judgement } from '@gradbook/answers';
import { init } from '@gradbook/core-ops';
import { beforeAll, describe, expect, it } from 'vitest';

import { assignments, type Part, type PartKind } from '../src/index.ts';

beforeAll(async () => {
  await init();
});

async function judge(part: Part, text: string): Promise<Judgement> {
  const written = { id: part.id, text, start: 0, end: text.length };
  return part.judge({ ...contentOf(written), source: written }, written, { limits: defaultLimits, seed: 0 });
}

/** A wrong answer of each kind: its judgement says what is expected. */
const wrong: Partial<Record<PartKind, string>> = {
  blanks: String.raw`$p = 5$, $\frac{\partial y}{\partial t} = 5$`,
  expression: '$5$',
  derivation: String.raw`$\frac{dy}{dw} = 5$`,
  sequences: 'network network network, neural neural, the blue, neural',
  choice: 'No. network network network',
  growth: 'Time $O(1)$, space $O(1)$',
  tensor: String.raw`$[5, 6]$, $\mu_{batch} = [5, 6]$`,
  quantities: '5 s',
  shape: String.raw`$7 \times 7 \times 7 \times 7$`,
  indexed: '$f_i = 5$',
  matrix: '$5$',
  values: '7 and 8',
  system: '$h_t = x_t$, $h[t] = x[t]$, $y_t = x_t$, $y^{(t)} = x^{(t)}$, $d^{(j)} = y^{(j)}$',
  paths: 'There are 5 paths.',
  count: 'In total 5.',
};
/** Kinds whose parts bring wrong answers of their own. */
const sampled: ReadonlySet<PartKind> = new Set(['choices', 'bound']);
const graded = assignments.flatMap(({ id, parts }) =>
  parts.filter(({ kind }) => kind in wrong || sampled.has(kind)).map((part) => [id, part.id, part] as const),
);

async function wrongAnswer(part: Part): Promise<string> {
  const [sample] = sampled.has(part.kind) ? (await part.samples!()).wrong : [];
  return sample?.answer ?? wrong[part.kind]!;
}

describe('every graded part', () => {
  it('is there', () => {
    expect(graded.length).toBe(55);
  });

  it.each(graded)('%s %s gives its own reference full marks', async (_, __, part) => {
    const { expected, verdict } = await judge(part, await wrongAnswer(part));
    expect(verdict).not.toBe('correct');
    expect(expected).toBeTruthy();
    expect(await judge(part, expected!)).toMatchObject({ verdict: 'correct', share: 1 });
  });

  it.each(graded)('%s %s does not tell the right answer to who has it wrong', async (_, __, part) => {
    // These two parts allow it: there students are told the right term.
    if (part.kind !== 'choices' && ['1(b)', '1(d)'].includes(part.id)) return;
    // Of two choices, whoever is told that one is wrong knows the other.
    if (part.kind === 'choices') return;
    const { expected, feedback } = await judge(part, await wrongAnswer(part));
    const said = feedback.join(' ');
    for (const piece of expected!.split(/;|, (?=[$a-z])/)) {
      const value = piece.replace(/^[^:]*: /, '').trim();
      if (value.length > 3) expect(said).not.toContain(value);
    }
  });

  it.each(graded)('%s %s calls nothing unanswered', async (_, __, part) => {
    for (const nothing of ['', '?', '...', 'n/a', "I don't know"]) {
      expect((await judge(part, nothing)).verdict).toBe('unanswered');
    }
  });
});

/** Texts made to be slow or to break the readers; most are nearly as long as a part may be. */
const long = (piece: string): string => piece.repeat(Math.floor(30_000 / piece.length));
const hostile: Readonly<Record<string, string>> = {
  spaces: `a${long(' ')}b`,
  'opening brackets': long('['),
  'nested brackets': `${'['.repeat(20_000)}1${']'.repeat(20_000)}`,
  'one array after the other': long('[1]'),
  'minus signs': long('-'),
  'points and digits': long('.5'),
  'words of the vocabulary': long('neural network '),
  'sums without an end': `a red circle ${long('1.5 + ')}`,
  formulas: long('$w$ '),
  equations: long('$p = u_1$ '),
  'bounds that are not closed': long('O('),
  units: long('4 min '),
  columns: String.raw`$\begin{array}{ll}${'p & '.repeat(3_000)}\end{array}$`,
  'words in mathematics': `$${String.raw`\text{a} `.repeat(1_500)}$`,
  'rows of a table': `| a | b |\n|---|---|\n${'| 1 | 2 |\n'.repeat(3_000)}`,
  'names that every object has': '$constructor = __proto__$, toString, $O(valueOf)$, constructor: hasOwnProperty',
  'characters that mean nothing': '\u0000\uFFFD\u202E$\u0000$ = \uD800',
};

describe.each(Object.entries(hostile))('%s', (_, text) => {
  it('are judged without harm, and not taken for right', async () => {
    for (const [, , part] of graded) expect((await judge(part, text)).verdict).not.toBe('correct');
  });
});
