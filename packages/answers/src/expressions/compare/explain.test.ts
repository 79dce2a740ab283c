import { describe, expect, test } from 'vitest';
import type { Scope } from '../expr.ts';
import { type Explanation, mistakeKinds } from './catalogue.ts';
import { checkChain, type Link } from './chain.ts';
import { explainDifference } from './explain.ts';
import { readPlain } from './read-plain.ts';

const scope: Scope = {
  variables: Object.fromEntries(['w', 'x', 'b', 'c', 'v', 'u_1', 'u_2', 'u_3'].map((name) => [name, {}])),
  definitions: {
    p: readPlain('u_1'),
    q: readPlain('w*p'),
    r: readPlain('u_2 + q'),
    s: readPlain('w*r'),
    t: readPlain('s + u_3'),
    y: readPlain('w*t'),
  },
};

function explain(given: string, expected: string, reveal: boolean): Explanation {
  const found = explainDifference(readPlain(given), readPlain(expected), scope, { reveal });
  if (found === undefined) throw new Error(`Nothing explains ${given} for ${expected}.`);
  return found;
}

function chain(...members: readonly string[]): readonly Link[] {
  return checkChain({ members: members.map(readPlain), relations: members.slice(1).map(() => '=' as const) }, scope);
}

/** For each kind of slip: what is right, and what somebody wrote. */
const slips: readonly (readonly [id: string, expected: string, given: string])[] = [
  ['sign', '(1 - x)*v', '-(1 - x)*v'],
  ['inverse', 'sigma(x)', '1 + exp(-x)'],
  ['symbols-exchanged', 'w*x + b', 'w*b + x'],
  ['constant-factor', 'w*(x + b)^2', '2*w*(x + b)^2'],
  ['exponent-off-by-one', 'w^2*(x + b)', 'w^3*(x + b)'],
  ['exponent-wrong', 'w^5*(x + b)', 'w^2*(x + b)'],
  ['factor-missing', 'x*(1 - tanh(w*x + b)^2)', '1 - tanh(w*x + b)^2'],
  ['factor-extra', '1 - tanh(w*x + b)^2', 'x*(1 - tanh(w*x + b)^2)'],
  ['factor-wrong', 'x*(1 - tanh(w*x + b)^2)', 'w*(1 - tanh(w*x + b)^2)'],
  ['term-wrong-symbol', 'D(y, w)', 'u_2 + 2*w*u_2 + 3*w^2*u_1'],
  ['term-dropped', 'D(y, w)', '2*w*u_2 + 3*w^2*u_1'],
  ['term-extra', 'D(y, w)', 'u_3 + u_2 + 2*w*u_2 + 3*w^2*u_1'],
  ['term-doubled', 'D(y, w)', 'u_3 + 2*w*u_2 + 6*w^2*u_1'],
  ['term-sign', 'D(y, w)', 'u_3 + 2*w*u_2 - 3*w^2*u_1'],
  ['term-coefficient', 'D(y, w)', 'u_3 + 5*w*u_2 + 3*w^2*u_1'],
  ['term-exponent', 'D(y, w)', 'u_3 + 2*w*u_2 + 3*w^4*u_1'],
  ['term-factor-missing', 'D(y, w)', 'u_3 + 2*u_2 + 3*w^2*u_1'],
  ['term-factor-extra', 'D(y, w)', 'u_3 + 2*w*u_2*u_1 + 3*w^2*u_1'],
  ['term-wrong', 'D(y, w)', 'u_3 + 2*w*u_2 + w^3*u_2'],
  ['signs-of-terms', 'D(y, w)', 'u_3 - 2*w*u_2 - 3*w^2*u_1'],
  ['index-off-by-one', 'sigma(w*u_2 + b)', 'sigma(w*u_3 + b)'],
  ['wrong-symbol', 'y', 'w*(s + u_1)'],
  ['symbol-replaced', 'sin(x)*cos(x)^2', 'sin(v)*cos(v)^2'],
  ['sign-inside', 'sigma(x + b)', 'sigma(x - b)'],
  ['number-wrong', 'sigma(3*x + b)', 'sigma(2*x + b)'],
  ['power-wrong', 'x*(1 - tanh(w*x + b)^2)', 'x*(1 - tanh(w*x + b))'],
  ['function-wrong', 'x*sigma(w*x)', 'x*tanh(w*x)'],
  ['function-missing', 'x + sigma(w*x)', 'x + w*x'],
  ['function-extra', 'x + w*x', 'x + sigma(w*x)'],
  ['quotient-inverted', 'sin((x + 1)/b + c)', 'sin(b/(x + 1) + c)'],
  ['part-extra', 'sigma(w*x)', 'sigma(w*x + b)'],
  ['part-missing', 'sigma(w*x + b)', 'sigma(w*x)'],
];

describe('single slips', () => {
  test.each(slips)('%s: %s as %s', (id, expected, given) => {
    expect(explain(given, expected, false).id).toBe(id);
  });

  test('the sentence quotes what the student wrote', () => {
    expect(explain('u_2 + 2*w*u_2 + 3*w^2*u_1', 'D(y, w)', false).sentence).toBe(
      'All terms are right except your first term $u_{2}$: a symbol in it is wrong.',
    );
  });

  test('every kind of the catalogue is found by one of them', () => {
    expect(new Set(slips.map(([id]) => id))).toEqual(new Set(mistakeKinds.map(({ id }) => id)));
  });

  test.each(slips)(
    '%s: the sentence for %s as %s holds what is right only if that is asked for',
    (_, expected, given) => {
      const hidden = explain(given, expected, false);
      const revealed = explain(given, expected, true);
      // The right piece, with what the answer wrote taken out, which may look the same.
      const right = hidden.edit.expected ?? '\u0000';
      expect(hidden.sentence.replace(hidden.edit.given ?? '\u0000', '')).not.toContain(right);
      expect(hidden.sentence).not.toMatch(/\{given\}|\{expected\}/u);
      expect(revealed.sentence).not.toMatch(/\{given\}|\{expected\}/u);
    },
  );

  test('the revealing sentence names both pieces', () => {
    const found = explainDifference(readPlain('u_2 + 2*w*u_2 + 3*w^2*u_1'), readPlain('D(y, w)'), scope, {
      reveal: true,
    });
    expect(found?.sentence).toBe(
      'Everything is right but for the term $u_{3}$: your first term $u_{2}$ stands there instead.',
    );
  });
});

describe('no explanation', () => {
  test.each([
    ['what is right', 'D(y, w)', 'u_3 + 2*w*u_2 + 3*w^2*u_1'],
    ['what has nothing in common', 'D(y, w)', 'sin(x)*cos(v) - 7'],
    ['an unknown name', 'D(y, w)', 'z + 2*w*u_2 + 3*w^2*u_1'],
    ['a number that is another', '2', '5'],
  ])('for %s', (_, expected, given) => {
    expect(explainDifference(readPlain(given), readPlain(expected), scope)).toBeUndefined();
  });
});

describe('chains', () => {
  test('each link is compared on its own, and the broken one is explained', () => {
    const links = chain('y', 'w*(s + u_1)', 'w*s + w*u_1', 'w*t');
    expect(links.map((link) => link.outcome)).toEqual(['different', 'equal', 'different']);
    expect(links[0]!.explanation).toMatchObject({ id: 'wrong-symbol', edit: { given: '$u_{1}$' } });
    expect(links[0]!.explanation!.sentence).not.toContain('u_{3}');
    expect(links[0]!.counterexample).toBeDefined();
  });

  test('a name that one link needs read as another is read so in the next', () => {
    const links = chain('D(y, w)', 't + w*r + w^2*u_1', 't + s + w*q_1', 't + s + D(y, t)*q_1');
    expect(links.map((link) => link.outcome)).toEqual(['equal', 'equal', 'equal']);
    expect(links[1]!.renamed).toEqual([{ from: 'q_1', to: 'q' }]);
  });

  test('≈ takes decimals by their digits, other relations are not decided', () => {
    const members = ['1/3', '0.33', '0.4'].map(readPlain);
    expect(checkChain({ members, relations: ['≈', '<'] }, scope).map((link) => link.outcome)).toEqual([
      'equal',
      'undecided',
    ]);
    expect(checkChain({ members, relations: ['=', '='] }, scope).map((link) => link.outcome)).toEqual([
      'different',
      'different',
    ]);
  });

  test('a line that begins with its relation', () => {
    const links = checkChain({ members: ['s', 'w*r'].map(readPlain), relations: ['=', '='] }, scope);
    expect(links).toHaveLength(1);
    expect(links[0]!.outcome).toBe('equal');
  });
});
