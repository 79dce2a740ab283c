import type { TensorFile } from '@gradbook/safetensors';

import type { Fingerprint } from '../definition/assignment.ts';
import { type LoggedEpoch, openLog, readNamesLog } from './log-file.ts';
import { findWeights } from './weights-file.ts';

/** Curves of fewer epochs are alike by chance. */
const fewestEpochs = 2;

/** What two submissions share only where one is a copy, or both are runs of the same options, seed and adapter. */
export function fingerprintsOf(
  epochs: readonly Pick<LoggedEpoch, 'train' | 'test'>[],
  weights: TensorFile | undefined,
): readonly Fingerprint[] {
  const prints: Fingerprint[] = [];
  if (epochs.length >= fewestEpochs) {
    const losses = epochs.map(({ train, test }) => [train.loss, test.loss].map((loss) => loss.toPrecision(5)));
    const accuracies = epochs.map(({ train, test }) =>
      [train.accuracy, test.accuracy].map((share) => share.toFixed(6)),
    );
    prints.push({ of: 'the losses of every epoch', value: JSON.stringify(losses) });
    // Whoever changes the losses of a copy a little may leave these.
    if (epochs.length > fewestEpochs)
      prints.push({ of: 'the accuracies of every epoch', value: JSON.stringify(accuracies) });
  }
  if (weights) {
    const [first] = weights.arrays.toSorted((a, b) => b.data.length - a.data.length);
    // The largest array is enough: no two runs end with the same one.
    if (first)
      prints.push({ of: 'the weights', value: JSON.stringify([first.shape, Array.from(first.data.slice(0, 64))]) });
  }
  return prints;
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
