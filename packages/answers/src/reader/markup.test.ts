import { describe, expect, it } from 'vitest';

import { contentOf } from './content-of.ts';
import { plainMarkup } from './markup.ts';
import { readParts } from './read-parts.ts';

const outline = [{ id: '1(a)' }, { id: '1(b)' }, { id: '2' }];

/** The formulas of each part that is found. */
const read = (document: string): Record<string, string> =>
  Object.fromEntries(
    readParts(document, outline).parts.map((part) => [
      part.id,
      contentOf(part)
        .blocks.map((block) => (block.kind === 'math' ? block.latex : ''))
        .join(''),
    ]),
  );
const all = { '1(a)': 'a', '1(b)': 'b', '2': 'c' };

describe('documents that are divided by LaTeX or HTML', () => {
  it.each([
    ['sections', '\\section*{1(a)}\n$a$\n\\section*{1(b)}\n$b$\n\\section*{2}\n$c$'],
    [
      'subsections of a section',
      '\\section{Problem 1}\n\\subsection*{(a)}\n$a$\n\\subsection*{(b)}\n$b$\n\\section{Problem 2}\n$c$',
    ],
    ['paragraphs', '\\paragraph{1(a)} $a$\n\n\\paragraph{1(b)} $b$\n\n\\paragraph{2.} $c$'],
    ['headings of HTML', '<h2>1(a)</h2>\n<p>$a$</p>\n<h2 id="b">1(b)</h2>\n$b$\n<h2>Question 2</h2>\n$c$'],
    [
      'labelled items',
      '\\section*{Problem 1}\n\\begin{itemize}\n\\item[(a)] $a$\n\\item[(b)] $b$\n\\end{itemize}\n\\section*{Problem 2}\n$c$',
    ],
    [
      'an enumeration in an enumeration',
      '\\begin{enumerate}\n\\item First\n\\begin{enumerate}\n\\item $a$\n\\item $b$\n\\end{enumerate}\n\\item $c$\n\\end{enumerate}',
    ],
    [
      'an enumeration with letters',
      '\\section*{Problem 1}\n\\begin{enumerate}[label=(\\alph*)]\n\\item $a$\n\\item $b$\n\\end{enumerate}\n\\section*{Problem 2}\n$c$',
    ],
    ['bold with underscores', '__1(a)__ $a$\n\n__1(b)__ $b$\n\n__2__ $c$'],
    ['bold of LaTeX', '\\textbf{1(a)} $a$\n\n\\textbf{1(b)} $b$\n\n\\textbf{Question 2} $c$'],
    ['bold of HTML', '<b>1(a)</b> $a$\n\n<strong>1(b)</strong> $b$\n\n<b>Question 2</b> $c$'],
    [
      'a whole document',
      '\\documentclass{article}\n\\usepackage{amsmath}\n% 1(a) is not here\n\\title{1(a)}\n\\begin{document}\n\\maketitle\n\\section*{1(a)}\n$a$\n\\section*{1(b)}\n\\textbf{Answer:} $b$\n\\section*{2}\n\\noindent $c$\n\\end{document}\n',
    ],
  ])('%s', (_, document) => {
    expect(read(document)).toEqual(all);
  });

  it('leaves offsets where they are', () => {
    const document = '\\section*{1(a)}\n$a$\n\\section*{1(b)}\n$b$';
    expect(plainMarkup(document).text).toHaveLength(document.length);
    const [, second] = readParts(document, outline).parts;
    expect(document.slice(second!.start, second!.end)).toBe('\\section*{1(b)}\n$b$');
    expect(contentOf(second!).blocks[0]).toMatchObject({ start: document.indexOf('$b$') });
  });

  it('leaves mathematics and code as they are', () => {
    const document = '$\\textbf{x} < s > y$ and `<b>1(a)</b>` and \\textbf{bold}';
    expect(plainMarkup(document).text).toBe('$\\textbf{x} < s > y$ and `<b>1(a)</b>` and         bold ');
  });
});

describe('what is struck out', () => {
  it.each(['<del>$a$</del> $b$', '<s>$a$</s> $b$', '\\sout{a} $b$', '~~$a$~~ $b$'])('is not read: %s', (text) => {
    const { blocks, notes } = contentOf({ id: '1', text, start: 0, end: text.length });
    expect(blocks.filter((block) => block.kind === 'math')).toMatchObject([{ latex: 'b' }]);
    expect(notes).toContain('Text that was struck out was not read.');
  });
});
