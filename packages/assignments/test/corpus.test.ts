import { contentOf, defaultLimits, type Judgement, readParts } from '@gradbook/answers';
import { init } from '@gradbook/core-ops';
import { beforeAll, describe, expect, it } from 'vitest';

import { type Assignment, findAssignment, type Part } from '../src/index.ts';
import { type Case, corpus, heldOut } from './corpus/index.ts';
import { revealed } from './revealed.ts';

/** How long a machine takes that is busy with other things is not what is tested. */
const options = { limits: { ...defaultLimits, milliseconds: 20_000 }, seed: 0 };

interface Judged extends Case {
  readonly judgement: Judgement;
}

function partOf(assignment: Assignment, id: string): Part {
  const part = assignment.parts.find((entry) => entry.id === id);
  if (!part) throw new Error(`${assignment.id} has no part ${id}`);
  return part;
}

async function judge(part: Part, answer: string): Promise<Judgement> {
  const written = { id: part.id, text: answer, start: 0, end: answer.length };
  return part.judge({ ...contentOf(written), source: written }, written, options);
}

/** Not every assignment has answers that were kept aside. */
const keptAside: Partial<Record<string, readonly Case[]>> = heldOut;

async function judgeAll(id: keyof typeof corpus): Promise<Judged[]> {
  const assignment = findAssignment(id)!;
  const judged: Judged[] = [];
  for (const entry of [...corpus[id], ...(keptAside[id] ?? [])]) {
    judged.push({ ...entry, judgement: await judge(partOf(assignment, entry.part), entry.answer) });
  }
  return judged;
}

const said = ({ part, note, class: wanted, judgement }: Judged): string =>
  `${part}, ${note}: ${wanted} is right, got ${judgement.verdict}: ${judgement.feedback.join(' ')}`;
const ids = Object.keys(corpus) as (keyof typeof corpus)[];

describe.each(ids)('answers in many notations: %s', (id) => {
  let judged: Judged[];
  beforeAll(async () => {
    await init();
    judged = await judgeAll(id);
  });

  it('never marks a wrong answer right', () => {
    const marked = judged.filter(
      (entry) => !['correct', 'not wrong'].includes(entry.class) && entry.judgement.verdict === 'correct',
    );
    expect(marked.map(said)).toEqual([]);
  });

  it('marks all but one right answer in fifty right', () => {
    const right = judged.filter((entry) => entry.class === 'correct');
    const refused = right.filter((entry) => entry.judgement.verdict !== 'correct');
    expect(refused.length <= 0.02 * right.length ? [] : refused.map(said)).toEqual([]);
  });

  it('sends at most one decidable answer in twenty to a person', () => {
    const decidable = judged.filter((entry) => ['correct', 'partial', 'incorrect'].includes(entry.class));
    const sent = decidable.filter((entry) => entry.judgement.verdict === 'needs_review');
    expect(sent.length <= 0.05 * decidable.length ? [] : sent.map(said)).toEqual([]);
  });

  it('tells partly right answers from wrong ones', () => {
    const decided = judged.filter(
      ({ class: wanted, judgement }) =>
        ['partial', 'incorrect', 'unanswered'].includes(wanted) && judgement.verdict !== 'needs_review',
    );
    expect(decided.filter((entry) => entry.judgement.verdict !== entry.class).map(said)).toEqual([]);
  });

  it('marks nothing wrong because of its language or of letters that were misread', () => {
    const refused = judged.filter(
      (entry) => entry.class === 'not wrong' && !['correct', 'needs_review'].includes(entry.judgement.verdict),
    );
    expect(refused.map(said)).toEqual([]);
  });

  it('shows nothing of the right answer to whom has not written it', () => {
    const shown = judged.flatMap((entry) => {
      const part = partOf(findAssignment(id)!, entry.part);
      const piece = revealed(id, part, entry.answer, entry.judgement);
      return piece === undefined ? [] : [`${piece} in ${said(entry)}`];
    });
    expect(shown).toEqual([]);
  });

  it('gives a reason whenever it does not give full marks', () => {
    const silent = judged.filter(({ judgement }) => judgement.verdict !== 'correct' && judgement.feedback.length === 0);
    expect(silent.map(said)).toEqual([]);
  });
});

/** One answer a part, put together as somebody would hand them in. */
function documentOf(
  id: keyof typeof corpus,
  pick: number,
  label: (part: string) => string,
): { readonly text: string; readonly parts: readonly string[] } {
  const chosen = findAssignment(id)!.parts.flatMap((part) => {
    const right = corpus[id].filter((entry) => entry.part === part.id && entry.class === 'correct');
    return right.length > 0 ? [right[pick % right.length]!] : [];
  });
  return {
    text: chosen.map((entry) => `${label(entry.part)}\n\n${entry.answer}`).join('\n\n'),
    parts: chosen.map((entry) => entry.part),
  };
}

describe('whole documents', () => {
  beforeAll(async () => {
    await init();
  });

  const labels: readonly ((part: string) => string)[] = [
    (part) => `## ${part}`,
    (part) => `**${part}**`,
    (part) => `### Question ${part}`,
  ];
  it.each(ids.flatMap((id) => [0, 2, 4, 6, 8].map((pick) => [id, pick] as const)))(
    '%s, the answers number %i',
    async (id, pick) => {
      const assignment = findAssignment(id)!;
      const { text, parts } = documentOf(id, pick, labels[pick % labels.length]!);
      const reading = readParts(
        text,
        assignment.parts.map((part) => ({ id: part.id })),
      );
      const wrong: string[] = [];
      for (const partId of parts) {
        const written = reading.parts.find((entry) => entry.id === partId);
        if (!written) {
          wrong.push(`${partId} was not found`);
          continue;
        }
        const judgement = await partOf(assignment, partId).judge(
          { ...contentOf(written), source: written },
          written,
          options,
        );
        if (judgement.verdict !== 'correct')
          wrong.push(`${partId}: ${judgement.verdict}: ${judgement.feedback.join(' ')}\n${written.text}`);
      }
      expect(wrong).toEqual([]);
    },
  );
});
