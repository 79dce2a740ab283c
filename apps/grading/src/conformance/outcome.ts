import { Unsupported } from './cases/attributes.ts';
import type { ConformanceCase } from './cases/read.ts';
import { measureBeam } from './families/beam.ts';
import { familyOf } from './families/index.ts';
import { measure, type TensorMeasurement } from './measure/measure.ts';
import { problemOf } from './measure/problem.ts';

/** What is reported of a case; the property names are those of the `--json` output. */
export interface Outcome {
  readonly name: string;
  readonly file: string;
  readonly format: ConformanceCase['format'];
  readonly family: string;
  readonly op: string;
  readonly status: 'pass' | 'fail' | 'unsupported';
  /** Largest error of all outputs and gradients, each relative to max(1, its largest true value). */
  readonly error?: number;
  /** PyTorch's own float32 error, measured the same way. */
  readonly torch_f32_error?: number;
  /** The tolerance where the error takes the largest share of it. */
  readonly tolerance?: number;
  readonly tensors?: readonly TensorMeasurement[];
  /** Why it failed or is not supported. */
  readonly reason?: string;
}

/** Runs one case. Whatever goes wrong with it becomes its outcome. */
export async function outcomeOf(conformanceCase: ConformanceCase): Promise<Outcome> {
  const { file, format, content } = conformanceCase;
  const { name: familyName, family } = familyOf(conformanceCase);
  const common = {
    name: content.name,
    file,
    format,
    family: familyName,
    op: content.op,
    ...('torch_f32_error' in content ? { torch_f32_error: content.torch_f32_error } : {}),
  };
  try {
    if (conformanceCase.format === 'beam') {
      const { error, tolerance, misses } = await measureBeam(conformanceCase.content);
      const measured = { ...common, error, tolerance };
      return misses.length > 0
        ? { ...measured, status: 'fail', reason: misses.join('; ') }
        : { ...measured, status: 'pass' };
    }
    if (!family) return { ...common, status: 'unsupported', reason: `${content.op} cannot be run yet` };
    const { error, worst, tensors, misses } = await measure(problemOf(conformanceCase, family));
    const measured = { ...common, error, tolerance: worst.tolerance, tensors };
    if (misses.length > 0) return { ...measured, status: 'fail', reason: misses.join('; ') };
    if (worst.share <= 1) return { ...measured, status: 'pass' };
    const { what, error: off, tolerance } = worst;
    const reason = `${what}: error ${off.toExponential(1)}, tolerance ${tolerance.toExponential(1)} at the worst element`;
    return { ...measured, status: 'fail', reason };
  } catch (error) {
    if (error instanceof Unsupported) return { ...common, status: 'unsupported', reason: error.message };
    return { ...common, status: 'fail', reason: error instanceof Error ? error.message : String(error) };
  }
}
