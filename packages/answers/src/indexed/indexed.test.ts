import { describe, expect, it } from 'vitest';

import { defaultLimits, type Judgement } from '../judgement.ts';
import { type IndexedSpec, judgeIndexed } from '../kinds/arrays/indexed.ts';
import { contentOf } from '../reader/content-of.ts';
import { indexedMistakes } from './slips.ts';

const latex = String.raw;

/** Numbers without a pattern, the same in every run. */
function numbers(count: number, seed: number): readonly number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return (state / 2_147_483_647) * 2 - 1;
  });
}

const shapes = { y: [3], z: [3, 4], W: [4, 3], x: [4, 7] } as const;

/** y[i] = Σ_m Σ_n W[m, n] x[m, 2i + n], and z[i, m] = Σ_n W[m, n] x[m, 2i + n], by plain loops. */
function trial(seed: number): {
  readonly W: readonly number[];
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly z: readonly number[];
} {
  const [W, x] = [numbers(12, seed), numbers(28, seed + 100)];
  const z = [0, 1, 2].flatMap((i) =>
    [0, 1, 2, 3].map((m) => [0, 1, 2].reduce((sum, n) => sum + W[3 * m + n]! * x[7 * m + 2 * i + n]!, 0)),
  );
  const y = [0, 1, 2].map((i) => [0, 1, 2, 3].reduce((sum, m) => sum + z[4 * i + m]!, 0));
  return { W, x, y, z };
}

const trials = [trial(11), trial(12)];
const arrays = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, { shape }]));
const spec = (of: 'y' | 'z'): IndexedSpec => ({
  label: `$${of}$`,
  asked: { of },
  arrays,
  trials: trials.map(({ W, x, ...expected }) => ({ arrays: { W, x }, expected: expected[of] })),
  expected: 'the formula',
});

/** ∂y/∂x by the definition: W[m, k − 2i] where the filter lies, else 0. */
const byInput: IndexedSpec = {
  ...spec('y'),
  asked: { of: 'y', by: 'x' },
  trials: trials.map(({ W, x }) => ({
    arrays: { W, x },
    expected: [0, 1, 2].flatMap((i) =>
      [0, 1, 2, 3].flatMap((m) =>
        [0, 1, 2, 3, 4, 5, 6].map((k) => (k >= 2 * i && k <= 2 * i + 2 ? W[3 * m + k - 2 * i]! : 0)),
      ),
    ),
  })),
};

function judge(text: string, of: IndexedSpec = spec('y')): Judgement {
  const part = { id: '1', text, start: 0, end: text.length };
  return judgeIndexed({ ...contentOf(part), source: part }, of, { limits: defaultLimits, seed: 0 });
}

describe('formulas with indices', () => {
  it.each([
    latex`$y[i] = \sum_{m=0}^{3} \sum_{n=0}^{2} W[m,n] x[m, 2i+n]$`,
    latex`$y_i = \sum_{m,n} W_{mn} x_{m,2i+n}$`,
    latex`$y_i = \sum_{m=1}^{4} \sum_{n=1}^{3} W_{m,n} x_{m,2(i-1)+n}$, $i = 1, 2, 3$`,
    latex`$y_i = \sum_{j=0}^{11} W[j // 3, j \% 3]\, x[\lfloor j/3 \rfloor, 2i + j \bmod 3]$`,
    latex`$y_i = \sum_m \sum_{k=2i}^{2i+2} W_{m,k-2i} x_{m,k}$`,
    latex`$y_i = \sum_m \sum_{k=0}^{6} \sum_n W_{m,n} x_{m,k} \delta_{k,2i+n}$`,
    latex`$y_i = \sum_{\substack{m,n}} W_{m,n} x_{m,2i+n}$`,
    latex`$y_i = \sum_{m} \sum_{n,k:\ k = 2i + n} W_{m,n} x_{m,k}$`,
    'y[i] = sum(W[m,n] * x[m,2*i+n] for m in range(4) for n in range(3))',
  ])('reads %s', (text) => {
    expect(judge(text)).toMatchObject({ verdict: 'correct' });
  });

  it.each([
    [latex`$\frac{\partial y_i}{\partial x_{m,k}} = W_{m,k-2i}$ if $0 \le k - 2i \le 2$, else $0$`, 'correct'],
    [
      latex`$\frac{\partial y_i}{\partial x_{m,k}} = \begin{cases} W_{m,k-2i} & \text{if } k - 2i \in \{0, 1, 2\} \\ 0 & \text{otherwise} \end{cases}$`,
      'correct',
    ],
    [latex`$\frac{\partial y}{\partial x}[i, 7m + 2i + n] = W[m, n]$, the rest is 0`, 'correct'],
    [latex`$\frac{\partial y_i}{\partial x_{m,k}} = W_{m,k-2i} [0 \le k - 2i < 3]$`, 'correct'],
  ])('reads conditions: %s', (text, verdict) => {
    expect(judge(text, byInput).verdict).toBe(verdict);
  });

  it('says what the formula reads where it is wrong', () => {
    const { verdict, counterexample, feedback } = judge(latex`$y_i = \sum_{m,n} W_{mn} x_{m,2i+n}^2$`);
    expect(verdict).toBe('incorrect');
    expect(Object.keys(counterexample!.at)).toEqual(['i']);
    expect(feedback[0]).toMatch(/3 of 3 entries|3 of/);
  });

  it('leaves to a person what it cannot run', () => {
    expect(judge(latex`$y_i = \sum_{m,n} B_{mn} C_{m,2i+n}$`).verdict).toBe('needs_review');
    expect(judge(latex`$y_i = \sum_{m=0}^{99999999} W_{m,0}$`).verdict).toBe('needs_review');
    expect(judge(latex`$y = W * x$`).verdict).toBe('needs_review');
  });
});

describe('slips in formulas', () => {
  const right = latex`\sum_{m=0}^{3} \sum_{n=0}^{2} W[m,n] x[m, 2i+n]`;
  const examples: Readonly<Record<string, readonly [text: string, of?: IndexedSpec]>> = {
    'indices-exchanged': [latex`$y[i] = \sum_{m=0}^{3} \sum_{n=0}^{2} W[m,n] x[2i+n, m]$`],
    'index-names-exchanged': [latex`$z[i, m] = \sum_{n=0}^{2} W[m,n] x[i, 2m+n]$`, spec('z')],
    'wrong-stride': [latex`$y[i] = \sum_{m=0}^{3} \sum_{n=0}^{2} W[m,n] x[m, 3i+n]$`],
    'stride-missing': [latex`$y[i] = \sum_{m=0}^{3} \sum_{n=0}^{2} W[m,n] x[m, i+n]$`],
    'stride-over-all': [latex`$y[i] = \sum_{m=0}^{3} \sum_{n=0}^{2} W[m,n] x[m, 2(i+n)]$`],
    'array-index-off-by-one': [latex`$y[i] = \sum_{m=0}^{3} \sum_{n=0}^{2} W[m,n] x[m, 2i+n-1]$`],
    'wrong-row-length': [latex`$y[i] = \sum_{j=0}^{11} W[j // 3, j \% 3] x[j // 4, 2i + j \% 3]$`],
    'floor-missing-in-index': [latex`$y[i] = \sum_{j=0}^{11} W[j // 3, j \% 3] x[j / 3, 2i + j \% 3]$`],
    'index-difference-reversed': [
      latex`$\frac{\partial y_i}{\partial x_{m,k}} = W_{m,2i-k}$ if $0 \le 2i - k \le 2$, else 0`,
      byInput,
    ],
    'sum-range': [latex`$y[i] = \sum_{m=0}^{2} \sum_{n=0}^{2} W[m,n] x[m, 2i+n]$`],
    'counted-from-one': [latex`$y[i] = \sum_{m=1}^{4} \sum_{n=1}^{3} W[m,n] x[m, 2i+n]$`],
    'sum-missing': [latex`$y[i] = \sum_{n=0}^{2} W[m,n] x[m, 2i+n]$`],
    'sum-extra': [latex`$z[i, m] = \sum_{j=0}^{2} \sum_{n=0}^{2} W[m,n] x[m, 2i+n]$`, spec('z')],
    'wrong-array': [latex`$y[i] = \sum_{m=0}^{3} \sum_{n=0}^{2} x[m,n] x[m, 2i+n]$`],
    'filter-turned-in-formula': [latex`$y[i] = \sum_{m=0}^{3} \sum_{n=0}^{2} W[m,2-n] x[m, 2i+n]$`],
    'condition-wrong': [
      latex`$\frac{\partial y_i}{\partial x_{m,k}} = W_{m,k-2i}$ if $0 \le k - 2i \le 1$, else 0`,
      byInput,
    ],
    'sign-of-formula': [`$y[i] = -${right}$`],
    'factor-of-formula': [latex`$y[i] = \frac{1}{12} ${right}$`],
    'condition-missing': [latex`$\frac{\partial y_i}{\partial x_{m,k}} = W_{m,k-2i}$`, byInput],
    'zeros-unsaid': [latex`$\frac{\partial y_i}{\partial x_{m,2i+n}} = W_{m,n}$`, byInput],
    'entries-missing': [latex`$y[0] = \sum_{m=0}^{3} \sum_{n=0}^{2} W[m,n] x[m, n]$`],
  };

  it('reads names that an answer gives to arrays of the question', () => {
    const sum = latex`$y[i] = \sum_{m=0}^{3} \sum_{n=0}^{2} g[m,n] x[m, 2i+n]$`;
    expect(judge(`Let $g = W$. ${sum}`).verdict).toBe('correct');
    expect(judge(`Let $g[m,n] = W[m,n]$. ${sum}`).verdict).toBe('correct');
    expect(judge(`Let $g[m,n] = W[m,2-n]$. ${sum}`).verdict).toBe('incorrect');
    expect(judge(`Let $g[m,n] = W[m,n]$ and $g[m,n] = x[m,n]$. ${sum}`).verdict).toBe('needs_review');
  });

  it('takes an index in a formula and in its condition for one', () => {
    const stated = (index: string, last = 2): string =>
      latex`$\frac{\partial y_i}{\partial x_{m,k}} = W_{m,${index}}$ if $0 \le ${index} \le ${last}$, else 0`;
    expect(judge(stated('k-2i'), byInput).verdict).toBe('correct');
    expect(judge(stated('k-i'), byInput)).toMatchObject({ verdict: 'incorrect', mistake: 'stride-missing' });
    expect(judge(stated('k-3i'), byInput)).toMatchObject({ verdict: 'incorrect', mistake: 'wrong-stride' });
    // A condition that lets in what the filter does not have is not right because of “else 0”.
    expect(judge(stated('k-2i', 3), byInput).verdict).toBe('partial');
    expect(judge(latex`$\frac{\partial y_i}{\partial x_{m,k}} = W_{m,k-2i}$, else 0`, byInput).verdict).toBe('correct');
  });

  it.each(indexedMistakes)('$id is recognised', ({ id, sentence }) => {
    const example = examples[id]!;
    const { verdict, mistake, feedback } = judge(...example);
    expect(mistake).toBe(id);
    expect(verdict).not.toBe('correct');
    expect(feedback[0]!.replace(/\$[^$]*\$/, '$')).toBe(sentence.replace(/\$[^$]*\$/, '$'));
  });
});
