import { describe, expect, test } from 'vitest';
import { answerCandidates, normalName } from './answer-candidates.ts';
import { contentOf } from './content-of.ts';

const candidates = (text: string, ...asked: string[]): string[] =>
  answerCandidates(contentOf({ id: '1', text, start: 0, end: text.length }), { asked }).map(
    ({ reason, source }) => `${reason} ${source}`,
  );

describe('answerCandidates', () => {
  test('what alone follows the marker', () => {
    expect(candidates('What is $y = 3$?\n\nAnswer: $5$')).toEqual(['marked 5']);
    expect(candidates('What?\n\nAnswer: five apples')).toEqual(['marked five apples']);
    expect(candidates('What is $y = 3$?\n\nAnswer:')).toEqual([]);
  });

  test('a box before what was asked, and that before what comes last', () => {
    expect(candidates('$$p = 2$$ $$\\boxed{\\frac{1}{2}}$$ $$q = 7$$', 'p')).toEqual([
      'boxed \\frac{1}{2}',
      'asked 2',
      'last 7',
      'last \\boxed{\\frac{1}{2}}',
    ]);
  });

  test('several equations in one formula', () => {
    const text = '$$p = u_1 \\quad q = w p = w u_1 \\quad r = u_2 + q$$';
    expect(candidates(text, 'q')[0]).toBe('asked w u_1');
    expect(candidates('$$\\begin{aligned} a &= 1 \\\\ b &= 2 + f(x, y) \\\\ c &= 3 \\end{aligned}$$', 'b')[0]).toBe(
      'asked 2 + f(x, y)',
    );
  });

  test('a chain over several formulas ends with its last member', () => {
    const text = 'We get $$\\frac{dy}{dw} = t + w s$$ $$= t + w r + w^2 u_1$$ $$= t + s$$';
    const content = contentOf({ id: '1', text, start: 0, end: text.length });
    const [first] = answerCandidates(content, { asked: ['\\frac{d y}{d w}'] });
    expect(first).toMatchObject({
      reason: 'asked',
      source: 't + s',
      members: ['\\frac{dy}{dw}', 't + w s', 't + w r + w^2 u_1', 't + s'],
    });
    expect(content.blocks[first!.block]).toMatchObject({ latex: '= t + s' });
  });

  test('names in other spellings', () => {
    expect(normalName('\\mathbf{h}_{t}')).toBe(normalName('h_t'));
    expect(normalName('\\dfrac{\\partial y}{\\partial t}')).toBe(normalName('\\frac{ \\partial{y} }{ \\partial t }'));
    expect(normalName('\\sigma^{2}_{\\text{batch}}')).toBe(normalName('\\sigma^2_{batch}'));
    expect(normalName('x_{12}')).not.toBe(normalName('x_1'));
    expect(normalName('\\frac{a}{b}')).not.toBe(normalName('\\frac{ab}{}'));
  });

  test('the last list, code or number in words', () => {
    expect(candidates('so $x = 1$\n\n```\nmax error: 0.0\n```')).toEqual(['last max error: 0.0', 'last 1']);
    expect(candidates('It is about 42.')).toEqual(['last It is about 42.']);
    expect(candidates('')).toEqual([]);
  });

  test('the example', () => {
    const text = 'We get $\\frac{dy}{dw} = 2w = 6$ so $w=3$';
    const content = contentOf({ id: '1', text, start: 0, end: 41 });
    const [first] = answerCandidates(content, { asked: ['\\frac{dy}{dw}'] });
    expect(first!.source).toBe('6');
    expect(first!.reason).toBe('asked');
  });
});
