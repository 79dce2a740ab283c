import { answersTo, type Case } from './case.ts';

const latex = String.raw;

/** rnn-homework 1(a): p, q, r, s, t, y in terms of w and the inputs. */
const values = answersTo('1(a)', {
  correct: [
    [
      'one display each',
      latex`$$p = u_1$$
$$q = w u_1$$
$$r = u_2 + w u_1$$
$$s = w u_2 + w^2 u_1$$
$$t = u_3 + w u_2 + w^2 u_1$$
$$y = w u_3 + w^2 u_2 + w^3 u_1$$`,
    ],
    [
      'an aligned environment',
      latex`$$\begin{aligned} p &= u_1 \\ q &= w u_1 \\ r &= u_2 + w u_1 \\ s &= w(u_2 + w u_1) \\ t &= u_3 + w(u_2 + w u_1) \\ y &= w(u_3 + w(u_2 + w u_1)) \end{aligned}$$`,
    ],
    [
      'inline with commas',
      latex`$p = u_1$, $q = wu_1$, $r = u_2 + wu_1$, $s = wu_2 + w^2u_1$, $t = u_3 + wu_2 + w^2u_1$ and $y = wu_3 + w^2u_2 + w^3u_1$.`,
    ],
    [
      'one formula with commas',
      latex`$p = u_1, q = wu_1, r = u_2 + wu_1, s = wu_2 + w^2u_1, t = u_3 + wu_2 + w^2u_1, y = wu_3 + w^2u_2 + w^3u_1$`,
    ],
    [
      'plain text',
      'p = u1\nq = w*u1\nr = u2 + w*u1\ns = w*u2 + w^2*u1\nt = u3 + w*u2 + w^2*u1\ny = w*u3 + w^2*u2 + w^3*u1',
    ],
    [
      'plain text in one line',
      'p = u1, q = w u1, r = u2 + w u1, s = w u2 + w^2 u1, t = w u2 + w^2 u1 + u3, y = w^2 u2 + w^3 u1 + w u3',
    ],
    [
      'Unicode',
      'p = u₁\n\nq = w·u₁\n\nr = u₂ + w·u₁\n\ns = w·u₂ + w²·u₁\n\nt = u₃ + w·u₂ + w²·u₁\n\ny = w·u₃ + w²·u₂ + w³·u₁',
    ],
    [
      'a bullet list',
      latex`- $p = u_1$
- $q = w u_1$
- $r = w u_1 + u_2$
- $s = w(w u_1 + u_2)$
- $t = w(w u_1 + u_2) + u_3$
- $y = w(w(w u_1 + u_2) + u_3)$`,
    ],
    [
      'Python',
      '```python\np = u1\nq = w * u1\nr = u2 + w * u1\ns = w * u2 + w**2 * u1\nt = u3 + w * u2 + w**2 * u1\ny = w * u3 + w**2 * u2 + w**3 * u1\n```',
    ],
    [
      'steps through the names of the graph',
      latex`$$p = u_1, \quad q = wp = wu_1, \quad r = u_2 + q = u_2 + wu_1$$
$$s = wr = w(u_2 + wu_1) = wu_2 + w^2u_1$$
$$t = s + u_3 = wu_2 + w^2u_1 + u_3$$
$$y = wt = w^2u_2 + w^3u_1 + wu_3$$`,
    ],
    [
      'a table of two columns',
      latex`| value | expression |
|---|---|
| p | $u_1$ |
| q | $w u_1$ |
| r | $u_2 + w u_1$ |
| s | $w u_2 + w^2 u_1$ |
| t | $u_3 + w u_2 + w^2 u_1$ |
| y | $w u_3 + w^2 u_2 + w^3 u_1$ |`,
    ],
    [
      'a table of one row',
      latex`| $p$ | $q$ | $r$ | $s$ | $t$ | $y$ |
|---|---|---|---|---|---|
| $u_1$ | $wu_1$ | $u_2+wu_1$ | $wu_2+w^2u_1$ | $u_3+wu_2+w^2u_1$ | $wu_3+w^2u_2+w^3u_1$ |`,
    ],
    [
      'equations in a table',
      latex`| | |
|---|---|
| $p = u_1$ | $q = wu_1$ |
| $r = u_2+wu_1$ | $s = wu_2+w^2u_1$ |
| $t = u_3+wu_2+w^2u_1$ | $y = wu_3+w^2u_2+w^3u_1$ |`,
    ],
    [
      'prose before each',
      latex`The first value is $p = u_1$. Multiplying by the weight gives $q = w\cdot u_1$. Then $r = u_2 + w\cdot u_1$ and so $s = w\cdot u_2 + w^2\cdot u_1$. Adding the last input, $t = u_3 + w\cdot u_2 + w^2\cdot u_1$. Finally $y = w\cdot u_3 + w^2\cdot u_2 + w^3\cdot u_1$.`,
    ],
    [
      'a marker and the label again',
      latex`**Answer:** (a) $p = u_1$; $q = w u_1$; $r = u_2 + w u_1$; $s = w u_2 + w^2 u_1$; $t = u_3 + w u_2 + w^2 u_1$; $y = w u_3 + w^2 u_2 + w^3 u_1$`,
    ],
    [
      'the initial state written out',
      latex`With $h_0 = 0$: $p = u_1 + h_0 = u_1$, $q = w u_1$, $r = u_2 + w u_1$, $s = w u_2 + w^2 u_1$, $t = u_3 + w u_2 + w^2 u_1$, $y = w u_3 + w^2 u_2 + w^3 u_1$`,
    ],
    [
      'a cases environment',
      latex`$$\begin{cases} p = u_1 \\ q = w u_1 \\ r = u_2 + w u_1 \\ s = w u_2 + w^2 u_1 \\ t = u_3 + w u_2 + w^2 u_1 \\ y = w u_3 + w^2 u_2 + w^3 u_1 \end{cases}$$`,
    ],
    [
      'a bold symbol and colons',
      latex`**p:** $u_1$

**q:** $w u_1$

**r:** $u_2 + w u_1$

**s:** $w u_2 + w^2 u_1$

**t:** $u_3 + w u_2 + w^2 u_1$

**y:** $w u_3 + w^2 u_2 + w^3 u_1$`,
    ],
    [
      'without names, in order',
      latex`$u_1$, $w u_1$, $u_2 + w u_1$, $w u_2 + w^2 u_1$, $u_3 + w u_2 + w^2 u_1$, $w u_3 + w^2 u_2 + w^3 u_1$`,
    ],
    [
      'a first try that is corrected',
      latex`$p = u_1$, $q = u_1 + w$ no wait, $q = w u_1$, $r = u_2 + w u_1$, $s = w u_2 + w^2 u_1$, $t = u_3 + w u_2 + w^2 u_1$, $y = w u_3 + w^2 u_2 + w^3 u_1$`,
    ],
    [
      'boxes and numbers of equations',
      latex`$$\boxed{p = u_1} \tag{1}$$ $$\boxed{q = w u_1} \tag{2}$$ $$\boxed{r = u_2 + w u_1} \tag{3}$$ $$\boxed{s = w u_2 + w^2 u_1} \tag{4}$$ $$\boxed{t = u_3 + w u_2 + w^2 u_1} \tag{5}$$ $$\boxed{y = w u_3 + w^2 u_2 + w^3 u_1} \tag{6}$$`,
    ],
    [
      'the question before the answer',
      latex`Fill in the blanks for the intermediate values during the forward pass, in terms of $w$ and the $u_i$'s: $p = u_1$, $q = w \times u_1$, $r = u_2 + w \times u_1$, $s = w \times u_2 + w^2 \times u_1$, $t = u_3 + w \times u_2 + w^2 \times u_1$, $y = w \times u_3 + w^2 \times u_2 + w^3 \times u_1$`,
    ],
  ],
  partial: [
    [
      'y without one power',
      latex`$p = u_1$, $q = wu_1$, $r = u_2 + wu_1$, $s = wu_2 + w^2u_1$, $t = u_3 + wu_2 + w^2u_1$, $y = wu_3 + w^2u_2 + w^2u_1$`,
    ],
    [
      't with the wrong input',
      latex`$p = u_1$, $q = wu_1$, $r = u_2 + wu_1$, $s = wu_2 + w^2u_1$, $t = u_2 + wu_2 + w^2u_1$, $y = wu_3 + w^2u_2 + w^3u_1$`,
    ],
    [
      'r and s exchanged',
      latex`$p = u_1$, $q = wu_1$, $s = u_2 + wu_1$, $r = wu_2 + w^2u_1$, $t = u_3 + wu_2 + w^2u_1$, $y = wu_3 + w^2u_2 + w^3u_1$`,
    ],
    [
      'a minus for a plus',
      latex`$p = u_1$, $q = wu_1$, $r = u_2 - wu_1$, $s = wu_2 + w^2u_1$, $t = u_3 + wu_2 + w^2u_1$, $y = wu_3 + w^2u_2 + w^3u_1$`,
    ],
    ['three of six', latex`$p = u_1$, $q = wu_1$, $r = u_2 + wu_1$`],
    [
      'q = u_1, and everything after it',
      latex`$p = u_1$, $q = u_1$, $r = u_2 + u_1$, $s = w(u_2 + u_1)$, $t = u_3 + w(u_2+u_1)$, $y = w(u_3 + w(u_2+u_1))$`,
    ],
    [
      'right only for w = 1',
      latex`$p = u_1$, $q = u_1$, $r = u_2 + u_1$, $s = u_2 + u_1$, $t = u_3 + u_2 + u_1$, $y = u_3 + u_2 + u_1$`,
    ],
    [
      'a right end behind a wrong step',
      latex`$p = u_1$, $q = wp = wu_1$, $r = u_2 + p = u_2 + wu_1$, $s = wu_2 + w^2u_1$, $t = u_3 + wu_2 + w^2u_1$, $y = wu_3 + w^2u_2 + w^3u_1$`,
    ],
  ],
  incorrect: [
    ['all wrong', latex`$p = w$, $q = w^2$, $r = w u_2$, $s = w^2 u_2$, $t = w u_3$, $y = w^2 u_3$`],
    [
      'indices shifted everywhere',
      latex`$p = u_2$, $q = w u_2$, $r = u_3 + w u_2$, $s = w u_3 + w^2 u_2$, $t = u_1 + w u_3 + w^2 u_2$, $y = w u_1 + w^2 u_3 + w^3 u_2$`,
    ],
  ],
  'never right': [
    ['the graph restated', latex`$p = u_1$, $q = wp$, $r = u_2 + q$, $s = wr$, $t = s + u_3$, $y = wt$`],
    ['every name is itself', latex`$p = p$, $q = q$, $r = r$, $s = s$, $t = t$, $y = y$`],
    [
      'two claims about y, the last one wrong',
      latex`$p = u_1$, $q = wu_1$, $r = u_2 + wu_1$, $s = wu_2 + w^2u_1$, $t = u_3 + wu_2 + w^2u_1$, $y = wu_3 + w^2u_2 + w^3u_1$. Check: $y = w u_3 + w^2 u_2$`,
    ],
    [
      'a broken formula',
      latex`$p = u_1$, $q = wu_1$, $r = u_2 + wu_1$, $s = wu_2 + w^2u_1$, $t = u_3 + wu_2 + w^2u_1$, $y = wu_3 + \frac{w^2u_2$`,
    ],
  ],
  unanswered: [
    ['a question mark', '?'],
    ['nothing', ''],
  ],
});

/** rnn-homework 1(b): dy/dw = u_3 + 2w u_2 + 3w² u_1. */
const derivative = answersTo('1(b)', {
  correct: [
    ['as asked', latex`$$\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$$`],
    [
      'from the product, step by step',
      latex`$$\begin{aligned}\frac{dy}{dw} &= \frac{d}{dw}\left(w u_3 + w^2 u_2 + w^3 u_1\right) \\ &= u_3 + 2 w u_2 + 3 w^2 u_1\end{aligned}$$`,
    ],
    ['another order', latex`$3w^2u_1 + 2wu_2 + u_3$`],
    [
      'dots and thin spaces',
      latex`$$\frac{\mathrm{d}y}{\mathrm{d}w} = 3\,w^{2}\cdot u_{1} + 2\,w\cdot u_{2} + u_{3}.$$`,
    ],
    ['a prime', latex`$y' = u_3 + 2wu_2 + 3w^2u_1$`],
    ['a partial for a total', latex`$\partial y / \partial w = u_3 + 2 w u_2 + 3 w^2 u_1$`],
    ['dfrac and boxed', latex`$$\boxed{\dfrac{dy}{dw} = 3w^2 u_1 + 2w u_2 + u_3}$$`],
    ['boxed alone', latex`Differentiating term by term gives $\boxed{u_3 + w(2u_2 + 3wu_1)}$ which is what we wanted.`],
    ['plain text', 'dy/dw = u3 + 2*w*u2 + 3*w^2*u1'],
    ['plain text with stars', 'dy/dw = u_3 + 2w*u_2 + 3w**2*u_1'],
    ['Unicode', 'dy/dw = u₃ + 2w·u₂ + 3w²·u₁'],
    ['Unicode with ∂', '∂y/∂w = 3w²u₁ + 2wu₂ + u₃'],
    ['Answer:', latex`**Answer:** $u_3 + 2wu_2 + 3w^2u_1$`],
    [
      'Solution: after steps',
      latex`**Solution**

Since $y = w^3u_1 + w^2u_2 + wu_3$, the power rule gives

$$\frac{dy}{dw} = 3w^2u_1 + 2wu_2 + u_3$$`,
    ],
    [
      'the question first',
      latex`Using the expression for $y$ from the previous subpart, compute $\frac{dy}{dw}$.

$\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$`,
    ],
    ['words behind', latex`$\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$ (by the chain rule)`],
    [
      'a right side that is not multiplied out',
      latex`$\frac{dy}{dw} = t + w(r + w u_1) = u_3 + wu_2 + w^2u_1 + w(u_2 + 2wu_1)$`,
    ],
    ['factored', latex`$\frac{dy}{dw} = u_3 + w\left(2u_2 + 3wu_1\right)$`],
    ['the label repeated', latex`(b) $\frac{dy}{dw} = u_3 + 2 w u_2 + 3 w^2 u_1$`],
    [
      'the value of y first',
      latex`$y = wu_3 + w^2u_2 + w^3u_1$

$\Rightarrow \frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$`,
    ],
    ['d/dw y', latex`$\frac{d}{dw} y = u_3 + 2wu_2 + 3w^2u_1$`],
    [
      'terms one by one',
      latex`The terms give $u_3$, $2wu_2$ and $3w^2u_1$, so $$\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1.$$`,
    ],
    ['code', '```\ndy_dw = u3 + 2*w*u2 + 3*w**2*u1\n```'],
    ['backticks', '`dy/dw = u3 + 2*w*u2 + 3*w^2*u1`'],
    ['a capital U', latex`$\frac{dy}{dw} = U_3 + 2wU_2 + 3w^2U_1$`],
    ['an equation with a comma after it', latex`$$\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1,$$ as the sum of three terms.`],
    [
      'a display cut in two',
      latex`$$\frac{dy}{dw} = u_3$$
$$+\ 2wu_2 + 3w^2u_1$$`,
    ],
    [
      'a correction',
      latex`$\frac{dy}{dw} = u_2 + 2wu_2 + 3w^2u_1$. No wait, the first term is wrong: $\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$`,
    ],
    ['a text sum', latex`$\frac{dy}{dw} = \sum_{i=1}^{3} i\, w^{i-1} u_{4-i} = u_3 + 2wu_2 + 3w^2u_1$`],
    ['parentheses around factors', latex`$$\frac{d y}{d w}=(1) u_{3}+(2 w) u_{2}+\left(3 w^{2}\right) u_{1}$$`],
  ],
  incorrect: [
    ['u_2 for u_3', latex`$\frac{dy}{dw} = u_2 + 2wu_2 + 3w^2u_1$`],
    ['a term dropped', latex`$\frac{dy}{dw} = 2wu_2 + 3w^2u_1$`],
    ['a coefficient', latex`$\frac{dy}{dw} = u_3 + wu_2 + 3w^2u_1$`],
    ['an exponent', latex`$\frac{dy}{dw} = u_3 + 2wu_2 + 3wu_1$`],
    ['a sign', latex`$\frac{dy}{dw} = u_3 - 2wu_2 + 3w^2u_1$`],
    ['not differentiated', latex`$\frac{dy}{dw} = wu_3 + w^2u_2 + w^3u_1$`],
    ['inputs exchanged', latex`$\frac{dy}{dw} = u_1 + 2wu_2 + 3w^2u_3$`],
    ['right only for w = 1', latex`$\frac{dy}{dw} = u_3 + 2u_2 + 3u_1$`],
    ['only the last edge', latex`$\frac{dy}{dw} = u_3 + wu_2 + w^2u_1$`],
    ['a term doubled', latex`$2u_3 + 2wu_2 + 3w^2u_1$`],
    ['right with equal inputs', latex`$\frac{dy}{dw} = (1 + 2w + 3w^2)u_1$`],
    ['plain and wrong', 'dy/dw = u3 + 2*w*u2 + 2*w^2*u1'],
    ['the second derivative', latex`$\frac{dy}{dw} = 2u_2 + 6wu_1$`],
    ['a wrong end behind a right step', latex`$\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1 = u_3 + 5w^3u_1u_2$`],
    ['negated', latex`$\frac{dy}{dw} = -u_3 - 2wu_2 - 3w^2u_1$`],
    ['a boxed wrong answer after a right one', latex`$u_3 + 2wu_2 + 3w^2u_1$ so $\boxed{u_3 + 2wu_2 + w^2u_1}$`],
  ],
  partial: [
    [
      'a right end behind a step that does not hold',
      latex`$\frac{dy}{dw} = u_2 + 2wu_2 + 3w^2u_1 = u_3 + 2wu_2 + 3w^2u_1$`,
    ],
  ],
  'never right': [
    ['restated', latex`$\frac{dy}{dw} = \frac{dy}{dw}$`],
    ['in other names than asked', latex`$\frac{dy}{dw} = t + wr + w^2p$`],
    ['two answers', latex`$u_3 + 2wu_2 + 3w^2u_1$ or $u_2 + 2wu_2 + 3w^2u_1$`],
    [
      'two equations with “or”',
      latex`$\frac{dy}{dw} = u_2 + 2wu_2 + 3w^2u_1$ or $\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$, I am not sure`,
    ],
    ['the right one denied', latex`It is not $u_3 + 2wu_2 + 3w^2u_1$`],
    ['an unclosed brace', latex`$\frac{dy}{dw} = u_3 + 2wu_2 + 3w^{2u_1$`],
    ['an input that does not exist', latex`$\frac{dy}{dw} = u_4 + 2wu_3 + 3w^2u_2$`],
    ['plus something', latex`$\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1 + c$`],
    ['an ellipsis', latex`$\frac{dy}{dw} = u_3 + 2wu_2 + \dots$`],
    ['only prose', 'We differentiate the expression of part (a) with respect to the weight.'],
  ],
  unanswered: [
    ['not known', "I don't know"],
    ['dots', '...'],
  ],
});

export const recurrenceValues: readonly Case[] = [...values, ...derivative];
