import type { TensorFile } from '@gradbook/safetensors';

import type { Fingerprint } from '../definition/assignment.ts';
import type { LoggedEpoch } from './log-file.ts';

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
