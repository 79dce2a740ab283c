import type { Fingerprint } from '@gradbook/assignments';

import type { GradedPart, GradedSubmission } from './graded.ts';

/**
 * Sends parts to a person where several submissions have something in common that two works of their own do not: the curve of a
 * training, its weights. Nobody is marked down for it by a machine: the same options and seed give the same run, and one student may
 * have handed in twice. So do those that have what a published run has. Students read that it is so; who the others are stands where staff alone sees it.
 */
export function flagCopies(
  graded: readonly GradedSubmission[],
  published: readonly Fingerprint[] = [],
): readonly GradedSubmission[] {
  const owners = new Map<string, number[]>();
  for (const [index, { parts }] of graded.entries()) {
    for (const { part, fingerprints = [] } of parts) {
      for (const print of fingerprints) {
        const key = keyOf(part.id, print);
        owners.set(key, [...(owners.get(key) ?? []), index]);
      }
    }
  }
  return graded.map((submission, index) => {
    const parts = submission.parts.map((each) => {
      const shared = (each.fingerprints ?? []).flatMap((print) => {
        const others = (owners.get(keyOf(each.part.id, print)) ?? []).filter((other) => other !== index);
        const isPublished = published.some(({ of, value }) => of === print.of && value === print.value);
        return others.length > 0 || isPublished ? [{ print, others, isPublished }] : [];
      });
      return shared.length === 0 ? each : flagged(each, shared, graded);
    });
    const changed = parts.some((each, place) => each !== submission.parts[place]);
    return changed ? summed({ ...submission, parts }) : submission;
  });
}

function keyOf(part: string, { of, value }: Fingerprint): string {
  return JSON.stringify([part, of, value]);
}

function flagged(
  graded: GradedPart,
  shared: readonly { readonly print: Fingerprint; readonly others: readonly number[]; readonly isPublished: boolean }[],
  all: readonly GradedSubmission[],
): GradedPart {
  const { judgement } = graded;
  const what = [...new Set(shared.map(({ print }) => print.of))].join(' and ');
  const names = [...new Set(shared.flatMap(({ others }) => others.map((other) => all[other]!.name)))];
  const who = shared.some(({ isPublished }) => isPublished)
    ? 'The sample that comes with Gradbook'
    : 'Another submission';
  const reason =
    `${who} has ${what} to the last digit. A copy has that, and so have two runs of the same options and seed on ` +
    'one kind of machine: a person looks.';
  const others = `${names.slice(0, 10).join(', ')}${names.length > 10 ? `, ${names.length - 10} more` : ''}`;
  const staff = `The same: ${names.length === 0 ? 'the sample' : others}.`;
  return {
    ...graded,
    points: 0,
    judgement: {
      ...judgement,
      verdict: 'needs_review',
      share: 0,
      feedback: [reason, ...judgement.feedback],
      expected: judgement.expected === undefined ? staff : `${judgement.expected}\n\n${staff}`,
    },
  };
}

/** A submission's sums, from its parts. */
function summed(submission: GradedSubmission): GradedSubmission {
  return {
    ...submission,
    score: submission.parts.reduce((sum, { points }) => sum + points, 0),
    waiting: submission.parts.reduce(
      (sum, { part, judgement }) => sum + (judgement.verdict === 'needs_review' ? part.points : 0),
      0,
    ),
  };
}
