import { existsSync, readdirSync, readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { beamSearch, exhaustive, greedy, type Hypothesis, type ScoringFunction } from './index.ts';

interface Listed {
  readonly tokens: number[];
  readonly score: number;
}
interface Case {
  readonly name: string;
  readonly attrs: { vocab: number; max_length: number; beam_width: number; start: number; eos: number | null };
  readonly inputs: { logp: { shape: number[]; data: (number | '-inf')[] } };
  readonly outputs: Record<string, Listed[] | undefined>;
}

const folder = new URL('../../../../shared/conformance/beam/', import.meta.url);
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];

describe.skipIf(files.length === 0)('beam cases checked by full enumeration (../shared/conformance/beam)', () => {
  test.each(files.length > 0 ? files : ['skipped: ../shared/conformance/beam is not there'])('%s', (file) => {
    const { attrs, inputs, outputs } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Case;
    const values = Float32Array.from(inputs.logp.data, (value) => (value === '-inf' ? -Infinity : value));
    const model: ScoringFunction = (prefix) => {
      const row = (prefix.length * attrs.vocab + Number(prefix.at(-1) ?? attrs.start)) * attrs.vocab;
      return Array.from(values.subarray(row, row + attrs.vocab), (logProbability, token) => ({
        token,
        logProbability,
      }));
    };
    const options = { length: attrs.max_length, ...(attrs.eos === null ? {} : { endToken: attrs.eos }) };
    const agree = (found: readonly Hypothesis[], expected: Listed[] | undefined, score: 'score' | 'rankingScore') => {
      if (!expected) return;
      expect(found.slice(0, expected.length).map(({ tokens }) => tokens)).toEqual(expected.map(({ tokens }) => tokens));
      for (const [index, { score: truth }] of expected.entries()) {
        // Sums of at most `max_length` float64 numbers: one rounding each, in either program.
        const bound = 2 * (attrs.max_length + 4) * 2 ** -52 * Math.abs(truth);
        expect(Math.abs(found[index]![score] - truth)).toBeLessThanOrEqual(bound);
      }
    };
    const all = exhaustive(model, options).hypotheses;
    agree(all, outputs['exhaustive_top'], 'score');
    expect(all).toHaveLength(Number(outputs['sequences'] ?? all.length));
    for (const [name, listed] of Object.entries(outputs)) {
      const penalty = /^exhaustive_top_alpha(.+)$/.exec(name)?.[1];
      if (!penalty) continue;
      agree(exhaustive(model, { ...options, lengthPenalty: Number(penalty) }).hypotheses, listed, 'rankingScore');
    }
    const beamWidth = attrs.beam_width;
    agree(beamSearch(model, { ...options, beamWidth }).hypotheses, outputs['beam'] ?? outputs['beam_keep'], 'score');
    agree(beamSearch(model, { ...options, beamWidth, finished: 'refill' }).hypotheses, outputs['beam_refill'], 'score');
    agree(greedy(model, options).hypotheses, outputs['greedy'], 'score');
  });
});
