import { describe, test } from 'vitest';

import {
  hangGuard,
  expectNoFullMarks,
  expectRefused,
  gradedParts,
  type HostileAnswer,
  hostileSetup,
  outcomeOf,
  place,
  rnnHomework,
} from './harness.ts';

const { folder, run, watch } = hostileSetup();

/** Near misses for the patterns that read numbers, sequences, choices and labels: each would make a careless pattern try again and again. */
const patterns: readonly HostileAnswer[] = Object.entries({
  'digits without an end': `${'1'.repeat(30_000)}x`,
  'groups of thousands': `${'1,000'.repeat(6_000)}x`,
  'groups of thousands, one digit short': `1${',000'.repeat(8_000)},00`,
  'minus signs': '-'.repeat(30_000),
  'minus signs and digits': '-1'.repeat(15_000),
  'points and digits': '1.'.repeat(15_000),
  'numbers that touch units': '1s2s3s'.repeat(5_000),
  'hours, minutes, seconds': '1 h 2 min 3 s '.repeat(2_000),
  'blanks before a unit': `297${' '.repeat(30_000)}s`,
  'blanks after a number': `297${'\u00a0'.repeat(30_000)}%`,
  'percent signs': '%'.repeat(30_000),
  'cue words': 'baseline start begin initial first original before '.repeat(600),
  'cue words that run on': 'startstartstart'.repeat(2_000),
  'words of the vocabulary': 'neural network '.repeat(2_000),
  'words of the vocabulary, joined': 'neural-network-'.repeat(2_000),
  'words of the vocabulary, run together': 'neuralnetwork'.repeat(2_000),
  'words of the vocabulary, separated by commas': 'neural,'.repeat(5_000),
  'words of the vocabulary, misspelt': 'neura netwrk neurall nnetwork '.repeat(1_200),
  'words of the vocabulary, with scores': 'neural neural (-1.4'.repeat(1_500),
  'sequences in brackets': '(neural, (network, '.repeat(1_800),
  arrows: 'neural -> '.repeat(3_000),
  'yes and no': 'yes no '.repeat(5_000),
  'no without an end': `no${' no'.repeat(10_000)}`,
  'does not, does not': 'beam search does not not not '.repeat(1_500),
  'sentences of one letter': 'a. '.repeat(10_000),
  'question marks': '? '.repeat(15_000),
  'labels in an answer': '(a) '.repeat(8_000),
  'roman numerals': '(i) (ii) (iii) (iv) '.repeat(1_500),
  'bold runs': '**1(a)** '.repeat(3_000),
  'dollar signs': '$'.repeat(40_000),
  'dollar signs with blanks': '$ '.repeat(20_000),
  'dollar signs with letters': '$w'.repeat(10_000),
  'escaped dollar signs': String.raw`\$`.repeat(12_000),
  backslashes: '\\'.repeat(24_000),
  'equals signs': '='.repeat(40_000),
  'equations without an end': 'w = '.repeat(10_000),
  'subscripts without an end': 'w_'.repeat(20_000),
  'braces in turn': '{}'.repeat(20_000),
  'big O': 'O('.repeat(15_000),
  logarithms: String.raw`$O(${String.raw`\log `.repeat(5_000)})$`,
  'log words': 'O(log log log '.repeat(3_000),
  'answer marks': 'Answer: '.repeat(5_000),
  boxes: String.raw`\boxed{`.repeat(5_000),
  pipes: '|'.repeat(30_000),
  blanks: `w${' '.repeat(40_000)}= u_1`,
  tabs: `w${'\t'.repeat(40_000)}u_1`,
  quotes: `"${'"a'.repeat(15_000)}`,
  'html that never closes': '<a '.repeat(10_000),
  'comments that never close': '<!--'.repeat(8_000),
  entities: '&amp'.repeat(10_000),
  urls: 'http://'.repeat(5_000),
  'mail addresses': 'a@'.repeat(15_000),
  'mail addresses with points': `${'a.'.repeat(15_000)}@`,
}).map(([name, answer]) => ({ name, answer, ...(name === 'sequences in brackets' ? { rightFor: ['2(a)'] } : {}) }));

/** The same, but a document that has them everywhere has more lines than a homework can have. */
const tooManyLines: readonly HostileAnswer[] = Object.entries({
  'labels on lines': '(a)\n'.repeat(8_000),
  'numbers on lines': Array.from({ length: 8_000 }, (_, k) => `${k}.`).join('\n'),
  'answer marks on lines': 'Solution:\n\n'.repeat(4_000),
  fences: '```\n'.repeat(10_000),
  'blank lines': `w${'\n'.repeat(40_000)}u_1`,
}).map(([name, answer]) => ({ name, answer, refused: true }));

/** Whole documents that are too large or have far too many of something. */
const documents: Readonly<Record<string, string>> = {
  'a million dollar signs': `## 1(b)\n\n${'$'.repeat(1_000_000)}`,
  'a million backticks': `## 1(b)\n\n${'`'.repeat(1_000_000)}`,
  'a million brackets': `## 1(b)\n\n${'['.repeat(1_000_000)}`,
  'a hundred thousand quotes': `## 1(b)\n\n${'>'.repeat(100_000)} w`,
  'a hundred thousand list marks': `## 1(b)\n\n${'- '.repeat(100_000)} w`,
  'a hundred thousand formulas': `## 1(b)\n\n${'$w$ '.repeat(100_000)}`,
  'a heading of a megabyte': `## 1(b) ${'w'.repeat(1_000_000)}`,
  'a label with a million zeros': `## ${'0'.repeat(1_000_000)}1(b)\n\n$w$`,
  'a label in a million brackets': `## 1${'('.repeat(1_000_000)}b`,
};

const tooLarge: Readonly<Record<string, string>> = {
  'a hundred thousand labels': Array.from(
    { length: 100_000 },
    (_, k) => `## ${(k % 7) + 1}(${'abcdefgh'[k % 8]})`,
  ).join('\n\n'),
  'a hundred thousand list labels': Array.from({ length: 100_000 }, (_, k) => `${k % 10}. w`).join('\n'),
  'every label a thousand times': Array.from({ length: 1_000 }, () =>
    gradedParts(rnnHomework)
      .map((id) => `**${id}** $w$`)
      .join('\n\n'),
  ).join('\n\n'),
  'a line of seven megabytes': `## 1(b)\n\n${'w '.repeat(3_500_000)}`,
  'seven megabytes of one letter': `## 1(b)\n\n$${'w'.repeat(7_000_000)}$`,
  'a million lines': `## 1(b)\n${'\n'.repeat(1_000_000)}$w$`,
  'a million short lines': `## 1(b)\n${'w\n'.repeat(1_000_000)}`,
  'a hundred thousand headings': Array.from({ length: 100_000 }, (_, k) => `# ${k}`).join('\n'),
  'twenty megabytes of text': `## 1(b)\n\n${'The derivative is w. '.repeat(1_000_000)}`,
  'twenty megabytes of one formula': `## 1(b)\n\n$${'w + '.repeat(5_000_000)}w$`,
};

describe('what takes long', () => {
  test.each([...patterns])('$name', run, hangGuard);
  test.each([...tooManyLines])('$name', run, hangGuard);

  test.each(Object.entries(documents))(
    'a document with %s',
    (name, text) => watch(name, async () => expectNoFullMarks(await outcomeOf(place(folder, text), rnnHomework))),
    hangGuard,
  );

  test.each(Object.entries(tooLarge))(
    'refused: %s',
    (name, text) => watch(name, async () => expectRefused(await outcomeOf(place(folder, text), rnnHomework))),
    hangGuard,
  );
});
