import { type Expr, parseExpression, type Scope } from '@gradbook/answers';

import type { Mistake } from './mistake.ts';

/** A wrong form of the gradient of (ŷ − y)² by an early state of a linear recurrence. */
export type LinearGradientMistake = Mistake<(scope: Scope) => Expr>;

const form = (id: string, sentence: string, latex: string): LinearGradientMistake => ({
  id,
  sentence,
  run: (scope) => parseExpression(latex, scope),
});

/** All of them, in the order in which they are tried. */
export const linearGradientMistakes: readonly LinearGradientMistake[] = [
  form(
    'square-without-two',
    'The derivative of a square has a factor that is missing here: the loss is $(\\hat{y} - y)^2$, without a half.',
    '(\\hat{y} - y) W^f (W^h)^{T-t}',
  ),
  form(
    'residual-sign',
    'The sign is wrong: the residual is taken the other way round.',
    '-2(\\hat{y} - y) W^f (W^h)^{T-t}',
  ),
  form(
    'power-of-steps-from-start',
    'The exponent counts the steps from the beginning to $t$; the gradient passes the steps from $t$ to the end.',
    '2(\\hat{y} - y) W^f (W^h)^{t}',
  ),
  form(
    'power-of-all-steps',
    'The exponent counts all steps; the gradient passes only those behind $t$.',
    '2(\\hat{y} - y) W^f (W^h)^{T}',
  ),
  form('one-step-too-few', 'The exponent counts one step too few.', '2(\\hat{y} - y) W^f (W^h)^{T-t-1}'),
  form('one-step-too-many', 'The exponent counts one step too many.', '2(\\hat{y} - y) W^f (W^h)^{T-t+1}'),
  form(
    'recurrent-weight-once',
    'The recurrent weight enters once for every step that the gradient passes, not once in all.',
    '2(\\hat{y} - y) W^f W^h',
  ),
  form(
    'without-recurrence',
    'The recurrent weight is missing: this is the gradient by the last state.',
    '2(\\hat{y} - y) W^f',
  ),
  form('without-head', 'The weight of the output layer is missing.', '2(\\hat{y} - y) (W^h)^{T-t}'),
  form(
    'loss-not-differentiated',
    'The loss was multiplied where its derivative belongs.',
    '(\\hat{y} - y)^2 W^f (W^h)^{T-t}',
  ),
  form(
    'steps-as-factor',
    'The number of steps stands as a factor; the recurrent weight is multiplied by itself as often.',
    '2(\\hat{y} - y) W^f W^h (T-t)',
  ),
  form(
    'power-of-transposed-weight',
    'The recurrent weight is transposed where the rest is a row: a column has every factor transposed, in reverse order.',
    '2(\\hat{y} - y) W^f ((W^h)^\\top)^{T-t}',
  ),
];

/** Factors whose sizes do not fit in the order in which they are multiplied. */
export const matricesMisfit = {
  id: 'matrices-do-not-fit',
  sentence: 'The matrices cannot be multiplied in this order: their sizes do not fit.',
} as const;
