import { describe, expect, it } from 'vitest';
import type { Scope } from '../expr.ts';
import { parsePlain } from './statements.ts';
import { shown } from './shown.ts';

const names = 'w s t y u_1 u_2 u_3 a b c k M T N x n hat(y) r p q';
const scope: Scope = {
  variables: Object.fromEntries(names.split(' ').map((name) => [name, {}])),
  functions: ['f', 'f_2'],
};

/** What is written, and the trees it is read as: statements between ;;, other readings after |, reasons after !!. */
// prettier-ignore
const table: readonly (readonly [string, string])[] = [
  ['u3 + 2*w*u2 + 3w^2u1', '(+ u_3 (· 2 w u_2) (mul 3 (^ w 2) u_1))'],
  ['3 w**2 u1', '(mul 3 (^ w 2) u_1)'],
  ['dy/dw = u3 + 2w u2', '(d y w) = (+ u_3 (mul 2 w u_2))'],
  ['∂y/∂t = w', '(∂ y t) = w'],
  ['∂y/∂s * w', '(· (∂ y s) w)'],
  ['wu2', '(mul w u_2)'],
  ['kTM log k', '(mul k T M (log! k))'],
  ['O(kTM log k)', '(O! (mul k T M (log! k)))'],
  ['O(T k M log(k))', '(O! (mul T k M (log! k)))'],
  ['σ(x)²', '(^ (sigma! x) 2)'],
  ['h_t-1', '(+ h_t (- 1))'],
  ['h_{t-1}', 'h_{t-1}'],
  ['h_(t-1)', 'h_{t-1}'],
  ['w^-1', '(^ w (- 1))'],
  ['w^(n+1)', '(^ w (+ n 1))'],
  ['w^2u1', '(mul (^ w 2) u_1)'],
  ['e^-x', '(exp! (- x))'],
  ['e^(−x)', '(exp! (- x))'],
  ['2^nk', '!! Put brackets around the exponent nk.'],
  ['2^n k', '(mul (^ 2 n) k)'],
  ['exp(-w)', '(exp! (- w))'],
  ['sqrt(w)', '(sqrt! w)'],
  ['√(w+1)', '(sqrt! (+ w 1))'],
  ['|w|', '(abs w)'],
  ['[1, 2, 3]', '(list[ 1 2 3)'],
  ['[1 -2 3]', '(list[ 1 (- 2) 3)'],
  ['[1 - 2]', '(list[ (+ 1 (- 2)))'],
  ['[[1 2] [3 4]]', '(list[ (list[ 1 2) (list[ 3 4))'],
  ['1e-4', '1e-4'],
  ['.94%', '(mul .94 "%")'],
  ['94.1 %', '(mul 94.1 "%")'],
  ['3/4', '(/ 3 4)'],
  ['a/bc', '(mul (/ a b) c) | (/ a (mul b c))'],
  ['y_hat', 'hat(y)'],
  ['yhat', 'hat(y)'],
  ['theta_1 + θ₁', '(+ theta_1 theta_1)'],
  ['θ² + x₁', '(+ (^ theta 2) x_1)'],
  ['sum_{i=1}^{n} x_i', '(sum! x_i i 1 n)'],
  ['N^T', '(^ N T)'],
  ['W^T', '(^ W T)'],
  ["x'", "x'"],
  ['w·u2 − 3', '(+ (· w u_2) (- 3))'],
  ['w × 2', '(× w 2)'],
  ['p = u1, q = w u1', 'p = u_1 ;; q = (mul w u_1)'],
  ['a => b = c', 'a ;; b = c'],
  ['a <= b', 'a ≤ b'],
  ['a != b', 'a ≠ b'],
  ['a -> b', 'a → b'],
  ['(N-1)^T', '(^ (+ N (- 1)) T)'],
  ['n!', '(factorial! n)'],
  ['foo', 'foo'],
  ['2 foo', '(mul 2 foo)'],
  ['p\\_1 + w\\*u2', '(+ p_1 (· w u_2))'],
  ['\\frac{w}{2}', '(/ w 2)'],
  ['tanh(W h)', '(tanh! (mul W h))'],
  ['log2(k)', '(log![2] k)'],
  ['log_2 k', '(log![2] k)'],
  ['log k', '(log! k)'],
  ['ln y', '(ln! y)'],
  ['a = b and c = d', 'a = b ;; c = d'],
  ['a = b or c', '!! The words “or” stand inside mathematics.'],
  ['a + "b"', '!! This cannot be read: the sign ".'],
  ['a # b', '!! This cannot be read: the sign #.'],
  ['1.5.', '1.5'],
  ['x ∈ R', 'x ∈ R'],
  ['t + w r + w^2 u1', '(+ t (mul w r) (mul (^ w 2) u_1))'],
  ['w(s+u1)', '(mul w (+ s u_1))'],
  ['3(w)', '(mul 3 w)'],
  ['2w(u2 + w u1)', '(mul 2 w (+ u_2 (mul w u_1)))'],
  ['u_1', 'u_1'],
  ['max(a, b)', '(max! a b)'],
  ['w^w^w', '(^ w (^ w w))'],
  ['1,5', '(list 1 5)'],
  ['x_12', 'x_12'],
  ['u12', 'u_12'],
  ['s t', '(mul s t)'],
  ['st', '(mul s t)'],
];

describe('parsePlain', () => {
  it.each(table)('reads %s', (written, tree) => {
    expect(shown(parsePlain(written, scope))).toBe(tree);
  });
});
