import { assignments, defineAssignment, expressionPart, type Part, tensorPart, textPart } from '@gradbook/assignments';
import { conv1d, init, reverse } from '@gradbook/core-ops';
import { beforeAll, describe, expect, it } from 'vitest';

import type { Finding } from './finding.ts';
import { lintAssignment } from './lint-assignment.ts';

beforeAll(async () => {
  await init();
});

const square = {
  id: '1',
  title: 'Derivative',
  points: 1,
  question: 'What is the derivative of $x^2$?',
  symbols: { x: {} },
  expected: '2x',
  mistakes: [{ id: 'factor-forgotten', sentence: 'The exponent comes down as a factor.', latex: 'x' }],
};

async function lint(parts: readonly Part[], points?: number): Promise<readonly Finding[]> {
  const assignment = defineAssignment({
    id: 'tried',
    title: 'Tried',
    summary: 'For tests',
    parts,
    ...(points === undefined ? {} : { points }),
  });
  const { parts: linted, general } = await lintAssignment(assignment, { seed: 0 });
  return [...general, ...linted.flatMap(({ findings }) => findings)];
}

const rules = (findings: readonly Finding[]): string[] => findings.map(({ severity, rule }) => `${severity}: ${rule}`);

describe('an assignment without faults', () => {
  it('has no findings', async () => {
    expect(await lint([expressionPart(square)], 1)).toEqual([]);
  });

  it.each(assignments.map((assignment) => [assignment.id, assignment] as const))(
    'is %s: the references run and their results are marked correct',
    async (_, assignment) => {
      const { parts, general } = await lintAssignment(assignment, { seed: 0 });
      const problems = [...general, ...parts.flatMap(({ findings }) => findings)].filter(
        ({ severity }) => severity === 'problem',
      );
      expect(problems).toEqual([]);
    },
  );
});

describe('faults', () => {
  it('points that do not add up', async () => {
    const [finding] = await lint([expressionPart(square)], 2);
    expect(finding).toMatchObject({ severity: 'problem', rule: 'points-add-up' });
    expect(finding!.message).toContain('2 points');
    expect(finding!.message).toContain('add up to 1');
  });

  it('an assignment without parts', async () => {
    expect(rules(await lint([]))).toEqual(['problem: no-parts']);
  });

  it('a mistake whose result is the right one: the question does not tell them apart', async () => {
    const part = tensorPart({
      id: '1',
      title: 'A convolution',
      points: 1,
      question: 'Drag the filter over the signal.',
      inputs: { x: [[[1, 4, 0]]], filter: [[[1, 1]]] },
      reference: ({ x, filter }) => conv1d(x, filter),
      mistakes: [{ id: 'turned', sentence: 'It was turned.', run: ({ x, filter }) => conv1d(x, reverse(filter, [2])) }],
    });
    expect(rules(await lint([part]))).toEqual(['problem: wrong-is-wrong']);
  });

  it('a mistake that is taken for another one', async () => {
    const mistakes = [...square.mistakes, { id: 'again', sentence: 'The same.', latex: 'x' }];
    expect(rules(await lint([expressionPart({ ...square, mistakes })]))).toEqual(['warning: mistake-is-recognised']);
  });

  it('an expected answer in names that the scope does not have', async () => {
    const [finding] = await lint([expressionPart({ ...square, expected: '2z' })]);
    expect(finding).toMatchObject({ severity: 'problem', rule: 'reference-runs', part: '1' });
    expect(finding!.message).toContain('"2z" uses z');
  });

  it('LaTeX of a reference that cannot be read', async () => {
    const [finding] = await lint([expressionPart({ ...square, expected: '\\frac{2x' })]);
    expect(finding).toMatchObject({ rule: 'reference-runs', part: '1' });
  });

  it('a reference that throws', async () => {
    const part = tensorPart({
      id: '1',
      title: 'A convolution',
      points: 1,
      question: 'Drag the filter over the signal.',
      inputs: { x: [[[1]]], filter: [[[1, 1]]] },
      reference: ({ x, filter }) => conv1d(x, filter),
    });
    const [finding] = await lint([part]);
    expect(finding).toMatchObject({ severity: 'problem', rule: 'reference-runs' });
  });

  it('formulas that cannot be typeset, and texts that are missing', async () => {
    const part = expressionPart({ ...square, title: ' ', question: 'What is $\\frac{1$?' });
    expect(rules(await lint([part]))).toEqual(['problem: has-title', 'problem: formulas-typeset']);
  });

  it('a text without a rubric, and a part without mistakes', async () => {
    const text = textPart({ id: '2', title: 'Why', points: 1, question: 'Why?', rubric: '' });
    expect(rules(await lint([expressionPart({ ...square, mistakes: [] }), text]))).toEqual([
      'warning: lists-mistakes',
      'warning: text-has-rubric',
    ]);
  });

  it('ids that no heading can carry', async () => {
    expect(rules(await lint([expressionPart({ ...square, id: 'the first one' })]))).toContain(
      'problem: labels-are-found',
    );
  });
});
