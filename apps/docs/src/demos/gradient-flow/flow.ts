import { foldIn, key, type Placed, type Value } from '@gradbook/core-ops';
import { runningAverages } from '@gradbook/datasets-names';
import {
  gradientFlow,
  gradientOutlook,
  initialHead,
  initialLstm,
  initialRnn,
  lstm,
  type Outlook,
  orthogonal,
  regressionHead,
  rnn,
  sequenceLoss,
  uniformInitializer,
  type WatchState,
} from '@gradbook/layers-recurrent';

/** The networks that can be compared. */
const networks = ['tanh', 'relu', 'linear', 'lstm'] as const;
export type Network = (typeof networks)[number];

/** What a flow is measured of. */
export interface FlowSettings {
  /** T, the steps. */
  readonly length: number;
  /** H, the size of the hidden state. */
  readonly hidden: number;
  /** ρ(W_hh): W_hh is an orthogonal matrix times it, in an LSTM the block of each gate. */
  readonly radius: number;
  readonly at: 'last' | 'every';
  readonly seed: number;
}

/** The norms of one network over time. */
export interface NetworkFlow {
  readonly network: Network;
  readonly loss: number;
  /** ‖h_t‖ for t = 1 … T. */
  readonly states: readonly number[];
  /** ‖∂L/∂h_t‖. */
  readonly gradients: readonly number[];
}

/** So many sequences; norms are over all of them. */
const count = 4;

/**
 * Trains nothing: a network as it begins, one step of the running-average task, and how large states and gradients are in it. The
 * loss is the mean squared error of W^f h_t + b^f, of the last step or of all.
 */
export async function flowOf<K extends 'webgpu' | 'float64'>(
  network: Network,
  { length, hidden, radius, at, seed }: FlowSettings,
  kind: K,
): Promise<NetworkFlow> {
  const keys = { data: foldIn(key(seed), 0), cell: foldIn(key(seed), 1), head: foldIn(key(seed), 2) };
  const sizes = {
    inputSize: 1,
    hiddenSize: hidden,
    input: uniformInitializer(1),
    recurrent: orthogonal(radius),
    kind,
  } as const;
  const { x, y } = runningAverages(keys.data, { count, steps: length, kind });
  const head = initialHead(keys.head, { inputSize: hidden, outputSize: 1, kind });
  const loss = (watch: WatchState): Value => {
    const result =
      network === 'lstm'
        ? lstm<Value>(initialLstm(keys.cell, { ...sizes, forgetBias: 1 }), x, { batchFirst: true, watch })
        : rnn<Value>(initialRnn(keys.cell, sizes), x, { batchFirst: true, watch, nonlinearity: network });
    return sequenceLoss<Value>(regressionHead<Value>(head as HeadOf, result), y, { at, batchFirst: true });
  };
  const flow = await gradientFlow(loss);
  const series = flow.series.find(({ state }) => state === 'hidden')!;
  return { network, loss: flow.loss, states: series.norms, gradients: series.gradientNorms };
}

interface HeadOf {
  readonly weight: Value;
  readonly bias: Value;
}

/** What the recurrent weight alone says of a plain network; nothing for an LSTM, whose cell has a path beside it. */
export function outlookOf(network: Network, { hidden, radius, seed }: FlowSettings): Outlook | undefined {
  if (network === 'lstm') return undefined;
  const params = initialRnn(foldIn(key(seed), 1), { inputSize: 1, hiddenSize: hidden, recurrent: orthogonal(radius) });
  return gradientOutlook(params['weight_hh_l0'] as Placed<'float64'>, network);
}
