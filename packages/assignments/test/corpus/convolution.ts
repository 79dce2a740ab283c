import { answersTo, type Case } from './case.ts';

const latex = String.raw;

/** rnn-homework 6(b): the filter [2, -1, 3]. */
const filter = answersTo('6(b)', {
  correct: [
    ['a list', '[2, -1, 3]'],
    ['LaTeX', latex`$[2, -1, 3]$`],
    ['named', latex`$F = [2, -1, 3]$`],
    ['a row', latex`$$\begin{bmatrix} 2 & -1 & 3 \end{bmatrix}$$`],
    ['a column', latex`$$w = \begin{pmatrix} 2 \\ -1 \\ 3 \end{pmatrix}$$`],
    ['entries', latex`$f_1 = 2$, $f_2 = -1$, $f_3 = 3$`],
    ['other letters', latex`$a = 2, b = -1, c = 3$`],
    [
      'x y z, with the system',
      latex`Let the filter be $[x, y, z]$. Then $x + 4y = -2$, $4x - 2z = 2$ and $-2y + 3z = 11$. Solving gives $x = 2, y = -1, z = 3$.`,
    ],
    ['a list of unknowns', latex`$[a, b, c] = [2, -1, 3]$`],
    ['a sentence', 'The filter is [2, −1, 3].'],
    ['numpy', '`np.array([2, -1, 3])`'],
    ['code block', '```\narray([ 2, -1,  3])\n```'],
    ['boxed', latex`$$\boxed{[2, -1, 3]}$$`],
    [
      'the question first',
      latex`Consider the following 1D signal: $[1, 4, 0, -2, 3]$. After convolution with a length-3 filter, no padding, stride=1, we get the following sequence: $[-2, 2, 11]$. What was the filter?

$[2, -1, 3]$`,
    ],
    [
      'a check behind',
      latex`The filter is $[2, -1, 3]$. Check: $1\cdot 2 + 4 \cdot (-1) + 0 \cdot 3 = -2$, $4\cdot 2 + 0 - 2 \cdot 3 = 2$, $0 + 2 + 9 = 11$.`,
    ],
    [
      'a system in cases',
      latex`$$\begin{cases} f_1 + 4f_2 = -2 \\ 4f_1 - 2f_3 = 2 \\ -2f_2 + 3f_3 = 11 \end{cases} \Rightarrow \begin{cases} f_1 = 2 \\ f_2 = -1 \\ f_3 = 3 \end{cases}$$`,
    ],
    ['a transposed row', latex`$f = (2, -1, 3)^\top$`],
    ['parentheses in text', 'filter = (2, -1, 3)'],
    ['a plain assignment', 'w = [2, -1, 3]'],
    ['spaces only', latex`$[2 \; -1 \; 3]$`],
    ['decimals', latex`$[2.0, -1.0, 3.0]$`],
    [
      'a matrix equation',
      latex`$$\begin{bmatrix} 1 & 4 & 0 \\ 4 & 0 & -2 \\ 0 & -2 & 3 \end{bmatrix} \begin{bmatrix} a \\ b \\ c \end{bmatrix} = \begin{bmatrix} -2 \\ 2 \\ 11 \end{bmatrix} \implies \begin{bmatrix} a \\ b \\ c \end{bmatrix} = \begin{bmatrix} 2 \\ -1 \\ 3 \end{bmatrix}$$`,
    ],
    ['a set of braces', latex`$\{2, -1, 3\}$`],
    ['plain unknowns', 'a = 2, b = -1, c = 3'],
    ['marker', '**Solution:** filter = [2, -1, 3]'],
  ],
  incorrect: [
    ['turned around', latex`$[3, -1, 2]$`],
    ['a sign', latex`$[2, 1, 3]$`],
    ['negated', latex`$[-2, 1, -3]$`],
    ['the last entry', latex`$[2, -1, 4]$`],
    ['too short', latex`$[2, -1]$`],
    ['too long', latex`$[2, -1, 3, 0]$`],
    ['doubled', latex`$[4, -2, 6]$`],
    ['entries, one wrong', latex`$f_1 = 2$, $f_2 = -1$, $f_3 = -3$`],
    ['two exchanged', latex`$[-1, 2, 3]$`],
    [
      'a wrong filter with a system',
      latex`$f_1 + 4f_2 = -2$, $4f_1 - 2f_2 = 2$, so $[f_1, f_2, f_3] = [\frac{2}{9}, -\frac{5}{9}, \frac{89}{27}]$`,
    ],
  ],
  'never right': [
    ['the result', latex`$[-2, 2, 11]$`],
    ['the signal', latex`$[1, 4, 0, -2, 3]$`],
    ['two answers', latex`$[2, -1, 3]$ or $[3, -1, 2]$`],
    ['a wrong last word', latex`$[2, -1, 3]$. Flipped, the filter is $[3, -1, 2]$.`],
    ['the right one denied', 'It is not [2, -1, 3].'],
    ['the hint', 'The first entry is 2.'],
  ],
  unanswered: [['nothing', 'n/a']],
});

/** rnn-homework 6(c): the transposed convolution [[-1, 3, -2], [3, -3, 1], [0, 3, 1]]. */
const transposed = answersTo('6(c)', {
  correct: [
    ['a matrix', latex`$$\begin{bmatrix} -1 & 3 & -2 \\ 3 & -3 & 1 \\ 0 & 3 & 1 \end{bmatrix}$$`],
    ['parentheses', latex`$\begin{pmatrix} -1 & 3 & -2 \\ 3 & -3 & 1 \\ 0 & 3 & 1 \end{pmatrix}$`],
    ['an array', latex`$\left[\begin{array}{ccc} -1 & 3 & -2 \\ 3 & -3 & 1 \\ 0 & 3 & 1 \end{array}\right]$`],
    ['nested lists', '[[-1, 3, -2], [3, -3, 1], [0, 3, 1]]'],
    ['nested lists in LaTeX', latex`$[[-1, 3, -2], [3, -3, 1], [0, 3, 1]]$`],
    ['a printed tensor', '```\ntensor([[-1.,  3., -2.],\n        [ 3., -3.,  1.],\n        [ 0.,  3.,  1.]])\n```'],
    ['a printed array', '```\narray([[-1,  3, -2],\n       [ 3, -3,  1],\n       [ 0,  3,  1]])\n```'],
    ['numpy without commas', '```\n[[-1  3 -2]\n [ 3 -3  1]\n [ 0  3  1]]\n```'],
    ['batch and channel axes', '```\ntensor([[[[-1.,  3., -2.], [ 3., -3.,  1.], [ 0.,  3.,  1.]]]])\n```'],
    [
      'a sum of four',
      latex`$$\begin{bmatrix} -1 & 1 & 0 \\ 0 & -1 & 0 \\ 0 & 0 & 0 \end{bmatrix} + \begin{bmatrix} 0 & 2 & -2 \\ 0 & 0 & 2 \\ 0 & 0 & 0 \end{bmatrix} + \begin{bmatrix} 0 & 0 & 0 \\ 3 & -3 & 0 \\ 0 & 3 & 0 \end{bmatrix} + \begin{bmatrix} 0 & 0 & 0 \\ 0 & 1 & -1 \\ 0 & 0 & 1 \end{bmatrix} = \begin{bmatrix} -1 & 3 & -2 \\ 3 & -3 & 1 \\ 0 & 3 & 1 \end{bmatrix}$$`,
    ],
    [
      'entries as sums',
      latex`$$\begin{bmatrix} -1 & 1+2 & -2 \\ 0+3 & -1+0-3+1 & 2-1 \\ 0 & 3+0 & 1 \end{bmatrix} = \begin{bmatrix} -1 & 3 & -2 \\ 3 & -3 & 1 \\ 0 & 3 & 1 \end{bmatrix}$$`,
    ],
    [
      'entries left as sums',
      latex`$$\begin{bmatrix} -1 & 1+2 & -2 \\ 0+3 & -1+0-3+1 & 2-1 \\ 0 & 3+0 & 1 \end{bmatrix}$$`,
    ],
    [
      'the question first',
      latex`If our 2D input is $\begin{bmatrix} -1 & 2 \\ 3 & 1 \end{bmatrix}$ and the 2D filter is $\begin{bmatrix} +1 & -1 \\ 0 & +1 \end{bmatrix}$ What is the output?

$\begin{bmatrix} -1 & 3 & -2 \\ 3 & -3 & 1 \\ 0 & 3 & 1 \end{bmatrix}$`,
    ],
    [
      'an equation with a star',
      latex`$$\begin{bmatrix} -1 & 2 \\ 3 & 1 \end{bmatrix} * \begin{bmatrix} 1 & -1 \\ 0 & 1 \end{bmatrix} = \begin{bmatrix} -1 & 3 & -2 \\ 3 & -3 & 1 \\ 0 & 3 & 1 \end{bmatrix}$$`,
    ],
    ['boxed', latex`$$\boxed{\begin{bmatrix} -1 & 3 & -2 \\ 3 & -3 & 1 \\ 0 & 3 & 1 \end{bmatrix}}$$`],
    [
      'words around',
      latex`The output has size $3\times 3$ and is $$Y = \begin{bmatrix} -1 & 3 & -2 \\ 3 & -3 & 1 \\ 0 & 3 & 1 \end{bmatrix}.$$ The middle entry is $-1 + 0 - 3 + 1 = -3$.`,
    ],
    ['a pipe table', '| | | |\n|---|---|---|\n| -1 | 3 | -2 |\n| 3 | -3 | 1 |\n| 0 | 3 | 1 |'],
    ['a pipe table whose head is a row', '| -1 | 3 | -2 |\n|---|---|---|\n| 3 | -3 | 1 |\n| 0 | 3 | 1 |'],
    ['rows on lines', '[-1, 3, -2]\n[3, -3, 1]\n[0, 3, 1]'],
    ['bare rows', '-1 3 -2\n3 -3 1\n0 3 1'],
    ['a code block of rows', '```\n-1  3 -2\n 3 -3  1\n 0  3  1\n```'],
    ['MATLAB', '[-1 3 -2; 3 -3 1; 0 3 1]'],
    ['Unicode minus', '[[−1, 3, −2], [3, −3, 1], [0, 3, 1]]'],
    ['plus signs in front', latex`$$\begin{bmatrix} -1 & +3 & -2 \\ +3 & -3 & +1 \\ 0 & +3 & +1 \end{bmatrix}$$`],
    [
      'a smallmatrix',
      latex`$\left[\begin{smallmatrix} -1 & 3 & -2 \\ 3 & -3 & 1 \\ 0 & 3 & 1 \end{smallmatrix}\right]$`,
    ],
    [
      'a matrix with a trailing row end',
      latex`$$\begin{bmatrix} -1 & 3 & -2 \\ 3 & -3 & 1 \\ 0 & 3 & 1 \\ \end{bmatrix}$$`,
    ],
  ],
  incorrect: [
    [
      'as handed in',
      latex`$$\begin{bmatrix} -1 & 0 & 2 \\ 0 & 0 & 0 \\ 3 & 0 & 1 \end{bmatrix} \otimes \begin{bmatrix} 1 & -1 \\ 0 & 1 \end{bmatrix} = \begin{bmatrix} -1 & -2 \\ 0 & 1 \end{bmatrix}$$`,
    ],
    ['one entry', latex`$\begin{bmatrix} -1 & 3 & -2 \\ 3 & -2 & 1 \\ 0 & 3 & 1 \end{bmatrix}$`],
    ['negated', latex`$\begin{bmatrix} 1 & -3 & 2 \\ -3 & 3 & -1 \\ 0 & -3 & -1 \end{bmatrix}$`],
    ['an ordinary convolution', latex`$[0]$ is the output: $$\begin{bmatrix} -2 \end{bmatrix}$$`],
    ['overlaps kept, not added', '[[-1, 2, -2], [3, 1, -1], [0, 0, 1]]'],
    ['stride 2', '[[-1, 1, 2, -2], [0, -1, 0, 2], [3, -3, 1, -1], [0, 3, 0, 1]]'],
    ['the filter turned', '[[-1, 2, 0], [4, 0, 2], [-3, 2, 1]]'],
    ['transposed', latex`$\begin{bmatrix} -1 & 3 & 0 \\ 3 & -3 & 3 \\ -2 & 1 & 1 \end{bmatrix}$`],
    ['turned by 180 degrees', '[[1, 3, 0], [1, -3, 3], [-2, 3, -1]]'],
    ['a row missing', latex`$\begin{bmatrix} -1 & 3 & -2 \\ 3 & -3 & 1 \end{bmatrix}$`],
  ],
  'never right': [
    ['the input alone', latex`$\begin{bmatrix} -1 & 2 \\ 3 & 1 \end{bmatrix}$`],
    ['rows of different lengths', '[[-1, 3, -2], [3, -3], [0, 3, 1]]'],
    [
      'two matrices',
      latex`$\begin{bmatrix} -1 & 3 & -2 \\ 3 & -3 & 1 \\ 0 & 3 & 1 \end{bmatrix}$ or $\begin{bmatrix} -1 & -2 \\ 0 & 1 \end{bmatrix}$`,
    ],
    ['a flat list', '[-1, 3, -2, 3, -3, 1, 0, 3, 1]'],
    ['the size only', latex`a $3 \times 3$ matrix`],
  ],
});

export const convolution: readonly Case[] = [...filter, ...transposed];
