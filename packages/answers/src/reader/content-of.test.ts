import { describe, expect, test } from 'vitest';
import type { Block, PartContent } from './content.ts';
import { contentOf } from './content-of.ts';

const of = (text: string, id = '1(a)', start = 0): PartContent =>
  contentOf({ id, text, start, end: start + text.length });

/** Blocks in short: text as it is, mathematics in dollars. */
function short({ blocks }: PartContent, from = 0): string[] {
  return blocks.slice(from).map((block) => {
    if (block.kind === 'math') return block.display ? `$$${block.latex}$$` : `$${block.latex}$`;
    if (block.kind === 'table') return block.rows.map((row) => row.join('|')).join('\n');
    return block.kind === 'code' ? `<${block.text}>` : block.text;
  });
}

describe('blocks', () => {
  test.each<[string, string[]]>([
    ['(a) so $x_1$ and \\(y\\).', ['so ', '$x_1$', ' and ', '$y$', '.\n']],
    ['## 1(a) Title\n\n$$x$$\n\n\\[y = 1\\]', ['Title\n', '$$x$$', '$$y = 1$$']],
    [
      '(a)\n\n$$\\begin{aligned}\na &= b \\\\\n  &= c\n\\end{aligned}$$\ntext',
      ['$$\\begin{aligned}\na &= b \\\\\n  &= c\n\\end{aligned}$$', 'text\n'],
    ],
    ['(a) \\begin{bmatrix} 1 & 2 \\end{bmatrix}', ['$$\\begin{bmatrix} 1 & 2 \\end{bmatrix}$$']],
    ['**(a)** It costs $5 and $10 today', ['It costs $5 and $10 today\n']],
    ['(a) costs \\$5', ['costs $5\n']],
    ['(a) parameter \\$w\\_1\\$ to', ['parameter ', '$w_1$', ' to\n']],
    ['**(a) Why** so *much*, `a_b` & [link](http://x.org)', ['Why so much, a_b & link\n']],
    ['(a) 2*3*4 = 24 and w\\_1 &lt; 3', ['2*3*4 = 24 and w_1 < 3\n']],
    ['(a) a\nb\n\nc', ['a\nb\n', 'c\n']],
    ['(a) list:\n\n- one $x$\n- two\n  1. three', ['list:\n', 'one ', '$x$', '\n', 'two\n', 'three\n']],
    ['(a)\n\n```python\n$x$ = (b)\n\nprint(1)\n```\nafter', ['<$x$ = (b)\n\nprint(1)>', 'after\n']],
    ['(a)\n\n| $a|b$ | c |\n|---|---|\n| 1 | **2** |\n| | 3 |', ['$a|b$|c\n1|**2**\n|3']],
    ['(a) <b onclick="x()">bold</b> <script>alert(1)</script>', ['bold <script>alert(1)</script>\n']],
    ['(a)\n\n<div>\n$x$\n</div>', ['$x$', '\n']],
    ['(a)\n\n6.', ['6.\n']],
    ['(a)\n\n    indented $x$', ['indented ', '$x$', '\n']],
    ['(a) x ~~y~~ ~5', ['x  ~5\n'.replace('  ', ' ')]],
    ['(a)', []],
    ['(a) `[2, -1, 3]`', ['[2, -1, 3]\n']],
    ['1(a): half', ['half\n']],
  ])('%j', (text, expected) => {
    expect(short(of(text))).toEqual(expected);
  });

  test('offsets are those of the document', () => {
    const text = '- (a) so $x_1$ and\n\n$$y$$\n\n```\ncode\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n';
    const document = `${'#'.repeat(11)}${text}`;
    const slices = of(text, '1(a)', 11).blocks.map((block: Block) => document.slice(block.start, block.end));
    expect(slices).toEqual(['so ', '$x_1$', ' and', '$$y$$', '```\ncode\n```', '| a | b |\n|---|---|\n| 1 | 2 |']);
  });

  test('pictures are counted, not read', () => {
    const content = of(`(a) ![plot](plot.png) see ![](data:image/png;base64,${'A'.repeat(100_000)})`);
    expect(content.images).toBe(2);
    expect(short(content)).toEqual(['see\n']);
  });

  test('the label of another part is text', () => {
    expect(short(of('(b) x', '1(a)'))).toEqual(['(b) x\n']);
    expect(short(of('How many? 3', '1(a)'))).toEqual(['How many? 3\n']);
  });

  test('a part that is too long is not read, and says so', () => {
    const content = of('x'.repeat(50_001));
    expect(content.blocks).toEqual([]);
    expect(content.unread).toContain('50001 characters; at most 50000');
    expect(contentOf({ id: '1', text: 'abc', start: 0, end: 3 }, { characters: 2 }).unread).toBeDefined();
  });
});

describe('where the answer begins', () => {
  test.each<[string, string[]]>([
    ['(a) What?\n\nAnswer: 5', ['5\n']],
    ['(a) What?\n\n**Answer:** 5', ['5\n']],
    ['(a) What?\n\n**Answer**: 5', ['5\n']],
    ['(a) What?\n\n**Answer: 5**', ['5\n']],
    ['(a) What?\n\n## Solution\n\n5', ['5\n']],
    ['(a) What?\n\n- **Solution.** 5', ['5\n']],
    ['(a) What?\n\nANSWER: $x$', ['$x$', '\n']],
    ['(a) Solution: 5', ['5\n']],
    ['Answer 1(a). 5', ['5\n']],
    ['(a) Report on it. Solution: 5', ['5\n']],
    ['(a) What?\n\na) 5', ['5\n']],
    ['(a) What?\n\n**1(a)** 5', ['5\n']],
    ['(a) What? $x$\nAnswer: 5', ['5\n']],
    ['(a) Answer: 4\n\nSolution: 5', ['5\n']],
    ['(a) Answer: 5\n\nSolution:', ['5\n']],
    ['(a) What?\n\nAnswer:', []],
  ])('%j', (text, expected) => {
    const content = of(text);
    expect(content.marked).toBe(true);
    expect(short(content, content.answerFrom)).toEqual(expected);
  });

  test.each([
    '(a) Answer in one sentence. 5',
    '(a) the answer is 5',
    '(a) No solution. 5',
    '(a) `Answer: 5`',
    '(a) $x$\n\n(b) y',
  ])('%j has no marker', (text) => {
    expect(of(text)).toMatchObject({ marked: false, answerFrom: 0 });
  });
});

test('the example', () => {
  const content = of('(a) Find $x$. Solution: $x = 2$');
  expect(content.blocks.slice(content.answerFrom, content.answerFrom + 1)).toEqual([
    { kind: 'math', latex: 'x = 2', display: false, start: 24, end: 31 },
  ]);
  expect(content.marked).toBe(true);
});
