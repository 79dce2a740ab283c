import { describe } from 'vitest';

import { lossPart, lstmPart, regressionPart, rnnPart } from '../../src/rnn-homework/code/parts.ts';
import { judgeInSandbox, recognises, type Wrong } from './harness.ts';
import { withLoops } from './solutions/loops.ts';

const judge = judgeInSandbox();
const file = 'recurrent.js';

const rnnStep = 'Math.tanh(bias + dot(Wx[i], row) + dot(Wh[i], h[n]))';
const rnnWrong: readonly Wrong[] = [
  ['relu-for-tanh', [[rnnStep, 'Math.max(0, bias + dot(Wx[i], row) + dot(Wh[i], h[n]))']]],
  ['no-nonlinearity', [[rnnStep, '(bias + dot(Wx[i], row) + dot(Wh[i], h[n]))']]],
  ['sigmoid-for-tanh', [[rnnStep, '1 / (1 + Math.exp(-(bias + dot(Wx[i], row) + dot(Wh[i], h[n]))))']]],
  ['bias-dropped', [[rnnStep, 'Math.tanh(dot(Wx[i], row) + dot(Wh[i], h[n]))']]],
  ['bias-twice', [[rnnStep, 'Math.tanh(2 * bias + dot(Wx[i], row) + dot(Wh[i], h[n]))']]],
  ['recurrence-dropped', [[rnnStep, 'Math.tanh(bias + dot(Wx[i], row))']]],
  ['state-not-passed-on', [[rnnStep, 'Math.tanh(bias + dot(Wx[i], row) + dot(Wh[i], toNested(h0)[n]))']]],
  ['initial-state-ignored', [['let h = toNested(h0);', 'let h = toNested(h0).map((row) => row.map(() => 0));']]],
  ['state-added', [[rnnStep, `h[n][i] + ${rnnStep}`]]],
  ['recurrent-weight-transposed', [[rnnStep, 'Math.tanh(bias + dot(Wx[i], row) + dot(Wh.map((r) => r[i]), h[n]))']]],
  [
    'time-runs-backwards',
    [
      ['params.b].map(toNested);', 'params.b].map(toNested); X.reverse();'],
      ['return [output, h]', 'return [output.reverse(), h]'],
    ],
  ],
  ['states-one-step-late', [['output.push(next.map', 'output.push(h.map']]],
  ['lengths-ignored', [['lengths !== undefined && t >= lengths[n]', 'false']]],
  ['last-step-for-last-state', [['return [output, h]', 'return [output, output.at(-1)]']]],
  [
    'time-axis-for-batch-axis',
    [
      [
        'params.b].map(toNested);',
        'params.b].map(toNested); const square = X.length === X[0].length && !lengths; const turned = (a) => (square ? a[0].map((_, n) => a.map((step) => step[n])) : a); X.splice(0, X.length, ...turned(X));',
      ],
      ['return [output, h]', 'return [turned(output), h]'],
    ],
  ],
];
describe('rnn', () => {
  recognises(judge, rnnPart, { file, right: withLoops, wrong: rnnWrong });
});

const head = 'bias + dot(Wf[k], h)';
const headWrong: readonly Wrong[] = [
  ['head-bias-dropped', [[head, 'dot(Wf[k], h)']]],
  ['head-nonlinearity', [[head, `Math.tanh(${head})`]]],
  ['head-relu', [[head, `Math.max(0, ${head})`]]],
  [
    'predictions-one-step-late',
    [
      [
        'rnn(x, h0, params)[0].map((step)',
        'rnn(x, h0, params)[0].map((_, t, all) => all[t - 1] ?? all[0].map((row) => row.map(() => 0))).map((step)',
      ],
    ],
  ],
  [
    'last-prediction-repeated',
    [['rnn(x, h0, params)[0].map((step)', 'rnn(x, h0, params)[0].map((_, t, all) => all.at(-1)).map((step)']],
  ],
];
// The layer below the head can have every slip that it can have alone, but for those in lengths, which it is not given.
const layerWrong = rnnWrong.filter(([id]) => !/lengths|last-step/.test(id));
describe('rnnRegression', () => {
  recognises(judge, regressionPart, { file, right: withLoops, wrong: [...headWrong, ...layerWrong] });
});

const all = 'average(errors(a, b).flat())';
const last = 'average(errors(a, b).at(-1))';
const lossWrong: readonly Wrong[] = [
  ['last-step-for-all', [['average(errors(a, b).flat())', 'average(errors(a, b).at(-1))']]],
  ['sum-for-mean', [['average(errors(a, b).flat())', 'errors(a, b).flat().reduce((s, v) => s + v)']]],
  ['half-the-loss', [['(v - y[t][n][k]) ** 2', '(v - y[t][n][k]) ** 2 / 2']]],
  ['absolute-for-squared', [['(v - y[t][n][k]) ** 2', 'Math.abs(v - y[t][n][k])']]],
  ['root-of-the-loss', [['average(errors(a, b).flat())', 'Math.sqrt(average(errors(a, b).flat()))']]],
  [
    'mean-over-steps-alone',
    [['average(errors(a, b).flat())', 'errors(a, b).flat().reduce((s, v) => s + v) / a.shape[0]']],
  ],
  ['all-steps-for-last', [['average(errors(a, b).at(-1))', 'average(errors(a, b).flat())']]],
  ['first-step-for-last', [['errors(a, b).at(-1)', 'errors(a, b)[0]']]],
  ['divided-by-all-steps', [['average(errors(a, b).at(-1))', 'average(errors(a, b).at(-1)) / a.shape[0]']]],
  ['not-squared', [['(v - y[t][n][k]) ** 2', 'v - y[t][n][k]']]],
  ['mean-over-examples-alone', [[all, 'errors(a, b).flat().reduce((s, v) => s + v) / a.shape[1]']]],
  ['outputs-added', [[all, `${all} * a.shape[2]`]]],
  ['loss-sign', [[all, `-${all}`]]],
  ['last-example-for-last-step', [[last, 'average(errors(a, b).flatMap((step) => step.slice(-a.shape[2])))']]],
];
describe('losses', () => {
  recognises(judge, lossPart, { file, right: withLoops, wrong: lossWrong });
});

const cell = 's(z[H + i]) * v + s(z[i]) * Math.tanh(z[2 * H + i])';
const out = 's(z[3 * H + i]) * Math.tanh(v)';
const z = 'const z = b.map((bias, i) => bias + dot(Wx[i], row) + dot(Wh[i], h[n]));';
const lstmWrong: readonly Wrong[] = [
  ['gates-i-and-f-exchanged', [[cell, 's(z[i]) * v + s(z[H + i]) * Math.tanh(z[2 * H + i])']]],
  [
    'gates-g-and-o-exchanged',
    [
      [cell, 's(z[H + i]) * v + s(z[i]) * Math.tanh(z[3 * H + i])'],
      [out, 's(z[2 * H + i]) * Math.tanh(v)'],
    ],
  ],
  ['lstm-bias-dropped', [['const z = b.map((bias, i) => bias + ', 'const z = b.map((bias, i) => ']]],
  ['candidate-without-tanh', [[cell, 's(z[H + i]) * v + s(z[i]) * z[2 * H + i]']]],
  ['candidate-with-sigmoid', [[cell, 's(z[H + i]) * v + s(z[i]) * s(z[2 * H + i])']]],
  ['cell-without-tanh', [[out, 's(z[3 * H + i]) * v']]],
  ['forget-gate-unused', [[cell, 'v + s(z[i]) * Math.tanh(z[2 * H + i])']]],
  ['input-gate-unused', [[cell, 's(z[H + i]) * v + Math.tanh(z[2 * H + i])']]],
  ['output-gate-unused', [[out, 'Math.tanh(v)']]],
  ['cell-not-passed-on', [['const cn = c[n].map', 'const cn = toNested(c0)[n].map']]],
  [
    'lstm-initial-state-ignored',
    [['[toNested(h0), toNested(c0)]', '[toNested(h0), toNested(c0)].map((m) => m.map((row) => row.map(() => 0)))']],
  ],
  ['lstm-lengths-ignored', [['if (lengths && t >= lengths[n])', 'if (false)']]],
  [
    'gates-f-and-o-exchanged',
    [
      [cell, 's(z[3 * H + i]) * v + s(z[i]) * Math.tanh(z[2 * H + i])'],
      [out, 's(z[H + i]) * Math.tanh(v)'],
    ],
  ],
  [
    'gates-in-onnx-order',
    [
      [cell, 's(z[2 * H + i]) * v + s(z[i]) * Math.tanh(z[3 * H + i])'],
      [out, 's(z[H + i]) * Math.tanh(v)'],
    ],
  ],
  ['gates-with-tanh', [['const s = (v) => 1 / (1 + Math.exp(-v));', 'const s = Math.tanh;']]],
  ['input-gate-from-forget-gate', [[cell, 's(z[H + i]) * v + (1 - s(z[H + i])) * Math.tanh(z[2 * H + i])']]],
  [
    'lstm-state-not-passed-on',
    [
      [z, 'const z = b.map((bias, i) => bias + dot(Wx[i], row) + dot(Wh[i], toNested(h0)[n]));'],
      ['const cn = c[n].map', 'const cn = toNested(c0)[n].map'],
    ],
  ],
  ['lstm-recurrence-dropped', [[z, 'const z = b.map((bias, i) => bias + dot(Wx[i], row));']]],
  ['lstm-last-step-for-last-state', [['return [output, h, c]', 'return [output, output.at(-1), c]']]],
];
describe('lstm', () => {
  recognises(judge, lstmPart, { file, right: withLoops, wrong: lstmWrong });
});
