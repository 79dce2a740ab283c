import { answersTo, type Case } from '../case.ts';

const latex = String.raw;

const right = latex`$p = u_1$, $q = wu_1$, $r = u_2 + wu_1$, $s = wu_2 + w^2u_1$, $t = u_3 + wu_2 + w^2u_1$, $y = wu_3 + w^2u_2 + w^3u_1$`;
const partials = latex`$\frac{\partial y}{\partial t} = w$, $\frac{\partial y}{\partial s} = w$, $\frac{\partial y}{\partial r} = w\frac{\partial y}{\partial s}$, $\frac{\partial y}{\partial q} = \frac{\partial y}{\partial r}$, $\frac{\partial y}{\partial p} = w\frac{\partial y}{\partial q}$`;

/** rnn-homework 1(a), 1(c) and 1(d): the values of the graph, its partials, the edges out of w. */
export const independentGraph: readonly Case[] = [
  ...answersTo('1(a)', {
    correct: [
      ['one line', right],
      ['introduced', `Unrolling the network step by step we get: ${right}.`],
      ['polite', `Here are my results:\n\n${right}\n\nPlease let me know if anything is unclear.`],
      ['lecture', `As in the lecture, we just insert one equation into the next one. ${right}`],
      [
        'an aligned block',
        latex`$$\begin{align*}
p &= u_1\\
q &= w u_1\\
r &= u_2 + w u_1\\
s &= w (u_2 + w u_1)\\
t &= w (u_2 + w u_1) + u_3\\
y &= w (w (u_2 + w u_1) + u_3)
\end{align*}$$`,
      ],
      [
        'plain without stars',
        'p = u_1\nq = w u_1\nr = u_2 + w u_1\ns = w u_2 + w^2 u_1\nt = u_3 + w u_2 + w^2 u_1\ny = w u_3 + w^2 u_2 + w^3 u_1',
      ],
      [
        'steps in words',
        latex`First, $p = u_1$. Then $q = wp = wu_1$. Adding the next input gives $r = u_2 + wu_1$. Multiplying with the weight, $s = wr = wu_2 + w^2u_1$. Adding $u_3$, $t = u_3 + wu_2 + w^2u_1$, and finally $y = wt = wu_3 + w^2u_2 + w^3u_1$.`,
      ],
      [
        'a table',
        latex`| node | expression |
|---|---|
| $p$ | $u_1$ |
| $q$ | $wu_1$ |
| $r$ | $u_2+wu_1$ |
| $s$ | $wu_2+w^2u_1$ |
| $t$ | $u_3+wu_2+w^2u_1$ |
| $y$ | $wu_3+w^2u_2+w^3u_1$ |`,
      ],
      [
        'a lost begin',
        latex`$$egin{aligned} p &= u_1 \\ q &= wu_1 \\ r &= u_2 + wu_1 \\ s &= wu_2 + w^2u_1 \\ t &= u_3 + wu_2 + w^2u_1 \\ y &= wu_3 + w^2u_2 + w^3u_1 \end{aligned}$$`,
      ],
      ['with a remark', `${right}. Note that the powers of $w$ grow with the age of the input.`],
      ['since h_0', latex`${right} (since $h_0 = 0$)`],
    ],
    partial: [
      ['a wrong power in y', right.replace('w^3u_1', 'w^2u_1')],
      ['u_2 forgotten in t', right.replace(latex`t = u_3 + wu_2 + w^2u_1`, latex`t = u_3 + w^2u_1`)],
      ['indices exchanged in r', right.replace('r = u_2 + wu_1', 'r = u_1 + wu_2')],
      ['y left out', right.replace(/, \$y.*$/, '')],
    ],
    'never right': [
      ['all wrong', `These are all wrong: ${right}`],
      ['each doubled', `Each of the following has to be doubled: ${right}`],
      ['untied', `If the weights were not shared we would have ${right}.`],
      ['another network', `For a different network the lecture derived ${right}.`],
      ['old', `${right}. Ignore the above, I ran out of time.`],
      ['a bound', right.replace('y =', latex`y \geq`)],
    ],
  }),
  ...answersTo('1(c)', {
    correct: [
      ['in a line', partials],
      ['chain rule', `By the chain rule, going backwards: ${partials}.`],
      [
        'a list',
        latex`- $\frac{\partial y}{\partial t} = w$ because $y = wt$
- $\frac{\partial y}{\partial s} = \frac{\partial y}{\partial t} = w$ because $t = s + u_3$
- $\frac{\partial y}{\partial r} = w\frac{\partial y}{\partial s}$ because $s = wr$
- $\frac{\partial y}{\partial q} = \frac{\partial y}{\partial r}$ because $r = u_2 + q$
- $\frac{\partial y}{\partial p} = w\frac{\partial y}{\partial q}$ because $q = wp$`,
      ],
      [
        'slashes',
        latex`$\partial y/\partial t = w$, $\partial y/\partial s = \partial y/\partial t$, $\partial y/\partial r = w\,\partial y/\partial s$, $\partial y/\partial q = \partial y/\partial r$, $\partial y/\partial p = w\,\partial y/\partial q$`,
      ],
      ['plain', 'dy/dt = w\ndy/ds = dy/dt\ndy/dr = w * dy/ds\ndy/dq = dy/dr\ndy/dp = w * dy/dq'],
      [
        'values',
        latex`$\frac{\partial y}{\partial t} = w, \frac{\partial y}{\partial s} = w, \frac{\partial y}{\partial r} = w^2, \frac{\partial y}{\partial q} = w^2, \frac{\partial y}{\partial p} = w^3$`,
      ],
      [
        'with local derivatives in words',
        latex`The local derivative of a product is the other factor and that of a sum is one. Hence ${partials}.`,
      ],
      ['lost backslashes', partials.replaceAll(latex`\frac`, 'rac')],
    ],
    partial: [
      [
        'one factor missing',
        partials.replace(latex`\frac{\partial y}{\partial p} = w\frac`, latex`\frac{\partial y}{\partial p} = \frac`),
      ],
      [
        'a factor too many',
        partials.replace(latex`\frac{\partial y}{\partial q} = \frac`, latex`\frac{\partial y}{\partial q} = w\frac`),
      ],
    ],
    'never right': [
      ['not', `It is not true that ${partials}.`],
      ['would', `In the linear case it would be ${partials}, here we need tanh.`],
      ['inverse', `The reciprocals are: ${partials}`],
      ['copied', `Copied from my neighbor, no guarantee: ${partials}`],
    ],
  }),
  ...answersTo('1(d)', {
    correct: [
      ['sum alone', latex`$\frac{dy}{dw} = t + r\frac{\partial y}{\partial s} + p\frac{\partial y}{\partial q}$`],
      [
        'three contributions',
        latex`The three contributions are $t$, $r\frac{\partial y}{\partial s}$ and $p\frac{\partial y}{\partial q}$. Summing up: $\frac{dy}{dw} = t + r\frac{\partial y}{\partial s} + p\frac{\partial y}{\partial q}$.`,
      ],
      [
        'carried out',
        latex`$$\frac{dy}{dw} = t + r\frac{\partial y}{\partial s} + p\frac{\partial y}{\partial q} = t + wr + w^2p$$ where we have used $\frac{\partial y}{\partial s} = w$ and $\frac{\partial y}{\partial q} = w^2$.`,
      ],
      [
        'multivariate chain rule',
        latex`By the multivariate chain rule we sum over all edges that leave $w$:
$$\frac{dy}{dw} = t + r \cdot \frac{\partial y}{\partial s} + p \cdot \frac{\partial y}{\partial q}$$
which is the same as in 1(b).`,
      ],
      ['checked', latex`$\frac{dy}{dw} = t + wr + w^2u_1 = u_3 + 2wu_2 + 3w^2u_1$, which agrees with part (b). `],
    ],
    partial: [
      ['a contribution missing', latex`$\frac{dy}{dw} = t + r\frac{\partial y}{\partial s}$`],
      ['a wrong edge', latex`$\frac{dy}{dw} = t + r\frac{\partial y}{\partial s} + q\frac{\partial y}{\partial q}$`],
    ],
    incorrect: [['one factor', latex`$\frac{dy}{dw} = w^3$`]],
    'never right': [
      [
        'ignored',
        latex`$\frac{dy}{dw} = t + r\frac{\partial y}{\partial s} + p\frac{\partial y}{\partial q}$ is what we would get if the edges were independent.`,
      ],
      [
        'double counts',
        latex`$\frac{dy}{dw} = t + r\frac{\partial y}{\partial s} + p\frac{\partial y}{\partial q}$ counts everything twice, so halve it.`,
      ],
    ],
  }),
];
