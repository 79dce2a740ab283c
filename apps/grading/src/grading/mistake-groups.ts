import type { Part } from '@gradbook/assignments';

import type { GradedSubmission } from './graded.ts';

/** Submissions that made the same mistake in the same part. */
export interface MistakeGroup {
  readonly part: string;
  /** The mistake's id. */
  readonly mistake: string;
  /** What the students read: the mistake's sentence, else the first one of one of them. */
  readonly sentence: string;
  /** The submissions by their places in the list. */
  readonly submissions: readonly number[];
}

/** The recognised mistakes of several submissions: parts in their order, in each the most frequent mistake first. */
export function mistakeGroups(graded: readonly GradedSubmission[]): readonly MistakeGroup[] {
  const groups = new Map<string, { part: string; mistake: string; sentence: string; submissions: number[] }>();
  const order: string[] = [];
  for (const [index, { parts }] of graded.entries()) {
    for (const { part, judgement } of parts) {
      if (!order.includes(part.id)) order.push(part.id);
      const { mistake, feedback } = judgement;
      if (mistake === undefined) continue;
      const key = JSON.stringify([part.id, mistake]);
      const group = groups.get(key) ?? {
        part: part.id,
        mistake,
        sentence: sentenceOf(part, mistake) ?? feedback[0] ?? '',
        submissions: [],
      };
      group.submissions.push(index);
      groups.set(key, group);
    }
  }
  return [...groups.values()].toSorted(
    (a, b) => order.indexOf(a.part) - order.indexOf(b.part) || b.submissions.length - a.submissions.length,
  );
}

/** Feedback on code begins with its tests; what the mistake is, its definition says. */
function sentenceOf({ functions = [] }: Part, mistake: string): string | undefined {
  return functions.flatMap(({ mistakes }) => mistakes).find(({ id }) => id === mistake)?.sentence;
}
