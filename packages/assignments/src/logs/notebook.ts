import { readLossCurve } from '@gradbook/optim';
import { z } from 'zod';

import type { Evidence } from '../definition/assignment.ts';
import { quoted, violations } from './json-file.ts';
import { numberSchema } from './log-file.ts';

/** The log of a notebook: losses of every step, accuracies of every epoch in per cent, and the shapes of the model. */
export interface NotebookLog {
  readonly history: {
    readonly train_losses: readonly number[];
    readonly train_accuracies: readonly number[];
    readonly eval_accuracies: readonly number[];
  };
  readonly hparams: {
    readonly hidden_size: number;
    readonly num_layers: number;
    readonly epochs: number;
    readonly batch_size: number;
  };
  readonly model: readonly (readonly [string, readonly number[]])[];
}

const percentages: z.ZodType<readonly number[]> = z.array(numberSchema).min(1).max(10_000);

const schema: z.ZodType<NotebookLog> = z.object({
  history: z.object({
    train_losses: z.array(numberSchema).min(1).max(1_000_000),
    train_accuracies: percentages,
    eval_accuracies: percentages,
  }),
  hparams: z.object({
    hidden_size: z.int().min(1),
    num_layers: z.int().min(1),
    epochs: z.int().min(1),
    batch_size: z.int().min(1),
  }),
  model: z
    .array(z.tuple([z.string().max(200), z.array(z.int().min(0)).max(8)]))
    .min(1)
    .max(1_000),
});

/** What is read in a notebook's log, or every violation of its format. */
export function readNotebookLog(data: unknown): NotebookLog | { readonly violations: readonly string[] } {
  const read = schema.safeParse(data);
  return read.success ? read.data : { violations: violations(read.error, data) };
}

/** What does not fit together in a notebook's log; a person looks. */
export function notebookDoubts({ history, hparams, model }: NotebookLog): readonly string[] {
  const { train_losses: losses, train_accuracies: train, eval_accuracies: held } = history;
  const said: string[] = [];
  const bad = losses.findIndex((loss) => !(Number.isFinite(loss) && loss >= 0));
  if (bad >= 0)
    said.push(`The loss of step ${bad} is ${losses[bad]}: a cross-entropy is a finite number and never negative.`);
  for (const [name, accuracies] of [
    ['train_accuracies', train],
    ['eval_accuracies', held],
  ] as const) {
    const wrong = accuracies.findIndex((accuracy) => !(accuracy >= 0 && accuracy <= 100));
    if (wrong >= 0)
      said.push(`${quoted(name)} has ${accuracies[wrong]} in epoch ${wrong + 1}: a percentage lies between 0 and 100.`);
    if (accuracies.length !== hparams.epochs)
      said.push(`${quoted(name)} has ${accuracies.length} of ${hparams.epochs} epochs.`);
  }
  if (losses.length % hparams.epochs !== 0) {
    said.push(
      `${quoted('train_losses')} has ${losses.length} steps, which is no multiple of the ${hparams.epochs} epochs.`,
    );
  }
  if (held.every((accuracy) => accuracy <= 1)) {
    said.push(`${quoted('eval_accuracies')} are at most 1: the log has percentages, and these may be shares.`);
  }
  const classes = classesOf(model);
  const weights = model.find(([name]) => name.endsWith('weight_hh_l0'));
  if (classes === undefined)
    said.push('The model has no `output.weight` [languages, hidden size]: its shapes are those of another one.');
  if (!weights) said.push('The model has no recurrent layer: `weight_hh_l0` is not among its parameters.');
  else if (weights[1][1] !== hparams.hidden_size) {
    said.push(
      `${quoted(weights[0])} has the shape [${weights[1].join(', ')}], which is not that of a hidden size of ${hparams.hidden_size}.`,
    );
  }
  const layers = model.filter(([name]) => /weight_hh_l\d+$/.test(name)).length;
  if (weights && layers !== hparams.num_layers)
    said.push(`The model has ${layers} recurrent layers, the options say ${hparams.num_layers}.`);
  const [first] = losses;
  const start =
    classes !== undefined && classes > 1 && first !== undefined ? readLossCurve([first], { classes }).findings : [];
  said.push(...start.filter(({ kind }) => kind === 'wrong initial loss').map(({ sentence }) => sentence));
  return said;
}

/** What the curve of a notebook shows. */
export function notebookReading({ history }: NotebookLog): string {
  return readLossCurve(history.train_losses).sentence;
}

/** The number of languages, by the shape of the last layer. */
function classesOf(model: NotebookLog['model']): number | undefined {
  return model.find(([name]) => /^(?:output|head|fc|classifier)\.weight$/.test(name))?.[1][0];
}

/** So many points at most are drawn; each is the mean of its steps. */
const mostPoints = 300;

export function drawnNotebook({ history }: NotebookLog): readonly Evidence[] {
  const { train_losses: losses, train_accuracies: train, eval_accuracies: held } = history;
  const size = Math.ceil(losses.length / mostPoints);
  const means = Array.from({ length: Math.ceil(losses.length / size) }, (_, index) => {
    const block = losses.slice(index * size, (index + 1) * size);
    return block.reduce((sum, loss) => sum + loss, 0) / block.length;
  });
  const figures: Evidence[] = [];
  if (means.some(Number.isFinite)) {
    const x = size === 1 ? 'step' : `${size} steps`;
    figures.push({
      kind: 'curves',
      title: 'The loss while training, as it was handed in',
      x,
      y: 'loss',
      start: 0,
      series: [{ label: 'trained with', values: means }],
    });
  }
  if ([...train, ...held].some(Number.isFinite)) {
    const series = [
      { label: 'trained with', values: train },
      { label: 'held back', values: held },
    ];
    figures.push({
      kind: 'curves',
      title: 'The accuracy of every epoch, as it was handed in',
      x: 'epoch',
      y: 'accuracy in %',
      start: 1,
      series,
    });
  }
  return figures;
}
