import { lineChart, type LineChartOptions } from '../line-chart/line-chart.ts';

/**
 * Losses of a run, as `readLossCurve` of `@gradbook/optim` takes them: one for each step or epoch, and those on held-back data at the
 * same places, `null` where none was measured.
 *
 * @example
 * const curve: LossCurves = { training: [2.3, 1.1, 0.6], validation: [2.3, null, 0.9] };
 */
export type LossCurves =
  | readonly number[]
  | { readonly training: readonly number[]; readonly validation?: readonly (number | null)[] };

/**
 * What was read from a curve, as far as the picture shows it. `CurveReading` of `@gradbook/optim` has this form.
 *
 * @example
 * const reading: CurveRemarks = { findings: [{ step: 4, sentence: 'The loss explodes.' }], sentence: 'The loss explodes.' };
 */
export interface CurveRemarks {
  readonly findings: readonly { readonly step: number; readonly sentence: string }[];
  readonly sentence: string;
}

/**
 * What {@link lossCurveChart} takes besides the curve.
 *
 * @example
 * const options: LossCurveOptions = { unit: 'epoch', first: 1, scale: 'log' };
 */
export interface LossCurveOptions extends LineChartOptions {
  /** What `readLossCurve` says of the curve: each finding is marked where it begins, its sentence stands below. */
  readonly reading?: CurveRemarks;
  /** What a place of the curve is; `'step'` unless given. */
  readonly unit?: 'step' | 'epoch';
  /** The number of the first place; 0 unless given. */
  readonly first?: number;
  /** `'linear'` unless given. */
  readonly scale?: 'linear' | 'log';
}

/** Labels stand at the ends of lines: held-back losses that were measured now and then are joined to one line. */
const names = { training: 'training', validation: 'held back' } as const;

/**
 * A loss curve with what is read from it: a dashed upright where each finding begins, its sentence below.
 *
 * @throws TypeError where no loss is a finite number (a positive one for a logarithmic scale).
 *
 * @example
 * const reading = { findings: [{ step: 4, sentence: 'The loss explodes at step 4.' }], sentence: 'The loss explodes at step 4.' };
 * lossCurveChart([2.3, 1.7, 1.2, 0.9, 30, 4000], { reading, scale: 'log' }); // '<svg'…
 */
export function lossCurveChart(curve: LossCurves, options: LossCurveOptions = {}): string {
  const { reading, unit = 'step', first = 0, scale = 'linear', ...rest } = options;
  const { training, validation } = 'training' in curve ? curve : { training: curve, validation: undefined };
  const findings = reading?.findings ?? [];
  return lineChart(
    {
      series: [
        { label: names.training, values: training },
        ...(validation ? [{ label: names.validation, values: validation.map((loss) => loss ?? NaN) }] : []),
      ],
      x: unit,
      y: 'loss',
      start: first,
      scale,
      marks: findings.map(({ step, sentence }) => ({ x: first + step, note: sentence })),
      // Of a curve that is in order the reading says just that.
      notes: reading && findings.length === 0 ? [reading.sentence] : [],
    },
    { title: `Loss over ${unit}s`, ...rest },
  );
}
