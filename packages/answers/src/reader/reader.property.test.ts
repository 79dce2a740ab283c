import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../submission/input-error.ts';
import { answerCandidates } from './answer-candidates.ts';
import { contentOf } from './content-of.ts';
import { findRegions } from './regions.ts';
import { readParts } from './read-parts.ts';

const letters = 'abcdefgh';

/** How a document may write the label of a part, with its question's number or under a heading that has it. */
const full: readonly ((question: number, letter: string) => string)[] = [
  (q, l) => `## ${q}(${l})\n\n`,
  (q, l) => `### Question ${q} (${l})\n\n`,
  (q, l) => `#### Q${q}.${l.toUpperCase()}\n\n`,
  (q, l) => `**${q}(${l})** `,
  (q, l) => `**Problem ${q}${l}.** `,
  (q, l) => `**${q}.${l})** `,
  (q, l) => `${q}(${l}) `,
  (q, l) => `${q}.${l}) `,
  (q, l) => `- ${q} (${l}): `,
  (q, l) => `* **${q}${l}** `,
];
const relative: readonly ((letter: string) => string)[] = [
  (l) => `(${l}) `,
  (l) => `${l}) `,
  (l) => `${l}). `,
  (l) => `- (${l}) `,
  (l) => `**(${l})** `,
  (l) => `### (${l})\n\n`,
  (l) => `**${l}.** `,
];
const headings: readonly ((question: number) => string)[] = [
  (q) => `# ${q}\n\n`,
  (q) => `# Question ${q}: title\n\n`,
  (q) => `${q}. Title of it\n\nIntroduction.\n\n`,
  (q) => `**Q${q}** Title\n\n`,
  (q) => `Problem ${q} (10 points).\n\n`,
  (q) => `## ${q}. Title ##\n\n`,
];

/** What stands in an answer: nothing of it may be taken for a label. */
const paragraph = fc.constantFrom(
  'plain words, nothing else',
  '$x_1 = 2$ and $y$',
  '$$\\begin{aligned} x &= 1 \\\\ y &= 2 \\end{aligned}$$',
  '```\n(a) code\n# 1\n1. x\n```',
  'Steps:\n\n1. first\n2. second\n3. third',
  '- one\n- two',
  '2.33 seconds',
  '| a | b |\n|---|---|\n| (a) | 1 |',
  'as in (b) above, or 1(a)',
  '> quoted',
  'It costs $5 and `(c)`',
  '[−2, 2, 11]',
);
const body = fc.array(paragraph, { minLength: 1, maxLength: 3 }).map((all) => all.join('\n\n'));

interface Question {
  readonly parts: readonly string[];
  readonly heading: number | undefined;
  readonly style: number;
}

const questions = fc.array(
  fc.record({
    parts: fc.array(body, { minLength: 1, maxLength: 5 }),
    heading: fc.option(fc.nat(headings.length - 1), { nil: undefined }),
    style: fc.nat(999),
  }),
  { minLength: 1, maxLength: 4 },
);

function write(all: readonly Question[]): { document: string; expected: { id: string; text: string }[] } {
  let document = 'Homework 6\n\n';
  const expected: { id: string; text: string }[] = [];
  for (const [index, { parts, heading, style }] of all.entries()) {
    const question = index + 1;
    if (heading !== undefined) document += headings[heading]!(question);
    for (const [at, text] of parts.entries()) {
      const letter = letters[at]!;
      const label =
        heading === undefined
          ? full[style % full.length]!(question, letter)
          : relative[style % relative.length]!(letter);
      const piece = `${label}${/^[`|>\d$-]|^Steps/.test(text) ? '\n\n' : ''}${text}\n\n`;
      document += piece;
      expected.push({ id: `${question}(${letter})`, text: piece });
    }
  }
  return { document, expected };
}

describe('readParts', () => {
  test('a document whose labels are written in any allowed style is cut exactly at its parts', () => {
    fc.assert(
      fc.property(questions, (all) => {
        const { document, expected } = write(all);
        const { parts, missing, notes } = readParts(
          document,
          expected.map(({ id }) => ({ id })),
        );
        expect(missing).toEqual([]);
        expect(notes).toEqual([]);
        expect(parts.map(({ id, text }) => ({ id, text: text.trim() }))).toEqual(
          expected.map(({ id, text }) => ({ id, text: text.trim() })),
        );
      }),
      { seed: 20240207, numRuns: 400 },
    );
  });

  test('parts that the assignment has and the document has not are missing, and cost the others nothing', () => {
    fc.assert(
      fc.property(questions, fc.nat(), (all, pick) => {
        // The labels carry their question's number: what is left out is then known.
        const { document, expected } = write(all.map((question) => ({ ...question, heading: undefined })));
        const gone = expected[pick % expected.length]!;
        const { parts, missing } = readParts(
          document.replace(gone.text, ''),
          expected.map(({ id }) => ({ id })),
        );
        const same = expected.filter(({ text }) => text === gone.text);
        fc.pre(same.length === 1);
        expect(missing).toEqual([gone.id]);
        expect(parts.map(({ text }) => text.trim())).toEqual(
          expected.filter((each) => each !== gone).map(({ text }) => text.trim()),
        );
      }),
      { seed: 20240208, numRuns: 150 },
    );
  });
});

const bits = fc.constantFrom(
  '(a)',
  '(b) ',
  '1.',
  '2. ',
  '# ',
  '## 1(a)',
  '**',
  '*',
  '_',
  '`',
  '```',
  '$',
  '$$',
  '\\(',
  '\\)',
  '\\[',
  '\\]',
  '\\begin{aligned}',
  '\\end{aligned}',
  '\n',
  '\n\n',
  '\r\n',
  ' ',
  '\t',
  '> ',
  '- ',
  '| a | b |\n|---|---|\n',
  '[x](y)',
  '![',
  '<b>',
  '&lt;',
  '\\',
  '\\$',
  'Answer: ',
  'Solution 1.',
  'Question 2',
  'x',
  '=',
  '2.5',
  '\\boxed{',
  '}',
  '{',
  '\uE000',
  '\uE001',
  '\uE002',
  '\0',
  '\uD800',
  '~~',
  '---',
  '===',
);
const noise = fc.oneof(
  fc.array(bits, { maxLength: 60 }).map((all) => all.join('')),
  fc.string({ unit: 'binary', maxLength: 80 }),
);

describe('any text at all', () => {
  test('is cut and read without a fault, and every offset is right', () => {
    const outline = [{ id: '1(a)' }, { id: '1(b)', cues: ['x'] }, { id: '2' }, { id: '2.5' }];
    fc.assert(
      fc.property(noise, (text) => {
        const { parts, missing } = readParts(text, outline);
        expect(parts.length + missing.length).toBe(outline.length);
        for (const part of parts) expect(text.slice(part.start, part.end)).toBe(part.text);
        const content = contentOf({ id: '1(a)', text, start: 7, end: 7 + text.length });
        let last = 7;
        for (const block of content.blocks) {
          expect(block.start).toBeGreaterThanOrEqual(last);
          expect(block.end).toBeGreaterThanOrEqual(block.start);
          last = block.end;
        }
        expect(last).toBeLessThanOrEqual(7 + text.length);
        for (const candidate of answerCandidates(content, { asked: ['x'] })) expect(candidate.source).not.toBe('');
      }),
      { seed: 20240209, numRuns: 1_500 },
    );
  });

  test('its regions lie in order within it', () => {
    fc.assert(
      fc.property(noise, (text) => {
        let last = 0;
        for (const { start, end, innerStart, innerEnd } of findRegions(text)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(innerStart).toBeGreaterThanOrEqual(start);
          expect(innerEnd).toBeGreaterThanOrEqual(innerStart);
          expect(end).toBeGreaterThanOrEqual(innerEnd);
          last = end;
        }
        expect(last).toBeLessThanOrEqual(text.length);
      }),
      { seed: 20240210, numRuns: 1_000 },
    );
  });
});

// Each of these takes minutes where something is quadratic; the test's time limit is what fails then.
describe('text made to be slow', () => {
  const repeated = [
    '(a)\n',
    '(a) (b) (c)\n\n',
    '# 1(a)\n',
    '(',
    '*a_ ',
    '[',
    '`a``b```',
    '$',
    '$$ x\n',
    '$$\n',
    '\\begin{aligned}',
    '\\(',
    '\\[',
    '```x\n',
    '> ',
    '- ',
    '- a\n ',
    '| a | b |\n|---|---|\n',
    '1. x\n',
    '\\',
    '**',
    '![a](data:',
    '<a href="',
    '[^1]',
    '~~',
    '\n',
    ' ',
    'Answer: ',
    'Solution. ',
    'Question Question ',
    '1(1(1(',
    '*_',
    '\\boxed{',
    'a=',
    '{',
    '\\frac{',
  ];
  test.each(repeated)('%j, over and over', { timeout: 20_000 }, (piece) => {
    for (const length of [30_000, 2_000_000]) {
      const text = piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
      try {
        readParts(text, [{ id: '1(a)' }, { id: '1(b)' }, { id: '2' }]);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
      }
    }
    const text = piece.repeat(Math.ceil(49_000 / piece.length)).slice(0, 49_000);
    const content = contentOf({ id: '1(a)', text, start: 0, end: text.length });
    const math = contentOf({ id: '1(a)', text: `$$${text.replaceAll('$', '')}$$`, start: 0, end: text.length + 4 });
    expect(answerCandidates(content, { asked: ['x'] }).length).toBeLessThan(20_000);
    expect(answerCandidates(math, { asked: ['x'] }).length).toBeLessThan(20_000);
  });
});
