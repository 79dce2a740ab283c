import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { loadSubmission } from '@gradbook/answers';
import { findAssignment } from '@gradbook/assignments';
import { init } from '@gradbook/core-ops';
import { expect, it } from 'vitest';

import { gradeSubmission } from './grade-submission.ts';

it('a document whose parts cannot be found goes to a person instead of becoming zeros', async () => {
  await init();
  const file = join(await mkdtemp(join(tmpdir(), 'gradbook-unlabelled-')), 'answers.md');
  await writeFile(file, '\\section*{Backpropagation}\n\nThe derivative is $u_3 + 2wu_2 + 3w^2u_1$.\n');
  const graded = await gradeSubmission(await loadSubmission(file), findAssignment('rnn-homework')!, { seed: 0 });
  expect(new Set(graded.parts.map(({ judgement }) => judgement.verdict))).toEqual(new Set(['needs_review']));
  expect(graded.parts[0]!.judgement.feedback.join(' ')).toContain('No label of a part');
});
