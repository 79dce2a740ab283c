import { expect, test } from 'vitest';

import { beamSearch, exhaustive, greedy, SearchError, type SearchTree } from './index.ts';

const coin = () => [
  { token: 'h', logProbability: -0.7 },
  { token: 't', logProbability: -0.7 },
];
const one = (logProbability: number): SearchTree => [{ token: 'h', logProbability }];

/** Every refusal says what was given and what to do. */
const refusals: [string, () => unknown, RegExp][] = [
  [
    'beam width 0',
    () => beamSearch(coin, { beamWidth: 0, length: 1 }),
    /beamWidth is 0; expected a whole number of at least 1/,
  ],
  ['beam width 1.5', () => beamSearch(coin, { beamWidth: 1.5, length: 1 }), /beamWidth is 1.5/],
  ['beam width NaN', () => beamSearch(coin, { beamWidth: Number.NaN, length: 1 }), /beamWidth is NaN/],
  ['length 2.5', () => greedy(coin, { length: 2.5 }), /length is 2.5; expected a whole number/],
  ['length 0', () => greedy(coin, { length: 0 }), /length is 0/],
  ['no length for a function', () => exhaustive(coin), /without `length`; give the number of tokens/],
  ['NaN', () => greedy(one(Number.NaN), {}), /log-probability of "h" after the start is NaN/],
  ['plus infinity', () => greedy(one(Infinity), { unnormalized: true }), /is Infinity; scores must be finite/],
  ['a positive log-probability', () => greedy(one(0.3), {}), /is 0.3; a log-probability is at most 0.*unnormalized/],
  ['an empty list', () => greedy([], {}), /nothing can follow the start/],
  ['an empty tree', () => beamSearch({}, { beamWidth: 2 }), /search space is empty/],
  ['only impossible tokens', () => greedy(one(-Infinity), {}), /probability 0/],
  ['no space', () => greedy(null as unknown as SearchTree, {}), /got null; expected a tree/],
  ['a function without a list', () => greedy(() => 3 as unknown as [], { length: 1 }), /returned 3 after the start/],
  ['a token twice', () => greedy([...coin(), ...coin()], {}), /"h" is listed twice after the start/],
  [
    'a token that is an object',
    () => greedy([{ token: {} as string, logProbability: -1 }], {}),
    /a token is a string or a number/,
  ],
  [
    'a branch that is a number',
    () => greedy({ h: -1 } as unknown as SearchTree, {}),
    /got -1 for "h"; expected \{ logProbability, next \}/,
  ],
  ['too much to enumerate', () => exhaustive(coin, { length: 30, limit: 1000 }), /more than 1000 continuations/],
  [
    'a length penalty of infinity',
    () => greedy(coin, { length: 1, lengthPenalty: Infinity }),
    /lengthPenalty is Infinity/,
  ],
  [
    'an unknown definition',
    () => beamSearch(coin, { beamWidth: 1, length: 1, finished: 'x' as 'keep' }),
    /'keep' or 'refill'/,
  ],
];

test.each(refusals)('refuses %s', (_, call, message) => {
  expect(call).toThrow(SearchError);
  expect(call).toThrow(message);
});

test('a tree that contains itself ends in a message', () => {
  const branch: { token: string; logProbability: number; next?: SearchTree } = { token: 'h', logProbability: 0 };
  branch.next = [branch];
  expect(() => greedy([branch], {})).toThrow(/deeper than 2000 tokens/);
});

test('scores that are no log-probabilities are taken on request', () => {
  expect(greedy(one(2.5), { unnormalized: true }).hypotheses[0]!.score).toBe(2.5);
});
