import { describe, expect, it } from 'vitest';
import { latexOf } from '../print/latex.ts';
import { plainOf } from '../print/plain.ts';
import { canonicalName } from './canonical-name.ts';
import { joinName, splitName } from './names.ts';

describe('canonicalName', () => {
  it.each([
    ['\\hat{y}_t', 'hat(y)_t'], ['u1', 'u_1'], ['u_1', 'u_1'], ['x_1^{(2)}', 'x_1^(2)'], ['h_{t-1}', 'h_{t-1}'], ['w + 1', undefined], ['hat(y)_t', 'hat(y)_t'],
    ['\\bar{\\mathbf{w}}_{1:3}', 'bar(w)_{1:3}'], ['θ', 'theta'], ['\\theta', 'theta'], ['\\mu_{batch}', 'mu_batch'], ['\\mu_{\\text{batch}}', 'mu_batch'], ['w^*', 'w^*'],
    ["f'", "f'"], ['\\mathbf{W}', 'W'], ['\\mathcal{L}', 'L'], ['\\overrightarrow{h}_{t-1}', 'vec(h)_{t-1}'], ['', undefined], ['a = b', undefined], ['2', undefined],
  ])('%s → %s', (written, name) => {
    expect(canonicalName(written)).toBe(name);
  }); // prettier-ignore

  it('takes names apart and puts them together again', () => {
    for (const name of [
      'w',
      'u_1',
      'hat(y)_t',
      'x_1^(2)',
      'W^h',
      'h_{t-1}',
      "f_2'",
      'bar(w)_{1:3}^(b)',
      'hat(bar(x))_i',
      'w^*',
      'theta_{i+1}',
    ])
      expect(joinName(splitName(name)!)).toBe(name);
    expect(splitName('a b')).toBeUndefined();
  });

  it('prints names so that they are read again', () => {
    for (const name of [
      'w',
      'u_1',
      'hat(y)_t',
      'x_1^(2)',
      'h_{t-1}',
      'bar(w)_{1:3}^(b)',
      'w^*',
      'theta_{i+1}',
      'loss',
      'W_hh',
      'mu_batch',
      "y'",
      'Gamma_theta',
    ])
      expect(canonicalName(latexOf({ type: 'symbol', name }))).toBe(name);
  });

  it('prints names in plain text', () => {
    const plain = ['hat(y)_t', 'theta_1', 'h_{t-1}', 'x_1^(2)', 'mu_batch'].map((name) =>
      plainOf({ type: 'symbol', name }),
    );
    expect(plain).toEqual(['ŷ_t', 'θ_1', 'h_{t-1}', 'x_1^(2)', 'μ_batch']);
  });
});
