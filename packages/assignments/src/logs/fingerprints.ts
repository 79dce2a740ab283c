import type { TensorFile } from '@gradbook/safetensors';

import type { Fingerprint } from '../definition/assignment.ts';
import { type LoggedEpoch, openLog, readNamesLog } from './log-file.ts';
import { sha256Of } from './sha256.ts';
import { findWeights } from './weights-file.ts';

/** Curves of fewer epochs are alike by chance. */
const fewestEpochs = 2;
/** Numbers of an array that are compared. */
const mostNumbers = 10_000;

/** What two submissions share only where one is a copy, or both are runs of the same options, seed and adapter. */
export async function fingerprintsOf(
  epochs: readonly Pick<LoggedEpoch, 'train' | 'test'>[],
  weights: TensorFile | undefined,
): Promise<readonly Fingerprint[]> {
  const prints: Fingerprint[] = [];
  if (epochs.length >= fewestEpochs) {
    const losses = epochs.map(({ train, test }) => [train.loss, test.loss].map((loss) => loss.toPrecision(5)));
    const accuracies = epochs.map(({ train, test }) =>
      [train.accuracy, test.accuracy].map((share) => share.toFixed(6)),
    );
    prints.push(await fingerprint('the losses of every epoch', losses));
    // Whoever changes the losses of a copy a little may leave these.
    if (epochs.length > fewestEpochs) prints.push(await fingerprint('the accuracies of every epoch', accuracies));
  }
  if (weights) {
    const [first] = weights.arrays.toSorted((a, b) => b.data.length - a.data.length);
    // The beginning of the largest array is enough: no two runs end with the same one.
    if (first)
      prints.push(await fingerprint('the weights', [first.shape, Array.from(first.data.slice(0, mostNumbers))]));
  }
  return prints;
}

/** Of plain data. */
export async function fingerprint(of: string, data: unknown): Promise<Fingerprint> {
  return { of, value: await sha256Of(JSON.stringify(data)) };
}

/**
 * What a submission's training log and weights have in common with copies of them alone; nothing where there is no log that can be
 * read. Published runs, such as a sample's, are told by it.
 *
 * @param files a submission's files by path.
 *
 * @example
 * await logFingerprints(new Map()); // []
 */
export async function logFingerprints(
  files: ReadonlyMap<string, Uint8Array>,
  {
    log = 'submission_log.json',
    weights = 'weights.safetensors',
  }: { readonly log?: string; readonly weights?: string } = {},
): Promise<readonly Fingerprint[]> {
  const bytes = files.get(log);
  const opened = bytes && openLog(log, bytes);
  const read = opened && 'kind' in opened ? readNamesLog(opened.data) : undefined;
  if (!read || 'violations' in read) return [];
  const found = await findWeights(files, weights, read.log.weights?.file);
  return fingerprintsOf(read.log.epochs, 'file' in found ? found.file : undefined);
}
