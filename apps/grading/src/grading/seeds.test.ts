import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { loadSubmission, type Verdict } from '@gradbook/answers';
import { findAssignment } from '@gradbook/assignments';
import { init } from '@gradbook/core-ops';
import { beforeAll, describe, expect, it } from 'vitest';

import { gradeSubmission } from './grade-submission.ts';
import type { GradedSubmission } from './graded.ts';

/** Real homework, where it lies beside the repository. */
const seeds = fileURLToPath(new URL('../../../../../shared/seeds/', import.meta.url));
const missing = existsSync(seeds) ? '' : ' (skipped: ../shared/seeds is not there)';

async function grade(seed: string): Promise<GradedSubmission> {
  await init();
  const submission = await loadSubmission(`${seeds}${seed}.md`);
  return gradeSubmission(submission, findAssignment(seed)!, { seed: 0 });
}

function part(graded: GradedSubmission, id: string): GradedSubmission['parts'][number] {
  const found = graded.parts.find((entry) => entry.part.id === id);
  if (!found) throw new Error(`the assignment has no part ${id}`);
  return found;
}

describe.skipIf(missing !== '')(`rnn-homework as it stands${missing}`, () => {
  let graded: GradedSubmission;
  beforeAll(async () => {
    graded = await grade('rnn-homework');
  });

  it.each<[string, Verdict, readonly RegExp[]]>([
    ['1(a)', 'correct', []],
    ['1(b)', 'incorrect', [/first term \$u_\{2\}/, /term \$u_\{3\}/]],
    ['1(c)', 'correct', []],
    ['1(d)', 'partial', [/y = w\(s \+ u_1\).*does not hold/, /u_\{3\}/, /q_\{1\}.*read as.*q/]],
    ['2(a)', 'correct', []],
    ['2(b)', 'correct', []],
    ['2(c)', 'partial', [/neural network neural.*-2\.05/, /1 of the 2/]],
    ['2(d)', 'partial', [/"no" is right; the sequence is not/, /network network network/]],
    ['2(e)', 'correct', [/heap/]],
    ['3(a)', 'correct', [/pasted/]],
    ['3(b)', 'correct', [/pasted/]],
    ['3(c)', 'partial', [/`loss_last`.*0\.693.*above/, /pasted/]],
    ['3(d)', 'needs_review', [/gradient_trace\.json/i]],
    ['3(e)', 'needs_review', [/a person/i]],
    ['3(f)', 'correct', [/a person reads the text/i]],
    ['3(g)', 'unanswered', []],
    ['4(a)', 'needs_review', [/a person/i]],
    ['5(a)', 'partial', [/\.94 %.*factor of 100/]],
    ['5(b)', 'needs_review', [/words/]],
    ['5(c)', 'needs_review', [/words/]],
    ['6(a)', 'needs_review', [/a person/i]],
    ['6(b)', 'correct', [/4f_1 - 2f_2 = 2.*does not hold/, /f_\{3\}/]],
    ['6(c)', 'incorrect', [/zeros are put between the inputs/]],
    ['7', 'correct', [/recorded/i]],
  ])('%s is %s', (id, verdict, reasons) => {
    const { judgement } = part(graded, id);
    expect(judgement.verdict).toBe(verdict);
    const said = judgement.feedback.join(' ');
    for (const reason of reasons) expect(said).toMatch(reason);
  });

  it('gives a reason for every verdict that is not right', () => {
    for (const { judgement } of graded.parts) {
      if (judgement.verdict !== 'correct') expect(judgement.feedback.length).toBeGreaterThan(0);
    }
  });

  it('names the mistakes that it recognises', () => {
    expect(part(graded, '6(c)').judgement.mistake).toBe('zeros-between-inputs');
    expect(part(graded, '5(a)').judgement.mistake).toBe('factor-of-100');
    expect(part(graded, '1(b)').judgement.mistake).toBeDefined();
  });

  it('shows a point at which 1(b) differs', () => {
    const { counterexample } = part(graded, '1(b)').judgement;
    expect(counterexample).toBeDefined();
    const { w, u_1, u_2, u_3 } = counterexample!.at as Record<string, number>;
    expect(counterexample!.expected).toBeCloseTo(u_3! + 2 * w! * u_2! + 3 * w! ** 2 * u_1!, 6);
    expect(counterexample!.given).toBeCloseTo(u_2! + 2 * w! * u_2! + 3 * w! ** 2 * u_1!, 6);
  });
});

describe.skipIf(missing !== '')(`normalization-decoding as it stands${missing}`, () => {
  let graded: GradedSubmission;
  beforeAll(async () => {
    graded = await grade('normalization-decoding');
  });

  const fullMarks = ['1', '2.1', '2.2(a)', '2.2(b)', '3.1', '3.3', '3.4.a', '3.4.b', '4.1', '4.2', '4.3', '4.4'];
  it.each(fullMarks)('%s gets full marks', (id) => {
    const { judgement, points, part: asked } = part(graded, id);
    expect(judgement.verdict).toBe('correct');
    expect(points).toBe(asked.points);
  });

  it.each(['2.3', '3.2', '3.5', '5'])('%s goes to a person', (id) => {
    expect(part(graded, id).judgement.verdict).toBe('needs_review');
  });
});

describe.skipIf(missing !== '')(`conv-gated-debugging as it stands${missing}`, () => {
  let graded: GradedSubmission;
  beforeAll(async () => {
    graded = await grade('conv-gated-debugging');
  });

  it.each<[string, Verdict, readonly RegExp[]]>([
    ['1.1(a)', 'correct', [/rounded up, which contradicts/]],
    ['1.1(b)', 'partial', [/floor is missing/]],
    ['1.1(c)(i)', 'correct', []],
    ['1.1(c)(ii)', 'incorrect', [/indices of .*x\[.* have changed places/]],
    ['1.1(c)(iii)', 'incorrect', [/formula/, /shape .*5 \\times 21.* is not right/]],
    ['1.1(c)(iv)', 'correct', []],
    ['1.2.1(a)', 'needs_review', [/a person/i]],
    ['1.2.1(b)', 'correct', []],
    ['1.2.1(c)', 'correct', []],
    ['1.2.1(d)', 'needs_review', [/a person/i]],
    ['1.2.2(a)', 'needs_review', [/a person/i]],
    ['1.2.2(b)', 'correct', []],
    ['1.2.2(e)', 'incorrect', [/divided by their sum .* softargmax/]],
    ['1.2.2(f)', 'partial', [/all later steps/]],
    ['1.3(a)', 'correct', [/exploding/]],
    ['1.3(b)', 'correct', [/person/]],
    ['1.3(c)', 'correct', [/clipping.*normalization.*smaller or scheduled/]],
    ['1.3(d)', 'correct', []],
  ])('%s is %s', (id, verdict, reasons) => {
    const { judgement } = part(graded, id);
    expect(judgement.verdict).toBe(verdict);
    const said = judgement.feedback.join(' ');
    for (const reason of reasons) expect(said).toMatch(reason);
  });

  it('names the mistakes that it recognises', () => {
    expect(part(graded, '1.1(b)').judgement.mistake).toBe('floor-missing');
    expect(part(graded, '1.1(c)(ii)').judgement.mistake).toBe('indices-exchanged');
    expect(part(graded, '1.2.2(e)').judgement.mistake).toBe('softargmax-as-quotient');
    expect(part(graded, '1.2.2(f)').judgement.mistake).toBe('all-later-steps');
  });
});

describe.skipIf(missing !== '')(`sequence-review as it stands${missing}`, () => {
  let graded: GradedSubmission;
  beforeAll(async () => {
    graded = await grade('sequence-review');
  });

  it.each(['1(a)', '1(b)', '1(e)', '2(a)', '2(b)', '2(c)', '2(d)', '2(e)'])('%s gets full marks', (id) => {
    const { judgement, points, part: asked } = part(graded, id);
    expect(judgement.verdict).toBe('correct');
    expect(points).toBe(asked.points);
  });

  // 1(c) and 1(d) are graded by the traces that are handed in with them; the document has words alone.
  it.each(['1(c)', '1(d)', '1(f)'])('%s goes to a person', (id) => {
    const { judgement } = part(graded, id);
    expect(judgement.verdict).toBe('needs_review');
    expect(judgement.feedback.length).toBeGreaterThan(0);
  });

  it('says what it mended', () => {
    expect(part(graded, '2(e)').judgement.feedback.join(' ')).toMatch(/`T\?` was read as/);
    expect(part(graded, '1(a)').judgement.feedback.join(' ')).toMatch(/was read as .*scans lose superscripts/);
  });
});

describe.skipIf(missing !== '')(`recurrent-attention as it stands${missing}`, () => {
  let graded: GradedSubmission;
  beforeAll(async () => {
    graded = await grade('recurrent-attention');
  });

  it.each<[string, Verdict, readonly RegExp[]]>([
    ['Q1.1(i)', 'correct', [/can still be simplified/]],
    ['Q1.1(ii)', 'correct', []],
    ['Q1.1(iii)', 'correct', [/6 together/, /One update a step makes 3/]],
    ['Q1.2', 'correct', [/shape is right/, /person reads/]],
    ['Q1.3', 'correct', []],
    ['Q1.4', 'correct', []],
    ['Q2.1', 'partial', [/e_dec uses h\(i\); self-attention reads the decoder's own d\(i\)/]],
    ['Q2.2', 'needs_review', [/a person/i]],
    ['Q2.3', 'needs_review', [/a person/i]],
  ])('%s is %s', (id, verdict, reasons) => {
    const { judgement } = part(graded, id);
    expect(judgement.verdict).toBe(verdict);
    const said = judgement.feedback.join(' ');
    for (const reason of reasons) expect(said).toMatch(reason);
  });

  it('names the mistake of Q2.1, and counts the rest of it', () => {
    const { judgement } = part(graded, 'Q2.1');
    expect(judgement.mistake).toBe('self-attention-scores-the-encoder');
    expect(judgement.share).toBe(0.75);
  });

  it('says which names were mended', () => {
    expect(part(graded, 'Q1.3').judgement.feedback.join(' ')).toMatch(/lost its first characters/);
  });
});

// Two of the documents are official solutions: nothing that a rule can grade may cost them a point.
describe.skipIf(missing !== '')(`official solutions as they stand${missing}`, () => {
  it.each(['normalization-decoding', 'sequence-review'])('%s has full marks on every graded part', async (id) => {
    const graded = await grade(id);
    const forPeople = new Set(['text', 'trace']);
    const judged = graded.parts.filter((entry) => !forPeople.has(entry.part.kind));
    expect(judged.length).toBeGreaterThanOrEqual(8);
    const short = judged.filter(
      ({ judgement, points, part: asked }) => judgement.verdict !== 'correct' || points !== asked.points,
    );
    expect(short.map((entry) => `${entry.part.id}: ${entry.judgement.verdict}`)).toEqual([]);
  });
});
