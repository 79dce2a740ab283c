import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A live demo: a custom element that `src/demos/<name>/index.ts` registers, and the page that shows it. */
export interface Demo {
  readonly name: string;
  readonly title: string;
}

const all: readonly Demo[] = [
  { name: 'gradient-flow', title: 'Gradients through time' },
  { name: 'beam-search', title: 'Beam search' },
  { name: 'differentiate', title: 'Differentiate my RNN' },
  { name: 'convolution', title: 'Convolution arithmetic' },
  { name: 'normalization', title: 'Axes of normalization' },
  { name: 'names', title: 'A names classifier, live' },
  { name: 'check-answer', title: 'Check your answer' },
];

const folder = join(import.meta.dirname, '../src/demos');

/** The demos that there are: a page without its element is not built. */
export const demos: readonly Demo[] = all.filter(({ name }) => existsSync(join(folder, name, 'index.ts')));

/** Pages of demos that are not there. */
export const missingDemos: readonly Demo[] = all.filter((demo) => !demos.includes(demo));
