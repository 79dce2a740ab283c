import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { contentOf, defaultLimits } from '@gradbook/answers';
import { type Judged, logPart } from '@gradbook/assignments';
import { init } from '@gradbook/core-ops';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { tinyConfig, tinyNames } from '../testing/tiny.ts';
import { runFiles, train } from '../training/run.ts';
import { modelNames } from './model.ts';
import { namesTask } from './task.ts';

const part = logPart({ id: '4', title: 'Names', points: 5, question: 'Train.', names: () => tinyNames });

async function graded(folder: string): Promise<Judged> {
  const files = new Map<string, Uint8Array>();
  for (const name of [runFiles.log, runFiles.weights]) files.set(name, await readFile(join(folder, name)));
  const written = { id: part.id, text: '', start: 0, end: 0 };
  return part.judge(contentOf(written), written, { limits: defaultLimits, seed: 0, files });
}

let base = '';
beforeAll(async () => {
  await init();
  base = await mkdtemp(join(tmpdir(), 'gradbook-graded-'));
});
afterAll(() => rm(base, { recursive: true }));

describe('what a run leaves is what the assignment asks for', () => {
  test.each(modelNames.flatMap((model) => [false, true].map((bidirectional) => ({ model, bidirectional }))))(
    '$model, bidirectional $bidirectional: graded as correct',
    async ({ model, bidirectional }) => {
      const folder = join(base, `${model}-${bidirectional}`);
      await train(namesTask(tinyNames, { ...tinyConfig, model, bidirectional }, 'tiny'), { folder });
      const judged = await graded(folder);
      expect(judged.feedback[0]).toContain('the same split gives the same count');
      expect(judged).toMatchObject({ verdict: 'correct', share: 1 });
    },
  );

  test('a run that was stopped goes to a person', async () => {
    const folder = join(base, 'stopped');
    await train(namesTask(tinyNames, tinyConfig, 'tiny'), { folder, stopAfterEpoch: 1 });
    const judged = await graded(folder);
    expect(judged.verdict).toBe('needs_review');
    expect(judged.feedback.join(' ')).toContain('1 of 2 epochs and says that it is not finished');
  });
});
