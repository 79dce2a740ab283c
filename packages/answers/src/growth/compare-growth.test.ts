import { describe, expect, test } from 'vitest';
import { readPlain } from '../expressions/compare/read-plain.ts';
import type { Scope } from '../expressions/expr.ts';
import { type AcceptedGrowth, compareGrowth, type GrowthComparison } from './compare-growth.ts';

const scope: Scope = { variables: Object.fromEntries(['T', 'k', 'M', 'B', 'N'].map((name) => [name, {}])) };
const beam: readonly AcceptedGrowth[] = [
  { bound: readPlain('T*k*M*log(k)'), id: 'heap' },
  { bound: readPlain('T*k*M'), id: 'selection', note: 'with selection in linear time' },
  { bound: readPlain('T*k*M*log(M)'), id: 'sorting' },
  { bound: readPlain('T*k*M*log(k*M)'), id: 'sorting-all' },
];
const relations = [
  ['k', 'M'],
  ['B', 'N'],
] as const;

function compare(given: string, accepted: readonly AcceptedGrowth[]): GrowthComparison {
  return compareGrowth(readPlain(given), accepted, scope, { relations });
}

describe('beam search in T, k and M with k ≤ M', () => {
  test.each([
    ['O(k*T*M*log(k))', 'equal', 'heap'],
    ['k*T*M*log(k)', 'equal', 'heap'],
    ['O(T*k*M*log(k) + T*k)', 'equal', 'heap'],
    ['O(3*T*k*M*log(k^2))', 'equal', 'heap'],
    ['O(T*M*k)', 'equal', 'selection'],
    ['Theta(T*k*M + T*k*log(k))', 'equal', 'selection'],
    ['O(T*k*(M + k))', 'equal', 'selection'],
    ['O(T*k*M*log(M))', 'equal', 'sorting'],
    ['O(T*k*M*log(k*M))', 'equal', 'sorting'],
    ['O(T*k*M*log(M^2))', 'equal', 'sorting'],
    ['O(T*k*M*log(k) + T*k*M*log(M))', 'equal', 'sorting'],
    ['O(T*M*log(k))', 'tighter', 'heap'],
    ['O(T*k^2*log(k))', 'tighter', 'heap'],
    ['O(T*k*M^2)', 'looser', 'heap'],
    ['O(T^2*k*M)', 'looser', 'selection'],
    ['O(T*k*M*log(k)*log(M))', 'looser', 'heap'],
    ['O(T^2*k)', 'different', undefined],
    ['O(M^T)', 'undecided', undefined],
    ['O(T*k*V)', 'undecided', undefined],
    ['Omega(T*k*M)', 'undecided', undefined],
    ['O(T*k*(M - k))', 'undecided', undefined],
  ])('%s is %s (%s)', (given, outcome, id) => {
    const found = compare(given, beam);
    expect(found.outcome).toBe(outcome);
    expect(found.id).toBe(id);
  });

  test('an accepted rate comes with its note, and a variable in the other case is read', () => {
    expect(compare('O(T*K*M)', beam)).toMatchObject({
      outcome: 'equal',
      note: 'with selection in linear time',
      renamed: { from: 'K', to: 'k' },
    });
  });
});

describe('naive beam search', () => {
  const time: readonly AcceptedGrowth[] = [
    { bound: readPlain('B^2*N*T'), optional: [readPlain('B*T^2')] },
    { bound: readPlain('B*N*T*log(B)'), optional: [readPlain('B*T^2')] },
    { bound: readPlain('B*N*T'), optional: [readPlain('B*T^2')] },
  ];
  const space: readonly AcceptedGrowth[] = [{ bound: readPlain('B*N + B*T') }];
  test.each([
    ['O(B^2*N*T)', time, 'equal'],
    ['O(T*B*(B*N + T))', time, 'equal'],
    ['O(B^2*N*T + B*T^2)', time, 'equal'],
    ['O(B*N*T*log(B))', time, 'equal'],
    ['O(B*N*T*log(B) + B*T^2)', time, 'equal'],
    ['O(N*T*B)', time, 'equal'],
    ['O(N^T)', time, 'undecided'],
    ['O(N*T)', time, 'tighter'],
    ['O(B*N + B*T)', space, 'equal'],
    ['O(B*(N + T))', space, 'equal'],
    ['O(B*N) + O(B*T)', space, 'equal'],
    ['O(B*max(N, T))', space, 'equal'],
    ['O(B*N + B*T + B)', space, 'equal'],
    ['O(B*N + B*T + B*sqrt(N*T))', space, 'equal'],
    ['O(B*N*T)', space, 'looser'],
    ['O(B*N)', space, 'tighter'],
    ['O(B*T)', space, 'tighter'],
    ['O(N + T^2)', space, 'different'],
  ] as const)('%s', (given, accepted, outcome) => {
    expect(compare(given, accepted).outcome).toBe(outcome);
  });
});

describe('logarithms of variables that grow at speeds of their own', () => {
  test.each([
    ['log(k)^2', 'log(M)', 'different'],
    ['log(k)', 'log(M)', 'tighter'],
    ['k*log(M)', 'M', 'different'],
    ['M*log(M)', 'k*log(k)', 'looser'],
    ['k', 'M', 'tighter'],
    ['log(M + k)', 'log(M)', 'equal'],
    ['log(T*M)', 'log(T) + log(M)', 'equal'],
    ['log(T*M)', 'log(T)*log(M)', 'tighter'],
    ['sqrt(T*M)', 'T + M', 'tighter'],
    ['log_2', 'T', 'undecided'],
  ])('%s against %s', (given, bound, outcome) => {
    expect(compare(given, [{ bound: readPlain(bound) }]).outcome).toBe(outcome);
  });
});
