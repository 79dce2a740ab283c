import { init } from '@gradbook/core-ops';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';

import { Unsupported } from '../cases/attributes.ts';
import { readCases } from '../cases/read.ts';
import { beamCase, type BeamCase } from '../cases/schema.ts';
import { outcomeOf } from '../outcome.ts';
import { measureBeam } from './beam.ts';

beforeAll(async () => {
  await init();
}, 120_000);

/** Two tokens, two places, of which 0 is the likelier first one and 1 begins the likeliest pair; worked by hand. */
function byHand(attrs: Record<string, unknown> = {}, outputs: Record<string, unknown> = {}): BeamCase {
  return beamCase.parse({
    name: 'by_hand',
    op: 'beam_search',
    attrs: { vocab: 2, max_length: 2, beam_width: 2, start: 0, eos: null, length_penalty: null, ...attrs },
    inputs: { logp: { shape: [2, 2, 2], dtype: 'float32', data: [-0.5, -1, '-inf', '-inf', -2, -3, -0.25, -4] } },
    outputs: {
      greedy: [{ tokens: [0, 0], score: -2.5 }],
      beam: [
        { tokens: [1, 0], score: -1.25 },
        { tokens: [0, 0], score: -2.5 },
      ],
      exhaustive_top: [{ tokens: [1, 0], score: -1.25 }],
      exhaustive_top_alpha1: [{ tokens: [1, 0], score: -0.625 }],
      sequences: 4,
      beam_finds_optimum: true,
      ...outputs,
    },
  });
}

test('a case worked by hand passes, on the device too', async () => {
  expect(await measureBeam(byHand())).toMatchObject({ error: 0, misses: [] });
});

// Protects: nothing that a case states goes unchecked.
test.each([
  [
    'another order',
    { beam: [...(byHand().outputs['beam'] as unknown[])].reverse() },
    /^beam: place 1 is 1 0, expected 0 0/,
  ],
  [
    'a score a little off',
    { greedy: [{ tokens: [0, 0], score: -2.5 + 2e-14 }] },
    /greedy: the score of place 1 is -2.5/,
  ],
  ['a sequence too few', { beam: (byHand().outputs['beam'] as unknown[]).slice(1) }, /beam: 2 sequences, expected 1/],
  ['a penalty not applied', { exhaustive_top_alpha1: [{ tokens: [1, 0], score: -1.25 }] }, /top_alpha1: the score/],
  ['another number of sequences', { sequences: 3 }, /number of sequences: 4, expected 3/],
  ['a wrong conclusion', { beam_finds_optimum: false }, /beam_finds_optimum: true, expected false/],
])('%s fails', async (_, outputs, message) => {
  const { misses } = await measureBeam(byHand({}, outputs));
  expect(misses.join('; ')).toMatch(message);
});

test.each([
  ['an attribute', { temperature: 2 }, {}, /attribute temperature is not known/],
  ['an output', {}, { beam_stochastic: [] }, /output beam_stochastic is not known/],
  ['a length penalty of the whole case', { length_penalty: 0.5 }, {}, /length penalty/],
  ['an end token whose definition is not said', { eos: 1 }, {}, /does not say which definition/],
])('%s that is not known is not supported', async (_, attrs, outputs, message) => {
  const measured = measureBeam(byHand(attrs, outputs));
  await expect(measured).rejects.toThrow(Unsupported);
  await expect(measured).rejects.toThrow(message);
});

const shared = resolve(import.meta.dirname, '../../../../../../shared/conformance/beam');

describe.skipIf(!existsSync(shared))('the sample of real cases (skipped where ../shared is missing)', () => {
  test('every case passes', async () => {
    const outcomes = await Promise.all((await readCases(shared)).map(outcomeOf));
    expect(outcomes.filter(({ status }) => status !== 'pass')).toEqual([]);
    expect(outcomes.length).toBeGreaterThan(2);
  });
});
