import { lineChart, type LineChartOptions, type LineSeries } from '../line-chart/line-chart.ts';

/**
 * One run whose norms are drawn: those that were handed in, those of the reference, or both.
 *
 * @example
 * const run: FlowRun = { label: 'tanh', norms: [0.25, 0.5, 1] };
 */
export interface FlowRun {
  readonly label: string;
  /** ‖∂L/∂h_t‖ (or ‖h_t‖) for t = 1, 2, …. */
  readonly norms: readonly number[];
  /** The same as the reference computes it: drawn dashed behind the run. */
  readonly reference?: readonly number[];
}

/**
 * Norms of gradients or states over time, on a logarithmic axis: a straight line that falls to the left vanishes, one that
 * rises to the left explodes.
 *
 * @param runs one line each, with the reference's beside it where there is one.
 * @throws TypeError where no norm is a positive number.
 *
 * @example
 * gradientFlowChart([{ label: 'tanh', norms: [0.25, 0.5, 1], reference: [0.25, 0.5, 1] }]); // '<svg'…
 */
export function gradientFlowChart(
  runs: readonly FlowRun[],
  options: LineChartOptions & { readonly of?: 'gradients' | 'states' } = {},
): string {
  const { of = 'gradients', ...rest } = options;
  const series = [
    ...runs.map(({ label, norms }): LineSeries => ({ label, values: norms })),
    ...runs.flatMap(({ label, reference }): LineSeries[] =>
      reference === undefined ? [] : [{ label: `${label}, reference`, values: reference, reference: true }],
    ),
  ];
  return lineChart(
    { series, x: 'step t', y: of === 'gradients' ? '‖∂L/∂hₜ‖' : '‖hₜ‖', start: 1, scale: 'log' },
    {
      title: of === 'gradients' ? 'Norms of the gradients in the hidden states' : 'Norms of the hidden states',
      ...rest,
    },
  );
}
