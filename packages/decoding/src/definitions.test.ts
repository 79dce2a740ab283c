import { describe, expect, test } from 'vitest';

import { beamSearch, type ScoringFunction } from './index.ts';
import { numbers, randomModel } from './testing/models.ts';

interface Path {
  readonly tokens: readonly number[];
  readonly score: number;
}

const end = 0;
const better = (a: Path, b: Path): number => b.score - a.score;
const isFinished = ({ tokens }: Path): boolean => tokens.at(-1) === end;

function extend(model: ScoringFunction, beam: readonly Path[]): Path[] {
  return beam.flatMap(({ tokens, score }) =>
    model(tokens)
      .filter(({ logProbability }) => logProbability > -Infinity)
      .map(({ token, logProbability }) => ({ tokens: [...tokens, Number(token)], score: score + logProbability })),
  );
}

/** Finished hypotheses compete for beam places. */
function keep(model: ScoringFunction, k: number, length: number): Path[] {
  let beam: Path[] = [{ tokens: [], score: 0 }];
  for (let step = 0; step < length; step += 1) {
    const open = beam.filter((path) => !isFinished(path));
    beam = [...beam.filter(isFinished), ...extend(model, open)].sort(better).slice(0, k);
  }
  return beam;
}

/** Finished ones are set aside, the beam is refilled from the best 2k; stop at k finished. */
function refill(model: ScoringFunction, k: number, length: number): Path[] {
  let beam: Path[] = [{ tokens: [], score: 0 }];
  const aside: Path[] = [];
  for (let step = 0; step < length && aside.length < k; step += 1) {
    const best = extend(model, beam)
      .sort(better)
      .slice(0, 2 * k);
    aside.push(...best.slice(0, k).filter(isFinished));
    beam = best.filter((path) => !isFinished(path)).slice(0, k);
  }
  const open = aside.length < k ? beam : [];
  return [...aside, ...open].sort(better).slice(0, k);
}

/** A random model in which some tokens cannot follow, and the end comes more or less often. */
function modelOf(seed: number, vocabulary: number): ScoringFunction {
  const whole = randomModel(seed, vocabulary, (x) => 5 * x);
  const draw = numbers(seed + 991);
  for (let skip = 0; skip < 4; skip += 1) draw();
  const [gaps, eagerness] = [draw() < 0.5, 2 * draw() - 1.5];
  return (prefix) =>
    whole(prefix).map(({ token, logProbability }) => ({
      token,
      logProbability:
        gaps && (Number(token) + prefix.length + Number(prefix.at(-1) ?? 1)) % 4 === 2
          ? -Infinity
          : Math.min(0, logProbability + (token === end ? eagerness : 0)),
    }));
}

// Protects: both definitions of an end token, and the search without one, written once more as plain loops.
describe('the definitions as plain loops, on random models', () => {
  const cases = Array.from({ length: 120 }, (_, seed) => ({
    seed,
    vocabulary: 2 + (seed % 5),
    k: 1 + (seed % 7),
    length: 1 + ((seed * 3) % 8),
  }));

  test.each([
    ['keep', keep],
    ['refill', refill],
  ] as const)('%s', (finished, define) => {
    const endings = new Set<string>();
    for (const { seed, vocabulary, k, length } of cases) {
      const model = modelOf(seed, vocabulary);
      const { hypotheses } = beamSearch(model, { beamWidth: k, length, endToken: end, finished });
      expect(hypotheses.map(({ tokens, score }) => ({ tokens, score }))).toEqual(define(model, k, length));
      for (const { ended } of hypotheses) endings.add(ended);
    }
    expect(endings).toEqual(new Set(['end-token', 'length']));
  });

  test('they differ where they should', () => {
    const differing = cases.filter(({ seed, vocabulary, k, length }) => {
      const model = modelOf(seed, vocabulary);
      return JSON.stringify(keep(model, k, length)) !== JSON.stringify(refill(model, k, length));
    });
    expect(differing.length).toBeGreaterThan(20);
  });
});
