import { type CurveReading, readLossCurve } from '@gradbook/optim';

import type { Evidence } from '../definition/assignment.ts';
import type { NamesData } from './held-back.ts';
import type { LoggedEpoch, LoggedScore, NamesLog } from './log-file.ts';

/** Why no training can have left a log as it is; a person looks. */
export function impossible(log: NamesLog, data: NamesData | undefined, decimals: number): readonly string[] {
  const { epochs, config, finished } = log;
  const said: string[] = [];
  const digits = 0.5 * 10 ** -decimals + 1e-6;
  const first = (what: string, found: (epoch: LoggedEpoch, index: number) => string | undefined): void => {
    for (const [index, epoch] of epochs.entries()) {
      const detail = found(epoch, index);
      if (detail !== undefined) {
        said.push(`Epoch ${epoch.epoch}: ${detail}${what}`);
        return;
      }
    }
  };
  const scores = (epoch: LoggedEpoch): readonly (readonly [string, LoggedScore, number | undefined])[] => [
    ['trained with', epoch.train, data?.ceiling.train],
    ['held back', epoch.test, data?.ceiling.test],
  ];
  first(': no share lies outside 0 to 1.', (epoch) => {
    const bad = scores(epoch).find(([, { accuracy }]) => !(accuracy >= 0 && accuracy <= 1));
    return bad && `the accuracy on the names ${bad[0]} is ${short(bad[1].accuracy)}`;
  });
  first(': several languages have some of these names, so that nobody can get more right than that.', (epoch) => {
    const bad = scores(epoch).find(
      ([, { accuracy }, most]) => most !== undefined && accuracy <= 1 && accuracy > most + digits,
    );
    return bad && `the accuracy on the names ${bad[0]} is ${short(bad[1].accuracy)}, above ${short(bad[2]!)}`;
  });
  first(': a cross-entropy is a finite number and never negative.', (epoch) => {
    const bad = scores(epoch).find(([, { loss }]) => !(Number.isFinite(loss) && loss >= 0));
    return bad && `the loss on the names ${bad[0]} is ${bad[1].loss}`;
  });
  // A name that is wrong has a probability of at most ½ for its label, and so costs at least ln 2.
  first(
    ': each of the names that are wrong costs at least ln 2, more than that together.',
    ({ test: { loss, accuracy } }) => {
      const least = (1 - accuracy - digits) * Math.LN2;
      return loss >= 0 && accuracy >= 0 && loss < least - 1e-3 * least
        ? `a loss of ${short(loss)} on the names held back does not go with an accuracy of ${short(accuracy)}`
        : undefined;
    },
  );
  first(': time does not run backwards.', ({ seconds }) =>
    seconds !== undefined && !(Number.isFinite(seconds) && seconds >= 0) ? `it took ${seconds} seconds` : undefined,
  );
  const wrong = epochs.findIndex(({ epoch }, index) => epoch !== index + 1);
  if (wrong >= 0) {
    said.push(
      `Epoch ${wrong + 1} is missing: epoch ${epochs[wrong]!.epoch} stands in its place. Epochs are counted from 1, none left out.`,
    );
  } else if (epochs.length !== config.epochs) {
    said.push(
      `The log has ${epochs.length} of ${config.epochs} epochs${finished === false ? ' and says that it is not finished' : ''}: hand in the whole run.`,
    );
  } else if (finished === false) {
    said.push('The log says that the run is not finished: hand in the whole run.');
  }
  const distinct = new Set(epochs.map(({ train, test }) => JSON.stringify([train, test])));
  if (epochs.length >= 3 && distinct.size === 1)
    said.push('Every epoch has the same scores to the last digit: no training stands so still.');
  return said;
}

/**
 * Why the loss cannot have begun as the log says. A network that knows nothing of the names, nor how frequent a language is, loses
 * −ln(1/C) for C languages, and half the variance σ² of its logits more; one whose biases are the frequencies loses the entropy H of the
 * languages, the least that a network can lose before it has seen a name. Over a first batch of B names the entropy is (C − 1)/2B lower
 * on average (Miller 1955), and the mean loss lies within three standard errors of it, √(d² + σ²)/√B with d the deviation of −ln p over
 * the names and σ = 1, the most that a first loss of half above −ln(1/C) leaves.
 */
export function impossibleStart({ initialLoss, config }: NamesLog, data: NamesData): string | undefined {
  if (initialLoss === undefined || initialLoss === null) return undefined;
  if (!(Number.isFinite(initialLoss) && initialLoss >= 0)) {
    return `The first loss is ${initialLoss}: a cross-entropy is a finite number and never negative.`;
  }
  const { mean, deviation } = data.surprisal;
  const batch = config.batchSize ?? 1;
  const bias = (data.languages.length - 1) / (2 * batch);
  const least = mean - bias - 3 * Math.sqrt((deviation ** 2 + 1) / batch);
  if (initialLoss >= least) return undefined;
  return (
    `The first loss, before any step, is ${short(initialLoss)}: a network that has seen no name loses at least about ${short(least)}, ` +
    `the entropy of the languages less what a batch of ${batch} leaves to chance; −ln(1/${data.languages.length}) = ${short(Math.log(data.languages.length))} is usual.`
  );
}

/** What a log's curve shows; epoch 0 is the first loss, before any step. */
export function curveReading({ epochs, initialLoss }: NamesLog, classes: number): CurveReading {
  const known = initialLoss !== undefined && initialLoss !== null;
  return readLossCurve(
    {
      training: [...(known ? [initialLoss] : []), ...epochs.map(({ train }) => train.loss)],
      validation: [...(known ? [null] : []), ...epochs.map(({ test }) => test.loss)],
    },
    { unit: 'epoch', first: known ? 0 : 1, ...(known ? { classes } : {}) },
  );
}

/**
 * A run that others are drawn beside.
 *
 * @example
 * const reference: ReferenceCurve = {
 *   label: 'last year',
 *   epochs: [{ train: { loss: 1.9, accuracy: 0.51 }, test: { loss: 1.4, accuracy: 0.6 } }],
 * };
 */
export interface ReferenceCurve {
  /** What the figure calls it. */
  readonly label: string;
  /** Mean cross-entropy in nats, and the share that is right, on the names trained with and on those held back. */
  readonly epochs: readonly {
    readonly train: { readonly loss: number; readonly accuracy: number };
    readonly test: { readonly loss: number; readonly accuracy: number };
  }[];
}

/** Loss and accuracy over the epochs, the reference's dashed beside them. */
export function drawnCurves({ epochs }: NamesLog, reference: ReferenceCurve | undefined): readonly Evidence[] {
  const label = reference?.label ?? '';
  return (['loss', 'accuracy'] as const).flatMap((of): readonly Evidence[] => {
    const series = [
      { label: 'trained with', values: epochs.map(({ train }) => train[of]) },
      { label: 'held back', values: epochs.map(({ test }) => test[of]) },
      ...(reference
        ? [
            {
              label: `${label}, trained with`,
              values: reference.epochs.map(({ train }) => train[of]),
              reference: true,
            },
            { label: `${label}, held back`, values: reference.epochs.map(({ test }) => test[of]), reference: true },
          ]
        : []),
    ];
    if (!series.some(({ values }) => values.some(Number.isFinite))) return [];
    const beside = reference ? `; dashed, ${label}` : '';
    return [
      {
        kind: 'curves',
        title: `The ${of} of every epoch, as it was handed in${beside}`,
        x: 'epoch',
        y: of,
        start: 1,
        series,
      },
    ];
  });
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
