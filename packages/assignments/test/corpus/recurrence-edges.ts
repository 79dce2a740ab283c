import { answersTo, type Case } from './case.ts';

const latex = String.raw;

/** rnn-homework 1(c): the partials of y, each may use those nearer to the output. */
const partials = answersTo('1(c)', {
  correct: [
    [
      'in terms of the later ones',
      latex`$$\frac{\partial y}{\partial t} = w \quad \frac{\partial y}{\partial s} = \frac{\partial y}{\partial t} \quad \frac{\partial y}{\partial r} = w\frac{\partial y}{\partial s} \quad \frac{\partial y}{\partial q} = \frac{\partial y}{\partial r} \quad \frac{\partial y}{\partial p} = w\frac{\partial y}{\partial q}$$`,
    ],
    [
      'as powers of w',
      latex`$\frac{\partial y}{\partial t} = w$, $\frac{\partial y}{\partial s} = w$, $\frac{\partial y}{\partial r} = w^2$, $\frac{\partial y}{\partial q} = w^2$, $\frac{\partial y}{\partial p} = w^3$`,
    ],
    [
      'through local partials',
      latex`$$\frac{\partial y}{\partial t} = w$$ $$\frac{\partial y}{\partial s} = \frac{\partial y}{\partial t}\frac{\partial t}{\partial s} = w \cdot 1 = w$$ $$\frac{\partial y}{\partial r} = \frac{\partial y}{\partial s}\frac{\partial s}{\partial r} = w \cdot w = w^2$$ $$\frac{\partial y}{\partial q} = \frac{\partial y}{\partial r}\frac{\partial r}{\partial q} = w^2$$ $$\frac{\partial y}{\partial p} = \frac{\partial y}{\partial q}\frac{\partial q}{\partial p} = w^3$$`,
    ],
    ['plain text', 'dy/dt = w\ndy/ds = dy/dt = w\ndy/dr = w * dy/ds\ndy/dq = dy/dr\ndy/dp = w * dy/dq'],
    ['Unicode', '∂y/∂t = w\n\n∂y/∂s = w\n\n∂y/∂r = w·∂y/∂s\n\n∂y/∂q = ∂y/∂r\n\n∂y/∂p = w·∂y/∂q'],
    [
      'aligned',
      latex`\begin{align*} \frac{\partial y}{\partial t} &= w \\ \frac{\partial y}{\partial s} &= w \\ \frac{\partial y}{\partial r} &= w^2 \\ \frac{\partial y}{\partial q} &= w^2 \\ \frac{\partial y}{\partial p} &= w^3 \end{align*}`,
    ],
    [
      'total derivatives and slashes',
      latex`$dy/dt = w$, $dy/ds = w$, $dy/dr = w \cdot dy/ds = w^2$, $dy/dq = dy/dr = w^2$, $dy/dp = w \cdot dy/dq = w^3$`,
    ],
    [
      'as t over w',
      latex`$\frac{\partial y}{\partial t} = \frac{y}{t} = w$, $\frac{\partial y}{\partial s} = w$, $\frac{\partial y}{\partial r} = w^2$, $\frac{\partial y}{\partial q} = w^2$, $\frac{\partial y}{\partial p} = w^3$`,
    ],
    [
      'a table',
      latex`| node | partial |
|---|---|
| $\frac{\partial y}{\partial t}$ | $w$ |
| $\frac{\partial y}{\partial s}$ | $w$ |
| $\frac{\partial y}{\partial r}$ | $w^2$ |
| $\frac{\partial y}{\partial q}$ | $w^2$ |
| $\frac{\partial y}{\partial p}$ | $w^3$ |`,
    ],
    [
      'the other way round',
      latex`$\frac{\partial y}{\partial p} = w^3$, $\frac{\partial y}{\partial q} = w^2$, $\frac{\partial y}{\partial r} = w^2$, $\frac{\partial y}{\partial s} = w$, $\frac{\partial y}{\partial t} = w$`,
    ],
    [
      'a marker and words',
      latex`Answer: We get $\frac{\partial y}{\partial t} = w$ directly. Since $t = s + u_3$, $\frac{\partial y}{\partial s} = w$. Since $s = wr$, $\frac{\partial y}{\partial r} = w \frac{\partial y}{\partial s}$. Next $\frac{\partial y}{\partial q} = \frac{\partial y}{\partial r}$ and at last $\frac{\partial y}{\partial p} = w \frac{\partial y}{\partial q}$.`,
    ],
    [
      'dot products written out',
      latex`$\frac{\partial y}{\partial t}=w$; $\frac{\partial y}{\partial s}=\frac{\partial y}{\partial t} \cdot 1$; $\frac{\partial y}{\partial r}=\frac{\partial y}{\partial s} \cdot w$; $\frac{\partial y}{\partial q}=\frac{\partial y}{\partial r} \cdot 1$; $\frac{\partial y}{\partial p}=\frac{\partial y}{\partial q} \cdot w$`,
    ],
  ],
  partial: [
    [
      '∂y/∂r without w',
      latex`$\frac{\partial y}{\partial t} = w$, $\frac{\partial y}{\partial s} = w$, $\frac{\partial y}{\partial r} = w$, $\frac{\partial y}{\partial q} = w^2$, $\frac{\partial y}{\partial p} = w^3$`,
    ],
    [
      '∂y/∂p one power short',
      latex`$\frac{\partial y}{\partial t} = w$, $\frac{\partial y}{\partial s} = w$, $\frac{\partial y}{\partial r} = w^2$, $\frac{\partial y}{\partial q} = w^2$, $\frac{\partial y}{\partial p} = w^2$`,
    ],
    [
      '∂y/∂t = t',
      latex`$\frac{\partial y}{\partial t} = t$, $\frac{\partial y}{\partial s} = w$, $\frac{\partial y}{\partial r} = w^2$, $\frac{\partial y}{\partial q} = w^2$, $\frac{\partial y}{\partial p} = w^3$`,
    ],
    [
      '∂y/∂q and ∂y/∂p exchanged',
      latex`$\frac{\partial y}{\partial t} = w$, $\frac{\partial y}{\partial s} = w$, $\frac{\partial y}{\partial r} = w^2$, $\frac{\partial y}{\partial p} = w^2$, $\frac{\partial y}{\partial q} = w^3$`,
    ],
    [
      'two missing',
      latex`$\frac{\partial y}{\partial t} = w$, $\frac{\partial y}{\partial s} = w$, $\frac{\partial y}{\partial r} = w^2$`,
    ],
    [
      'right only for w = 1',
      latex`$\frac{\partial y}{\partial t} = w$, $\frac{\partial y}{\partial s} = w$, $\frac{\partial y}{\partial r} = \frac{\partial y}{\partial s}$, $\frac{\partial y}{\partial q} = \frac{\partial y}{\partial r}$, $\frac{\partial y}{\partial p} = \frac{\partial y}{\partial q}$`,
    ],
  ],
  incorrect: [
    [
      'the partials by w',
      latex`$\frac{\partial y}{\partial t} = t$, $\frac{\partial y}{\partial s} = r$, $\frac{\partial y}{\partial r} = s$, $\frac{\partial y}{\partial q} = p$, $\frac{\partial y}{\partial p} = q$`,
    ],
    [
      'all ones',
      latex`$\frac{\partial y}{\partial t} = 1$, $\frac{\partial y}{\partial s} = 1$, $\frac{\partial y}{\partial r} = 1$, $\frac{\partial y}{\partial q} = 1$, $\frac{\partial y}{\partial p} = 1$`,
    ],
  ],
  'never right': [
    [
      'restated',
      latex`$\frac{\partial y}{\partial t} = \frac{\partial y}{\partial t}$, $\frac{\partial y}{\partial s} = \frac{\partial y}{\partial s}$, $\frac{\partial y}{\partial r} = \frac{\partial y}{\partial r}$, $\frac{\partial y}{\partial q} = \frac{\partial y}{\partial q}$, $\frac{\partial y}{\partial p} = \frac{\partial y}{\partial p}$`,
    ],
    [
      'in terms of earlier ones',
      latex`$\frac{\partial y}{\partial t} = w$, $\frac{\partial y}{\partial s} = w$, $\frac{\partial y}{\partial r} = \frac{\partial y}{\partial q}$, $\frac{\partial y}{\partial q} = \frac{\partial y}{\partial r}$, $\frac{\partial y}{\partial p} = w\frac{\partial y}{\partial q}$`,
    ],
  ],
});

/** rnn-homework 1(d): the three edges out of w, and dy/dw as their sum. */
const edges = answersTo('1(d)', {
  correct: [
    [
      'three terms and the sum',
      latex`The edges contribute $t$, $r\frac{\partial y}{\partial s}$ and $p\frac{\partial y}{\partial q}$, so $$\frac{dy}{dw} = t + r\frac{\partial y}{\partial s} + p\frac{\partial y}{\partial q}$$`,
    ],
    [
      'a list by edge',
      latex`- right edge: $t$
- middle edge: $r \cdot \frac{\partial y}{\partial s}$
- left edge: $p \cdot \frac{\partial y}{\partial q}$

$$\frac{dy}{dw} = t + r \cdot \frac{\partial y}{\partial s} + p \cdot \frac{\partial y}{\partial q}$$`,
    ],
    ['values put in', latex`$\frac{dy}{dw} = t + wr + w^2p = t + wr + w^2u_1$`],
    [
      'multiplied out at the end',
      latex`$$\frac{dy}{dw} = t + r\frac{\partial y}{\partial s} + p\frac{\partial y}{\partial q} = t + rw + pw^2 = u_3 + 2wu_2 + 3w^2u_1$$`,
    ],
    [
      'the direct partials of each product',
      latex`$\frac{\partial y}{\partial w} = t$, $\frac{\partial s}{\partial w} = r$, $\frac{\partial q}{\partial w} = p$

$$\frac{dy}{dw} = t + \frac{\partial y}{\partial s} r + \frac{\partial y}{\partial q} p = t + wr + w^2 p$$`,
    ],
    [
      '∂ and d told apart',
      latex`$$\frac{dy}{dw} = \frac{\partial y}{\partial w} + \frac{\partial y}{\partial s}\frac{\partial s}{\partial w} + \frac{\partial y}{\partial q}\frac{\partial q}{\partial w} = t + wr + w^2 p$$`,
    ],
    ['plain text', 'edge to y: t\nedge to s: r * dy/ds\nedge to q: p * dy/dq\ndy/dw = t + r * dy/ds + p * dy/dq'],
    ['Unicode', 'dy/dw = t + r·∂y/∂s + p·∂y/∂q = t + w·r + w²·p'],
    [
      'aligned',
      latex`\begin{align} \frac{dy}{dw} &= t + w\frac{ds}{dw} \\ &= t + w\left(r + w\frac{dr}{dw}\right) \\ &= t + wr + w^2 u_1 \end{align}`,
    ],
    [
      'a marker and a check',
      latex`**Answer:** $\frac{dy}{dw} = t + w r + w^2 p$. Check with (b): $t + wr + w^2 p = u_3 + 2wu_2 + 3w^2u_1$ ✓.`,
    ],
    [
      'numbered copies of w',
      latex`$\frac{\partial y}{\partial w_3} = t$, $\frac{\partial y}{\partial w_2} = r\frac{\partial y}{\partial s}$, $\frac{\partial y}{\partial w_1} = p\frac{\partial y}{\partial q}$. Total: $\frac{dy}{dw} = t + r\frac{\partial y}{\partial s} + p\frac{\partial y}{\partial q}$`,
    ],
    [
      'only the sum on the left missing',
      latex`$t$, $r\frac{\partial y}{\partial s}$, $p\frac{\partial y}{\partial q}$; sum: $t + r\frac{\partial y}{\partial s} + p\frac{\partial y}{\partial q}$`,
    ],
  ],
  partial: [
    ['the wrong operands, of which s happens to be what the middle edge gives', latex`$\frac{dy}{dw} = y + s + q$`],
    ['a first line that does not hold', latex`$y = w(s + u_1)$, so $\frac{dy}{dw} = t + wr + w^2u_1$`],
    ['a contribution missing', latex`$\frac{dy}{dw} = t + r\frac{\partial y}{\partial s}$`],
    [
      'a factor dropped in one edge',
      latex`$\frac{dy}{dw} = t + r\frac{\partial y}{\partial s} + p\frac{\partial y}{\partial r}\frac{\partial y}{\partial r}$`,
    ],
    ['the last edge without its partial', latex`$\frac{dy}{dw} = t + wr + p$`],
    ['the result of (b) alone', latex`$\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$`],
    [
      'contributions right, sum wrong',
      latex`The edges give $t$, $wr$, $w^2p$. $\frac{dy}{dw} = t \cdot wr \cdot w^2p$`,
    ],
    [
      'the middle edge wrong',
      latex`$\frac{dy}{dw} = t + s\frac{\partial y}{\partial s} + p\frac{\partial y}{\partial q}$`,
    ],
    ['local partials without what follows them', latex`$\frac{dy}{dw} = t + r + p$`],
  ],
  incorrect: [['nothing right', latex`$\frac{dy}{dw} = w + w^2 + w^3$`]],
  'never right': [
    ['restated', latex`$\frac{dy}{dw} = \frac{dy}{dw}$`],
    [
      'only the rule',
      latex`$\frac{dy}{dw} = \frac{\partial y}{\partial w} + \frac{\partial y}{\partial s}\frac{\partial s}{\partial w} + \frac{\partial y}{\partial q}\frac{\partial q}{\partial w}$`,
    ],
    ['prose alone', 'We add the three paths from w to y.'],
  ],
});

export const recurrenceEdges: readonly Case[] = [...partials, ...edges];
