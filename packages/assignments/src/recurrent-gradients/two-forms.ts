import {
  type Expr,
  judgeExpression,
  type Judgement,
  mapExpr,
  parseExpression,
  type PartContent,
  type PartText,
  type Scope,
} from '@gradbook/answers';

import type { JudgeOptions, Samples } from '../definition/assignment.ts';
import { withText } from '../definition/with-text.ts';

/** The activation is any function: nothing that holds for the logistic function alone may be used of it. */
const activation = 'phi';

function anyActivation(expr: Expr): Expr {
  return mapExpr(expr, (part) =>
    part.type === 'apply' ? { ...part, name: part.name.replace(/^(?:sigma|sigmoid)(?='*$)/, activation) } : part,
  );
}

const variables: Scope['variables'] = { W: {}, U: {}, b: {}, x_t: {}, 'g_{t-1}': {} };
const functions = [activation, 'sigma'];
const define = (latex: string): Expr =>
  anyActivation(parseExpression(latex, { variables: { ...variables, 'h_{t-1}': {}, g_t: {} }, functions }));

/** Both recurrences; what σ is applied to is a sum of terms in one order, so that scalars stand for the matrices. */
const scope: Scope = {
  variables,
  functions,
  definitions: {
    'h_{t-1}': define('\\sigma(g_{t-1})'),
    g_t: define('W \\sigma(g_{t-1}) + U x_t + b'),
    h_t: define('\\sigma(W h_{t-1} + U x_t + b)'),
  },
};

/** Judges how the states of h_t = σ(W h_{t−1} + U x_t + b) and g_t = W σ(g_{t−1}) + U x_t + b are related. */
export function judgeTwoForms(content: PartContent, _written: PartText, options: JudgeOptions): Judgement {
  return withText(
    judgeExpression(
      content,
      {
        label: '$h_t$',
        asked: ['h_t'],
        scope,
        terms: { symbols: ['g_t'] },
        expected: parseExpression('\\sigma(g_t)', { variables: { g_t: {} }, functions }),
        read: anyActivation,
        argued: true,
      },
      options,
    ),
    content,
    'Look for: the induction step, from $h_{t-1} = \\sigma(g_{t-1})$ to $h_t = \\sigma(g_t)$.',
  );
}

/** Answers with known verdicts. */
export const twoFormsSamples = async (): Promise<Samples> => ({
  right: ['$h_t = \\sigma(g_t)$'],
  wrong: [{ answer: '$h_t = g_t$' }, { answer: '$h_t = \\sigma(g_{t-1})$' }],
});
