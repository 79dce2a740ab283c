import type { CurveFinding } from './read-loss-curve.ts';
import { differences, median, noiseOf, smoothed, turning } from './statistics.ts';

type Found = CurveFinding | undefined;

/** How sentences call the places of a curve. */
export interface CurveUnit {
  readonly unit: 'step' | 'epoch';
  /** The number of the first place. */
  readonly first: number;
}

/** As in `step 3`. */
function at({ unit, first }: CurveUnit, step: number): string {
  return `${unit} ${step + first}`;
}

/** The first loss that is no ordinary number. */
export function findNaN(losses: readonly number[], unit: CurveUnit): Found {
  const step = losses.findIndex((loss) => !Number.isFinite(loss));
  if (step < 0) return undefined;
  const loss = losses[step]!;
  const before = step > 0 ? `, after ${shown(losses[step - 1]!)}` : '';
  return {
    kind: 'nan',
    step,
    sentence:
      `The loss is ${loss} at ${at(unit, step)}${before}: look for a logarithm or a division of 0, an overflow, or a learning ` +
      'rate that is too large.',
    evidence: { loss, ...(step > 0 ? { before: losses[step - 1]! } : {}) },
  };
}

/** How many times what was gained, and the loss itself, a rise has to be. */
const explosionFactor = 3;

/** A rise out of all proportion to what had been gained. */
export function findExplosion(losses: readonly number[], unit: CurveUnit): Found {
  const [first] = losses;
  if (first === undefined) return undefined;
  let best = first;
  for (const [step, loss] of losses.entries()) {
    const rise = loss - best;
    const isLarge = rise > explosionFactor * Math.max(first - best, Math.abs(best));
    const noise = isLarge ? noiseOf(losses.slice(0, step)) : 0;
    if (isLarge && rise > 10 * noise) {
      const start = riseStart(losses, step, best + 3 * noise);
      const before = losses[start - 1]!;
      const peak = losses.reduce((most, each) => Math.max(most, each), loss);
      const last = losses.at(-1)!;
      const end = last < first ? ` It comes back to ${shown(last)}.` : '';
      return {
        kind: 'explosion',
        step: start,
        sentence:
          `The loss explodes from ${at(unit, start)} on: ${shown(before)} before, ${shown(peak)} at its highest, ` +
          `${shown(first)} at the start.${end} The gradients or the learning rate are too large: clip the gradients by ` +
          'norm, lower the rate or warm it up, or normalise.',
        evidence: { initial: first, best, before, peak, last, noise },
      };
    }
    best = Math.min(best, loss);
  }
  return undefined;
}

/** The step after the last one before `step` at or below the level. */
function riseStart(losses: readonly number[], step: number, level: number): number {
  let start = step;
  while (start > 1 && losses[start - 1]! > level && losses[start - 1]! >= losses[start - 2]!) start--;
  return start;
}

/** A first loss that small random logits do not have. */
export function findWrongStart(losses: readonly number[], classes: number): Found {
  const [first] = losses;
  if (first === undefined) return undefined;
  const expected = Math.log(classes);
  if (first <= expected + 0.5 && first >= 0.9 * expected) return undefined;
  const high = first > expected;
  const deviation = Math.sqrt(2 * Math.max(0, first - expected));
  return {
    kind: 'wrong initial loss',
    step: 0,
    sentence:
      `The first loss is ${shown(first)}, but −ln(1/${classes}) = ${shown(expected)} is that of a network that knows nothing: ` +
      (high
        ? `as if its logits had a standard deviation of ${shown(deviation)}. Make the last layer's initial weights ` +
          'smaller, and check the number of classes and that the loss takes logits.'
        : 'the curve begins after the first updates, the targets leak into the input, or the loss is not a mean.'),
    evidence: { loss: first, expected, classes, ...(high ? { logitDeviation: deviation } : {}) },
  };
}

const blocksWanted = 12;

/** The longest stretch without progress, where a third of the run or more is spent far from a low loss. */
export function findPlateau(losses: readonly number[], unit: CurveUnit): Found {
  const [first] = losses;
  if (first === undefined || losses.length < blocksWanted) return undefined;
  const size = Math.floor(losses.length / blocksWanted);
  const blocks = Array.from({ length: Math.floor(losses.length / size) }, (_, index) =>
    median(losses.slice(index * size, (index + 1) * size)),
  );
  // 1.2533 σ/√n is the standard error of a median; the range of a dozen of them is below six of those.
  const noise = noiseOf(losses);
  const error = (1.2533 * noise) / Math.sqrt(size);
  const allowed = Math.max(0.02 * Math.abs(first), 6 * error);
  let [begin, length] = [0, 0];
  for (let from = 0; from < blocks.length; from++) {
    let [low, high] = [blocks[from]!, blocks[from]!];
    let to = from;
    while (to < blocks.length) {
      [low, high] = [Math.min(low, blocks[to]!), Math.max(high, blocks[to]!)];
      if (high - low > allowed) break;
      to++;
    }
    if (to - from > length) [begin, length] = [from, to - from];
  }
  const level = median(blocks.slice(begin, begin + length));
  if (length < blocks.length / 3 || level < 0.5 * first) return undefined;
  const step = begin * size;
  const end = begin + length === blocks.length ? losses.length - 1 : (begin + length) * size - 1;
  const later = end < losses.length - 1 ? ' Then it falls on.' : '';
  return {
    kind: 'plateau',
    step,
    sentence:
      `The loss stands still from ${at(unit, step)} to ${end + unit.first}, at ${shown(level)}, ${shown((100 * level) / first)} % of the first ` +
      `one.${later} The gradients vanish or the learning rate is too small for it: raise the rate, change the ` +
      'initialisation or normalise, and check that targets and inputs belong together.',
    evidence: { from: step, to: end, level, initial: first, allowed, noise },
  };
}

/** Held-back losses that rise while the training loss falls. */
export function findOverfitting(
  training: readonly number[],
  validation: readonly (number | null)[],
  unit: CurveUnit,
): Found {
  const steps = validation.flatMap((loss, step) => (loss !== null && Number.isFinite(loss) ? [step] : []));
  if (steps.length < 3) return undefined;
  const reach = Math.floor(steps.length / 20);
  const noise = noiseOf(steps.map((step) => validation[step]!));
  const held = smoothed(
    steps.map((step) => validation[step]!),
    reach,
  );
  const trained = smoothed(
    steps.map((step) => training[step]!),
    reach,
  );
  const lowest = held.reduce((best, loss, index) => (loss < held[best]! ? index : best), 0);
  const [best, last] = [held[lowest]!, held.at(-1)!];
  // The difference of two medians of 2·reach + 1 values, or of two values.
  const error = (reach > 0 ? 1.2533 / Math.sqrt(2 * reach + 1) : 1) * noise * Math.SQRT2;
  const [trainingAtBest, trainingLast] = [trained[lowest]!, trained.at(-1)!];
  if (last - best <= Math.max(0.02 * Math.abs(best), 3 * error) || trainingLast >= trainingAtBest) return undefined;
  const step = steps[lowest]!;
  return {
    kind: 'overfitting',
    step,
    sentence:
      `The model overfits from ${at(unit, step)} on: the held-back loss rises from ${shown(best)} to ${shown(last)} while the ` +
      `training loss falls from ${shown(trainingAtBest)} to ${shown(trainingLast)}. Stop there, or regularise: weight ` +
      'decay, dropout, more data.',
    evidence: { best, last, trainingAtBest, trainingLast, noise },
  };
}

/** Changes from step to step that are large beside both the loss and all that it lost. */
export function findNoise(losses: readonly number[], unit: CurveUnit): Found {
  if (losses.length < 8) return undefined;
  const noise = noiseOf(losses);
  const quarter = Math.ceil(losses.length / 4);
  const level = median(losses);
  const gain = Math.max(0, median(losses.slice(0, quarter)) - median(losses.slice(-quarter)));
  if (noise <= 0.1 * Math.max(Math.abs(level), gain)) return undefined;
  const correlation = turning(losses);
  // Independent noise has −1/2.
  const swings = correlation < -0.75;
  const changes = differences(losses);
  const change = median(changes.map(Math.abs));
  const step = changes.findIndex((each) => each > 0.1 * Math.max(Math.abs(level), gain)) + 1;
  return {
    kind: 'noise',
    step,
    sentence:
      `The loss changes by ${shown(change)} from ${unit.unit} to ${unit.unit}, from ${at(unit, step)} on, beside a level of ${shown(level)} and a ` +
      `gain of ${shown(gain)}: ` +
      (swings
        ? `it jumps to and fro with every ${unit.unit}, so the learning rate is too large.`
        : 'the learning rate is too large or the batches are too small.'),
    evidence: { noise, change, level, gain, turning: correlation },
  };
}

function shown(value: number): string {
  return Math.abs(value) >= 1e4 || (value !== 0 && Math.abs(value) < 1e-3)
    ? value.toExponential(1)
    : String(Number(value.toPrecision(3)));
}
