import { key, splitKey } from '@gradbook/core-ops/random';
import { describe, expect, test } from 'vitest';

import { allowSequences, exhaustive, sample, sampleToken, SearchError, tokenProbabilities } from '../index.ts';
import { allSequences, chiSquare, randomModel, scoreOf } from '../testing/models.ts';

const model = randomModel(4, 3);
const filters = { temperature: 1.3, topP: 0.9 };

describe('sampling sequences', () => {
  test('is reproducible, and a sequence does not depend on how many are drawn', () => {
    const options = { key: key(3), length: 6 };
    const many = sample(model, { ...options, count: 20 });
    expect(sample(model, { ...options, count: 20 })).toEqual(many);
    expect(sample(model, { ...options, count: 3 }).sequences).toEqual(many.sequences.slice(0, 3));
    expect(new Set(many.sequences.map(({ tokens }) => tokens.join())).size).toBeGreaterThan(10);
    expect(sample(model, { ...options, key: key(4), count: 20 }).sequences).not.toEqual(many.sequences);
    expect(JSON.parse(JSON.stringify(many))).toEqual(many);
  });

  test('the trace says what was drawn from what, and with which number', () => {
    const trace = sample(model, { key: key(5), length: 4, count: 8, ...filters });
    expect(trace.counters).toEqual({ expanded: 32, scored: 96, impossible: 0 });
    for (const { tokens, score, sampleScore, steps, ended } of trace.sequences) {
      expect(ended).toBe('length');
      expect(score).toBe(scoreOf(model, tokens));
      expect(steps.map(({ token }) => token)).toEqual(tokens);
      let logarithm = 0;
      for (const [index, { token, drawn, choices }] of steps.entries()) {
        const continuations = model(tokens.slice(0, index));
        const probabilities = tokenProbabilities(
          continuations.map(({ logProbability }) => logProbability),
          filters,
        );
        expect(choices).toEqual(
          continuations.flatMap((option, i) =>
            probabilities[i]! > 0 ? [{ ...option, probability: probabilities[i] }] : [],
          ),
        );
        let sum = 0;
        const first = choices.find(({ probability }) => (sum += probability) > drawn);
        expect(token).toBe(first!.token);
        logarithm += Math.log(first!.probability);
      }
      expect(sampleScore).toBe(logarithm);
    }
  });

  test('sequences come as often as their probability says, filters included', () => {
    const count = 6000;
    const { sequences } = sample(model, { key: key(11), length: 2, count, ...filters });
    const probabilityOf = (tokens: readonly number[]): number =>
      tokens.reduce((product, token, index) => {
        const logits = model(tokens.slice(0, index)).map(({ logProbability }) => logProbability);
        return product * tokenProbabilities(logits, filters)[token]!;
      }, 1);
    const all = allSequences(3, 2).map((tokens) => ({ name: tokens.join(), probability: probabilityOf(tokens) }));
    const names = sequences.map(({ tokens }) => tokens.join());
    const impossible = all.filter(({ probability }) => probability === 0).map(({ name }) => name);
    expect(impossible.length).toBeGreaterThan(0);
    expect(names.filter((name) => impossible.includes(name))).toEqual([]);
    const possible = all.filter(({ probability }) => probability > 0);
    const counts = possible.map(({ name }) => names.filter((other) => other === name).length);
    // At most 8 degrees of freedom: above 52 with probability 2e-8.
    const statistic = chiSquare(
      counts,
      possible.map(({ probability }) => probability),
    );
    expect(statistic).toBeLessThan(52);
    // The same measure tells them from those of the model without the filters.
    const unfiltered = possible.map(({ name }) => Math.exp(scoreOf(model, name.split(',').map(Number))));
    expect(chiSquare(counts, unfiltered)).toBeGreaterThan(52);
  });

  test('an end token ends a sequence, a constraint is kept to, a dead end is said', () => {
    const { sequences } = sample(model, { key: key(6), length: 5, count: 40, endToken: 1 });
    for (const { tokens, ended } of sequences) {
      expect(tokens.indexOf(1)).toBe(ended === 'end-token' ? tokens.length - 1 : -1);
      if (ended === 'length') expect(tokens).toHaveLength(5);
    }
    expect(new Set(sequences.map(({ ended }) => ended))).toEqual(new Set(['end-token', 'length']));
    const given = [
      [2, 0],
      [2, 2],
    ];
    const bound = sample(model, { key: key(6), length: 3, count: 30, allowed: allowSequences(given) });
    expect(bound.settings.constrained).toBe(true);
    expect(new Set(bound.sequences.map(({ tokens }) => tokens.join()))).toEqual(new Set(['2,0', '2,2']));
    expect(bound.sequences.every(({ ended }) => ended === 'dead-end')).toBe(true);
  });

  test('a tree ends at its leaves; top k of 1 is greedy', () => {
    const tree = {
      red: { logProbability: -0.5, next: { car: { logProbability: -0.1 }, bus: { logProbability: -2.4 } } },
      big: { logProbability: -1 },
    };
    const [one] = sample(tree, { key: key(1), topK: 1 }).sequences;
    expect(one).toMatchObject({ tokens: ['red', 'car'], ended: 'leaf', sampleScore: 0 });
    const names = new Set(exhaustive(tree).hypotheses.map(({ tokens }) => tokens.join()));
    expect(new Set(sample(tree, { key: key(1), count: 200 }).sequences.map(({ tokens }) => tokens.join()))).toEqual(
      names,
    );
  });

  test.each([
    [
      { key: 7 as unknown as [number, number], length: 2 },
      /key is 7; expected two 32-bit words, as core-ops' key\(seed\)/,
    ],
    [{ key: [0.5, 1] as const, length: 2 }, /key is a list of 2/],
    [{ key: key(1) }, /without `length`/],
    [{ key: key(1), length: 0 }, /length is 0/],
    [{ key: key(1), length: 2, count: 0 }, /count is 0/],
    [{ key: key(1), length: 2, allowed: () => [] }, /nothing can follow the start/],
  ])('%o is refused', (options, message) => {
    expect(() => sample(model, options)).toThrow(SearchError);
    expect(() => sample(model, options)).toThrow(message);
  });
});

test('single tokens come as often as their probability says', () => {
  const logits = [0.5, 0.3, 0.15, 0.05].map(Math.log);
  const drawn = splitKey(key(21), 8000).map((own) => sampleToken(logits, { key: own, temperature: 0.7 }));
  const counts = logits.map((_, token) => drawn.filter((other) => other === token).length);
  // 3 degrees of freedom: above 38 with probability 3e-8.
  expect(chiSquare(counts, tokenProbabilities(logits, { temperature: 0.7 }))).toBeLessThan(38);
});
