import { describe, expect, test } from 'vitest';
import { InputError } from '../submission/input-error.ts';
import type { OutlinePart } from './outline.ts';
import { type DocumentParts, readParts } from './read-parts.ts';

const outlineOf = (...ids: string[]): OutlinePart[] => ids.map((id) => ({ id }));

/** Each part's text, trimmed, by id. */
function cut(markdown: string, ...ids: string[]): Record<string, string> {
  return textsOf(readParts(markdown, outlineOf(...ids)));
}

function textsOf(read: DocumentParts): Record<string, string> {
  return Object.fromEntries(read.parts.map(({ id, text }) => [id, text.trim()]));
}

const abc = ['1(a)', '1(b)', '2'];

describe('labels', () => {
  test.each([
    ['headings', '## 1(a)\nx\n## 1(b)\ny\n## 2\nz'],
    ['headings with words', '## Question 1 (a)\nx\n## Problem 1b:\ny\n# Q2.\nz'],
    ['closed and underlined headings', '## 1.a ##\nx\n\n1 (B)\n-----\ny\n\n2.\n===\nz'],
    ['bold runs', '**1(a)** x\n\n**1.b** y\n\n**2** z'],
    ['bold runs with the text inside', '**1(a) What is x?** x\n\n__1 b) And y?__ y\n\n**2. Z** z'],
    ['list labels', '- 1(a) x\n- 1(b) y\n- **2** z'],
    ['plain paragraphs', '1(a) x\n\n1 b) y\n\nQuestion 2 (5 points). z'],
    ['relative labels under a numbered title', '1. First\n\n(a) x\n\n(b) y\n\n2. Second\n\nz'],
    ['relative labels as list items', '# 1 First\n\n- (a) x\n- (b) y\n\n# 2 Second\nz'],
    ['other closings', '# 1\n\na) x\n\nb). y\n\n# 2\nz'],
    ['labels on lines of their own', '# 1\n(a)\nx\n(b)\ny\n# 2\nz'],
    ['no empty lines', '# 1\na. x\nb. y\n# 2\nz'],
    ['escaped and full-width brackets', '# 1\n\n（a） x\n\nb\\) y\n\n# 2\nz'],
    ['windows line ends', '## 1(a)\r\nx\r\n\r\n## 1(b)\r\ny\r\n\r\n## 2\r\nz'],
    ['quoted questions', '> 1(a) What is x?\n\nx\n\n> 1(b) And y?\n\ny\n\n> **2** Z?\n\nz'],
    ['parts named in words', '## Problem 1, part (a)\nx\n## Problem 1 Part b\ny\n## Problem 2\nz'],
    ['dashes', '**1-a** x\n\n**1 - (b)** y\n\n**2** z'],
    ['grown together', '1a) x\n\n1b: y\n\nQ2. z'],
    ['capitals', 'QUESTION 1\n\n(A) x\n\n(B) y\n\nQUESTION 2\n\nz'],
    ['text before the first label', 'HW6\n\n[student]\n\n# 1\n(a) x\n\n(b) y\n\n# 2\nz'],
  ])('%s', (_, markdown) => {
    const parts = cut(markdown, ...abc);
    expect(Object.keys(parts).sort()).toEqual(abc);
    expect(parts['1(a)']).toMatch(/x$/);
    expect(parts['1(a)']).not.toMatch(/y/);
    expect(parts['1(b)']).toMatch(/y(?:\s|$)/);
    expect(parts['1(b)']).not.toMatch(/\bz$/);
    expect(parts['2']).toMatch(/z$/);
  });

  test('nested numbering: each level relative to the heading above', () => {
    const markdown = `1 Theory

1.1 Networks

- (a) one
- (c) (i) two
(ii) three

1.2.1 Part 1

- (a) four

1.2.2 Part 2

(a) five
`;
    expect(cut(markdown, '1.1(a)', '1.1(c)(i)', '1.1(c)(ii)', '1.2.1(a)', '1.2.2(a)')).toEqual({
      '1.1(a)': '- (a) one',
      '1.1(c)(i)': '- (c) (i) two',
      '1.1(c)(ii)': '(ii) three\n\n1.2.1 Part 1'.split('\n')[0],
      '1.2.1(a)': '- (a) four',
      '1.2.2(a)': '(a) five',
    });
  });

  test('ids keep their own spelling, whatever the document writes', () => {
    expect(cut('### Q1.1(ii)\nx\n### 3.4.B\ny', 'Q1.1(ii)', '3.4.b')).toEqual({
      'Q1.1(ii)': '### Q1.1(ii)\nx',
      '3.4.b': '### 3.4.B\ny',
    });
  });

  test('offsets are those of the text in the document', () => {
    const markdown = 'é𝔸\n\n**1** x\n\n**2** y\n';
    for (const { text, start, end } of readParts(markdown, outlineOf('1', '2')).parts) {
      expect(markdown.slice(start, end)).toBe(text);
    }
  });
});

describe('what is not a label', () => {
  test('a numbered list inside an answer stays inside it', () => {
    const markdown = '# 1\nSteps:\n\n1. first\n2. second\n3. third\n\n# 2\nz\n\n# 3\nw';
    expect(cut(markdown, '1', '2', '3')).toEqual({
      1: '# 1\nSteps:\n\n1. first\n2. second\n3. third',
      2: '# 2\nz',
      3: '# 3\nw',
    });
  });

  test('a numbered list stays inside where the questions are numbered lists too', () => {
    const markdown = '1. One\n\nSteps:\n\n1. first\n2. second\n3. third\n\nso x\n\n2. Two\n\nz\n\n3. Three\n\nw';
    const parts = cut(markdown, '1', '2', '3');
    expect(parts['1']).toMatch(/^1\. One[^]*so x$/);
    expect(parts['2']).toBe('2. Two\n\nz');
    expect(parts['3']).toBe('3. Three\n\nw');
  });

  test('a list number opens a question only where it continues their order', () => {
    const markdown = '1. One\n\n(a) x\n\n5. apples\n\n(b) y\n\n2. Two\n\nz';
    expect(cut(markdown, '1(a)', '1(b)', '2')['1(b)']).toBe('(b) y');
    expect(cut('# 3\n\nx\n\n1. see above\n\n# 4\ny', '1', '3', '4')).toEqual({
      3: '# 3\n\nx\n\n1. see above',
      4: '# 4\ny',
    });
  });

  test('a lettered list inside an answer of a document with headings', () => {
    const markdown = '### 1(a)\nx\n\n### 1(b)\nTwo things:\n\n(a) this\n\n(b) that\n\n(c) more\n\n### 1(c)\nz';
    const parts = cut(markdown, '1(a)', '1(b)', '1(c)');
    expect(parts['1(b)']).toMatch(/that\n\n\(c\) more$/);
    expect(parts['1(c)']).toBe('### 1(c)\nz');
  });

  test('code, mathematics and tables', () => {
    const markdown =
      '# 1\n\n(a) x\n\n```\n(b) not\n# 2\n```\n\n$$\n(b) + 1\n$$\n\n| n | v |\n|---|---|\n| (b) | 2 |\n\n`(b)` no\n\n(b) y\n\n# 2\nz';
    const parts = cut(markdown, '1(a)', '1(b)', '2');
    expect(parts['1(b)']).toBe('(b) y');
    expect(parts['2']).toBe('# 2\nz');
  });

  test('numbers, times, sizes and abbreviations at the start of a line', () => {
    const markdown =
      '# 1\n\n2.5 seconds is what it takes.\n\n11:00 pm\n\n2 + 2 = 4\n\n2x is even\n\n2D signals\n\n2, 3 and 4\n\n2/3 of it\n\n2% more\n\ne.g. this\n\n2nd try\n\n# 2\nz';
    expect(cut(markdown, '1', '2', '2.5', '2(d)', '2(e)')['2']).toBe('# 2\nz');
    expect(Object.keys(cut(markdown, '1', '2', '2.5', '2(d)', '2(e)'))).toEqual(['1', '2']);
  });

  test('an answer that is a choice', () => {
    const parts = cut('# 1\n(a) Which?\n\nAnswer: (b)\n\n(b) Why?\n\nAnswer: 2 of them\n\n# 2\nz', '1(a)', '1(b)', '2');
    expect(parts['1(a)']).toMatch(/Answer: \(b\)$/);
    expect(parts['1(b)']).toMatch(/Answer: 2 of them$/);
  });

  test('an unclosed fence or formula does not swallow the parts after it', () => {
    expect(cut('# 1\n```\nlog\n\n# 2\nz', '1', '2')['2']).toBe('# 2\nz');
    expect(cut('# 1\n$$x = 1\n\n# 2\n$$\\begin{aligned}\na\n\\end{aligned}$$\n\n# 3\nw', '1', '2', '3')['3']).toBe(
      '# 3\nw',
    );
  });
});

describe('order, repetition, absence', () => {
  test('parts in another order', () => {
    expect(cut('## 2\nz\n## 1(b)\ny\n## 1(a)\nx', ...abc)).toEqual({
      '1(a)': '## 1(a)\nx',
      '1(b)': '## 1(b)\ny',
      2: '## 2\nz',
    });
  });

  test('missing parts are missing, never guessed', () => {
    const read = readParts('# 1\n(a) x\n\n# 3\nw', outlineOf('1(a)', '1(b)', '2', '3'));
    expect(read.missing).toEqual(['1(b)', '2']);
    expect(textsOf(read)).toEqual({ '1(a)': '(a) x', 3: '# 3\nw' });
    expect(readParts('nothing here', outlineOf('1', '2'))).toEqual({ parts: [], missing: ['1', '2'], notes: [] });
    expect(readParts('', outlineOf('1')).missing).toEqual(['1']);
  });

  test('questions first, then their answers under `Answer 1.`: the later one', () => {
    const markdown =
      'Question 1 (2-2). (Title)\n\n- 1.1 What?\n- 1.2 Why?\n\nAnswer 1.\n\n- 1.1 x\n- 1.2 y\n\nQuestion 2 (3).\n\nHow?\n\nAnswer 2. z';
    const read = readParts(markdown, outlineOf('1.1', '1.2', '2'));
    expect(textsOf(read)).toEqual({ '1.1': '- 1.1 x', '1.2': '- 1.2 y', 2: 'Answer 2. z' });
    expect(read.notes).toEqual([]);
  });

  test('a label repeated at once belongs to the same part', () => {
    const markdown = '# 1\n\n(a) What?\n\na). x\n\n(b) Why?\n\nb) y\n\n# 2\nz';
    expect(cut(markdown, ...abc)).toEqual({ '1(a)': '(a) What?\n\na). x', '1(b)': '(b) Why?\n\nb) y', 2: '# 2\nz' });
    const bold = '# 1\n\n(a) What?\n\n**(a)** x\n\n(b) Why?\n\n**(b)** y\n\n# 2\nz';
    expect(cut(bold, ...abc)['1(a)']).not.toContain('Why');
  });

  test('an id that is answered twice without a word goes to a person', () => {
    const read = readParts('## 1\nx\n## 2\ny\n## 1\nw', outlineOf('1', '2'));
    expect(textsOf(read)['1']).toBe('## 1\nw');
    expect(read.notes).toEqual([expect.objectContaining({ part: '1', review: true })]);
  });

  test('a table of contents at the end is weaker than the headings', () => {
    const markdown =
      '## Q1.1 First\nx\n## Q1.2 Second\ny\n\nQUESTION 1\nTitle 30 pts\n1.1 First 15 pts\n1.2 Second 5 pts';
    expect(cut(markdown, 'Q1.1', 'Q1.2')['Q1.1']).toBe('## Q1.1 First\nx');
  });

  test('a question that the assignment does not have ends the part before it', () => {
    expect(cut('# Q1\nx\n\n**Q3** Late penalty\n\nnone', '1')).toEqual({ 1: '# Q1\nx' });
  });

  test('a part that holds parts ends where the first of them begins', () => {
    expect(cut('4. Names\n\nlog\n\n- (a) x\n\n5. More\n\ny', '4', '4(a)', '5')).toEqual({
      4: '4. Names\n\nlog',
      '4(a)': '- (a) x',
      5: '5. More\n\ny',
    });
  });
});

describe('where labels do not tell', () => {
  const cued: OutlinePart[] = [
    { id: '1(i)', cues: ['partial derivative of the loss'] },
    { id: '1(ii)', cues: ['how many paths'] },
  ];

  test('cues open the parts that no label opens', () => {
    const markdown =
      '# 1\nA net.\n\nWhat is the *partial derivative* of the loss $L$?\n\nx\n\nHow many\npaths are there?\n\ny';
    const read = readParts(markdown, cued);
    expect(textsOf(read)).toEqual({
      '1(i)': 'What is the *partial derivative* of the loss $L$?\n\nx',
      '1(ii)': 'How many\npaths are there?\n\ny',
    });
    expect(read.notes).toEqual([]);
  });

  test('labels count before cues', () => {
    const markdown = '# 1\n\n(i) How many paths lead to the partial derivative of the loss?\n\nx\n\n(ii) y';
    expect(textsOf(readParts(markdown, cued))).toEqual({
      '1(i)': '(i) How many paths lead to the partial derivative of the loss?\n\nx',
      '1(ii)': '(ii) y',
    });
  });

  test('a question with text and no label for its parts is noted for a person', () => {
    const read = readParts('# 1\nsomething\n\n# 2\nz', outlineOf('1(i)', '1(ii)', '2'));
    expect(read.missing).toEqual(['1(i)', '1(ii)']);
    expect(read.notes.map(({ part, review }) => [part, review])).toEqual([
      ['1(i)', true],
      ['1(ii)', true],
    ]);
  });

  test('a missing part that is mentioned somewhere is noted for a person', () => {
    const read = readParts(
      '# 1\n\n(a) x\n\n| part | answer |\n|---|---|\n| 1(b) | y |',
      outlineOf('1(a)', '1(b)', '1(c)'),
    );
    expect(read.missing).toEqual(['1(b)', '1(c)']);
    expect(read.notes).toEqual([expect.objectContaining({ part: '1(b)', review: true })]);
  });

  test('labels in a heap are noted for a person; cues take them apart', () => {
    const markdown =
      '# 1\n\n(a)\n\n(b)\n\n(c)\n\nWhat is red?\n\nx\n\nWhat is blue?\n\ny\n\nWhat is green?\n\nz\n\n(d) w';
    const plain = readParts(markdown, outlineOf('1(a)', '1(b)', '1(c)', '1(d)'));
    expect(plain.notes.map(({ part, review }) => [part, review])).toEqual([
      ['1(a)', true],
      ['1(b)', true],
      ['1(c)', true],
    ]);
    const read = readParts(markdown, [
      { id: '1(a)', cues: ['what is red'] },
      { id: '1(b)', cues: ['what is blue'] },
      { id: '1(c)', cues: ['what is green'] },
      { id: '1(d)' },
    ]);
    expect(textsOf(read)['1(b)']).toBe('What is blue?\n\ny');
    expect(read.notes).toEqual([]);
  });
});

describe('limits', () => {
  test('a document beyond them is refused with what to do', () => {
    for (const text of [
      'x'.repeat(4_000_001),
      '\n'.repeat(50_000),
      '\r'.repeat(50_000),
      '1(a) x\n'.repeat(10_000),
      '(a)\n'.repeat(5_000_000),
    ]) {
      expect(() => readParts(text, outlineOf(...abc))).toThrow(InputError);
    }
    expect(() => readParts('abc', outlineOf('1'), { documentCharacters: 2 })).toThrow('at most 2');
  });

  test('an outline whose ids are the same or none is refused', () => {
    expect(() => readParts('', outlineOf('1(a)', 'Q1.a'))).toThrow('the same labels');
    expect(() => readParts('', outlineOf('--'))).toThrow('no number');
  });
});

test('the example of readParts', () => {
  const { parts, missing } = readParts('## 1(a)\n$2x$\n\n(b) no', outlineOf('1(a)', '1(b)', '2'));
  expect(parts.map((part) => part.text)).toEqual(['## 1(a)\n$2x$\n\n', '(b) no']);
  expect(missing).toEqual(['2']);
});
