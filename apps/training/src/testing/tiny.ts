import { bundledNames, type LanguageNames } from '@gradbook/datasets-names';

import type { NamesConfig } from '../names/task.ts';

/** A few names of three languages. */
export const tinyNames: readonly LanguageNames[] = bundledNames()
  .filter(({ language }) => ['Finnish', 'Polish', 'Spanish'].includes(language))
  .map(({ language, names }) => ({ language, names: names.slice(0, 15) }));

export const tinyConfig: NamesConfig = {
  model: 'lstm',
  hiddenSize: 8,
  bidirectional: true,
  dropout: 0.2,
  epochs: 2,
  batchSize: 12,
  learningRate: 0.02,
  clipNorm: 1,
  labelSmoothing: 0.1,
  testFraction: 0.2,
  ascii: 'transliterate',
  seed: 3,
};
