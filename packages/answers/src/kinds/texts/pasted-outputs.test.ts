import { describe, expect, it } from 'vitest';

import { partOf } from '../../testing/part-of.ts';
import { judgePastedOutputs, type PastedOutputsSpec, readLine } from './pasted-outputs.ts';

const spec: PastedOutputsSpec = {
  lines: [
    { name: '', label: 'One step' },
    { name: 'all_h', label: 'All steps' },
    { name: 'last_h', label: 'The last step' },
  ],
  tolerance: 1e-4,
};
const judge = (...lines: readonly string[]) => judgePastedOutputs(partOf(`\`\`\`\n${lines.join('\n')}\n\`\`\``), spec);
const first = 'Expected: 0.25, got: 0.25, max error: 0.0';

describe('lines of a pasted output', () => {
  it.each([
    ['4.999339580535889e-05', 4.999339580535889e-5],
    ['5E-5', 5e-5],
    ['tensor(5.0e-05)', 5e-5],
    ['tensor(4.9993e-05, grad_fn=<MaxBackward1>)', 4.9993e-5],
    ['0.00005', 0.00005],
    ['.5', 0.5],
    ['0', 0],
    ['−0.5', -0.5],
    ['NaN', Number.NaN],
    ['tensor(nan)', Number.NaN],
    ['inf', Infinity],
  ])('%s is a number', (written, number) => {
    expect(readLine(`Max error all_h: ${written}`, 'all_h')).toMatchObject({ kind: 'error', value: number });
  });

  it('are told apart by their names', () => {
    const text = 'Max error all_h: 0.1\nMax error last_h: 0.2\nmax error: 0.3';
    expect(readLine(text, 'all_h')).toMatchObject({ value: 0.1 });
    expect(readLine(text, 'last_h')).toMatchObject({ value: 0.2 });
    expect(readLine(text, '')).toMatchObject({ value: 0.3 });
    expect(readLine(text, 'loss')).toEqual({ kind: 'missing' });
  });
});

describe('a pasted output', () => {
  it('is judged line by line, and the feedback says what was judged', () => {
    const right = judge(first, 'Max error all_h: 5e-05', 'Max error last_h: 1e-4');
    expect(right).toMatchObject({ verdict: 'correct', share: 1, error: 1e-4, tolerance: 1e-4 });
    expect(right.feedback.join(' ')).toMatch(/pasted.*not run/);

    const large = judge(first, 'Max error all_h: 0.5', 'Max error last_h: 1e-5');
    expect(large).toMatchObject({ verdict: 'partial', share: 2 / 3 });
    expect(large.feedback[0]).toMatch(/All steps.*0\.5.*above/);

    expect(judge(first, 'Max error last_h: 1e-5')).toMatchObject({ verdict: 'partial' });
    expect(judge(first, 'Max error all_h: nan', 'Max error last_h: inf')).toMatchObject({
      verdict: 'partial',
      share: 1 / 3,
    });
    expect(judge('max error: 1', 'Max error all_h: 1', 'Max error last_h: 1').verdict).toBe('incorrect');
  });

  it.each([
    ['a negative error', [first, 'Max error all_h: -5e-05', 'Max error last_h: 0.0'], /negative/],
    ['words for a number', [first, 'Max error all_h: passed', 'Max error last_h: 0.0'], /without a number/],
    ['different numbers', [first, 'Max error all_h: 1', 'Max error all_h: 0.0', 'Max error last_h: 0.0'], /different/],
    [
      'an error that its own values deny',
      ['Expected: 0.25, got: 0.75, max error: 0.0', 'Max error all_h: 0.0', 'Max error last_h: 0.0'],
      /differ by 0\.5, not by 0/,
    ],
    ['passed', ['All tests passed'], /only says that the tests passed/],
    ['an error message', ['Traceback (most recent call last):', 'RuntimeError: shapes'], /error message/],
    ['something else', ['hello'], /No line such as/],
  ])('with %s goes to a person', (_, lines, reason) => {
    const judgement = judge(...lines);
    expect(judgement.verdict).toBe('needs_review');
    expect(judgement.feedback.join(' ')).toMatch(reason);
  });

  it('that is empty is unanswered', () => {
    expect(judgePastedOutputs(partOf(''), spec).verdict).toBe('unanswered');
  });

  it('of great length is read in time', () => {
    const long = 'Max error all_h: '.repeat(2_000);
    expect(judgePastedOutputs(partOf(long), spec).verdict).toBe('needs_review');
  });
});
