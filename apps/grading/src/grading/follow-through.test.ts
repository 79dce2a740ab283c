import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { loadSubmission } from '@gradbook/answers';
import { findAssignment } from '@gradbook/assignments';
import { init } from '@gradbook/core-ops';
import { expect, it } from 'vitest';

import { gradeSubmission } from './grade-submission.ts';

it('a submission whose later parts follow from a wrong earlier one earns their share', async () => {
  await init();
  const file = join(await mkdtemp(join(tmpdir(), 'gradbook-follow-')), 'answers.md');
  const answers: Readonly<Record<string, string>> = {
    '1(a)':
      '$p = u_1$, $q = w u_1$, $r = u_2 + w u_1$, $s = w u_2 + w^2 u_1$, $t = w u_2 + w^2 u_1 + u_2$, $y = w u_2 + w^2 u_2 + w^3 u_1$',
    '1(b)': '$\\frac{dy}{dw} = u_2 + 2 w u_2 + 3 w^2 u_1$',
    '2(a)': 'neural, network',
    '2(b)': 'neural neural, network network',
    '2(c)': 'neural neural neural, network network neural',
    '2(d)': 'Yes, it returns the most likely sequence, neural neural neural.',
  };
  const text = Object.entries(answers)
    .map(([id, answer]) => `## ${id}\n\n${answer}\n`)
    .join('\n');
  await writeFile(file, text);
  const graded = await gradeSubmission(await loadSubmission(file), findAssignment('rnn-homework')!, { seed: 0 });
  const found = Object.fromEntries(graded.parts.map((part) => [part.part.id, part]));
  expect(found['1(a)']!.judgement.verdict).toBe('partial');
  expect(found['2(b)']!.judgement.verdict).toBe('incorrect');
  const followed = { '1(b)': '1(a)', '2(c)': '2(b)', '2(d)': '2(c)' };
  for (const [id, from] of Object.entries(followed)) {
    const { judgement, points, part } = found[id]!;
    expect({ id, verdict: judgement.verdict, points }).toEqual({ id, verdict: 'partial', points: part.points / 2 });
    expect(judgement.feedback[0]).toContain(`follows from your ${from}`);
  }
});
