import { grad, trace, vjp } from '@gradbook/autograd';
import {
  add,
  bind,
  countTensors,
  Float64Tensor,
  fromFloat64,
  init,
  mul,
  scope,
  sum,
  toFloat64,
  treeLeaves,
  treeMap,
  type Value,
} from '@gradbook/core-ops';
import { bounded, inBounds } from '@gradbook/core-ops/error-analysis';
import { beforeAll, describe, expect, test, vi } from 'vitest';

import { gradientFlow } from '../dynamics/gradient-flow.ts';
import { gru, lstm, rnn } from '../layers/layers.ts';
import type { RecurrentParameters } from '../layers/parameters.ts';
import { kinds } from '../testing/kinds.ts';
import { sample, sampleParameters } from '../testing/samples.ts';
import { fusedCells, type FusedKind } from './cells.ts';
import type { GradientAttributes } from './inputs.ts';
import * as operations from './operation.ts';
import type { FusedAttributes } from './plan.ts';

beforeAll(async () => {
  await init();
}, 120_000);

interface Shapes {
  readonly steps: number;
  readonly batch: number;
  readonly hidden: number;
  readonly directions?: FusedAttributes['directions'];
  readonly lengths?: readonly number[];
}

const { recurrence } = operations;
const recurrenceGradient = operations.recurrenceGradient(vjp);
const allKinds = Object.keys(fusedCells) as FusedKind[];

/** Inputs of a recurrence: weights that keep its states of moderate size. */
function recurrenceOf(kind: FusedKind, shapes: Shapes, schedule: 'scan' | 'steps') {
  const { steps, batch, hidden, directions = ['forward'], lengths } = shapes;
  const cell = fusedCells[kind];
  const count = directions.length;
  const attributes: FusedAttributes = {
    cell: kind,
    directions,
    bias: cell.hiddenBias,
    masked: lengths !== undefined,
    probed: false,
    saved: false,
    schedule,
  };
  const inputs = [
    sample(1, [steps, batch, count * cell.inputGates * hidden]),
    sample(2, [count, cell.hiddenGates * hidden, hidden], 0.8 / Math.sqrt(hidden)),
    ...(attributes.bias ? [sample(3, [count, cell.hiddenGates * hidden], 0.3)] : []),
    sample(4, [cell.states, count, batch, hidden], 0.5),
    ...(lengths ? [whole(lengths)] : []),
  ];
  return { inputs, attributes };
}

function whole(numbers: readonly number[]): Float64Tensor {
  return new Float64Tensor([numbers.length], numbers, 'int32');
}

/** The largest error in units of its bound, over all outputs. */
async function worstOf(
  found: readonly Value[],
  expected: readonly Float64Tensor[],
  bounds: readonly Float64Tensor[],
): Promise<number> {
  let worst = 0;
  expect(found.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
  for (const [o, value] of found.entries()) {
    const { data } = await toFloat64(value);
    data.forEach((element, i) => {
      const error = Math.abs(element - expected[o]!.data[i]!);
      worst = Number.isNaN(error) ? Infinity : Math.max(worst, error === 0 ? 0 : error / bounds[o]!.data[i]!);
    });
  }
  return worst;
}

const both = ['forward', 'reverse'] as const;
const cases: readonly (Shapes & { readonly what: string })[] = [
  {
    what: 'two directions, unsorted lengths, H no multiple of 4',
    steps: 4,
    batch: 6,
    hidden: 7,
    directions: both,
    lengths: [2, 4, 0, 1, 3, 4],
  },
  { what: 'one sequence, one step', steps: 1, batch: 1, hidden: 4 },
  { what: 'one unit', steps: 3, batch: 2, hidden: 1 },
  { what: 'two sequences', steps: 4, batch: 2, hidden: 12 },
  { what: 'more sequences than a tile, backwards', steps: 3, batch: 5, hidden: 8, directions: ['reverse'] },
  { what: 'sums longer than a block', steps: 2, batch: 3, hidden: 41, directions: both, lengths: [1, 2, 1] },
];

describe.each(['steps', 'scan'] as const)('%s', (schedule) => {
  describe.each(allKinds)('%s', (kind) => {
    // Every cell with everything at once; the corners of sizes with the cells whose kernels are built differently.
    const whole = ['lstm', 'gru-before'].includes(kind) && schedule === 'steps' ? cases : cases.slice(0, 1);
    test.each(whole)('$what: within the bounds of the definition', async (shapes) => {
      const { inputs, attributes } = recurrenceOf(kind, shapes, schedule);
      const expected = recurrence.reference(inputs, attributes);
      const bounds = recurrence.errorBound(inputs, attributes, expected);
      // Kernels that keep nothing for the derivative are the others without what keeps it: every cell has its turn with them.
      if (schedule === 'scan' || kind === 'lstm') {
        const found = scope(() => bind(recurrence, inputs.map(fromFloat64), attributes));
        expect(await worstOf(found, expected, bounds)).toBeLessThanOrEqual(1);
      }

      const cotangents = expected.map(({ shape }, i) => sample(10 + i, shape));
      const product = { ...attributes, ofOutput: true, ofFinal: true };
      // The definition does not look at what the kernels kept.
      const nothing = sample(0, [0]);
      const own = [nothing, nothing, ...inputs, ...cotangents];
      const exact = recurrenceGradient.reference(own, product);
      const [outputs, gradients] = scope(() => {
        const saved = bind(recurrence, inputs.map(fromFloat64), { ...attributes, saved: true });
        const given = [...saved.slice(2), ...[...inputs, ...cotangents].map(fromFloat64)];
        return [saved.slice(0, 2), bind(recurrenceGradient, given, product)];
      });
      expect(await worstOf(outputs, expected, bounds)).toBeLessThanOrEqual(1);
      if (kind === 'relu') {
        // Its derivative compares with 0, which no bound decides: away from 0 it is as that of the others.
        return expect(gradients).toHaveLength(exact.length);
      }
      expect(await worstOf(gradients, exact, recurrenceGradient.errorBound(own, product, exact))).toBeLessThanOrEqual(
        1,
      );
      return undefined;
    });
  });
});

test('many units: products of hundreds of terms', async () => {
  const { inputs, attributes } = recurrenceOf('lstm', { steps: 2, batch: 5, hidden: 260 }, 'steps');
  const expected = recurrence.reference(inputs, attributes);
  const found = scope(() => bind(recurrence, inputs.map(fromFloat64), attributes));
  expect(await worstOf(found, expected, recurrence.errorBound(inputs, attributes, expected))).toBeLessThanOrEqual(1);
});

test('the bounds mean something: thousandths of the numbers at most', () => {
  for (const kind of allKinds) {
    const { inputs, attributes } = recurrenceOf(kind, cases[0]!, 'steps');
    const bounds = recurrence.errorBound(inputs, attributes, recurrence.reference(inputs, attributes));
    for (const { data } of bounds) expect(Math.max(...data)).toBeLessThan(1e-3);
  }
});

test.each(['steps', 'scan'] as const)(
  '%s: ReLU: gradients are those of the steps where no state is near 0',
  async (schedule) => {
    // With inputs this far from 0 every state is either far above it or is 0.
    const { inputs, attributes } = recurrenceOf('relu', { steps: 3, batch: 3, hidden: 6 }, schedule);
    const far = inputs[0]!.data.map((z) => z + 5 * Math.sign(z));
    const z = new Float64Tensor(inputs[0]!.shape, far);
    const own = [z, ...inputs.slice(1)];
    const cotangents = [sample(11, [3, 3, 6]), sample(12, [1, 1, 3, 6])];
    const product: GradientAttributes = { ...attributes, ofOutput: true, ofFinal: true };
    const exact = recurrenceGradient.reference([z, z, ...own, ...cotangents], product);
    const found = scope(() => {
      const saved = bind(recurrence, own.map(fromFloat64), { ...attributes, saved: true });
      return bind(recurrenceGradient, [...saved.slice(2), ...[...own, ...cotangents].map(fromFloat64)], product);
    });
    const bounds = recurrenceGradient.errorBound([z, z, ...own, ...cotangents], product, exact);
    expect(await worstOf(found, exact, bounds)).toBeLessThanOrEqual(1);
  },
);

function onDevice(given: RecurrentParameters<Float64Tensor>): RecurrentParameters<Value> {
  // Leaves become leaves of the other kind.
  return treeMap(given, (leaf) => fromFloat64(leaf as Float64Tensor)) as RecurrentParameters<Value>;
}

/** How often the kernels ran. */
function counted(run: () => unknown): number {
  const spy = vi.spyOn(recurrence, 'kernel');
  scope(() => {
    run();
    return [];
  });
  const count = spy.mock.calls.length;
  spy.mockRestore();
  return count;
}

describe('layers choose', () => {
  const params = sampleParameters(1, kinds.lstm.gates, { inputs: 3, hidden: 4, size: 0.5 });
  const x = sample(2, [3, 2, 3]);
  test('kernels on the device, one for all directions of a layer', () => {
    const stack = sampleParameters(3, kinds.gru.gates, { inputs: 3, hidden: 4, layers: 2, bidirectional: true });
    expect(counted(() => lstm<Value>(onDevice(params), fromFloat64(x)))).toBe(1);
    expect(counted(() => gru<Value>(onDevice(stack), fromFloat64(x), { reset: 'before', residual: true }))).toBe(2);
  });

  test('steps: in float64, for a watch, where it is asked for, and for what the kernels do not know', () => {
    const given = onDevice(params);
    expect(counted(() => lstm(params, x))).toBe(0);
    expect(counted(() => lstm<Value>(given, fromFloat64(x), { fused: false }))).toBe(0);
    expect(counted(() => lstm<Value>(given, fromFloat64(x), { watch: (state) => state }))).toBe(0);
    expect(counted(() => lstm<Value>(given, fromFloat64(x), { clip: 3 }))).toBe(0);
    expect(counted(() => lstm<Value>(given, fromFloat64(x), { coupled: true }))).toBe(0);
    const projected = sampleParameters(4, kinds.lstm.gates, { inputs: 3, hidden: 4, projection: 2 });
    expect(counted(() => lstm<Value>(onDevice(projected), fromFloat64(x)))).toBe(0);
    const plain = onDevice(sampleParameters(5, kinds.tanh.gates, { inputs: 3, hidden: 4 }));
    expect(counted(() => rnn<Value>(plain, fromFloat64(x), { recurrence: 'g' }))).toBe(0);
    expect(counted(() => rnn<Value>(plain, fromFloat64(x), { nonlinearity: (y) => y }))).toBe(0);
  });

  test('steps in a graph, which shows them', async () => {
    const small = sampleParameters(6, kinds.tanh.gates, { inputs: 1, hidden: 1 });
    const inputs = treeMap({ ...small, x: sample(7, [2, 1, 1]) }, (leaf) => fromFloat64(leaf as Float64Tensor));
    const graph = await trace(({ x, ...given }) => rnn<Value>(given, x!).output, inputs as Record<string, Value>);
    expect(graph.nodes.filter(({ operation }) => operation === 'tanh')).toHaveLength(2);
  });

  test('nothing is left behind', () => {
    const [given, input] = [onDevice(params), fromFloat64(x)];
    const before = countTensors();
    scope(() => {
      const { pullback } = vjp((p: RecurrentParameters<Value>) => lstm<Value>(p, input).last, given);
      pullback(fromFloat64(sample(8, [2, 4])));
      return [];
    });
    expect(countTensors()).toBe(before);
  });
});

describe('the second derivative', () => {
  test.each(['lstm', 'gru', 'tanh', 'gated'] as const)(
    '%s: is that of the definition, taken through the steps',
    async (kind) => {
      const { run, gates } = kinds[kind];
      const params = sampleParameters(20, gates, { inputs: 2, hidden: 3, size: 0.5 });
      const x = sample(21, [3, 2, 2]);
      // ∂/∂params of Σ (∂L/∂params · v)
      const second = (lift: (value: Float64Tensor) => Value): readonly Value[] => {
        const given = treeMap(params, (leaf) => lift(leaf as Float64Tensor));
        const loss = (p: typeof given): Value => {
          const y = run<Value>(p, lift(x), {}, { lengths: [3, 2] }).last;
          return sum(mul(y, y));
        };
        const directional = (p: typeof given): Value => {
          const first = grad(loss)(p);
          return treeLeaves(first)
            .map(({ value }, i) => sum(mul(value as Value, lift(sample(30 + i, (value as Value).shape)))))
            .reduce((a, b) => add<Value>(a, b));
        };
        return Object.values(grad(directional)(given));
      };
      const expected = second(bounded);
      const found = scope(() => second(fromFloat64));
      for (const [i, value] of found.entries()) {
        expect(inBounds(await toFloat64(value), expected[i]!).worst).toBeLessThanOrEqual(1);
      }
    },
  );
});

describe('gradientFlow', () => {
  test.each(['lstm', 'gru-before', 'tanh'] as const)('%s: kernels give the norms that steps give', async (kind) => {
    const { run, gates } = kinds[kind];
    const params = treeMap(
      sampleParameters(40, gates, { inputs: 2, hidden: 5, layers: 2, bidirectional: true, size: 0.6 }),
      (leaf) => fromFloat64(leaf as Float64Tensor),
    );
    const x = fromFloat64(sample(41, [4, 3, 2]));
    const flowOf = (fused: boolean) =>
      gradientFlow((watch) => {
        const { output, last } = run<Value>(params, x, {}, { lengths: [2, 4, 3], watch, fused });
        return add<Value>(sum(mul(output, output)), sum(last));
      });
    const spy = vi.spyOn(recurrence, 'kernel');
    const fused = await flowOf(true);
    expect(spy).toHaveBeenCalledTimes(4);
    const steps = await flowOf(false);
    expect(spy).toHaveBeenCalledTimes(4);
    spy.mockRestore();
    const keyOf = ({ state, layer, direction }: (typeof steps.series)[number]) => `${layer} ${direction} ${state}`;
    expect(fused.series.map(keyOf).sort()).toEqual(steps.series.map(keyOf).sort());
    for (const series of steps.series) {
      const own = fused.series.find((other) => keyOf(other) === keyOf(series))!;
      for (const part of ['norms', 'gradientNorms'] as const) {
        expect(own[part]).toHaveLength(4);
        // Both are float32 computations of some hundred roundings on numbers of size 1.
        series[part].forEach((norm, t) => expect(Math.abs(own[part][t]! - norm)).toBeLessThan(1e-4 * (1 + norm)));
      }
    }
  });
});
