import { z } from 'zod';

/** The most numbers that one run may hold: a trace is a small experiment, and every number costs grading time. */
const mostNumbers = 200_000;
const mostSteps = 512;
/** Multiplications of one pass over a run: the reference passes about fifteen times. */
const mostWork = 2e7;
const mostRuns = 12;

/** One recurrent layer with a linear head on one batch, and the norms that somebody measured in it. */
export interface TraceRun {
  /** What the figure calls the run. */
  readonly name: string;
  readonly layer: 'rnn' | 'lstm';
  readonly nonlinearity: 'tanh' | 'relu' | 'linear';
  /** Where the mean squared error is taken: at the last step alone, or as the mean over every step. */
  readonly loss: 'last' | 'every';
  /**
   * Under PyTorch's names: `weight_ih_l0` [gates·H, I], `weight_hh_l0` [gates·H, H], `bias_ih_l0`, `bias_hh_l0`,
   * `head.weight` [O, H], `head.bias` [O].
   */
  readonly parameters: Readonly<Record<string, readonly number[] | readonly (readonly number[])[]>>;
  /** x [T, N, I]. */
  readonly inputs: readonly (readonly (readonly number[])[])[];
  /** y [T, N, O]; with the loss at the last step all but the last row may be anything. */
  readonly targets: readonly (readonly (readonly number[])[])[];
  /** ‖∂L/∂h_t‖ for t = 1 … T: the root of the sum of squares over the batch and the hidden units. */
  readonly gradient_norms: readonly number[];
  /** ‖h_t‖ for t = 1 … T, the same way. */
  readonly hidden_norms?: readonly number[] | undefined;
}

const vector: z.ZodType<number[]> = z.array(z.number()).max(mostNumbers);
const matrix: z.ZodType<number[][]> = z.array(vector).max(mostNumbers);
const sequence: z.ZodType<number[][][]> = z.array(matrix).min(1).max(mostSteps);
const norms: z.ZodType<number[]> = z.array(z.number()).min(2).max(mostSteps);

const run: z.ZodType<TraceRun> = z
  .strictObject({
    name: z.string().min(1).max(80),
    layer: z.enum(['rnn', 'lstm']),
    nonlinearity: z.enum(['tanh', 'relu', 'linear']).default('tanh'),
    loss: z.enum(['last', 'every']),
    parameters: z.record(z.string().max(40), z.union([vector, matrix])),
    inputs: sequence,
    targets: sequence,
    gradient_norms: norms,
    hidden_norms: norms.optional(),
  })
  .superRefine(({ parameters, inputs, targets, gradient_norms, hidden_norms }, context) => {
    const steps = inputs.length;
    const complain = (path: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    const weights = ['weight_ih_l0', 'weight_hh_l0'].map((name) => parameters[name]?.flat().length ?? 0);
    const work = steps * (inputs[0]?.length ?? 0) * (weights[0]! + weights[1]!);
    if (work > mostWork) {
      complain(
        'parameters',
        `a pass takes ${work.toExponential(1)} multiplications (steps × batch × recurrent and input weights), at most ${mostWork.toExponential(0)} are recomputed: a smaller batch or layer shows the same`,
      );
    }
    if (targets.length !== steps) complain('targets', `${targets.length} steps; the inputs have ${steps}`);
    if (gradient_norms.length !== steps) {
      complain('gradient_norms', `${gradient_norms.length} numbers; there must be one for each of the ${steps} steps`);
    }
    if (hidden_norms !== undefined && hidden_norms.length !== steps) {
      complain('hidden_norms', `${hidden_norms.length} numbers; there must be one for each of the ${steps} steps`);
    }
    if (gradient_norms.some((norm) => norm < 0)) complain('gradient_norms', 'a norm is never negative');
    const numbers = [parameters, inputs, targets].flatMap((part) => Object.values(part).flat(3)).length;
    if (numbers > mostNumbers) complain('parameters', `${numbers} numbers in all; at most ${mostNumbers} are read`);
  });

const schema: z.ZodType<{ readonly runs: readonly TraceRun[] }> = z.strictObject({
  format: z.literal('gradbook-gradient-trace'),
  version: z.literal(1),
  runs: z.array(run).min(1).max(mostRuns),
});

/** What a trace file holds, or why it cannot be read. */
export type ReadTrace = { readonly runs: readonly TraceRun[] } | { readonly problem: string };

/** The most bytes that a trace file may have. */
const mostBytes = 8 * 2 ** 20;

/** Reads a trace file; a problem says where it is and what is expected there. */
export function readTrace(name: string, bytes: Uint8Array): ReadTrace {
  if (bytes.length > mostBytes) {
    return { problem: `${name} has ${(bytes.length / 2 ** 20).toFixed(1)} MiB; at most 8 MiB are read.` };
  }
  let data: unknown;
  try {
    data = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    return { problem: `${name} is not JSON: ${error instanceof Error ? error.message.slice(0, 200) : String(error)}` };
  }
  const read = schema.safeParse(data);
  if (read.success) return { runs: read.data.runs };
  const said = read.error.issues.slice(0, 3).map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
  return { problem: `${name} is not a gradient trace. ${said.join('. ')}.` };
}
