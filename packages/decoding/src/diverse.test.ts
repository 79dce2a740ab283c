import { describe, expect, test } from 'vitest';

import { beamSearch, type ScoringFunction, type Token } from './index.ts';
import { randomModel, scoreOf } from './testing/models.ts';

interface Path {
  readonly tokens: number[];
  readonly score: number;
  readonly penalty: number;
}

/** Algorithm 1 of Vijayakumar et al. as plain loops: the final beams, group by group. */
function naive(model: ScoringFunction, length: number, width: number, groups: number, strength: number): Path[][] {
  let beams: Path[][] = Array.from({ length: groups }, () => [{ tokens: [], score: 0, penalty: 0 }]);
  for (let step = 0; step < length; step += 1) {
    const next: Path[][] = [];
    for (const beam of beams) {
      const earlier = next.flat().map(({ tokens }) => tokens.at(-1)!);
      const candidates = beam.flatMap((path) =>
        model(path.tokens).map(({ token, logProbability }) => ({
          tokens: [...path.tokens, Number(token)],
          score: path.score + logProbability,
          penalty: path.penalty + strength * earlier.filter((other) => other === token).length,
        })),
      );
      candidates.sort((a, b) => b.score - b.penalty - (a.score - a.penalty));
      next.push(candidates.slice(0, width));
    }
    beams = next;
  }
  return beams;
}

describe('diverse groups', () => {
  test.each([
    [4, 2, 0.5],
    [6, 3, 1.3],
    [3, 3, 0.2],
    [4, 2, 0],
  ])('a beam of %i in %i groups with strength %f keeps what the algorithm keeps', (beamWidth, groups, diversity) => {
    for (let seed = 0; seed < 20; seed += 1) {
      const model = randomModel(seed, 5);
      const trace = beamSearch(model, { beamWidth, groups, diversity, length: 4 });
      const expected = naive(model, 4, beamWidth / groups, groups, diversity);
      for (const [group, beam] of expected.entries()) {
        const kept = trace.steps.at(-1)!.candidates.filter((item) => item.status === 'kept' && item.group === group);
        expect(
          kept.map(({ tokens, score, diversityPenalty }) => ({ tokens, score, penalty: diversityPenalty })),
        ).toEqual(beam);
      }
      // Returned: each sequence once, by ln p, whatever the penalties were.
      const scores = trace.hypotheses.map(({ score }) => score);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
      for (const { tokens, score } of trace.hypotheses) expect(score).toBe(scoreOf(model, tokens));
      const distinct = new Set(expected.flat().map(({ tokens }) => tokens.join()));
      expect(new Set(trace.hypotheses.map(({ tokens }) => tokens.join()))).toEqual(distinct);
      expect(trace.hypotheses).toHaveLength(distinct.size);
    }
  });

  test('the first group is an ordinary beam search of its width', () => {
    const model = randomModel(3, 6);
    const options = { length: 5, endToken: 2 } as const;
    for (const finished of ['keep', 'refill'] as const) {
      const diverse = beamSearch(model, { ...options, finished, beamWidth: 6, groups: 3, diversity: 2 });
      const plain = beamSearch(model, { ...options, finished, beamWidth: 2 });
      const keptOf = ({ steps }: typeof plain, first?: number) =>
        steps
          .map(({ candidates }) =>
            candidates.filter((item) => item.status === 'kept' && item.group === first).map(({ tokens }) => tokens),
          )
          .filter((beam) => beam.length > 0);
      expect(keptOf(diverse, 0).slice(0, plain.steps.length)).toEqual(keptOf(plain));
    }
  });

  test('a penalty that outweighs the gap moves the second group to another token; worked by hand', () => {
    const tree = {
      a: { logProbability: -0.2, next: { x: { logProbability: -0.1 }, y: { logProbability: -2.4 } } },
      b: { logProbability: -1.7, next: { x: { logProbability: -0.5 }, y: { logProbability: -0.9 } } },
    };
    const first = (diversity: number): readonly Token[][] =>
      beamSearch(tree, { beamWidth: 2, groups: 2, diversity, length: 2 }).hypotheses.map(({ tokens }) => [...tokens]);
    // The gap of the first token is 1.5, that of the second behind b 0.4, behind a 2.3.
    expect(first(0.3)).toEqual([['a', 'x']]);
    expect(first(1.6)).toEqual([
      ['a', 'x'],
      ['b', 'y'],
    ]);
    // a again at −0.2 − 1.4 before b at −1.7, then x at −0.3 − 2.8 before y at −2.6 − 1.4.
    expect(first(1.4)).toEqual([['a', 'x']]);
  });

  test('an ordinary trace names no groups', () => {
    const trace = beamSearch(randomModel(3, 4), { beamWidth: 2, length: 2 });
    expect(trace.settings).not.toHaveProperty('groups');
    expect(trace.steps[0]!.candidates[0]).not.toHaveProperty('group');
  });

  test('what cannot be is refused', () => {
    const model = randomModel(3, 4);
    expect(() => beamSearch(model, { beamWidth: 4, groups: 3, length: 2 })).toThrow(
      /3 groups cannot share a beam of 4/,
    );
    expect(() => beamSearch(model, { beamWidth: 4, groups: 0, length: 2 })).toThrow(/groups is 0/);
    expect(() => beamSearch(model, { beamWidth: 4, groups: 2, diversity: -1, length: 2 })).toThrow(/diversity is -1/);
  });
});
