import { concat, expandDims, split, transpose, type Value } from '@gradbook/core-ops';
import {
  type Activation,
  fromOnnx,
  gru,
  gruCell,
  lstm,
  lstmCell,
  type Nonlinearity,
  type OnnxDirection,
  type OnnxOperator,
  rnn,
  rnnCell,
  type SequenceOptions,
  type SequenceResult,
} from '@gradbook/layers-recurrent';

import { type AttributeReader, Unsupported } from '../cases/attributes.ts';
import {
  type Family,
  type Named,
  needed,
  neededAt,
  type OnnxContext,
  type OnnxFunction,
  type TorchFunction,
} from './family.ts';
import { onnxActivations } from './onnx-activations.ts';

/** Parameters of stacks and of cells; a case of two directions and eight layers is the largest that is known by name. */
const parameterNames: readonly string[] = ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh', 'weight_hr'].flatMap(
  (part) => [
    part,
    ...Array.from({ length: 8 }, (_, layer) => [`${part}_l${layer}`, `${part}_l${layer}_reverse`]).flat(),
  ],
);
const inputs: readonly string[] = ['x', 'h0', 'c0', 'lengths', ...parameterNames];

const nonlinearities: readonly Nonlinearity[] = ['tanh', 'relu'];

export const recurrent: readonly Family[] = [
  {
    name: 'rnn',
    inputs,
    torch: {
      rnn: (attributes) => {
        const nonlinearity = nonlinearityOf(attributes);
        return torchLayers(attributes, (params, x, { h0, ...options }) =>
          rnn(params, x, { ...options, nonlinearity, state: h0 }),
        );
      },
      rnn_cell: (attributes) => {
        const nonlinearity = nonlinearityOf(attributes);
        cellAttributes(attributes);
        return (values) => ({
          h: rnnCell(cellParameters(values), needed(values, 'x'), values['h0'], { nonlinearity }),
        });
      },
    },
    onnx: { RNN: (attributes, context) => onnxNode('RNN', attributes, context) },
  },
  {
    name: 'lstm',
    inputs,
    torch: {
      lstm: (attributes) => {
        attributes.ignore('proj_size');
        return torchLayers(attributes, (params, x, { h0, c0, ...options }) => {
          const { state, ...result } = lstm(params, x, { ...options, state: { h: h0, c: c0 } });
          return { ...result, state: state.h, cell: state.c };
        });
      },
      lstm_cell: (attributes) => {
        cellAttributes(attributes);
        return (values) => ({
          ...lstmCell(cellParameters(values), needed(values, 'x'), { h: values['h0'], c: values['c0'] }),
        });
      },
    },
    onnx: { LSTM: (attributes, context) => onnxNode('LSTM', attributes, context) },
  },
  {
    name: 'gru',
    inputs,
    torch: {
      gru: (attributes) =>
        torchLayers(attributes, (params, x, { h0, ...options }) => gru(params, x, { ...options, state: h0 })),
      gru_cell: (attributes) => {
        cellAttributes(attributes);
        return (values) => ({ h: gruCell(cellParameters(values), needed(values, 'x'), values['h0']) });
      },
    },
    onnx: { GRU: (attributes, context) => onnxNode('GRU', attributes, context) },
  },
];

type Result = SequenceResult<Value, Value> & { readonly cell?: Value };

type Layers = (
  params: Named,
  x: Value,
  options: SequenceOptions<Value> & { readonly h0: Value | undefined; readonly c0: Value | undefined },
) => Result;

function torchLayers(attributes: AttributeReader, run: Layers): TorchFunction {
  const batchFirst = attributes.boolean('batch_first', false);
  if (attributes.number('dropout', 0) !== 0) throw new Unsupported('dropout between the layers');
  if (attributes.number('padding_value', 0) !== 0) throw new Unsupported('padding with another value than 0');
  const lengths = attributes.has('lengths') ? attributes.numbers('lengths') : undefined;
  // How many layers and directions there are and whether they have biases: the parameters' names say it.
  attributes.ignore(
    'input_size',
    'hidden_size',
    'num_layers',
    'bias',
    'bidirectional',
    'enforce_sorted',
    'total_length',
  );
  attributes.done();
  return (values) => {
    const params = Object.fromEntries(Object.entries(values).filter(([name]) => parameterNames.includes(name)));
    const { output, state, cell } = run(params, needed(values, 'x'), {
      batchFirst,
      lengths: values['lengths'] ?? lengths,
      h0: values['h0'],
      c0: values['c0'],
    });
    return { output, h_n: state, ...(cell ? { c_n: cell } : {}) };
  };
}

function nonlinearityOf(attributes: AttributeReader): Nonlinearity {
  const given = attributes.string('nonlinearity', 'tanh');
  const known = nonlinearities.find((name) => name === given);
  if (known) return known;
  throw new Unsupported(`the nonlinearity ${given}`);
}

function cellAttributes(attributes: AttributeReader): void {
  attributes.ignore('input_size', 'hidden_size', 'bias');
  attributes.done();
}

function cellParameters(values: Named): Parameters<typeof rnnCell<Value>>[0] {
  return {
    weight_ih: needed(values, 'weight_ih'),
    weight_hh: needed(values, 'weight_hh'),
    bias_ih: values['bias_ih'],
    bias_hh: values['bias_hh'],
  };
}

/** What the layers need of a node's attributes for one direction. */
interface OnnxRun {
  readonly activations: readonly Activation[];
  readonly clip: number | undefined;
  readonly coupled: boolean;
  readonly resetAfter: boolean;
}

function onnxNode(operator: OnnxOperator, attributes: AttributeReader, { outputCount }: OnnxContext): OnnxFunction {
  const direction = directionOf(attributes.string('direction', 'forward'));
  const directions = direction === 'bidirectional' ? (['forward', 'reverse'] as const) : [direction];
  const batchFirst = attributes.boolean('layout', false);
  const perDirection = { RNN: ['Tanh'], LSTM: ['Sigmoid', 'Tanh', 'Tanh'], GRU: ['Sigmoid', 'Tanh'] }[operator];
  const activations = onnxActivations(attributes, perDirection, directions.length);
  const clip = attributes.has('clip') ? attributes.number('clip') : undefined;
  const coupled = operator === 'LSTM' && attributes.boolean('input_forget', false);
  const resetAfter = operator === 'GRU' && attributes.boolean('linear_before_reset', false);
  // The weights' shapes say hidden_size; output_sequence is of opsets before 7, where omitted outputs say the same.
  attributes.ignore('hidden_size', 'output_sequence');
  attributes.done();
  return (inputs) => {
    const [x, W, R] = [0, 1, 2].map((index) => neededAt(inputs, index));
    const [B, lengths, h0, c0, P] = inputs.slice(3);
    const front = (value: Value): Value => (batchFirst ? transpose(value, [1, 0, 2]) : value);
    const along = (value: Value | undefined): (Value | undefined)[] =>
      value ? split(value, directions.length) : directions.map(() => undefined);
    const [Bs, Ps, hs, cs] = [along(B), along(P), along(h0 && front(h0)), along(c0 && front(c0))];
    const results = split(W!, directions.length).map((ownW, d) => {
      const weights = { W: ownW, R: split(R!, directions.length)[d]!, B: Bs[d], P: Ps[d] };
      const params = fromOnnx(operator, weights, directions[d]!);
      return run(
        operator,
        params,
        front(x!),
        { lengths, h0: hs[d], c0: cs[d] },
        {
          activations: activations[d]!,
          clip,
          coupled,
          resetAfter,
        },
      );
    });
    // Y is [T, directions, N, H], or [N, T, directions, H]; the states are [directions, N, H], or [N, directions, H].
    const outputs = results.map(({ output }) => expandDims(output, 1));
    const Y = concat(outputs, 1);
    const ofStates = (values: readonly Value[]): Value => front(concat(values));
    const all = [
      batchFirst ? transpose(Y, [2, 0, 1, 3]) : Y,
      ofStates(results.map(({ state }) => state)),
      ...(operator === 'LSTM' ? [ofStates(results.map(({ cell }) => cell!))] : []),
    ];
    return all.slice(0, outputCount);
  };
}

function run(
  operator: OnnxOperator,
  params: Named,
  x: Value,
  { lengths, h0, c0 }: { lengths: Value | undefined; h0: Value | undefined; c0: Value | undefined },
  { activations, clip, coupled, resetAfter }: OnnxRun,
): Result {
  const [f, g, h] = activations;
  const common = { lengths, clip };
  switch (operator) {
    case 'RNN':
      return rnn(params, x, { ...common, state: h0, nonlinearity: f! });
    case 'GRU':
      return gru(params, x, {
        ...common,
        state: h0,
        reset: resetAfter ? 'after' : 'before',
        activations: { gate: f!, candidate: g! },
      });
    case 'LSTM': {
      const { state, ...result } = lstm(params, x, {
        ...common,
        state: { h: h0, c: c0 },
        coupled,
        activations: { gate: f!, candidate: g!, output: h! },
      });
      return { ...result, state: state.h, cell: state.c };
    }
  }
}

function directionOf(given: string): OnnxDirection {
  if (given === 'forward' || given === 'reverse' || given === 'bidirectional') return given;
  throw new Unsupported(`the direction ${given}`);
}
