import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { constants, elementaryFunctions, reservedFunctions, type Scope } from '../expr.ts';
import { latexOf } from '../print/latex.ts';
import { shown } from './shown.ts';
import { parsePlain, parseStatements, readChains } from './statements.ts';

const scopeOf = (names: string, functions: readonly string[] = []): Scope => ({
  variables: Object.fromEntries(names.split(' ').map((name) => [name, {}])),
  functions,
});
const graph = scopeOf('w u_1 u_2 u_3 p q r s t y');

describe('readChains', () => {
  it('joins a display that begins with = to the one before', () => {
    const read = readChains([{ latex: 'y = w t' }, { latex: '= t w' }, { latex: 's = r' }], graph);
    expect(shown(read)).toBe('y = (mul w t) = (mul t w) ;; s = r');
    expect(read.statements[0]!.sources).toEqual(['y', 'w t', 't w']);
    expect(read.statements.map((statement) => statement.block)).toEqual([0, 2]);
  });

  it('never joins across what could not be read', () => {
    const read = readChains([{ latex: 'y = w t' }, { latex: '= \\int t' }, { latex: '= t w' }], graph);
    expect(shown(read)).toBe('y = (mul w t) ;; = (mul t w) !! The operator int cannot be read.');
    expect(read.problems[0]).toMatchObject({ block: 1, source: '\\int t' });
  });

  it('reads no display alone that the next one goes on with', () => {
    expect(shown(readChains([{ latex: 'y = w' }, { latex: '+ t' }], graph))).toMatch(/^t !! The next display goes on/);
  });
});

describe('the names of a scope', () => {
  it('decide what is a power, a part of a name, a transpose, a function', () => {
    expect(shown(parseStatements('W^h', scopeOf('W h')))).toBe('(^ W h)');
    expect(shown(parseStatements('W^h', scopeOf('W^h h')))).toBe('W^h');
    expect(shown(parseStatements('N^T', scopeOf('N T')))).toBe('(^ N T)');
    expect(shown(parseStatements('N^T', scopeOf('N')))).toBe('(T N)');
    expect(shown(parseStatements('f_2(x)', scopeOf('x', ['f_2'])))).toBe('(f_2! x)');
    expect(shown(parseStatements('\\sigma(x)', scopeOf('x sigma')))).toBe('(mul sigma x)');
    expect(shown(parseStatements('e^{x}', scopeOf('x e')))).toBe('(^ e x)');
    expect(shown(parseStatements('\\frac{da}{db}', scopeOf('a b d')))).toBe('(/ (mul d a) (mul d b)) | (d a b)');
    expect(shown(parseStatements('c[t] \\circ h[t-1]', scopeOf('c[t] h[t-1]')))).toBe('(∘ c[t] h[t-1])');
    expect(shown(parseStatements('kx', scopeOf('kx')))).toBe('kx');
  });

  it('resolve aliases to what the scope calls them', () => {
    const scope: Scope = { variables: { q: { aliases: ['q_1'] }, 'hat(y)': {} } };
    expect(shown(parseStatements('q_1 + \\hat{y}', scope))).toBe('(+ q hat(y))');
    expect(shown(parsePlain('q1 + y_hat', scope))).toBe('(+ q hat(y))');
  });

  it('that cover letters in two ways make them unreadable', () => {
    expect(shown(parsePlain('abc', scopeOf('a ab bc c')))).toMatch(
      /^!! These letters can be read as more than one product/,
    );
    expect(shown(parsePlain('abc', scopeOf('ab c')))).toBe('(mul ab c)');
  });
});

describe('what is refused', () => {
  it.each([
    ['a command that defines', '\\newcommand{\\x}{1} \\x', /The command \\newcommand is not read/],
    ['a command that includes', '\\input{/etc/passwd}', /The command \\input is not read/],
    ['a command that links', '\\href{javascript:alert(1)}{x}', /The command \\href is not read/],
    ['a command that sets a class', '\\htmlClass{a}{x}', /The command \\htmlClass is not read/],
    ['two hundred fractions deep', '\\frac{1}{'.repeat(200) + 'x' + '}'.repeat(200), /nested more than 60 levels/],
    ['sixty brackets deep', '('.repeat(61) + 'x' + ')'.repeat(61), /nested more than 60 levels/],
    ['a megabyte of braces', '{'.repeat(1_000_000), /1000000 characters long; at most 50000/],
    ['fifty thousand characters', 'a+'.repeat(25_000), /more than 4000/],
    ['a huge exponent', 'w^{10^9}', /Exponents are read up to 64/],
    ['a tower of powers', '9^{9^{9^9}}', /Exponents are read up to 64/],
    ['a number of thousands of digits', '1'.repeat(5000), /too long/],
    ['endless accents', '\\hat'.repeat(5000) + 'x', /nested more than/],
    ['endless colours', '\\color{red}'.repeat(3000) + 'x', /nested more than/],
  ])('%s, with a reason', (_, latex, reason) => {
    for (const read of [parseStatements, parsePlain]) {
      const { statements, problems } = read(latex, graph);
      expect(statements).toEqual([]);
      expect(problems).toHaveLength(1);
      expect(problems[0]!.source.length).toBeLessThanOrEqual(400);
    }
    expect(parseStatements(latex, graph).problems[0]!.message).toMatch(reason);
  });

  it('keeps the other statements of the same display', () => {
    const read = parseStatements('p = u_1 \\quad q = \\int w \\quad r = u_2', graph);
    expect(shown(read)).toBe('p = u_1 ;; r = u_2 !! The operator int cannot be read.');
    expect(read.problems[0]).toMatchObject({ source: 'q = \\int w', position: 18 });
  });
});

const sources = (latex: string): unknown =>
  parseStatements(latex, graph).statements.map((statement) => statement.sources);

describe('what separates statements', () => {
  it('a control space between two equations, and nothing else', () => {
    expect(shown(parseStatements('p = w t \\ q = s', graph))).toBe('p = (mul w t) ;; q = s');
    expect(shown(parseStatements('p = w \\ t', graph))).toBe('p = (mul w t)');
    expect(shown(parseStatements('p = u_1 \\label{a} \\quad (3)', graph))).toBe('p = u_1');
  });

  it('tells a shape and an entry of a derivative', () => {
    expect(shown(parseStatements('W \\in \\mathbb{R}^{5 \\times 21}', graph))).toBe('W ∈ (^ ℝ (× 5 21))');
    expect(shown(parseStatements('\\frac{\\partial y}{\\partial w}[0, r]', graph))).toBe('(index! (∂ y w) 0 r)');
    expect(shown(parseStatements('\\frac{\\partial y}{\\partial w}[s + r]', graph))).toBe('(mul (∂ y w) (+ s r))');
  });
});

describe('sources', () => {
  it('are the LaTeX of each member as it was written', () => {
    expect(sources('\\frac{dy}{dw} = t + w \\frac{\\partial s}{\\partial w}')).toEqual([
      ['\\frac{dy}{dw}', 't + w \\frac{\\partial s}{\\partial w}'],
    ]);
    expect(sources('p = u_1 \\quad \\text{and} \\quad \\frac{q}{2} = \\left[w\\right]')).toEqual([
      ['p', 'u_1'],
      ['\\frac{q}{2}', '\\left[w\\right]'],
    ]);
    expect(sources('\\begin{aligned} \\mathbf{w} &= \\hat{s} \\\\ &= \\sqrt{t} \\end{aligned}')).toEqual([
      ['\\mathbf{w}', '\\hat{s}', '\\sqrt{t}'],
    ]);
    expect(sources('w\\_1 − 94.1% = s')).toEqual([['w\\_1 − 94.1%', 's']]);
    expect(sources('\\begin{cases} p = 1 \\\\ q = 2 \\end{cases} \\Rightarrow \\frac{p}{q} = r')).toEqual([
      ['p', '1'],
      ['q', '2'],
      ['\\frac{p}{q}', 'r'],
    ]);
  });
});

describe('the examples of the documentation', () => {
  it('hold', () => {
    const { statements } = parseStatements('p = u_1 \\quad q = w \\cdot u_1', { variables: { w: {}, u_1: {} } });
    expect(statements.length).toBe(2);
    expect(statements[1]?.members[0]).toEqual({ type: 'symbol', name: 'q' });
    const plain = parsePlain('3w**2 u1', { variables: { w: {}, u_1: {} } });
    expect(latexOf(plain.statements[0]!.members[0]!)).toBe('3w^{2}u_{1}');
    const chain = readChains([{ latex: 'y = w t' }, { latex: '= t w' }], { variables: { w: {}, t: {}, y: {} } });
    expect(chain.statements[0]?.members.length).toBe(3);
    expect([elementaryFunctions.includes('tanh'), reservedFunctions.includes('factorial'), constants['pi']]).toEqual([
      true,
      true,
      Math.PI,
    ]);
  });
});

const seeds = new URL('../../../../../../shared/seeds/', import.meta.url);

/** Every formula of a document, with what it is read as: what cannot be read must be of one of the reasons named. */
describe.skipIf(!existsSync(seeds))('real homework (skipped where shared/seeds is missing)', () => {
  const reasons =
    /ellipsis|Angle brackets|operator (?:arg|int|lim)|subscript of max|The sign [=:·|] cannot|bar \|| do not match|words “/;
  it.each([
    ['rnn-homework.md', graph, []],
    ['normalization-decoding.md', scopeOf('B N T lambda eta gamma'), ['f', 'L', 'L_reg', 'p', 's_b']],
  ] as const)('%s', (file, scope, functions) => {
    const text = readFileSync(new URL(file, seeds), 'utf8');
    let formulas = 0;
    for (const [, display, inline] of text.matchAll(/\$\$([\s\S]*?)\$\$|\$([^$\n]+)\$/g)) {
      const { statements, problems } = parseStatements(display ?? inline ?? '', { ...scope, functions });
      expect(statements.length + problems.length).toBeGreaterThan(0);
      for (const problem of problems) expect(problem.message).toMatch(reasons);
      formulas++;
    }
    expect(formulas).toBeGreaterThan(30);
  });

  it('reads the whole derivation of dy/dw as one chain', () => {
    const text = readFileSync(new URL('rnn-homework.md', seeds), 'utf8');
    const displays = [
      ...text.slice(text.indexOf('$$y = w(s'), text.indexOf('2. Beam Search')).matchAll(/\$\$([\s\S]*?)\$\$/g),
    ].map((match) => ({ latex: match[1]! }));
    const { statements, problems } = readChains(displays, graph);
    expect(problems).toEqual([]);
    expect(statements.at(-1)!.members).toHaveLength(8);
    expect(shown({ statements: statements.slice(-1), problems })).toMatch(
      /^\(d y w\) = \(\+ t \(mul w \(∂ \(\+ s u_1\) w\)\)\) = .* = \(\+ t s \(mul \(∂ y t\) q_1\)\)$/,
    );
  });
});
