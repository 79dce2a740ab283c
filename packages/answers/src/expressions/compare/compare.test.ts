import { describe, expect, test } from 'vitest';
import type { Expr, Scope } from '../expr.ts';
import { defaultLimits } from '../../judgement.ts';
import { compareExpressions, type Outcome } from './compare.ts';
import { readPlain } from './read-plain.ts';

const real: Scope = { variables: Object.fromEntries([...'abcmwxyzuv'].map((name) => [name, {}])) };
const positive: Scope = {
  variables: Object.fromEntries([...'abcmwxyzuv'].map((name) => [name, { domain: { above: 0 } }])),
};
const counts: Scope = {
  variables: {
    N: { domain: { above: 1, integer: true } },
    T: { domain: { above: 0, integer: true } },
    t: { domain: { above: 0, integer: true } },
    w: {},
  },
};
const graph: Scope = {
  variables: { w: {}, u_1: { aliases: ['u_{1}', 'u1'] }, u_2: {}, u_3: {} },
  definitions: {
    p: readPlain('u_1'),
    q: readPlain('w*p'),
    r: readPlain('u_2 + q'),
    s: readPlain('w*r'),
    t: readPlain('s + u_3'),
    y: readPlain('w*t'),
  },
};

function claimed(given: string, expected: string): Outcome {
  return compareExpressions(readPlain(given), readPlain(expected), real, { digits: 'claimed' }).outcome;
}

function restating(given: string, excluded: string): Outcome {
  return compareExpressions(readPlain(given), readPlain('D(y, w)'), graph, { excluded: [excluded] }).outcome;
}

function seeded(seed: number): unknown {
  return compareExpressions(readPlain('sin(x)*w'), readPlain('sin(x)*x'), real, { seed });
}

/** 1/(1 + 1/(1 + …)). */
function deep(depth: number): Expr {
  let expr = readPlain('x');
  for (let level = 0; level < depth; level++)
    expr = { type: 'quotient', numerator: readPlain('1'), denominator: { type: 'sum', terms: [readPlain('1'), expr] } };
  return expr;
}

function outcome(given: string, expected: string, scope: Scope): Outcome {
  return compareExpressions(readPlain(given), readPlain(expected), scope).outcome;
}

describe('pairs that are easy to get wrong', () => {
  test.each<[Outcome, string, string, Scope]>([
    ['different', 'x*(1 - tanh(w*x + b)^2)', 'w*(1 - tanh(w*x + b)^2)', real],
    ['equal', '1 - tanh(x)^2', '1/cosh(x)^2', real],
    ['equal', '1 - tanh(x)^2', 'sech(x)^2', real],
    ['equal', 'm + log(exp(x - m) + exp(y - m) + exp(z - m))', 'log(exp(x) + exp(y) + exp(z))', real],
    [
      'equal',
      'max(x, y, z) + log(exp(x - max(x, y, z)) + exp(y - max(x, y, z)) + exp(z - max(z, y, x)))',
      'log(exp(x) + exp(y) + exp(z))',
      real,
    ],
    ['different', 'log(exp(x - m) + exp(y - m) + exp(z - m))', 'log(exp(x) + exp(y) + exp(z))', real],
    ['equal', 'sigma(-x)', '1 - sigma(x)', real],
    ['different', 'sigma(-x)', 'sigma(x)', real],
    ['equal', 'log(sigma(x))', 'x - log(1 + exp(x))', real],
    ['equal', 'tanh(x)', '2*sigma(2*x) - 1', real],
    ['equal', 'log(a*b)', 'log(a) + log(b)', positive],
    ['undecided', 'log(a*b)', 'log(a) + log(b)', real],
    ['equal', '(x^2 - 1)/(x - 1)', 'x + 1', real],
    ['equal', 'sqrt(x^2)', '|x|', real],
    ['different', 'sqrt(x^2)', 'x', real],
    ['equal', 'sqrt(x^2)', 'x', positive],
    ['equal', 'sqrt(x)*sqrt(y)', 'sqrt(x*y)', positive],
    ['equal', 'sqrt(x*x*y)', 'x*sqrt(y)', positive],
    ['undecided', 'sqrt(x)^2', 'x', real],
    ['different', 'w^2', 'w', real],
    ['different', 'w^3*u', 'w*u', real],
    ['different', 'a*x + b*y', 'b*x + a*y', real],
    ['different', 'a*b + a', 'a*b + b', real],
    ['equal', '(a^2 - b^2)/(a - b)', 'a + b', real],
    ['equal', 'relu(x) - relu(-x)', 'x', real],
    ['different', 'relu(x)', 'x', real],
    ['equal', 'relu(x)', 'x', positive],
    ['equal', 'relu(w*x)', 'max(0, x*w)', real],
    ['equal', 'sin(relu(w*w))', 'sin(w^2)', real],
    ['undecided', '0*log(x)', '0', real],
    ['equal', '0*log(x)', '0', positive],
    ['different', 'relu(w*x + b)', 'relu(w*x) + b', real],
    ['equal', 'sin(x)^2 + cos(x)^2', '1', real],
    ['equal', 'sin(2*x)', '2*sin(x)*cos(x)', real],
    ['different', 'sin(2*x)', '2*sin(x)', real],
    ['equal', 'x - x + 3', '3', real],
    ['equal', '3', 'x - x + 3', real],
    ['equal', '0', 'x - x', real],
    ['different', 'x/1000', '0', real],
    ['different', '1', 'sigma(1000 + x)', real],
    ['different', 'x + 2305843009213693951', 'x', real],
    ['different', 'x + 2305843009213693951*4611686018427387847*y', 'x', real],
    ['undecided', 'sin(x) + (1/100)^9', 'sin(x)', real],
    ['equal', 'erf(-x)', '-erf(x)', real],
    ['equal', 'exp(a + b)', 'exp(a)*exp(b)', real],
    ['equal', 'exp(2*a)', 'exp(a)^2', real],
    ['equal', 'exp(a/2)', 'sqrt(exp(a))', real],
    ['equal', 'e^x', 'exp(x)', real],
    ['equal', 'exp((a + b)^2)', 'exp(a^2)*exp(b^2)*exp(2*a*b)', real],
    ['equal', 'exp(a/b + c/b)', 'exp((a + c)/b)', real],
    ['equal', 'exp(x)/(exp(x) + exp(y))', '1/(1 + exp(y - x))', real],
    ['equal', 'exp(x)/(exp(x) + exp(y))', 'sigma(x - y)', real],
    ['equal', 'softplus(x)', 'log(1 + exp(x))', real],
    ['equal', 'softplus(x) - softplus(-x)', 'x', real],
    ['equal', 'arctan(x) + arctan(1/x)', 'pi/2', positive],
  ])('%s: %s against %s', (expected, given, reference, scope) => {
    expect(outcome(given, reference, scope)).toBe(expected);
  });
});

describe('numbers', () => {
  test.each<[Outcome, string, string]>([
    ['equal', '1/3 + 1/6', '0.5'],
    ['different', '0.33', '1/3'],
    ['equal', 'log(4)', '2*log(2)'],
    ['equal', 'log(6)', 'log(2) + log(3)'],
    ['equal', 'sqrt(8)', '2*sqrt(2)'],
    ['different', 'sqrt(8)', '2.83'],
    ['undecided', '0*log(0)', '0'],
    ['undecided', '1/0', '1'],
    ['equal', '2^10', '1024'],
    ['equal', '-log(1/4)', '2*log(2)'],
  ])('%s: %s against %s', (expected, given, reference) => {
    expect(outcome(given, reference, real)).toBe(expected);
  });

  test('decimals may claim their digits alone', () => {
    expect(claimed('0.33', '1/3')).toBe('equal');
    expect(claimed('0.34', '1/3')).toBe('different');
    expect(claimed('0.33*x', 'x/3')).toBe('equal');
    expect(claimed('0.34*x', 'x/3')).toBe('different');
    expect(claimed('0.5*x', 'x/2')).toBe('equal');
    expect(claimed('1.39', '-log(1/4)')).toBe('equal');
  });
});

describe('symbolic exponents', () => {
  test.each<[Outcome, string, string]>([
    ['equal', 'N^T', 'N^T'],
    ['equal', 'N*N^(T - 1)', 'N^T'],
    ['equal', '(N - 1)^T', '(N - 1)^T'],
    ['different', '(N - 1)^T', 'N^T'],
    ['different', 'T^N', 'N^T'],
    ['different', 'N*T', 'N^T'],
    ['equal', 'w^(T - t)*w^t', 'w^T'],
    ['equal', '(2*w)^T', '2^T*w^T'],
    ['equal', '4^T', '2^(2*T)'],
    ['equal', 'exp(T*log(N))', 'N^T'],
    ['different', 'w^(T - t)', 'w^T - w^t'],
    ['equal', '(w^T)^2', 'w^(2*T)'],
  ])('%s: %s against %s', (expected, given, reference) => {
    expect(outcome(given, reference, counts)).toBe(expected);
  });
});

describe('names', () => {
  test.each<[Outcome, string, string]>([
    ['equal', 'u1', 'u_1'],
    ['equal', 'w*u_2 + w^2*u_1', 's'],
    ['equal', 'u_3 + 2*w*u_2 + 3*w^2*u_1', 'D(y, w)'],
    ['different', 'u_2 + 2*w*u_2 + 3*w^2*u_1', 'D(y, w)'],
    ['equal', 't + w*r + w^2*u_1', 'D(y, w)'],
    ['equal', 'D(y, s)*w', 'D(y, r)'],
    ['equal', 'D(y, r)*1', 'D(y, q)'],
    ['equal', 'w', 'D(y, s)'],
    ['equal', 't + w*D(s + u_1, w)', 'D(y, w)'],
    ['equal', 't + w*(r + w*D(r, w))', 'D(y, w)'],
    ['different', 'w*(s + u_1)', 'y'],
    ['equal', 'D(y, w)', 't + D(y, s)*r + D(y, q)*p'],
    ['equal', 'D(D(y, w), w)', '2*u_2 + 6*w*u_1'],
  ])('%s: %s against %s', (expected, given, reference) => {
    expect(outcome(given, reference, graph)).toBe(expected);
  });

  test('a name of related spelling is read as the one it must mean', () => {
    const found = compareExpressions(readPlain('t + s + w*q_1'), readPlain('D(y, w)'), graph);
    expect(found).toMatchObject({ outcome: 'equal', renamed: [{ from: 'q_1', to: 'q' }] });
    const upper = compareExpressions(readPlain('-(1 - y)*v*U*x'), readPlain('-(1 - y)*v*u*x'), real);
    expect(upper).toMatchObject({ outcome: 'equal', renamed: [{ from: 'U', to: 'u' }] });
  });

  test.each([
    ['an index that the part does not have', 'u_4 + 2*w*u_2 + 3*w^2*u_1', 'D(y, w)'],
    ['a letter without its index', 'u + 2*w*u_2 + 3*w^2*u_1', 'D(y, w)'],
    ['a letter of its own', 'k + 2*w*u_2 + 3*w^2*u_1', 'D(y, w)'],
    ['a letter alone', 'k', 'w'],
    ['a name that is used already', 'W*t + w*0', 'y'],
  ])('a renaming never hides an error: %s', (_, given, reference) => {
    const found = compareExpressions(readPlain(given), readPlain(reference), graph);
    expect(found.outcome).toBe('undecided');
    expect(found.unknown).toHaveLength(1);
  });

  test('a related name that could be read in two ways is left to a person', () => {
    const scope: Scope = { variables: { 'W^h': {}, W_h: {}, x: {} } };
    expect(outcome('Wh*0 + x', 'x', scope)).toBe('undecided');
  });

  test('an author may leave renamings to a person', () => {
    const found = compareExpressions(readPlain('w*P'), readPlain('q'), graph, { rename: 'review' });
    expect(found.outcome).toBe('undecided');
  });

  test('an answer that restates the question is not right', () => {
    expect(restating('D(y, w)', '∂y/∂w')).toBe('undecided');
    expect(restating('t + w*r + w^2*u_1', '∂y/∂w')).toBe('equal');
  });

  test('a partial that the scope names stands for itself', () => {
    const scope: Scope = { variables: { '∂L/∂h': {}, w: {}, L: {}, h: {} } };
    expect(outcome('w*D(L, h)', 'D(L, h)*w', scope)).toBe('equal');
    expect(outcome('w', 'D(L, h)*w', scope)).toBe('different');
  });

  test('declared functions are arbitrary ones', () => {
    const scope: Scope = { variables: { x: {}, w: {} }, functions: ['f'] };
    expect(outcome('f(w*x)', 'f(x*w)', scope)).toBe('equal');
    expect(outcome('f(w*x)', 'w*f(x)', scope)).toBe('different');
    expect(outcome("w*f'(w*x)", 'D(f(w*x), x)', scope)).toBe('equal');
    expect(outcome('f(x + x)', 'f(2*x)', scope)).toBe('equal');
    expect(outcome('g(x)', 'x', scope)).toBe('undecided');
  });
});

describe('evidence', () => {
  test('a counterexample gives both values', () => {
    const found = compareExpressions(readPlain('w*x + 1'), readPlain('w*x'), real);
    expect(found.outcome).toBe('different');
    const { at, given, expected } = found.counterexample!;
    expect(given).toBeCloseTo(at['w']! * at['x']! + 1);
    expect(expected).toBeCloseTo(at['w']! * at['x']!);
  });

  test('a removable pole is a note', () => {
    const found = compareExpressions(readPlain('(x^2 - 1)/(x - 1)'), readPlain('x + 1'), real);
    expect(found.note).toContain('x = 1');
  });

  test('the same seed gives the same result, another seed the same outcome', () => {
    expect(seeded(7)).toEqual(seeded(7));
    expect(seeded(8)).toMatchObject({ outcome: 'different' });
  });

  test('lists are compared entry by entry', () => {
    expect(outcome('(w*x, x + x)', '(x*w, 2*x)', real)).toBe('equal');
    expect(outcome('(w*x, x)', '(x*w, 2*x)', real)).toBe('different');
    expect(outcome('(w, x, y)', '(w, x)', real)).toBe('different');
  });
});

describe('what is too large ends undecided', () => {
  const wide: Expr = { type: 'sum', terms: Array.from({ length: 100_000 }, () => readPlain('x*y')) };
  const tower = readPlain('9^9^9^9');
  const doubling: Scope = {
    variables: { x: {} },
    definitions: Object.fromEntries(
      Array.from({ length: 40 }, (_, level) => [
        `d_${level}`,
        readPlain(level === 0 ? 'x + 1' : `d_${level - 1}*d_${level - 1}`),
      ]),
    ),
  };

  test.each<[string, Expr, Scope]>([
    ['a deep tree', deep(100_000), real],
    ['a wide tree', wide, real],
    ['a huge exponent', readPlain('w^1000000000'), real],
    ['a tower', tower, real],
    ['a tower of variables', readPlain('(x^64)^64'), real],
    ['powers doubled by definitions', readPlain('d_39'), doubling],
    ['huge numbers', readPlain('(2^64)^64*(3^64)^64*x'), real],
    [
      'a definition that uses itself',
      readPlain('a'),
      { variables: { x: {} }, definitions: { a: readPlain('b'), b: readPlain('a') } },
    ],
  ])('%s', (_, given, scope) => {
    const found = compareExpressions(given, readPlain('x'), scope);
    expect(found.outcome).not.toBe('equal');
    expect(compareExpressions(readPlain('x'), given, scope).outcome).not.toBe('equal');
  });

  test('the time limit ends the comparison', () => {
    const found = compareExpressions(readPlain('sin(x + y)'), readPlain('sin(x)*cos(y) + cos(x)*sin(y)'), real, {
      limits: { ...defaultLimits, milliseconds: -1 },
    });
    expect(found).toMatchObject({ outcome: 'undecided', reason: expect.stringContaining('longer') });
  });
});
