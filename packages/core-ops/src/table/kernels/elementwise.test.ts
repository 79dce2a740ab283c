import { beforeAll, expect, test } from 'vitest';

import { init } from '../../device/init.ts';
import { operations } from '../all.ts';
import type { Attributes } from '../operation.ts';
import { seeded } from '../seeded.ts';
import { disagreements } from '../test-device.ts';

beforeAll(async () => {
  await init();
});

/** What is wrong with an operation's kernel on random inputs of these shapes. */
function wrong(name: string, shapes: readonly (readonly number[])[], attributes: Attributes = {}): Promise<string[]> {
  const operation = operations.find((candidate) => candidate.name === name);
  if (!operation) throw new Error(`no operation ${name}`);
  const random = seeded(5);
  return disagreements(
    operation,
    shapes.map((shape) => random.normal(shape)),
    attributes,
  );
}

// Large enough for a thread to compute a run of neighbours: last axes that 8, 7, 6 and 5 divide, and a prime one.
test.each([48, 49, 54, 55, 53])('operands repeated along some axes, last axis %i', async (last) => {
  for (const other of [[24, 1], [last], [1], [16, 1, last], [16, 24, 1], [1, 24, last]]) {
    expect(await wrong('sub', [[16, 24, last], other])).toEqual([]);
    expect(await wrong('sub', [other, [16, 24, last]])).toEqual([]);
  }
});

test('three operands, one broadcast along the last axis', async () => {
  expect(
    await wrong('where', [
      [16, 1, 1],
      [16, 24, 49],
      [24, 1],
    ]),
  ).toEqual([]);
});

test('copies that walk their operand in another order', async () => {
  expect(await wrong('transpose', [[32, 24, 40]], { permutation: [2, 0, 1] })).toEqual([]);
  expect(await wrong('transpose', [[32, 24, 40]], { permutation: [1, 0, 2] })).toEqual([]);
});
