import { contentOf, defaultLimits, type Judgement } from '@gradbook/answers';
import { init } from '@gradbook/core-ops';
import { beforeAll, describe, expect, it } from 'vitest';

import { attentionRnnSystems } from '../src/conv-gated-debugging/attention-rnn.ts';
import { attentionRnn } from './corpus/attention-rnn.ts';

/** How long a machine takes that is busy with other things is not what is tested. */
const patient = { ...defaultLimits, milliseconds: 20_000 };

beforeAll(async () => {
  await init();
});

async function judge(id: string, text: string): Promise<Judgement> {
  const part = attentionRnnSystems.find((entry) => entry.id === id)!;
  const written = { id, text, start: 0, end: text.length };
  return part.judge({ ...contentOf(written), source: written }, written, { limits: patient, seed: 0 });
}

describe('AttentionRNN(k) and AttentionRNN(∞)', () => {
  it.each(attentionRnn)('$part, $note: $class', async ({ part, answer, class: wanted }) => {
    const { verdict, feedback } = await judge(part, answer);
    if (wanted === 'correct') expect({ verdict, feedback }).toMatchObject({ verdict: 'correct' });
    else {
      expect(verdict).not.toBe('correct');
      expect(feedback.length).toBeGreaterThan(0);
    }
  });

  it.each(attentionRnnSystems)('$id: its own equations are right, its mistakes are recognised', async (part) => {
    const { right, wrong } = await part.samples!();
    for (const answer of right) expect((await judge(part.id, answer)).verdict).toBe('correct');
    for (const { answer, mistake } of wrong) {
      const judgement = await judge(part.id, answer);
      expect(judgement).toMatchObject({ mistake });
      expect(judgement.verdict).not.toBe('correct');
    }
  });
});
