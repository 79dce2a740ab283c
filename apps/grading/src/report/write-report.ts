import { resolve } from 'node:path';

import type { DeviceDescription } from '@gradbook/core-ops';

import type { GradedSubmission, UnreadableSubmission } from '../grading/graded.ts';
import { writeWhole } from '../output/write-file.ts';
import { evidenceOf, type Figure, figuresOf } from './figures.ts';
import { page } from './page.ts';
import { anchorOf } from './submission.ts';

/** Writes the report of one or more submissions to `path` and returns where it is. */
export async function writeReport(
  path: string,
  content: {
    readonly graded: readonly GradedSubmission[];
    readonly unreadable: readonly UnreadableSubmission[];
    readonly device: DeviceDescription;
  },
): Promise<string> {
  const target = resolve(path);
  await writeWhole(target, page({ ...content, figures: await allFigures(content.graded) }));
  return target;
}

/** The figures of all submissions, by the anchors of their parts. */
async function allFigures(graded: readonly GradedSubmission[]): Promise<Map<string, readonly Figure[]>> {
  const figures = new Map<string, readonly Figure[]>();
  const [first] = graded;
  if (!first) return figures;
  const evidence = await evidenceOf(first.assignment);
  for (const [index, submission] of graded.entries()) {
    for (const [position, { part, judgement, drawn = [] }] of submission.parts.entries()) {
      const anchor = anchorOf(index, position);
      const all = [...(evidence.get(part.id) ?? []), ...drawn];
      if (all.length > 0) figures.set(anchor, await figuresOf(all, judgement, anchor));
    }
  }
  return figures;
}
