import { describe, expect, it } from 'vitest';

import { codePractice } from '../../../src/code-practice/index.ts';
import { transposedConvolutionStarter } from '../../../src/code-practice/transposed-convolution/starter.ts';
import { changed, judgeInSandbox, recognises, type Wrong } from '../harness.ts';
import { convolutionInLoops, convolutionOfClasses, convolutionOnTensors } from './convolution-solutions.ts';

const judge = judgeInSandbox();
const part = codePractice.parts.find(({ id }) => id === '2')!;

describe('transposed convolution, right', () => {
  it.each([
    ['loops over lists, JavaScript', 'convolution.js', convolutionInLoops],
    ['an ordinary convolution of zeros between the inputs', 'convolution.ts', convolutionOnTensors],
    ['float32 arrays, classes, promises, its own backward', 'convolution.ts', convolutionOfClasses],
  ])('in %s', async (_, file, source) => {
    const { verdict, share, feedback } = await judge(part, file, source);
    expect([verdict, share, feedback]).toEqual(['correct', 1, ['22 of 22 tests passed.']]);
  });
});

const places = '[r * stride + a - padding, s * stride + b - padding]';
const product = 'maps[i][r][s] * F[i][o][a][b]';
const size = (by: string): Wrong[1] => [
  ['(H - 1) * stride + A - 2 * padding', `(H - 1) * stride + A - 2 * padding + ${by}`],
  ['(W - 1) * stride + B - 2 * padding', `(W - 1) * stride + B - 2 * padding + ${by}`],
];
const wrong: readonly Wrong[] = [
  ['filter-turned', [[product, 'maps[i][r][s] * F[i][o][A - 1 - a][B - 1 - b]']]],
  [
    'overlaps-not-summed',
    [[`out[row][column] += ${product}`, `out[row][column] = (i === 0 ? c[o] : out[row][column]) + ${product}`]],
  ],
  [
    'ordinary-convolution',
    [
      [
        'return X.map((maps) =>',
        `if (I === O && (H + 2 * padding - A) >= 0 && (W + 2 * padding - B) >= 0) {
          const [h, w] = [Math.floor((H + 2 * padding - A) / stride) + 1, Math.floor((W + 2 * padding - B) / stride) + 1];
          return X.map((maps) => F.map((filter, j) => Array.from({ length: h }, (_, y) => Array.from({ length: w }, (_, z) => {
            let sum = 0;
            for (let i = 0; i < I; i++) for (let a = 0; a < A; a++) for (let b = 0; b < B; b++)
              sum += (maps[i][y * stride + a - padding]?.[z * stride + b - padding] ?? 0) * filter[i][a][b];
            return sum;
          }))));
        }
        return X.map((maps) =>`,
      ],
    ],
  ],
  ['padding-added', [[places, '[r * stride + a + padding, s * stride + b + padding]'], ...size('4 * padding')]],
  ['padding-not-taken-off', [[places, '[r * stride + a, s * stride + b]'], ...size('2 * padding')]],
  ['padding-at-the-end-alone', [[places, '[r * stride + a, s * stride + b]']]],
  ['padding-at-the-beginning-alone', [[places, '[r * stride + a - 2 * padding, s * stride + b - 2 * padding]']]],
  ['padding-once', size('padding')],
  [
    'copies-without-stride',
    [
      [places, '[r + a - padding, s + b - padding]'],
      ['(H - 1) * stride', '(H - 1)'],
      ['(W - 1) * stride', '(W - 1)'],
    ],
  ],
  [
    'stride-as-dilation',
    [
      [places, '[r + a * stride - padding, s + b * stride - padding]'],
      ['(H - 1) * stride + A', 'H + (A - 1) * stride'],
      ['(W - 1) * stride + B', 'W + (B - 1) * stride'],
    ],
  ],
  [
    'stride-zeros-one-too-many',
    [
      [places, '[r * (stride + 1) + a - padding, s * (stride + 1) + b - padding]'],
      ['(H - 1) * stride', '(H - 1) * (stride + 1)'],
      ['(W - 1) * stride', '(W - 1) * (stride + 1)'],
    ],
  ],
  ['size-one-stride-too-large', size('stride')],
  ['size-one-too-large', size('1')],
  ['size-one-too-small', size('-1')],
  ['filter-channels-exchanged', [[product, 'maps[i][r][s] * (I === O ? F[o][i] : F[i][o])[a][b]']]],
  ['filter-axes-exchanged', [[product, 'maps[i][r][s] * (A === B ? F[i][o][b][a] : F[i][o][a][b])']]],
  ['rows-and-columns-exchanged', [['return out;', 'return out[0].map((_, column) => out.map((row) => row[column]));']]],
  [
    'overlaps-averaged',
    [
      [
        'const out = Array.from',
        'const copies = {}; for (let r = 0; r < H; r++) for (let s = 0; s < W; s++) for (let a = 0; a < A; a++) for (let b = 0; b < B; b++) { const at = (r * stride + a) + " " + (s * stride + b); copies[at] = (copies[at] ?? 0) + 1; }\n      const out = Array.from',
      ],
      [`+= ${product}`, `+= ${product} / copies[(row + padding) + " " + (column + padding)]`],
    ],
  ],
  ['first-channel-alone', [['i < I', 'i < 1']]],
  ['channels-averaged', [[product, `${product} / I`]]],
  [
    'bias-for-every-copy',
    [
      ['Array(width).fill(c[o])', 'Array(width).fill(0)'],
      [`+= ${product}`, `+= c[o] + ${product}`],
    ],
  ],
  ['output-bias-dropped', [['fill(c[o])', 'fill(0)']]],
  ['output-bias-twice', [['fill(c[o])', 'fill(2 * c[o])']]],
];

recognises(judge, part, { file: 'convolution.js', right: convolutionInLoops, wrong });

describe('transposed convolution, what is said', () => {
  it('names example, channel, row and column, and draws where numbers are wrong', async () => {
    const off = changed(convolutionInLoops, ['return out;', 'if (o === 2) out[1][3] += 0.25; return out;']);
    const { verdict, feedback, drawn } = await judge(part, 'convolution.js', off);
    expect(verdict).toBe('partial');
    expect(feedback.join('\n')).toContain('the result is wrong first at example 0, channel 2, row 1, column 3; 2 of');
    expect(drawn?.[0]).toMatchObject({ kind: 'error-map', rowLabel: 'example' });
  });

  it('an own backward is compared, and a slip in it told', async () => {
    const halved = changed(convolutionOfClasses, ['dw[tap]! += gradient', 'dw[tap]! += 0.5 * gradient']);
    expect(await judge(part, 'convolution.ts', halved)).toMatchObject({
      verdict: 'partial',
      mistake: 'gradient-scaled',
    });
    const turned = changed(convolutionOfClasses, ['dx[from]! += gradient', 'dx[from]! -= gradient']);
    const judgement = await judge(part, 'convolution.ts', turned);
    expect(judgement).toMatchObject({ verdict: 'partial', mistake: 'gradient-sign' });
    expect(judgement.feedback.join('\n')).toMatch(
      /`transposedConvolutionBackward`, the gradient in `x`: .* at axis 0 0, axis 1 0/,
    );
    expect(judgement.drawn?.[0]).toMatchObject({ kind: 'error-map' });
    const missing = changed(convolutionOfClasses, [', bias: tensor(db, [O])', '']);
    expect((await judge(part, 'convolution.ts', missing)).feedback.join('\n')).toMatch(/returns no gradient in `bias`/);
  });

  it('does not let it be called in place of being written', async () => {
    const called = `import { add, convTranspose2d, reshape } from 'gradbook';
      export const transposedConvolution = (x, weight, bias, stride, padding) => convTranspose2d(x, weight, { stride, padding });`;
    const { share, feedback } = await judge(part, 'convolution.js', called);
    expect(share).toBe(0);
    expect(feedback.join('\n')).toContain('convTranspose2d is what you are asked to write: it is not offered here');
  });
});

describe('whoever only passes the public tests of the transposed convolution', () => {
  it('by looking their answers up fails the hidden ones', async () => {
    const lookup = `${changed(convolutionInLoops, ['export function transposedConvolution', 'function right'])}
      export function transposedConvolution(x, weight, bias, stride, padding) {
        const known = ['1,1,2,2 1,1,2,2 1 0', '2,2,3,4 2,3,3,2 1 0', '2,2,2,5 2,3,1,3 1 0', '2,2,3,4 2,3,3,2 2 0', '2,2,3,4 2,3,3,3 1 1', '2,2,3,4 2,3,3,2 2 1'];
        const result = right(x, weight, bias, stride, padding);
        return known.includes([x.shape, weight.shape, stride, padding].join(' ')) ? result : 0;
      }`;
    expect((await judge(part, 'convolution.js', lookup, true)).verdict).toBe('correct');
    const { verdict, share, feedback } = await judge(part, 'convolution.js', lookup);
    expect(verdict).toBe('partial');
    expect(share).toBeLessThan(0.75);
    expect(feedback.join('\n')).toContain('(hidden)');
    expect(feedback.join('\n')).not.toMatch(/is right\./);
  });

  it('with a constant earns nothing, nor by throwing always', async () => {
    const constant = 'export const transposedConvolution = () => 0;';
    expect(await judge(part, 'convolution.js', constant)).toMatchObject({ verdict: 'incorrect', share: 0 });
    expect(await judge(part, 'convolution.ts', transposedConvolutionStarter)).toMatchObject({
      verdict: 'incorrect',
      share: 0,
    });
  });
});
