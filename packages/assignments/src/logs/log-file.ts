import { z } from 'zod';

import { readJson, violations } from './json-file.ts';

/** Mean cross-entropy and the share that is right, over a set of names. */
export interface LoggedScore {
  readonly loss: number;
  /** From 0 to 1. */
  readonly accuracy: number;
}

/** One epoch as a log has it. */
export interface LoggedEpoch {
  readonly epoch: number;
  readonly train: LoggedScore;
  readonly test: LoggedScore;
  readonly seconds?: number | undefined;
}

/** What somebody's log says of a training: the format of `pnpm train names`, of which only what is needed has to be there. */
export interface NamesLog {
  readonly finished?: boolean | undefined;
  readonly config: {
    readonly model?: 'lstm' | 'gru' | 'rnn' | undefined;
    readonly hiddenSize?: number | undefined;
    readonly bidirectional?: boolean | undefined;
    readonly nonlinearity?: 'tanh' | 'relu' | undefined;
    readonly epochs: number;
    readonly batchSize?: number | undefined;
    readonly labelSmoothing?: number | undefined;
    readonly testFraction: number;
    readonly ascii: 'transliterate' | 'decompose';
    readonly seed: number;
  };
  readonly data: {
    readonly sha256?: string | undefined;
    readonly source?: string | undefined;
    readonly languages: readonly string[];
    readonly train?: number | undefined;
    readonly test?: number | undefined;
  };
  readonly initialLoss?: number | null | undefined;
  readonly epochs: readonly LoggedEpoch[];
  readonly weights?: { readonly file?: string | undefined; readonly sha256?: string | undefined } | undefined;
}

/** A log with how it was read. */
export interface ReadLog {
  readonly log: NamesLog;
  /** Whether accuracies stand in the file as percentages. */
  readonly percent: boolean;
  /** The digits behind the point with which accuracies are written, as shares. */
  readonly decimals: number;
}

/** The most bytes that a log may have, and the most epochs: a log of every step of a long training has less. */
const mostLogBytes: number = 4 * 2 ** 20;
const mostEpochs = 10_000;

/** Numbers that are none, written as Python writes them, are numbers here: what they mean is for whoever reads the curve. */
export const numberSchema: z.ZodType<number> = z.union([
  z.number(),
  z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number),
]);

const whole = z.int().min(0);
const share = z.number().refine((number) => number > 0 && number < 1, 'a number between 0 and 1');
const sha256 = z.string().regex(/^[0-9a-f]{64}$/i, 'a SHA-256 in 64 hexadecimal digits');
const score: z.ZodType<LoggedScore> = z.object({ loss: numberSchema, accuracy: numberSchema });

const schema: z.ZodType<NamesLog> = z.object({
  format: z.literal('gradbook-training-log'),
  version: z.literal(1),
  task: z.literal('names'),
  finished: z.boolean().optional(),
  config: z.object({
    model: z.enum(['lstm', 'gru', 'rnn']).optional(),
    hiddenSize: z.int().min(1).optional(),
    bidirectional: z.boolean().optional(),
    nonlinearity: z.enum(['tanh', 'relu']).optional(),
    epochs: z.int().min(1).max(mostEpochs),
    batchSize: z.int().min(1).optional(),
    labelSmoothing: z.number().min(0).lt(1).optional(),
    testFraction: share,
    ascii: z.enum(['transliterate', 'decompose']).default('transliterate'),
    seed: whole,
  }),
  data: z.object({
    sha256: sha256.optional(),
    source: z.string().max(200).optional(),
    languages: z.array(z.string().min(1).max(100)).min(2).max(500),
    train: whole.optional(),
    test: whole.optional(),
  }),
  initialLoss: numberSchema.nullable().optional(),
  epochs: z
    .array(z.object({ epoch: whole, train: score, test: score, seconds: numberSchema.optional() }))
    .min(1)
    .max(mostEpochs),
  weights: z.object({ file: z.string().max(200).optional(), sha256: sha256.optional() }).optional(),
});

/** A file's log, or every violation of its format. */
export function readNamesLog(data: unknown): ReadLog | { readonly violations: readonly string[] } {
  const read = schema.safeParse(data);
  if (!read.success) return { violations: violations(read.error, data) };
  const log = read.data;
  const accuracies = log.epochs.flatMap(({ train, test }) => [train.accuracy, test.accuracy]);
  // No share is above 1, and a classifier worth a log has more than one per cent right at some time.
  const percent = accuracies.some((accuracy) => accuracy > 1);
  const written = accuracies.map((accuracy) => decimalsOf(accuracy)).toSorted((a, b) => b - a)[0]!;
  return {
    log: percent ? { ...log, epochs: log.epochs.map(asShares) } : log,
    percent,
    decimals: written + (percent ? 2 : 0),
  };
}

function asShares(epoch: LoggedEpoch): LoggedEpoch {
  return { ...epoch, train: asShare(epoch.train), test: asShare(epoch.test) };
}

function asShare(score: LoggedScore): LoggedScore {
  return { ...score, accuracy: score.accuracy / 100 };
}

/** The digits behind the point with which a number is written. */
function decimalsOf(number: number): number {
  const [mantissa = '', exponent = '0'] = String(number).split('e');
  return Math.max(0, (mantissa.split('.')[1] ?? '').length - Number(exponent));
}

/** Which kind of log a file is. */
export type LogKind = 'names' | 'notebook';

/** A log file as data, with its kind; or why it is none. */
export function openLog(
  name: string,
  bytes: Uint8Array,
): { readonly kind: LogKind; readonly data: unknown } | { readonly problem: string } {
  const read = readJson(name, bytes, mostLogBytes);
  if ('problem' in read) return read;
  const { data } = read;
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    return { problem: `${name} is no log: expected an object with format, config, data and epochs.` };
  }
  return { kind: 'history' in data && !('format' in data) ? 'notebook' : 'names', data };
}
