import { describe, expect, test } from 'vitest';
import type { Expr, Scope } from '../expr.ts';
import { compareGrowth } from '../../growth/compare-growth.ts';
import { parseExpression } from '../parse/parse-expression.ts';
import { parseStatements } from '../parse/statements.ts';
import { latexOf } from '../print/latex.ts';
import { checkChain } from './chain.ts';
import { compareExpressions, type Outcome } from './compare.ts';
import { differentiate } from './differentiate.ts';
import { explainDifference } from './explain.ts';
import { isSimplified } from './measure.ts';

/** A linear recurrent network over three steps, h_t = w (u_t + h_{t-1}), as a graph of named values. */
const inputs: Scope = { variables: { w: {}, u_1: {}, u_2: {}, u_3: {} } };
const names: Scope = { variables: { ...inputs.variables, p: {}, q: {}, r: {}, s: {}, t: {}, y: {} } };
const read = (latex: string): Expr => parseExpression(latex, names);
const network: Scope = {
  variables: inputs.variables,
  definitions: {
    p: read('u_1'),
    q: read('w p'),
    r: read('u_2 + q'),
    s: read('w r'),
    t: read('s + u_3'),
    y: read('w t'),
  },
};

function outcome(given: string, expected: string, scope: Scope): Outcome {
  return compareExpressions(parseExpression(given, scope), parseExpression(expected, scope), scope).outcome;
}

describe('expressions as they are written in LaTeX', () => {
  test.each<[Outcome, string, string]>([
    ['equal', String.raw`w \cdot u_2 + w^2 \cdot u_1`, 's'],
    ['equal', String.raw`w^2 \cdot u_2 + w^3 \cdot u_1 + w \cdot u_3`, 'y'],
    ['equal', String.raw`\frac{\partial y}{\partial s} \cdot w`, String.raw`\frac{\partial y}{\partial r}`],
    ['equal', String.raw`t + w \left[r + w \frac{\partial r}{\partial w} \right]`, String.raw`\frac{dy}{dw}`],
    ['different', String.raw`u_2 + 2w u_2 + 3w^2 u_1`, String.raw`\frac{dy}{dw}`],
    ['equal', String.raw`\sum_{i=1}^{3} w^{4-i} u_i`, 'y'],
    ['equal', String.raw`\sum_{i=0}^{2} w^{i+1} u_{3-i}`, 'y'],
    ['different', String.raw`\sum_{i=1}^{3} w^i u_i`, 'y'],
  ])('%s: %s against %s', (expected, given, reference) => {
    expect(outcome(given, reference, network)).toBe(expected);
  });

  test('a chain with one step that does not hold', () => {
    const { statements } = parseStatements(
      String.raw`y = w(s + u_1) \quad \frac{dy}{dw} = t + w \frac{\partial(s + u_3)}{\partial w} = t + w r + w^2 u_1 = t + s + \frac{\partial y}{\partial t} q_1`,
      network,
    );
    const links = statements.map((statement) => checkChain(statement, network));
    expect(links.map((chain) => chain.map((link) => link.outcome))).toEqual([
      ['different'],
      ['equal', 'equal', 'equal'],
    ]);
    expect(links[0]![0]!.explanation?.id).toBe('wrong-symbol');
    expect(links[1]![2]!.renamed).toEqual([{ from: 'q_1', to: 'q' }]);
  });

  test('a product of rates and a number of sequences', () => {
    const rates: Scope = { variables: { eta: { domain: { above: 0 } }, gamma: { domain: { above: 0 } } } };
    expect(outcome(String.raw`2 \gamma \eta`, String.raw`2\eta\gamma`, rates)).toBe('equal');
    expect(outcome(String.raw`\eta \gamma`, String.raw`2\eta\gamma`, rates)).toBe('different');
    expect(outcome(String.raw`2 \eta^2 \gamma`, String.raw`2\eta\gamma`, rates)).toBe('different');
    const counts: Scope = {
      variables: { N: { domain: { above: 1, integer: true } }, T: { domain: { above: 0, integer: true } } },
    };
    expect(outcome('N^T', 'N^T', counts)).toBe('equal');
    expect(outcome('N^{T-1} N', 'N^T', counts)).toBe('equal');
    expect(outcome('e^{T \\ln N}', 'N^T', counts)).toBe('equal');
    expect(outcome('(N-1)^T', 'N^T', counts)).toBe('different');
    expect(outcome('T^N', 'N^T', counts)).toBe('different');
    expect(outcome('N^{T+1}', 'N^T', counts)).toBe('different');
  });

  test('growth rates', () => {
    const scope: Scope = { variables: { T: {}, k: {}, M: {} } };
    const parse = (latex: string): Expr => parseExpression(latex, scope);
    const accepted = [{ bound: parse(String.raw`T k M \log k`) }, { bound: parse('T k M') }];
    const compare = (latex: string): unknown =>
      compareGrowth(parse(latex), accepted, scope, { relations: [['k', 'M']] }).outcome;
    expect(compare(String.raw`O(kTM \log k)`)).toBe('equal');
    expect(compare(String.raw`\mathcal{O}(T \cdot k \cdot M \log_2 k)`)).toBe('equal');
    expect(compare('O(kTM)')).toBe('equal');
    expect(compare('O(kTM^2)')).toBe('looser');
    expect(compare('O(TM)')).toBe('tighter');
  });
});

describe('the examples of the documentation', () => {
  const scope: Scope = { variables: { w: {}, x: {}, b: {} } };
  const parse = (latex: string): Expr => parseExpression(latex, scope);

  test('compareExpressions', () => {
    expect(
      compareExpressions(parse(String.raw`1 - \tanh^2(x)`), parse(String.raw`\frac{1}{\cosh^2(x)}`), scope).outcome,
    ).toBe('equal');
    const swapped = [String.raw`x(1 - \tanh^2(wx + b))`, String.raw`w(1 - \tanh^2(wx + b))`].map(parse);
    expect(compareExpressions(swapped[0]!, swapped[1]!, scope).outcome).toBe('different');
  });

  test('explainDifference', () => {
    const slip = explainDifference(
      parseExpression('u_2 + 2w u_2 + 3w^2 u_1', inputs),
      parseExpression('u_3 + 2w u_2 + 3w^2 u_1', inputs),
      inputs,
    );
    expect(slip?.id).toBe('term-wrong-symbol');
    expect(slip?.sentence).toBe('All terms are right except your first term $u_{2}$: a symbol in it is wrong.');
  });

  test('checkChain', () => {
    const [chain] = parseStatements('y = w(s + u_1) = w s + w u_1', network).statements;
    expect(checkChain(chain!, network).map((link) => link.outcome)).toEqual(['different', 'equal']);
  });

  test('differentiate', () => {
    expect(latexOf(differentiate(parse('w^2 x'), 'w'))).toBe('2wx');
  });

  test('isSimplified', () => {
    expect(isSimplified(parse('w x + 0 b + 1 - 1'), parse('w x'))).toBe(false);
    expect(isSimplified(parse('x w'), parse('w x'))).toBe(true);
  });
});
