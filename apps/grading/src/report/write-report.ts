import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import type { DeviceDescription } from '@gradbook/core-ops';

import type { GradedSubmission, UnreadableSubmission } from '../grading/graded.ts';
import { type Figure, figuresOf } from './figures.ts';
import { page } from './page.ts';

/** Writes the report of one or more submissions to `path` and returns where it is. */
export async function writeReport(
  path: string,
  graded: readonly GradedSubmission[],
  unreadable: readonly UnreadableSubmission[],
  device: DeviceDescription,
): Promise<string> {
  const target = resolve(path);
  const figures = graded[0] ? await figuresOf(graded[0].assignment) : new Map<string, readonly Figure[]>();
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, page({ graded, unreadable, device, figures }));
  return target;
}
