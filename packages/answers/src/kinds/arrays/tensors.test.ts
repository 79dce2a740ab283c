import { describe, expect, it } from 'vitest';

import { defaultLimits, type Judgement } from '../../judgement.ts';
import { partOf } from '../../testing/part-of.ts';
import { judgeTensors, type TensorsSpec } from './tensors.ts';

const options = { limits: defaultLimits, seed: 0 };

const filter: TensorsSpec = {
  tensors: [
    { label: 'the filter', names: ['F', 'f'], components: ['f_1', 'f_2', 'f_3'], shape: [3], data: [2, -1, 3] },
  ],
  decimals: 0,
  givens: [
    { shape: [5], data: [1, 4, 0, -2, 3] },
    { shape: [3], data: [-2, 2, 11] },
  ],
};
const matrix: TensorsSpec = {
  tensors: [
    {
      label: 'the output',
      names: ['Y'],
      shape: [2, 3],
      data: [1, 2, 3, 4, 5, 6],
      mistakes: [{ id: 'doubled', sentence: 'Everything was doubled first.', shape: [2, 2], data: [2, 4, 8, 10] }],
    },
  ],
  decimals: 0,
};
const moments: TensorsSpec = {
  tensors: [
    { label: '$\\mu$', names: ['mu_batch', 'mu_B'], shape: [2], data: [7 / 3, 29 / 12] },
    { label: '$\\sigma^2$', names: ['sigma_batch^2'], shape: [2], data: [19 / 18, 179 / 144] },
  ],
  decimals: 2,
};
const judge = (markdown: string, spec: TensorsSpec): Judgement => judgeTensors(partOf(markdown), spec, options);

describe('a vector', () => {
  it.each([
    '$[2, -1, 3]$',
    '$F = [2, -1, 3]$',
    '$F = (2, -1, 3)^T$',
    '$$\\begin{bmatrix} 2 \\\\ -1 \\\\ 3 \\end{bmatrix}$$',
    '$$\\begin{pmatrix} 2 & -1 & 3 \\end{pmatrix}$$',
    '$f_1 = 2, f_2 = -1, f_3 = 3$',
    '$f_3 = 3$, $f_2 = -1$ and $f_1 = 2$',
    '[2, -1, 3]',
    'The filter is [2, −1, 3].',
    'The result of $[1, 4, 0, -2, 3]$ is $[-2, 2, 11]$, so the filter is $[2, -1, 3]$.',
    '$[f_1, f_2, f_3] = [2, -1, 3]$',
    '$\\boxed{[2, -1, 3]}$ since the signal is $[1, 4, 0, -2, 3]$',
    '$[2.0, -1.0, 3.0]$',
  ])('accepts %j', (markdown) => {
    expect(judge(markdown, filter)).toMatchObject({ verdict: 'correct' });
  });

  it.each([
    ['$[3, -1, 2]$', /reverse order/],
    ['$[-2, 1, -3]$', /wrong sign/],
    ['$[4, -2, 6]$', /2 times/],
    ['$[2, -1, 4]$', /number 3/],
    ['$[2, -1]$', /shape/],
    ['$f_1 = 2, f_2 = 1, f_3 = 3$', /number 2/],
  ])('refuses %j and says why', (markdown, reason) => {
    const judgement = judge(markdown, filter);
    expect(judgement.verdict).toBe('incorrect');
    expect(judgement.feedback.join(' ')).toMatch(reason);
  });

  it.each(['I solved it as in class.', 'The signal is $[1, 4, 0, -2, 3]$ and the output $[-2, 2, 11]$.', '$[2, -1, $'])(
    'asks a person about %j',
    (markdown) => {
      expect(judge(markdown, filter).verdict).toBe('needs_review');
    },
  );
});

describe('an operation around an array', () => {
  it.each(['-[2, -1, 3]', '[2, -1, 3]/6', 'The filter is 2 [2, -1, 3].'])(
    '%j is not the array in brackets',
    (markdown) => {
      expect(judge(markdown, filter).verdict).not.toBe('correct');
    },
  );
});

describe('a matrix', () => {
  it.each([
    '$$\\begin{bmatrix} 1 & 2 & 3 \\\\ 4 & 5 & 6 \\end{bmatrix}$$',
    '$[[1,2,3],[4,5,6]]$',
    '$Y = \\left[\\begin{array}{ccc} 1 & 2 & 3 \\\\ 4 & 5 & 6 \\end{array}\\right]$',
    '[[1, 2, 3], [4, 5, 6]]',
    '```\n[[1, 2, 3], [4, 5, 6]]\n```',
  ])('accepts %j', (markdown) => {
    expect(judge(markdown, matrix)).toMatchObject({ verdict: 'correct' });
  });

  it('names a listed mistake by its result', () => {
    const judgement = judge('$\\begin{bmatrix} 2 & 4 \\\\ 8 & 10 \\end{bmatrix}$', matrix);
    expect(judgement).toMatchObject({ verdict: 'incorrect', mistake: 'doubled' });
  });

  it('names the first wrong entry by row and column', () => {
    const { feedback } = judge('$\\begin{bmatrix} 1 & 2 & 3 \\\\ 4 & 7 & 6 \\end{bmatrix}$', matrix);
    expect(feedback.join(' ')).toContain('row 2, column 2');
    expect(feedback.join(' ')).not.toContain('5');
  });

  it('leaves exchanged rows and columns to a person', () => {
    expect(judge('$\\begin{bmatrix} 1 & 4 \\\\ 2 & 5 \\\\ 3 & 6 \\end{bmatrix}$', matrix).verdict).toBe('needs_review');
  });

  it('refuses rows of different lengths', () => {
    expect(judge('$[[1, 2, 3], [4, 5]]$', matrix).verdict).not.toBe('correct');
  });
});

describe('several named arrays', () => {
  it.each([
    '$$\\mu_{batch} = \\begin{bmatrix} 2.33 \\\\ 2.42 \\end{bmatrix} \\quad \\sigma^2_{batch} = \\begin{bmatrix} 1.06 \\\\ 1.24 \\end{bmatrix}$$',
    '$\\mu_{\\text{batch}} = [7/3, 29/12]$ and $\\sigma_{\\text{batch}}^2 = [19/18, 179/144]$',
    '$\\mu_B = [2.333, 2.4167]$, $\\sigma_{batch}^2 = [1.0556, 1.2431]$',
  ])('accepts %j', (markdown) => {
    expect(judge(markdown, moments)).toMatchObject({ verdict: 'correct' });
  });

  it('counts each array', () => {
    const judgement = judge('$\\mu_{batch} = [2.33, 2.42]$, $\\sigma_{batch}^2 = [1.2, 1.3]$', moments);
    expect(judgement).toMatchObject({ verdict: 'partial', share: 0.5 });
  });

  it('tells rounding too coarsely and cutting off from a wrong number', () => {
    expect(judge('$\\mu_{batch} = [2, 2]$, $\\sigma_{batch}^2 = [1.06, 1.24]$', moments).feedback.join(' ')).toContain(
      'too coarsely',
    );
    expect(
      judge('$\\mu_{batch} = [2.33, 2.41]$, $\\sigma_{batch}^2 = [1.06, 1.24]$', moments).feedback.join(' '),
    ).toContain('cut off');
  });
});
