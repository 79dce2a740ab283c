import type { LabelledName } from '@gradbook/datasets-names';
import type { NamedArray } from '@gradbook/safetensors';

import { bestMatching } from '../logs/best-matching.ts';
import type { Classifier } from '../logs/classifier.ts';
import { argMax, lossOf } from '../logs/evaluate.ts';
import type { Mistake } from './mistake.ts';

/** What scores a classifier on names: the accuracy, as a share, and the mean cross-entropy. */
export interface Score {
  readonly accuracy: number;
  readonly loss: number;
}

/** What a wrong way to score starts from. */
export interface Scoring {
  readonly classifier: Classifier;
  readonly languages: readonly string[];
  readonly train: readonly LabelledName[];
  readonly test: readonly LabelledName[];
  /** [language][predicted] of the names held back. */
  readonly confusion: readonly (readonly number[])[];
  /** The logits of a name held back. */
  readonly logits: (index: number) => readonly number[];
  /** Of the training's loss. */
  readonly labelSmoothing: number;
  /** The right score, of the names held back. */
  readonly right: Score;
  /** Scores on other names, of other weights, or another way of reading; undefined where a sample is far from the log already. */
  readonly score: (
    names: readonly LabelledName[],
    options?: { readonly classifier?: Classifier; readonly padding?: boolean },
  ) => Promise<Score | undefined>;
}

/** A wrong way to arrive at the accuracy and the loss of a log; undefined where it does not apply, or leads far from them. */
export interface ScoreMistake extends Mistake<(scoring: Scoring) => Promise<Score | undefined>> {
  /** Whether the log is an honest one, and the file of weights is what has to be put in order: that earns half. */
  readonly honest?: true;
}

/** Blocks of rows in another order. */
function reorder({ recurrent, ...rest }: Classifier, order: readonly number[]): Classifier {
  const changed = Object.entries(recurrent).map(([name, array]): [string, NamedArray] => {
    const block = array.data.length / order.length;
    const data = Float64Array.from(
      array.data,
      (_, i) => array.data[order[Math.floor(i / block)]! * block + (i % block)]!,
    );
    return [name, { ...array, data }];
  });
  return { ...rest, recurrent: Object.fromEntries(changed) };
}

/** With the classes in the order in which the most names are right; undefined where that is their own. */
function reorderedScore({ confusion, logits, test }: Scoring): Score | undefined {
  const place = bestMatching(confusion.map((row) => row.map((count) => -count)));
  if (place.every((column, row) => column === row)) return undefined;
  const rows = test.map(({ label }, index) => ({ row: logits(index), label: place[label]! }));
  return {
    accuracy: rows.filter(({ row, label }) => argMax(row) === label).length / test.length,
    loss: meanOf(rows.map(({ row, label }) => lossOf(row, label))),
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Orders of blocks that other libraries have, as places in PyTorch's order. */
const orders: Readonly<Partial<Record<Classifier['layer'], readonly (readonly number[])[]>>> = {
  // i, f, g, o are stored as i, o, f, g (ONNX) or i, g, f, o.
  lstm: [
    [0, 2, 3, 1],
    [0, 2, 1, 3],
    [0, 1, 3, 2],
    [1, 0, 2, 3],
  ],
  // r, z, n are stored as z, r, n.
  gru: [[1, 0, 2]],
};

/** All of them, in the order in which they are tried. Both numbers of a log have to be those of the mistake. */
export const scoreMistakes: readonly ScoreMistake[] = [
  {
    id: 'log-scored-on-training-names',
    sentence: 'These are the scores on the names that were trained with: a test counts names that were held back.',
    run: async ({ train, score }) => score(train),
  },
  {
    id: 'log-scored-on-all-names',
    sentence: 'These are the scores on all names together, those that were trained with among them.',
    run: async ({ train, test, score }) => score([...train, ...test]),
  },
  {
    id: 'log-classes-reordered',
    honest: true,
    sentence:
      'With the languages in another order the weights reach this accuracy: the list `data.languages` is not the order of the classes that were trained with.',
    run: async (scoring) => reorderedScore(scoring),
  },
  {
    id: 'log-gates-reordered',
    honest: true,
    sentence:
      'With the blocks of rows of the recurrent weights in another order they reach this accuracy: the file does not have the gates in the order of PyTorch.',
    run: async ({ classifier, test, right, score }) => {
      const tried: Score[] = [];
      for (const order of orders[classifier.layer] ?? []) {
        const result = await score(test, { classifier: reorder(classifier, order) });
        if (result) tried.push(result);
      }
      // Weights in a wrong order are hardly better than none: the right order stands out.
      const best = tried.toSorted((a, b) => b.accuracy - a.accuracy)[0];
      return best && best.accuracy > right.accuracy ? best : undefined;
    },
  },
  {
    id: 'log-biases-left-out',
    sentence: 'Without the biases in the file the weights reach this accuracy: the scores leave them out.',
    run: async ({ classifier, test, score }) => {
      const recurrent = Object.entries(classifier.recurrent).filter(([name]) => !name.startsWith('bias'));
      const { weight, bias } = classifier.head;
      if (bias === undefined && recurrent.length === Object.keys(classifier.recurrent).length) return undefined;
      return score(test, {
        classifier: { ...classifier, recurrent: Object.fromEntries(recurrent), head: { weight } },
      });
    },
  },
  {
    id: 'log-head-bias-left-out',
    sentence: 'Without the bias of the head the weights reach this accuracy: the scores leave it out.',
    run: async ({ classifier, test, score }) =>
      classifier.head.bias === undefined
        ? undefined
        : score(test, { classifier: { ...classifier, head: { weight: classifier.head.weight } } }),
  },
  {
    id: 'log-padding-read',
    sentence:
      "These are the scores with padding read as if it were part of the names: a name's state is the one after its own last character.",
    run: async ({ test, score }) => score(test, { padding: true }),
  },
  {
    id: 'log-names-backwards',
    sentence: 'These are the scores with every name read from its end to its beginning.',
    run: async ({ test, score }) =>
      score(test.map(({ name, label }) => ({ name: [...name].toReversed().join(''), label }))),
  },
];

/** A wrong way to compute one number of the log from right predictions. */
export type NumberMistake = Mistake<(scoring: Scoring) => number | undefined>;

/** Accuracies that are none. */
export const accuracyMistakes: readonly NumberMistake[] = [
  {
    id: 'log-error-for-accuracy',
    sentence: 'This is the share of the names that are wrong; the accuracy is the share that is right.',
    run: ({ right }) => 1 - right.accuracy,
  },
  {
    id: 'log-accuracy-by-language',
    sentence: 'This is the mean of the accuracies of the languages: the accuracy counts every name the same.',
    run: ({ confusion }) => {
      const shares = confusion.flatMap((row, label) => {
        const total = row.reduce((sum, count) => sum + count, 0);
        return total === 0 ? [] : [row[label]! / total];
      });
      return shares.reduce((sum, share) => sum + share, 0) / shares.length;
    },
  },
];

/** Losses that are none, from the right one. */
export const lossMistakes: readonly NumberMistake[] = [
  {
    id: 'log-loss-in-bits',
    sentence:
      'This is the loss in bits, with the logarithm to base 2: the cross-entropy is in nats, with the natural one.',
    run: ({ right }) => right.loss / Math.LN2,
  },
  {
    id: 'log-loss-summed',
    sentence: 'The losses of the names are added up: the loss is their mean.',
    run: ({ right, test }) => right.loss * test.length,
  },
  {
    id: 'log-loss-sign',
    sentence: 'The loss has the wrong sign: a cross-entropy is never negative.',
    run: ({ right }) => -right.loss,
  },
  {
    id: 'log-loss-as-perplexity',
    sentence: 'This is the perplexity, e to the power of the loss.',
    run: ({ right }) => Math.exp(right.loss),
  },
  {
    id: 'log-loss-smoothed',
    sentence: 'This is the loss with label smoothing: names held back are scored without it.',
    run: ({ test, logits, labelSmoothing: part }) =>
      part === 0
        ? undefined
        : meanOf(
            test.map(({ label }, index) => {
              const row = logits(index);
              return (1 - part) * lossOf(row, label) + part * meanOf(row.map((_, other) => lossOf(row, other)));
            }),
          ),
  },
  {
    id: 'log-loss-softmax-twice',
    sentence: 'This is the loss of the probabilities taken for logits: the softmax is applied twice.',
    run: ({ test, logits }) =>
      meanOf(
        test.map(({ label }, index) => {
          const row = logits(index);
          return lossOf(
            row.map((_, other) => Math.exp(-lossOf(row, other))),
            label,
          );
        }),
      ),
  },
];

/** Mistakes that are recognised by what a log and its weights say, not by a variant of the scores. */
export const logFindings: Readonly<
  Record<'otherEpoch' | 'otherWeights' | 'biasesMissing', { readonly id: string; readonly sentence: string }>
> = {
  otherEpoch: {
    id: 'log-weights-of-another-epoch',
    sentence:
      'The weights are those of another epoch of this log: the scores of the last epoch and the weights that are handed in have to belong together.',
  },
  otherWeights: {
    id: 'log-of-other-weights',
    sentence:
      'The log names the SHA-256 of other weights, and these do not reach its scores: the log and the weights are of two runs.',
  },
  biasesMissing: {
    id: 'log-biases-not-in-file',
    sentence:
      'The weights do not reach the scores of the log, and the file has some of the biases alone: those that are missing were trained too.',
  },
};
