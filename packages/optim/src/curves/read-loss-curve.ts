import { requireWhole } from '../errors.ts';
import {
  type CurveUnit,
  findExplosion,
  findNaN,
  findNoise,
  findOverfitting,
  findPlateau,
  findWrongStart,
} from './find.ts';
import { median } from './statistics.ts';

/**
 * What can be wrong with a loss curve.
 *
 * @example
 * const kind: CurveFindingKind = 'explosion';
 */
export type CurveFindingKind = 'nan' | 'explosion' | 'wrong initial loss' | 'plateau' | 'overfitting' | 'noise';

/**
 * One thing that is wrong with a loss curve, and the numbers that say so.
 *
 * @example
 * const finding: CurveFinding = readLossCurve([2.3, NaN]).findings[0];
 * finding.kind; // 'nan'
 * finding.step; // 1
 */
export interface CurveFinding {
  readonly kind: CurveFindingKind;
  /** The index into the curve where it begins. */
  readonly step: number;
  /** The finding in words, with its numbers and what helps. */
  readonly sentence: string;
  /** The numbers behind it, by name. */
  readonly evidence: Readonly<Record<string, number>>;
}

/**
 * A loss for each step (or epoch) of a run, the first one before any update, and where it was measured, the loss on
 * held-back data at the same steps; `null` at steps where it was not.
 *
 * @example
 * const curve: LossCurve = { training: [2.3, 1.1, 0.6], validation: [2.3, null, 0.9] };
 */
export type LossCurve =
  | readonly number[]
  | { readonly training: readonly number[]; readonly validation?: readonly (number | null)[] };

/**
 * What {@link readLossCurve} says of a curve: plain data.
 *
 * @example
 * const reading: CurveReading = readLossCurve([4, 2, 1, 0.5]);
 * reading.findings; // []
 * reading.best; // { step: 3, loss: 0.5 }
 */
export interface CurveReading {
  /** In the order of their steps; empty where nothing is wrong. */
  readonly findings: readonly CurveFinding[];
  /** The lowest training loss, `null` where no loss is finite. */
  readonly best: { readonly step: number; readonly loss: number } | null;
  /** All findings, or that there is none, in words. */
  readonly sentence: string;
}

/**
 * What {@link readLossCurve} takes besides the curve.
 *
 * @example
 * const options: CurveOptions = { unit: 'epoch', first: 1 };
 * readLossCurve([2.3, NaN], options).sentence; // 'The loss is NaN at epoch 2, after 2.3: '…
 */
export interface CurveOptions {
  /** How many classes a cross-entropy in nats is over: the first loss is then held against −ln(1/C). */
  readonly classes?: number;
  /** What a place of the curve is, in sentences; `'step'` unless given. */
  readonly unit?: 'step' | 'epoch';
  /** The number of the curve's first place, in sentences; 0 unless given. The `step` of a finding is an index all the same. */
  readonly first?: number;
}

/**
 * Reads a loss curve as one does by eye, with numbers. It finds
 *
 * - `nan`: the first loss that is NaN or infinite;
 * - `explosion`: a rise above the best loss by more than three times all that had been gained, three times that loss
 *   itself and ten times the noise; the step is where the rise begins;
 * - `wrong initial loss`: with `classes` C, a first loss above −ln(1/C) + ½, which takes logits of a standard deviation
 *   above 1 (E[loss] = ln C + σ²/2 for normal logits), or more than a tenth below −ln(1/C);
 * - `plateau`: a third of the run or more within 2 % of the first loss (or its noise), at a level of at least half of
 *   it; a flat end at a lower level is convergence;
 * - `overfitting`: the held-back loss rises from its minimum by more than 2 % and three standard errors of its noise,
 *   while the training loss goes on falling;
 * - `noise`: a standard deviation from step to step above a tenth both of the level and of all that was gained:
 *   steps too large or batches too small.
 *
 * The noise is estimated robustly from second differences. Plateau, noise and overfitting are looked for before an
 * explosion only.
 *
 * @param curve at least one loss; the loss is a cross-entropy in nats where `classes` is given.
 * @throws TypeError for an empty curve, or one of held-back losses of another length. HyperparameterError for fewer than two classes.
 * @example
 * const reading = readLossCurve([2.3, 1.7, 1.2, 0.9, 30, 4000, 1e6], { classes: 10 });
 * reading.findings.map(({ kind, step }) => ({ kind, step })); // [{ kind: 'explosion', step: 4 }]
 */
export function readLossCurve(curve: LossCurve, options: CurveOptions = {}): CurveReading {
  const { classes, unit: name = 'step', first = 0 } = options;
  const unit: CurveUnit = { unit: name, first };
  const { training, validation } = 'training' in curve ? curve : { training: curve, validation: undefined };
  if (training.length === 0) throw new TypeError('readLossCurve: the curve is empty; give one loss for each step');
  if (validation && validation.length !== training.length) {
    throw new TypeError(
      `readLossCurve: ${training.length} training losses and ${validation.length} held-back ones; ` +
        'give one for each step, null where it was not measured',
    );
  }
  if (classes !== undefined) requireWhole('readLossCurve', 'classes', classes, 2);
  const nan = findNaN(training, unit);
  const finite = training.slice(0, nan?.step ?? training.length);
  const explosion = findExplosion(finite, unit);
  const calm = finite.slice(0, explosion?.step ?? finite.length);
  const plateau = findPlateau(calm, unit);
  const findings = [
    classes === undefined ? undefined : findWrongStart(finite, classes),
    findNoise(calm, unit),
    plateau,
    validation ? findOverfitting(calm, validation.slice(0, calm.length), unit) : undefined,
    explosion,
    nan,
  ].filter((finding) => finding !== undefined);
  const order = findings.toSorted((a, b) => a.step - b.step);
  const lowest = finite.reduce((best, loss, step) => (loss < finite[best]! ? step : best), 0);
  const best = finite.length > 0 ? { step: lowest, loss: finite[lowest]! } : null;
  return { findings: order, best, sentence: order.map(({ sentence }) => sentence).join(' ') || nothing(finite, name) };
}

function nothing(losses: readonly number[], unit: CurveUnit['unit']): string {
  const last = median(losses.slice(-Math.max(1, Math.floor(losses.length / 20))));
  return (
    `Nothing wrong is found: the loss goes from ${losses[0]!.toPrecision(3)} to ${last.toPrecision(3)} ` +
    `in ${losses.length - 1} ${unit}s.`
  );
}
