import { type Judgement, judgeText, needsReview, type PartContent } from '@gradbook/answers';

import type { Evidence, Judged, Part } from '../definition/assignment.ts';
import { descriptionOf, type PartDescription } from '../parts/description.ts';
import { type ComparedRun, compareRun } from './compare-run.ts';
import { isAboutParameters, recompute, type RecomputedRun } from './recompute.ts';
import { readTrace, type TraceRun } from './trace-file.ts';

/** Something that the runs of a trace have to show. */
export interface TraceRequirement {
  /** What feedback calls it, as in `a run whose gradients explode`. */
  readonly label: string;
  /** Whether a run, or several together, show it; only runs whose norms are right are asked. */
  readonly shownBy: (runs: readonly { readonly run: TraceRun; readonly reference: RecomputedRun }[]) => boolean;
}

/** A part that asks for norms of gradients over time as data. */
export interface TracePartDefinition extends PartDescription {
  /** The name of the file in the submission. */
  readonly file: string;
  /** What the runs have to show; each counts the same. */
  readonly requirements: readonly TraceRequirement[];
  /** What a person looks for in the text beside the file. */
  readonly rubric?: string;
}

/** Norms at the first step over those at the last: what explodes or vanishes on its way back. */
function growth({ gradientNorms }: RecomputedRun): number {
  return gradientNorms[0]! / gradientNorms.at(-1)!;
}

/** So many times larger, or smaller, at the first step than at the last one: a clear case. */
const clearly = 10;

/** A run whose gradients grow at least tenfold from the last step back to the first. */
export const explodes: TraceRequirement = {
  label: 'a run whose gradients explode: at the first step at least ten times as large as at the last',
  shownBy: (runs) => runs.some(({ reference }) => growth(reference) >= clearly),
};

/** A run whose gradients shrink at least tenfold from the last step back to the first. */
export const vanishes: TraceRequirement = {
  label: 'a run whose gradients vanish: at the first step at most a tenth of those at the last',
  shownBy: (runs) => runs.some(({ reference }) => growth(reference) <= 1 / clearly),
};

/** A run with a loss at every step. */
export const lossAtEveryStep: TraceRequirement = {
  label: 'a run with a loss at every step',
  shownBy: (runs) => runs.some(({ run }) => run.loss === 'every'),
};

/** An LSTM beside a plain RNN on the same data, whose gradients shrink less. */
export const lstmBesideRnn: TraceRequirement = {
  label: 'an LSTM and a plain RNN on the same inputs, the gradients of the LSTM shrinking less',
  shownBy: (runs) =>
    runs.some(
      (one) =>
        one.run.layer === 'lstm' &&
        runs.some(
          (other) =>
            other.run.layer === 'rnn' &&
            JSON.stringify(other.run.inputs) === JSON.stringify(one.run.inputs) &&
            growth(one.reference) > growth(other.reference),
        ),
    ),
};

/**
 * What a trace may have to show, for {@link tracePart}: a run whose gradients explode or vanish at least tenfold, one with a loss at
 * every step, an LSTM whose gradients shrink less than those of a plain RNN on the same inputs.
 *
 * @example
 * Object.keys(traceRequirements); // ['explodes', 'vanishes', 'lossAtEveryStep', 'lstmBesideRnn']
 */
export const traceRequirements: Readonly<
  Record<'explodes' | 'vanishes' | 'lossAtEveryStep' | 'lstmBesideRnn', TraceRequirement>
> = { explodes, vanishes, lossAtEveryStep, lstmBesideRnn };

/**
 * Makes a part that asks for norms of gradients over time as a file of JSON ({@link TraceRun}): every run is recomputed in float64
 * from the weights and data that it holds, compared within what float32 loses, and drawn beside the reference. Without the file the
 * text goes to a person.
 *
 * @example
 * const part = tracePart({
 *   id: '3',
 *   title: 'Gradient norms over time',
 *   points: 2,
 *   question: 'Hand in the norm of the gradient at every step as `trace.json`, once exploding and once vanishing.',
 *   file: 'trace.json',
 *   requirements: [traceRequirements.explodes, traceRequirements.vanishes],
 * });
 * part.kind; // 'trace'
 * part.files; // ['trace.json']
 */
export function tracePart(definition: TracePartDefinition): Part {
  const { file, requirements, rubric } = definition;
  return {
    ...descriptionOf(definition),
    kind: 'trace',
    files: [file],
    judge: (content, _part, { files }) =>
      files?.has(file) === true
        ? judgeTrace(files.get(file)!, file, requirements)
        : judgeWithoutFile(content, file, rubric),
  };
}

/** A run with its reference, or with the reason why there is none. */
interface TriedRun {
  readonly run: TraceRun;
  readonly reference?: RecomputedRun;
  readonly problem?: string;
}

/** Recomputes every run of a file. */
async function recomputed(runs: readonly TraceRun[]): Promise<readonly TriedRun[]> {
  const all: TriedRun[] = [];
  for (const run of runs) {
    try {
      all.push({ run, reference: await recompute(run) });
    } catch (error) {
      // Anything else is the grader's own fault, and reported as such.
      if (!isAboutParameters(error)) throw error;
      all.push({ run, problem: error.message });
    }
  }
  return all;
}

function judgeWithoutFile(content: PartContent, file: string, rubric: string | undefined): Judgement {
  const text = judgeText(content);
  if (text.verdict === 'unanswered') return text;
  return needsReview(
    text.given,
    [
      `The part asks for ${file}, which is not among the files: what stands in the text or in a picture cannot be recomputed.`,
    ],
    rubric === undefined ? {} : { expected: rubric },
  );
}

async function judgeTrace(bytes: Uint8Array, file: string, requirements: readonly TraceRequirement[]): Promise<Judged> {
  const read = readTrace(file, bytes);
  if ('problem' in read) return needsReview(file, [read.problem]);
  const runs = await recomputed(read.runs);
  return { ...judgeRuns(runs, requirements), drawn: drawnRuns(runs) };
}

function judgeRuns(runs: readonly TriedRun[], requirements: readonly TraceRequirement[]): Judgement {
  const compared = runs.map(({ run, reference, problem }): ComparedRun => {
    if (reference) return compareRun(run, reference);
    return { run, outcome: 'undecided', feedback: [`Run "${run.name}" cannot be recomputed: ${problem}.`] };
  });
  const right = runs.flatMap(({ run, reference }, index) =>
    reference && compared[index]!.outcome === 'equal' ? [{ run, reference }] : [],
  );
  const missing = requirements.filter(({ shownBy }) => !shownBy(right));
  const given = runs
    .map(
      ({ run: { name, layer, loss } }) =>
        `${name} (${layer}, loss at ${loss === 'last' ? 'the last step' : 'every step'})`,
    )
    .join('; ');
  const feedback = [
    ...compared.flatMap((result) => result.feedback),
    ...missing.map(({ label }) => `Not shown by a run with right norms: ${label}.`),
  ];
  if (compared.some(({ outcome }) => outcome === 'undecided')) return needsReview(given, feedback);
  if (missing.length === 0 && right.length === runs.length) {
    return correctTrace(given, right.length);
  }
  const mistake = compared.find((result) => result.mistake !== undefined)?.mistake;
  const evidence = mistake === undefined ? {} : { mistake };
  // Where right runs show all that is asked for, a wrong one beside them still is a wrong claim.
  const share =
    missing.length === 0 ? right.length / runs.length : (requirements.length - missing.length) / requirements.length;
  return share === 0
    ? { verdict: 'incorrect', share, given, feedback, ...evidence }
    : { verdict: 'partial', share, given, feedback, ...evidence };
}

function correctTrace(given: string, runs: number): Judgement {
  const which = runs === 1 ? 'The run was' : `All ${runs} runs were`;
  return {
    verdict: 'correct',
    share: 1,
    given,
    feedback: [`${which} recomputed from the weights and data in the file, and the norms agree at every step.`],
  };
}

function drawnRuns(tried: readonly TriedRun[]): readonly Evidence[] {
  const runs = tried.map(({ run, reference }) => ({
    label: run.name,
    norms: run.gradient_norms,
    ...(reference ? { reference: reference.gradientNorms } : {}),
  }));
  return [{ kind: 'gradient-flow', title: 'The norms that were handed in; dashed, those of the reference', runs }];
}
