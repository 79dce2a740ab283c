import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Expr, Scope } from '../expr.ts';
import { latexOf } from '../print/latex.ts';
import { plainOf } from '../print/plain.ts';
import { treeOf } from '../print/tree.ts';
import { numberOf } from './rational.ts';
import { parsePlain, parseStatements } from './statements.ts';

const scope: Scope = {
  variables: Object.fromEntries(
    [
      'w',
      'x',
      'y',
      'd_k',
      'u_1',
      'h_{t-1}',
      'theta',
      'hat(y)_t',
      'x_1^(2)',
      'W^h',
      'mu_batch',
      'T',
      'loss',
      "z'",
      'a[t]',
    ].map((name) => [name, {}]),
  ),
  functions: ['f', 'f_2'],
};
const symbol = fc
  .constantFrom(...Object.keys(scope.variables), 'v', 'lambda', 'Gamma', 'bar(w)_{1:3}', 'infinity')
  .map((name): Expr => ({ type: 'symbol', name }));
const number = fc.constantFrom('0', '1', '2', '17', '2.50', '.94', '1e-4').map((written) => numberOf(written) as Expr);

/** Trees as the parser makes them: sums and products with two parts at least, square brackets around one thing alone nowhere. */
const { expr } = fc.letrec<{ expr: Expr; part: Expr }>((tie) => {
  const part = tie('part');
  const many = fc.array(part, { minLength: 2, maxLength: 3 });
  return {
    part: fc.oneof({ maxDepth: 5, depthSize: 'large' }, symbol, number, tie('expr')),
    expr: fc.oneof(
      { maxDepth: 5, depthSize: 'large' },
      symbol,
      number,
      many.map((terms): Expr => ({ type: 'sum', terms })),
      part.map((of): Expr => ({ type: 'negate', of })),
      fc
        .tuple(
          many,
          fc.constantFrom(
            'juxtaposed' as const,
            'dot' as const,
            'times' as const,
            'hadamard' as const,
            'tensor' as const,
          ),
        )
        .map(([factors, style]): Expr => ({ type: 'product', factors, style })),
      fc.tuple(part, part).map(([numerator, denominator]): Expr => ({ type: 'quotient', numerator, denominator })),
      fc
        .tuple(
          part,
          fc.oneof(
            symbol,
            number.filter((each) => each.type === 'number' && !each.written.includes('.')),
          ),
        )
        .map(([base, exponent]): Expr => ({ type: 'power', base, exponent })),
      fc
        .tuple(fc.constantFrom('exp', 'log', 'tanh', 'sigma', 'O', 'softmax', 'f', 'sqrt', 'floor', 'factorial'), part)
        .map(([name, of]): Expr => ({ type: 'apply', name, arguments: [of] })),
      fc.tuple(part, part).map(([a, b]): Expr => ({ type: 'apply', name: 'f_2', arguments: [a, b] })),
      fc.tuple(part, part).map(([a, base]): Expr => ({ type: 'apply', name: 'log', arguments: [a], base })),
      fc.tuple(part, part).map(([a, b]): Expr => ({ type: 'apply', name: 'mod', arguments: [a, b] })),
      part.map((body): Expr => ({
        type: 'apply',
        name: 'sum',
        arguments: [body, { type: 'symbol', name: 'i' }, numberOf('1') as Expr, { type: 'symbol', name: 'T' }],
      })),
      fc.tuple(part, symbol, fc.boolean()).map(([of, by, partial]): Expr => ({ type: 'derivative', of, by, partial })),
      fc
        .tuple(
          fc.array(part, { minLength: 2, maxLength: 3 }),
          fc.constantFrom('[' as const, '(' as const, '{' as const),
        )
        .map(([items, bracket]): Expr => ({ type: 'list', items, bracket })),
      fc.tuple(part, part, part, part).map(([a, b, c, d]): Expr => ({
        type: 'matrix',
        rows: [
          [a, b],
          [c, d],
        ],
      })),
      part.map((of): Expr => ({ type: 'transpose', of })),
      part.map((of): Expr => ({ type: 'norm', of })),
      part.map((of): Expr => ({ type: 'absolute', of })),
    ),
  };
});

describe('latexOf', () => {
  it('is read again as the same expression', () => {
    const sizes: number[] = [];
    fc.assert(
      fc.property(expr, (given) => {
        const latex = latexOf(given, scope);
        const { statements, problems } = parseStatements(latex, scope);
        sizes.push(latex.length);
        expect({ latex, problems }).toEqual({ latex, problems: [] });
        const member = statements[0]!.members[0]!;
        expect({ latex, tree: treeOf(member) }).toEqual({ latex, tree: treeOf(given) });
        expect(member).toEqual(given);
      }),
      { seed: 7, numRuns: 1500 },
    );
    // Small trees alone would prove little.
    expect(sizes.filter((size) => size > 60).length).toBeGreaterThan(200);
  });

  it('prints the examples of its documentation', () => {
    expect(
      latexOf({ type: 'power', base: { type: 'symbol', name: 'theta_1' }, exponent: { type: 'symbol', name: 'k' } }),
    ).toBe('\\theta_{1}^{k}');
    expect(
      plainOf({
        type: 'quotient',
        numerator: { type: 'symbol', name: 'hat(y)' },
        denominator: { type: 'symbol', name: 'theta_1' },
      }),
    ).toBe('ŷ / θ_1');
    expect(treeOf({ type: 'negate', of: { type: 'symbol', name: 'w' } })).toBe('(- w)');
  });
});

const soup = fc.array(
  fc.constantFrom('\\frac', '{', '}', '(', ')', '[', ']', '|', '\\|', 'a', 'w', 'd', '2', '.', ',', ';', '=', '+', '-', '\\cdot', '/', '^', '_', '\\partial', '\\log', '\\sum', '\\text', '\\quad', '\\\\', '&',
    '\\begin{cases}', '\\end{cases}', '\\begin{bmatrix}', '\\end{bmatrix}', '\\left', '\\right', '\\hat', '%', '\\%', "'", '!', 'θ', '²', ' ', 'e', '\\sqrt', '\\boxed', '\\Rightarrow', '\\implies', '~', '#', '\u0000', '\ud835', '*', '<', '\\in', '\\dots', '\\def'), // prettier-ignore
  { maxLength: 40 },
);

describe('reading anything', () => {
  it('never throws, and every text that has signs in it ends in a statement or a problem', () => {
    fc.assert(
      fc.property(soup, (pieces) => {
        const text = pieces.join(' ');
        for (const read of [parseStatements, parsePlain]) {
          const { statements, problems } = read(text, scope);
          const says = !/[a-z0-9]/.test(text.replace(/\\[A-Za-z]+/g, '')) || statements.length + problems.length > 0;
          expect({ text, says }).toEqual({ text, says: true });
          for (const statement of statements) {
            expect(statement.members.length).toBe(statement.sources.length);
            expect(statement.relations.length).toBe(statement.members.length - (statement.continues ? 0 : 1));
          }
        }
      }),
      { seed: 11, numRuns: 3000 },
    );
  });

  it('reads arbitrary text without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        for (const read of [parseStatements, parsePlain]) {
          const { problems } = read(text, scope);
          expect(problems.every((problem) => problem.message !== '' && problem.position >= 0)).toBe(true);
        }
      }),
      { seed: 13, numRuns: 2000 },
    );
  });
});
