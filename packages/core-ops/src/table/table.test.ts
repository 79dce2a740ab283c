import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';

import { init } from '../device/init.ts';
import { operations } from './all.ts';
import { convOperations } from './conv/index.ts';
import { smallestNormal, unitRoundoff } from './error-bounds.ts';
import { disagreements } from './test-device.ts';

beforeAll(async () => {
  await init();
});

describe('every operation on WebGPU agrees with its float64 definition within its bound', () => {
  test.for(operations)('$name', async (operation) => {
    const examples = operation.examples?.(7) ?? [];
    expect(examples.length).toBeGreaterThan(0);
    const before = memory().numTensors;
    const found: string[] = [];
    for (const [number, { inputs, attributes }] of examples.entries()) {
      const wrong = await disagreements(operation, inputs, attributes);
      found.push(...wrong.map((what) => `example ${number}: ${what}`));
    }
    expect(found).toEqual([]);
    // A kernel leaves no tensors behind.
    expect(memory().numTensors).toBe(before);
  });
});

describe('bounds are not so wide that they would pass a wrong kernel', () => {
  // Convolutions' bounds grow with the length of their sums; their own tests look at them.
  const convolutions = new Set(convOperations.map(({ name }) => name));

  test.for(operations.filter(({ name }) => !convolutions.has(name)))('$name', (operation) => {
    const tooWide: string[] = [];
    for (const { inputs, attributes } of (operation.examples?.(11) ?? []).filter(({ smooth }) => smooth)) {
      const outputs = operation.reference(inputs, attributes);
      for (const [o, bound] of operation.errorBound(inputs, attributes, outputs).entries()) {
        const scale = Math.max(...outputs[o]!.data.map(Math.abs));
        const widest = Math.max(...bound.data);
        if (!(widest <= 1000 * (unitRoundoff * scale + smallestNormal)))
          tooWide.push(`${widest} for results up to ${scale}`);
      }
    }
    expect(tooWide).toEqual([]);
  });
});
