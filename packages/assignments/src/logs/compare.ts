import type { Judgement } from '@gradbook/answers';
import type { LabelledName } from '@gradbook/datasets-names';

import {
  accuracyMistakes,
  logFindings,
  lossMistakes,
  type NumberMistake,
  type Score,
  type ScoreMistake,
  scoreMistakes,
  type Scoring,
} from '../mistakes/logs.ts';
import type { Classifier } from './classifier.ts';
import { argMax, lossOf, type Measured, passWork, rowOf, runClassifier } from './evaluate.ts';
import type { NamesData } from './held-back.ts';
import type { ReadLog } from './log-file.ts';

/** What the claims of a log are held against. */
export interface Comparison {
  readonly read: ReadLog;
  readonly classifier: Classifier;
  readonly data: NamesData;
  /** The names held back, with labels in the order of the log's languages. */
  readonly test: readonly LabelledName[];
  readonly train: readonly LabelledName[];
  readonly measured: Measured;
  /** Whether the log names the file's SHA-256; undefined where it names none. */
  readonly sameWeights: boolean | undefined;
}

/** What became of the claims, without what was given. */
export type Compared = Pick<Judgement, 'verdict' | 'share' | 'feedback' | 'expected' | 'error' | 'tolerance'> & {
  readonly mistake?: string;
};

/** Holds the scores of a log's last epoch against those of its weights. */
export async function compareLog(comparison: Comparison): Promise<Compared> {
  const { read, measured, sameWeights } = comparison;
  const claim = read.log.epochs.at(-1)!.test;
  const { right, names, loss } = measured;
  const tolerance = accuracyTolerance(read, measured);
  const accuracy = right.exact / names;
  const error = Math.abs(claim.accuracy - accuracy);
  const about = {
    expected:
      `Recomputed on the ${names} names held back: ${countText(right)} right, an accuracy of ${accuracy.toFixed(4)}, ` +
      `and a loss of ${loss.toPrecision(4)}.`,
    error,
    tolerance,
  };
  const [accuracyAgrees, lossAgrees] = [
    isReached(claim.accuracy, read, measured),
    agrees(claim.loss, loss, measured.lossTolerance),
  ];
  if (accuracyAgrees && lossAgrees) {
    return { verdict: 'correct', share: 1, feedback: [agreement(comparison), ...otherBytes(sameWeights)], ...about };
  }
  const other = read.log.epochs.findLast(
    ({ test }) => isReached(test.accuracy, read, measured) && agrees(test.loss, loss, measured.lossTolerance),
  );
  if (other) {
    const { id, sentence } = logFindings.otherEpoch;
    const which = `They have the scores of epoch ${other.epoch} of ${read.log.epochs.length}.`;
    return { verdict: 'partial', share: 0.5, feedback: [`${sentence} ${which}`], ...about, ...named(id) };
  }
  const scoring = scoringOf(comparison);
  if (accuracyAgrees) {
    const found = closestOf(lossMistakes, scoring, claim.loss, (value) =>
      agrees(claim.loss, value, measured.lossTolerance),
    );
    const sentence = found?.sentence ?? 'It is not the mean cross-entropy, in nats, of the names held back.';
    return {
      verdict: 'partial',
      share: 0.5,
      feedback: [
        `The loss of the last epoch on the names held back, ${short(claim.loss)}, is not what these weights reach. ${sentence}`,
        agreement(comparison),
      ],
      ...about,
      ...named(found?.id),
    };
  }
  if (lossAgrees) {
    const found = closestOf(accuracyMistakes, scoring, claim.accuracy, (value) =>
      isWithin(claim.accuracy, value, tolerance),
    );
    return {
      verdict: 'partial',
      share: 0.5,
      feedback: [`${wrongAccuracy(comparison)}${found ? ` ${found.sentence}` : ''} The loss of the last epoch agrees.`],
      ...about,
      ...named(found?.id),
    };
  }
  return { ...(await explained(comparison, scoring)), ...about };
}

/** Why neither number agrees. */
async function explained(
  comparison: Comparison,
  scoring: Scoring,
): Promise<Pick<Compared, 'verdict' | 'share' | 'feedback' | 'mistake'>> {
  const { read, measured, classifier, sameWeights } = comparison;
  const claim = read.log.epochs.at(-1)!.test;
  const tolerance = accuracyTolerance(read, measured);
  const wrong = (sentence: string, id?: string): Pick<Compared, 'verdict' | 'share' | 'feedback' | 'mistake'> => ({
    verdict: 'incorrect',
    share: 0,
    feedback: [`${wrongAccuracy(comparison)}${sentence === '' ? '' : ` ${sentence}`}`],
    ...named(id),
  });
  const half = (sentence: string, id: string): ReturnType<typeof wrong> => ({
    ...wrong(sentence, id),
    verdict: 'partial',
    share: 0.5,
  });
  const matching: { readonly mistake: ScoreMistake; readonly distance: number }[] = [];
  for (const mistake of scoreMistakes) {
    const score = await mistake.run(scoring);
    if (!score || !fits(mistake, score, comparison)) continue;
    const distance = Math.abs(score.accuracy - claim.accuracy) + Math.abs(score.loss - claim.loss);
    matching.push({ mistake, distance });
  }
  const closest = matching.toSorted((a, b) => a.distance - b.distance)[0]?.mistake;
  if (closest) return (closest.honest ? half : wrong)(closest.sentence, closest.id);
  const bare = closestOf(lossMistakes, scoring, claim.loss, (value) =>
    agrees(claim.loss, value, measured.lossTolerance),
  );
  const error = closestOf(accuracyMistakes, scoring, claim.accuracy, (value) =>
    isWithin(claim.accuracy, value, tolerance),
  );
  if (error) return wrong([error.sentence, bare?.sentence].filter((each) => each !== undefined).join(' '), error.id);
  if (lacksBiases(classifier)) return wrong(logFindings.biasesMissing.sentence, logFindings.biasesMissing.id);
  if (sameWeights === false) return wrong(logFindings.otherWeights.sentence, logFindings.otherWeights.id);
  return wrong('');
}

/** Both numbers of a mistake are those of the log. */
function fits({ id }: ScoreMistake, score: Score, { read, measured }: Comparison): boolean {
  const claim = read.log.epochs.at(-1)!.test;
  const tolerance = accuracyTolerance(read, measured) + 1.5 / measured.names;
  // The order that fits the most may be a little better than the one that was trained with.
  if (id === 'log-classes-reordered') {
    return (
      score.accuracy >= claim.accuracy - tolerance &&
      score.accuracy - claim.accuracy <= 0.02 &&
      claim.accuracy > measured.right.most / measured.names + 0.02
    );
  }
  const lossKnown = Number.isFinite(claim.loss) && claim.loss > 0;
  return (
    isWithin(claim.accuracy, score.accuracy, tolerance) &&
    (!lossKnown || agrees(claim.loss, score.loss, measured.lossTolerance))
  );
}

/** Multiplications of a sample that is looked at first, and the most of a whole search. */
const sampleWork = 2e8;
const searchWork = 6e9;

async function scoreOf(classifier: Classifier, names: readonly LabelledName[], padding: boolean): Promise<Score> {
  const logits = await runClassifier(classifier, names, { padding });
  const rows = names.map(({ label }, index) => ({ row: rowOf(logits, index), label }));
  return {
    accuracy: rows.filter(({ row, label }) => argMax(row) === label).length / names.length,
    loss: rows.reduce((sum, { row, label }) => sum + lossOf(row, label), 0) / names.length,
  };
}

function scoringOf({ read, classifier, train, test, measured }: Comparison): Scoring {
  const claim = read.log.epochs.at(-1)!.test;
  let left = searchWork;
  return {
    classifier,
    languages: read.log.data.languages,
    train,
    test,
    confusion: measured.confusion,
    logits: (index) => rowOf(measured.logits, index),
    labelSmoothing: read.log.config.labelSmoothing ?? 0,
    right: { accuracy: measured.right.exact / measured.names, loss: measured.loss },
    score: async (names, { classifier: of = classifier, padding = false } = {}) => {
      const work = passWork(of, names) * (padding ? 3 : 1);
      if (work > sampleWork) {
        const step = Math.ceil(work / sampleWork);
        const sample = names.filter((_, index) => index % step === 0);
        const first = await scoreOf(of, sample, padding);
        // Three standard errors of a share, at most.
        if (Math.abs(first.accuracy - claim.accuracy) > 1.5 / Math.sqrt(sample.length)) return undefined;
      }
      if (work > left) return undefined;
      left -= work;
      return scoreOf(of, names, padding);
    },
  };
}

/**
 * The same split gives the same count, but for names whose largest logits are so close that rounding decides, and for the digits that a
 * log leaves out; two are asked for.
 */
function accuracyTolerance({ decimals }: ReadLog, { right, names }: Measured): number {
  return Math.max(right.most - right.exact, right.exact - right.least) / names + digitsTolerance(decimals);
}

function isReached(accuracy: number, { decimals }: ReadLog, { right, names }: Measured): boolean {
  const digits = digitsTolerance(decimals);
  return accuracy >= right.least / names - digits && accuracy <= right.most / names + digits;
}

/** Half of the last digit that was written, and what a share loses as a float32. */
function digitsTolerance(decimals: number): number {
  return 0.5 * 10 ** -Math.max(decimals, 2) + 1e-6;
}

function isWithin(given: number, expected: number, tolerance: number): boolean {
  return Math.abs(given - expected) <= tolerance;
}

/** To what rounding can do, and three significant digits. */
function agrees(given: number, expected: number, tolerance: number): boolean {
  return Math.abs(given - expected) <= tolerance + 5e-3 * Math.abs(expected);
}

/** The mistake whose number is the closest of those that are close enough. */
function closestOf(
  mistakes: readonly NumberMistake[],
  scoring: Scoring,
  given: number,
  isClose: (value: number) => boolean,
): NumberMistake | undefined {
  const found = mistakes.flatMap((mistake) => {
    const value = mistake.run(scoring);
    return value !== undefined && isClose(value) ? [{ mistake, distance: Math.abs(value - given) }] : [];
  });
  return found.toSorted((a, b) => a.distance - b.distance)[0]?.mistake;
}

function lacksBiases({ recurrent, head }: Classifier): boolean {
  const matrices = Object.keys(recurrent).filter((name) => name.startsWith('weight'));
  return head.bias === undefined || matrices.some((name) => !(name.replace('weight', 'bias') in recurrent));
}

function agreement({ read, measured: { names, close } }: Comparison): string {
  const { accuracy } = read.log.epochs.at(-1)!.test;
  const calls = close === 0 ? '' : ` (${close} of them too close to call in float32 or TF32)`;
  return `The accuracy of the last epoch, ${short(accuracy)}, is what these weights reach on the ${names} names held back${calls}: the same split gives the same count.`;
}

function otherBytes(sameWeights: boolean | undefined): readonly string[] {
  return sameWeights === false
    ? ['The file of weights has another SHA-256 than the log names, but its numbers reach the same scores.']
    : [];
}

function wrongAccuracy({ read, measured: { right, names } }: Comparison): string {
  const { accuracy } = read.log.epochs.at(-1)!.test;
  const less = accuracy * names > right.most;
  return `The accuracy of the last epoch, ${short(accuracy)}, is not what these weights reach on the ${names} names held back: they get ${less ? 'fewer' : 'more'} right.`;
}

function countText({ least, exact, most }: Measured['right']): string {
  return least === most ? String(exact) : `${exact} (${least} to ${most} by rounding)`;
}

function named(id: string | undefined): { readonly mistake?: string } {
  return id === undefined ? {} : { mistake: id };
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
