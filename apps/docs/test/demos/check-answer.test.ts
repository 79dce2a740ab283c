import { assignments, findAssignment } from '@gradbook/assignments';
import { corpus } from '@gradbook/assignments/test/corpus';
import { init } from '@gradbook/core-ops';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { gradeSubmission } from '../../../grading/src/grading/grade-submission.ts';
import { exercises, judgeAnswer } from '../../src/demos/check-answer/judge.ts';
import { barriers, layoutShift, narrow, openDemo, type OpenedDemo, settled } from './demo-page.ts';

let opened: OpenedDemo;
beforeAll(async () => {
  [opened] = await Promise.all([openDemo('check-answer', { colorScheme: 'light', bypassCSP: true }, 'idle'), init()]);
});
afterAll(() => opened?.page.context().close());

const said = {
  correct: 'Correct',
  partial: 'Partly correct',
  incorrect: 'Not correct',
  needs_review: 'A person looks at this part',
  unanswered: 'Not answered',
} as const;

/** What the grader says to an answer that is handed in alone. */
async function graded(assignment: string, part: string, answer: string) {
  const submission = {
    name: 'one',
    text: `## ${part}\n\n${answer}\n`,
    files: new Map<string, Uint8Array>(),
    notes: [],
  } as unknown as Parameters<typeof gradeSubmission>[0];
  const { parts } = await gradeSubmission(submission, findAssignment(assignment)!, { seed: 0 });
  return parts.find((each) => each.part.id === part)!;
}

/** Letters and digits alone: formulas are typeset in the page. */
const letters = (text: string): string => text.replaceAll(/\$[^$]*\$/g, '').replaceAll(/[^\p{L}\p{N}]/gu, '');

async function check(id: string, answer: string): Promise<void> {
  const { demo } = opened;
  await demo.getByLabel('Part', { exact: true }).selectOption(id);
  await demo.getByLabel('Your answer', { exact: true }).fill(answer);
  await demo.getByLabel('Your answer', { exact: true }).press('Control+Enter');
  await settled(demo);
}

test('offers every bundled part whose answer is a text', async () => {
  const offered = await opened.demo
    .locator('option')
    .evaluateAll((all) => all.map((each) => (each as HTMLOptionElement).value));
  expect(offered).toEqual(
    exercises.flatMap(({ assignment, parts }) => parts.map(({ id }) => `${assignment.id}/${id}`)),
  );
  // Code, logs, traces and records are files; everything else is there.
  const files = assignments.flatMap(({ parts }) =>
    parts.filter(({ kind }) => ['code', 'log', 'trace', 'record'].includes(kind)),
  );
  expect(offered).toHaveLength(assignments.flatMap(({ parts }) => parts).length - files.length);
  expect(await layoutShift(opened.page)).toBeLessThan(0.05);
});

/** Answers whose class is known: of each part that has some, one of each class. */
const cases = (Object.keys(corpus) as (keyof typeof corpus)[]).flatMap((assignment) =>
  [...Map.groupBy(corpus[assignment], ({ part, class: kind }) => `${part} ${kind}`).values()]
    .map(([first]) => first!)
    .filter(({ part }) =>
      exercises.some((each) => each.assignment.id === assignment && each.parts.some(({ id }) => id === part)),
    )
    .map(({ part, class: kind, answer }) => ({ assignment, part, kind, answer })),
);

test('judges as the grader does, word for word, and keeps back what was expected', async () => {
  expect(new Set(cases.map(({ kind }) => kind)).size).toBeGreaterThan(4);
  for (const { assignment, part, answer } of cases) {
    const found = findAssignment(assignment)!;
    const judged = await judgeAnswer(
      found,
      found.parts.find(({ id }) => id === part)!,
      answer,
    );
    const { expected: _, ...judgement } = (await graded(assignment, part, answer)).judgement;
    expect(judged, `${assignment} ${part}: ${answer}`).toEqual(judgement);
  }
});

test.each([
  ['rnn-homework', '1(b)', 'incorrect'],
  ['rnn-homework', '2(a)', 'correct'],
  ['rnn-homework', '6(c)', 'incorrect'],
  ['normalization-decoding', '3.3', 'correct'],
  ['recurrent-attention', 'Q1.3', 'correct'],
  ['conv-gated-debugging', '1.1(b)', 'partial'],
] as const)('%s %s, %s: shows the verdict, each sentence and the mistake', async (assignment, part, kind) => {
  const { answer } = cases.find((each) => each.assignment === assignment && each.part === part && each.kind === kind)!;
  await check(`${assignment}/${part}`, answer);
  const { judgement } = await graded(assignment, part, answer);
  const { demo } = opened;
  expect(await demo.locator('.verdict strong').innerText()).toBe(said[judgement.verdict]);
  const sentences = await demo.locator('.feedback .sentence').evaluateAll((all) =>
    all.map((each) => {
      for (const formula of each.querySelectorAll('.formula, .display')) formula.remove();
      return each.textContent;
    }),
  );
  expect(sentences.map(letters)).toEqual(judgement.feedback.map(letters));
  expect(await demo.locator('.mistake code').allInnerTexts()).toEqual(
    judgement.mistake === undefined ? [] : [judgement.mistake],
  );
});

test('a wrong answer is told its mistake; points, and what was read', async () => {
  const { demo, page, incidents } = opened;
  await check('rnn-homework/1(b)', '$\\frac{dy}{dw} = u_2 + 2w u_2 + 3w^2 u_1$');
  expect(await demo.locator('.verdict').innerText()).toContain('0 of 2 points');
  expect(await demo.locator('.given math').count()).toBe(1);
  expect(await demo.locator('.mistake').innerText()).toBe('Recognised mistake: term-wrong-symbol');
  await check('rnn-homework/1(b)', '');
  expect(await demo.locator('.verdict strong').innerText()).toBe('Not answered');
  expect(await barriers(page)).toEqual([]);
  expect(incidents).toEqual([]);
});

test('what is hostile stays text', async () => {
  const { demo, page, incidents } = opened;
  await check(
    'rnn-homework/1(b)',
    '<img src=x onerror="document.title=1"> $\\href{javascript:alert(1)}{x}$ $\\frac{$ **',
  );
  expect(await demo.locator('img, a, script').count()).toBe(0);
  expect(await page.title()).toBe('A demo');
  expect(incidents).toEqual([]);
});

test('is without barriers dark and narrow, and without WebGPU', async () => {
  const wide = opened;
  opened = await openDemo('check-answer', { ...narrow, webgpu: false }, 'idle');
  expect(await opened.demo.locator('.device').innerText()).toContain('No WebGPU');
  await check('rnn-homework/2(e)', '$O(T k M \\log k)$');
  expect(await opened.demo.locator('.verdict strong').innerText()).toBe('Correct');
  await opened.demo.getByLabel('Part', { exact: true }).selectOption('rnn-homework/6(c)');
  await opened.demo.getByLabel('Your answer', { exact: true }).fill('[[1, 2], [3, 4]]');
  await opened.demo.getByRole('button', { name: 'Check' }).click();
  await settled(opened.demo, 'failed');
  expect(await opened.demo.locator('.status').innerText()).toContain('The reference of 6(c) runs on WebGPU');
  expect(await barriers(opened.page)).toEqual([]);
  expect(opened.incidents).toEqual([]);
  await wide.page.context().close();
});
