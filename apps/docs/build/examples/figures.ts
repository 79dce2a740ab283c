import { assignments } from '@gradbook/assignments';
import { float64, key, mul, normal, sum, type Value } from '@gradbook/core-ops';
import { beamTree, computationGraph, gradientFlowChart, traceGraph } from '@gradbook/figures';
import { gradientFlow, initialRnn, orthogonal, rnn } from '@gradbook/layers-recurrent';

const theme = 'inherit';

/** The pictures of the pages, drawn from traces that are computed when the site is built. */
export async function figures(): Promise<Readonly<Record<string, string>>> {
  return { 'beam-tree': await beam(), graph: await graph(), 'gradient-flow': await flow() };
}

async function evidence(id: string) {
  const part = assignments.find((each) => each.id === 'rnn-homework')!.parts.find((each) => each.id === id)!;
  return (await part.evidence?.()) ?? [];
}

async function beam(): Promise<string> {
  const [found] = await evidence('2(c)');
  if (found?.kind !== 'beam') throw new Error('part 2(c) of rnn-homework has no beam search to draw');
  return beamTree(found.trace, {
    theme,
    overlay: { label: 'handed in', sequences: [['neural', 'network', 'neural']] },
    title: 'A beam search with k = 2, and a sequence that a student handed in',
  });
}

async function graph(): Promise<string> {
  const [found] = await evidence('1(d)');
  if (found?.kind !== 'graph') throw new Error('part 1(d) of rnn-homework has no graph to draw');
  return computationGraph(traceGraph(found.graph), {
    theme,
    title: 'An unrolled recurrence with the partial on each edge',
  });
}

/** ‖∂L/∂h_t‖ of a linear recurrence with an orthogonal weight times γ: what γ alone does to gradients. */
async function flow(): Promise<string> {
  const length = 24;
  const x = normal(key(3), [length, 2]);
  const params = initialRnn(key(4), { inputSize: 2, hiddenSize: 16, recurrent: orthogonal() });
  const runs = [];
  for (const factor of [0.8, 1, 1.2]) {
    const scaled = { ...params, weight_hh_l0: mul(params.weight_hh_l0!, float64(factor)) };
    const { series } = await gradientFlow((watch) => sum(rnn<Value>(scaled, x, { nonlinearity: 'tanh', watch }).last));
    runs.push({ label: `spectral radius ${factor}`, norms: series[0]!.gradientNorms });
  }
  return gradientFlowChart(runs, {
    theme,
    title: 'The norm of the gradient in each hidden state of a tanh RNN, for three spectral radii',
  });
}
