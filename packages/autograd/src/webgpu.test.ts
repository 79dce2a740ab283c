import {
  add,
  countTensors,
  dispose,
  type Float64Tensor,
  float64,
  fromFloat64,
  init,
  matmul,
  mul,
  scope,
  square,
  sum,
  tanh,
  tensor,
  toFloat64,
  topK,
  type Value,
} from '@gradbook/core-ops';
import { beforeAll, describe, expect, test } from 'vitest';

import { checkGradients, grad, hessian, jacobian, name, total, trace, TraceError, valueAndGrad, vjp } from './index.ts';

beforeAll(async () => {
  await init();
});

const numbers = async (value: Value): Promise<number[]> => [...(await toFloat64(value)).data];

/** A two-layer network with its squared error. */
const network = (p: { first: Value; second: Value }, x: Value): Value =>
  sum(square(matmul(tanh(matmul(x, p.first)), p.second)));

const parameters = {
  first: float64([
    [0.5, -0.25, 1],
    [-1, 0.75, 0.125],
  ]),
  second: float64([[0.5], [-1], [0.25]]),
};
const batch = float64([
  [1, 2],
  [-0.5, 0.25],
]);

const weights = (): { first: Value; second: Value } => ({
  first: fromFloat64(parameters.first),
  second: fromFloat64(parameters.second),
});

/** How many tensors more there are after each of three calls. */
function growth(call: () => unknown): number[] {
  const counts = [countTensors()];
  for (let i = 0; i < 3; i++) {
    call();
    counts.push(countTensors());
  }
  return counts.slice(1).map((count, index) => count - counts[index]!);
}

// x · d(x³)/dx = 3x³
const innerAtOuter = (v: Value): Value => sum(mul(v, grad((y: Value) => sum(mul(y, square(y))))(v)));

/** 100 x⁴, through scopes. */
const scoped = (v: Value): Value => {
  const constant = scope(() => mul(tensor([2]) as Value, tensor([5]) as Value));
  const { y } = scope(() => ({ y: mul(square(v), constant) }));
  let unseen: Value = y;
  // What a scope returns by the back door is the tape's as well.
  scope(() => {
    unseen = mul(y, y);
    return [];
  });
  return sum(unseen);
};

const named = ({ x }: { x: Value }): { y: Value } => ({ y: sum(square(name(tanh(x), 'h'))) });

describe('on WebGPU', () => {
  test('gradients are those of float64, to the rounding of float32', async () => {
    const exact = grad(network)(parameters, batch);
    const onDevice = { first: fromFloat64(parameters.first), second: fromFloat64(parameters.second) };
    const found = grad(network)(onDevice, fromFloat64(batch));
    // Sums of at most 3 terms through 6 operations forward and as many back, of numbers no larger than 8.
    const bound = 64 * 2 ** -24 * 8;
    for (const key of ['first', 'second'] as const) {
      expect(found[key].dtype).toBe('float32');
      expect(found[key].shape).toEqual(exact[key].shape);
      (await numbers(found[key])).forEach((value, index) =>
        expect(Math.abs(value - exact[key].data[index]!)).toBeLessThan(bound),
      );
    }
    dispose([onDevice, found]);
  });

  test('second derivatives too', async () => {
    const x = tensor([0.3, -1]);
    const found = hessian((v: Value) => sum(tanh(v)))(x);
    const y = [0.3, -1].map((v) => Math.tanh(v));
    const expected = [-2 * y[0]! * (1 - y[0]! ** 2), 0, 0, -2 * y[1]! * (1 - y[1]! ** 2)];
    (await numbers(found)).forEach((value, index) =>
      expect(Math.abs(value - expected[index]!)).toBeLessThan(32 * 2 ** -24),
    );
    dispose([x, found]);
  });

  test('float64 and WebGPU values cannot be mixed', () => {
    const x = tensor([1]);
    expect(() => grad((v: Value) => sum(mul(v, float64([1]) as Value)))(x)).toThrow(/float64/);
    dispose(x);
  });

  test('checkGradients asks for float64', () => {
    const x = tensor([1]);
    const check = (): unknown => checkGradients((v) => square(v as Value), [x as unknown as Float64Tensor]);
    expect(check).toThrow(/argument 0 is a float32 tensor.*toFloat64/);
    dispose(x);
  });
});

describe('the number of tensors on the device', () => {
  test('grows by the results alone: grad, valueAndGrad, jacobian, hessian', () => {
    const p = weights();
    const x = fromFloat64(batch);
    expect(growth(() => grad(network)(p, x))).toEqual([2, 2, 2]);
    expect(growth(() => valueAndGrad(network)(p, x))).toEqual([3, 3, 3]);
    expect(growth(() => jacobian((v: Value) => square(v))(x))).toEqual([1, 1, 1]);
    expect(growth(() => hessian((v: Value) => sum(square(tanh(v))))(x))).toEqual([1, 1, 1]);
    expect(growth(() => grad((v: Value) => sum(topK(v, 1).values))(x))).toEqual([1, 1, 1]);
  });

  test('stays when the results are freed or the function throws', () => {
    const p = weights();
    const x = fromFloat64(batch);
    expect(growth(() => dispose(grad(network)(p, x)))).toEqual([0, 0, 0]);
    expect(growth(() => scope(() => void valueAndGrad(network)(p, x)))).toEqual([0, 0, 0]);
    const fails = (): void => {
      const failing = grad((v: Value) => {
        square(tanh(v));
        throw new Error('mine');
      });
      expect(() => failing(x)).toThrow('mine');
    };
    expect(growth(fails)).toEqual([0, 0, 0]);
    expect(growth(() => expect(() => grad((v: Value) => square(v))(x)).toThrow(TypeError))).toEqual([0, 0, 0]);
  });

  test('nested: an inner gradient leaves nothing, and what the outer one needs survives it', async () => {
    const x = tensor([2]);
    expect(growth(() => dispose(grad(innerAtOuter)(x)))).toEqual([0, 0, 0]);
    const found = grad(innerAtOuter)(x);
    expect(await numbers(found)).toEqual([36]);
    dispose([x, found]);
  });

  test('a scope inside the function frees nothing that the derivative needs', async () => {
    const x = tensor([3]);
    expect(growth(() => dispose(grad(scoped)(x)))).toEqual([0, 0, 0]);
    const found = grad(scoped)(x);
    expect(await numbers(found)).toEqual([400 * 27]);
    dispose([x, found]);
  });

  test('results are handles of their own: freeing them frees nothing else', async () => {
    const x = tensor([3]);
    const captured = tensor(7);
    const { value, gradient } = valueAndGrad((_v: Value) => captured as Value)(x);
    dispose([value, gradient]);
    expect(await numbers(captured)).toEqual([7]);
    // The cotangent of a sum is handed on as it is.
    const { pullback, dispose: end } = vjp((a, b) => add(a, b), x as Value, x as Value);
    const cotangent = tensor([1]);
    dispose(pullback(cotangent));
    expect(await numbers(cotangent)).toEqual([1]);
    expect(await numbers(x)).toEqual([3]);
    end();
    dispose([x, captured, cotangent]);
  });

  test('vjp: the pullback holds what it needs until dispose(), using, or the scope around ends', async () => {
    const x = tensor([3]);
    const before = countTensors();
    const { value, pullback, dispose: end } = vjp((v) => square(tanh(v)), x as Value);
    const cotangent = tensor([1]);
    dispose([value, cotangent, pullback(cotangent)]);
    end();
    expect(countTensors()).toBe(before);
    scope(() => {
      const inside = vjp((v) => square(tanh(v)), x as Value);
      inside.pullback(tensor([1]));
    });
    expect(countTensors()).toBe(before);
    {
      using inside = vjp((v) => square(tanh(v)), x as Value);
      dispose(inside.value);
    }
    expect(countTensors()).toBe(before);
    dispose(x);
  });

  test('trace() reads and leaves nothing, also inside a scope and when it fails', async () => {
    const x = tensor([[1, 2]]);
    const before = countTensors();
    const graph = await trace(named, { x });
    expect(countTensors()).toBe(before);
    expect(graph.nodes.map((node) => [node.operation, node.dtype])).toEqual([
      ['input', 'float32'],
      ['tanh', 'float32'],
      ['square', 'float32'],
      ['sum', 'float32'],
    ]);
    const [t1, t2] = [Math.tanh(1), Math.tanh(2)];
    const expected = [2 * t1 * (1 - t1 * t1), 2 * t2 * (1 - t2 * t2)];
    total(graph, 'x', 'y').data.forEach((value, index) =>
      expect(Math.abs(value - expected[index]!)).toBeLessThan(16 * 2 ** -24),
    );
    let pending: Promise<unknown> | undefined;
    scope(() => {
      pending = trace(named, { x });
      return [];
    });
    expect(await pending).toEqual(graph);
    await expect(trace(async (v) => v, { x })).rejects.toThrow(TraceError);
    expect(countTensors()).toBe(before);
    dispose(x);
  });
});
