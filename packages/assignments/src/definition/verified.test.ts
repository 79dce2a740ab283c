import { add, init, mul, sum, type Value } from '@gradbook/core-ops';
import { beforeAll, describe, expect, it } from 'vitest';

import { once } from './once.ts';
import { verified } from './verified.ts';

describe('a reference that runs twice', () => {
  beforeAll(async () => {
    await init();
  });

  it('returns the float64 result', async () => {
    const result = await verified('the sum', { x: [0.5, 0.25, 3] }, ({ x }) => sum(x), 3);
    expect([...result.data]).toEqual([3.75]);
  });

  it('refuses a kernel that computes something else', async () => {
    let calls = 0;
    // The first call is the definition, the second one runs on the device: there, one part in a million is added.
    const broken = ({ x }: { readonly x: Value }): Value => {
      calls++;
      return calls === 1 ? mul(x, 3) : add(mul(x, 3), 3e-6);
    };
    await expect(verified('thrice', { x: [1, 2] }, broken, 1)).rejects.toThrow(
      /reference thrice: WebGPU gives .* nothing can be graded/,
    );
    expect(calls).toBe(2);
  });

  it('accepts what rounding in float32 explains', async () => {
    const result = await verified('a product', { x: [1.1] }, ({ x }) => mul(x, 1.1), 4);
    expect(result.data[0]).toBeCloseTo(1.21, 12);
  });
});

describe('once', () => {
  it('runs a computation once, and again after a failure', async () => {
    let runs = 0;
    const compute = once(async () => {
      runs++;
      if (runs === 1) throw new Error('the device was lost');
      return runs;
    });
    await expect(compute()).rejects.toThrow('lost');
    expect(await Promise.all([compute(), compute()])).toEqual([2, 2]);
  });
});
