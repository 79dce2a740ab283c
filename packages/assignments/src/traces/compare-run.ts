import { scaledNorms, traceMistakes } from '../mistakes/traces.ts';
import type { RecomputedRun } from './recompute.ts';
import type { TraceRun } from './trace-file.ts';

/** What became of one run. */
export interface ComparedRun {
  readonly run: TraceRun;
  readonly outcome: 'equal' | 'different' | 'undecided';
  /** Sentences about this run, most important first. */
  readonly feedback: readonly string[];
  readonly mistake?: string;
}

/** Beyond this share of the norm itself, what float32 may do to it is too much to decide anything. */
const mostUncertain = 0.5;

/** Compares the norms that were handed in with those of the reference, step by step. */
export function compareRun(run: TraceRun, reference: RecomputedRun): ComparedRun {
  const { gradientNorms: right, gradientTolerance: tolerance } = reference;
  const given = run.gradient_norms;
  const wrong = given.findIndex((norm, step) => !(Math.abs(norm - right[step]!) <= tolerance[step]!));
  const about = `Run "${run.name}"`;
  if (wrong >= 0) return { run, outcome: 'different', ...explained(run, reference, wrong) };
  const vague = right.findIndex((norm, step) => tolerance[step]! > mostUncertain * norm && norm > tolerance[step]!);
  if (vague >= 0) {
    return {
      run,
      outcome: 'undecided',
      feedback: [`${about}: at step ${vague + 1} rounding alone can change the norm by half: a person looks at it.`],
    };
  }
  const states = run.hidden_norms?.findIndex(
    (norm, step) => !(Math.abs(norm - reference.hiddenNorms[step]!) <= reference.hiddenTolerance[step]!),
  );
  if (states !== undefined && states >= 0) {
    return {
      run,
      outcome: 'different',
      feedback: [
        `${about}: the norms of the gradients are right, the norm of the hidden state at step ${states + 1} is not.`,
      ],
    };
  }
  return { run, outcome: 'equal', feedback: [] };
}

function explained(
  run: TraceRun,
  reference: RecomputedRun,
  wrong: number,
): { readonly feedback: readonly string[]; readonly mistake?: string } {
  const { gradientNorms: right, gradientTolerance: tolerance } = reference;
  const given = run.gradient_norms;
  const about = `Run "${run.name}"`;
  for (const { id, sentence, run: variant } of traceMistakes) {
    const result = variant(reference);
    const relative = (step: number): number => tolerance[step]! / Math.max(right[step]!, Number.MIN_VALUE);
    if (given.every((norm, step) => Math.abs(norm - result[step]!) <= 2 * relative(step) * result[step]! + 1e-37)) {
      return { feedback: [`${about}: ${sentence}`], mistake: id };
    }
  }
  const ratios = given.flatMap((norm, step) => (right[step]! > 1e-30 && norm > 0 ? [norm / right[step]!] : []));
  const [first = 0] = ratios;
  if (ratios.length === given.length && ratios.every((ratio) => Math.abs(ratio / first - 1) < 0.01)) {
    return {
      feedback: [`${about}: ${scaledNorms.sentence} The factor is ${Number(first.toPrecision(3))}.`],
      mistake: scaledNorms.id,
    };
  }
  const factor = given[wrong]! / right[wrong]!;
  const size = Number.isFinite(factor)
    ? `, which is ${Number(factor.toPrecision(3))} times what the reference has`
    : '';
  return {
    feedback: [
      `${about}: the norm at step ${wrong + 1} is ${Number(given[wrong]!.toPrecision(4))}${size}. It is the first that differs, of ${given.length}.`,
    ],
  };
}
