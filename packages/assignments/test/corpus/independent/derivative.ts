import { answersTo, type Case } from '../case.ts';

const latex = String.raw;

/** rnn-homework 1(b): dy/dw = u_3 + 2w u_2 + 3w² u_1, written before the reader of words was tuned. */
export const independentDerivative: readonly Case[] = answersTo('1(b)', {
  correct: [
    ['bare', latex`$3w^2u_1 + 2wu_2 + u_3$`],
    ['plain, caret', '3w^2u_1 + 2wu_2 + u_3'],
    ['plain, stars', '3*w**2*u1 + 2*w*u2 + u3'],
    ['Unicode', 'dy/dw = 3w²u₁ + 2wu₂ + u₃'],
    ['an inline code span', '`dy/dw = u3 + 2*w*u2 + 3*w**2*u1`'],
    ['a code block', '```\ndy_dw = u3 + 2*w*u2 + 3*w*w*u1\n```'],
    ['Horner', latex`$$\frac{dy}{dw} = u_3 + w(2u_2 + 3wu_1)$$`],
    [
      'split over lines',
      latex`$$\begin{aligned}
\frac{dy}{dw} &= \frac{d}{dw}\left(w u_3 + w^2 u_2 + w^3 u_1\right) \\
&= u_3 + 2 w u_2 \\
&\quad + 3 w^2 u_1
\end{aligned}$$`,
    ],
    ['converter lost a backslash', latex`$rac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$`],
    ['converter ate egin', latex`$$egin{aligned} \frac{dy}{dw} &= u_3 + 2wu_2 + 3w^2u_1 \end{aligned}$$`],
    ['escaped underscores', latex`$\frac{dy}{dw} = u\_3 + 2wu\_2 + 3w^2u\_1$`],
    ['spaces between all letters', latex`$\frac { d y } { d w } = u _ { 3 } + 2 w u _ { 2 } + 3 w ^ { 2 } u _ { 1 }$`],
    ['the middle of a sentence', latex`Thus we find that $\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$ as required.`],
    [
      'reference to the lecture',
      latex`As we saw in lecture 5, the gradient is the sum over all paths, so here $\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$.`,
    ],
    ['an apology', latex`Sorry for the messy handwriting earlier! $\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$`],
    ['thanks', latex`$$\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$$ Thanks for the great course!`],
    ['note that', latex`Note that $w$ enters three times. $\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$.`],
    [
      'a note behind it',
      latex`$\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$. Note that the earliest input has the highest power of $w$.`,
    ],
    [
      'what it shows',
      latex`$\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$. This shows how the gradient vanishes for the first input when $|w|$ is small.`,
    ],
    ['restating the question', latex`What is dy/dw in terms of w and u? It is $u_3 + 2wu_2 + 3w^2u_1$.`],
    [
      'substitution first',
      latex`If we plug all values into $y$ we get $y = wu_3 + w^2u_2 + w^3u_1$. Differentiating with respect to $w$ gives $u_3 + 2wu_2 + 3w^2u_1$.`,
    ],
    ['by the product rule', latex`By the product rule, $\frac{dy}{dw} = t + w\frac{dt}{dw} = u_3 + 2wu_2 + 3w^2u_1$.`],
    ['hence', latex`Hence $u_3+2wu_2+3w^2u_1$`],
    ['I think', latex`I think it's $u_3+2wu_2+3w^2u_1$`],
    ['boxed', latex`So the final answer is $$\boxed{\frac{dy}{dw} = 3u_1w^2 + 2u_2w + u_3}$$`],
    ['bold label', latex`**Final answer:** $3u_1w^2 + 2u_2w + u_3$`],
    ['answer is', latex`My answer is $3u_1w^2 + 2u_2w + u_3$.`],
    ['colon', latex`The derivative: $3u_1w^2 + 2u_2w + u_3$`],
    [
      'a list of steps',
      latex`1. $y = w t$
2. $t = u_3 + wu_2 + w^2u_1$
3. so $y = wu_3 + w^2u_2 + w^3u_1$
4. therefore $\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$`,
    ],
    ['a misspelt word', latex`Therfore the deriviative is $u_3 + 2wu_2 + 3w^2u_1$`],
    ['verified', latex`$\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$ (checked with PyTorch autograd)`],
    [
      'a numerical check',
      latex`$\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$. I verified this numerically with finite differences and it matches.`,
    ],
    ['with partials', latex`$\partial y / \partial w = u_3 + 2 w u_2 + 3 w^2 u_1$`],
    ['y prime', latex`$y'(w) = u_3 + 2wu_2 + 3w^2u_1$`],
    ['nabla words', latex`The gradient of $y$ w.r.t. $w$ is $u_3 + 2wu_2 + 3w^2u_1$`],
    [
      'a struck-out first try',
      latex`~~$\frac{dy}{dw} = u_2 + 2wu_2 + 3w^2u_1$~~ $\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$`,
    ],
    [
      'two columns',
      latex`| quantity | value |
|---|---|
| $\frac{dy}{dw}$ | $u_3 + 2wu_2 + 3w^2u_1$ |`,
    ],
    ['a unit of nothing', latex`$\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$ (no units, all scalars)`],
    ['cdots of times', latex`$u_3 + 2 \times w \times u_2 + 3 \times w^2 \times u_1$`],
    [
      'explained term by term',
      latex`We sum the contributions of all three edges: the last one gives $t$, the middle one $w r$ and the first one $w^2 p$. Altogether $\frac{dy}{dw} = t + wr + w^2p = u_3 + 2wu_2 + 3w^2u_1$.`,
    ],
    [
      'which simplifies',
      latex`$\frac{dy}{dw} = (u_3 + wu_2 + w^2u_1) + w(u_2 + 2wu_1)$ which simplifies to $u_3 + 2wu_2 + 3w^2u_1$.`,
    ],
    ['treating as constants', latex`Treating the inputs as constants, we obtain $u_3 + 2wu_2 + 3w^2u_1$.`],
    [
      'because',
      latex`$\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$ because the weights are tied and so every edge contributes.`,
    ],
    ['a smiley', latex`$\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$ :)`],
    ['done', latex`$\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$. Done!`],
    ['QED sign', latex`$\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1 \quad\blacksquare$`],
    ['fractions', latex`$\frac{wu_3 + 2w^2u_2 + 3w^3u_1}{w}$`],
    ['sum sign', latex`$\frac{dy}{dw} = \sum_{k=1}^{3} k\, w^{k-1} u_{4-k}$`],
    ['colour', latex`$\color{blue}{\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1}$`],
    [
      'tabs and a stray dollar price',
      latex`(this took me longer than $5 worth of coffee) Answer: $u_3 + 2wu_2 + 3w^2u_1$`,
    ],
  ],
  incorrect: [
    ['equal only at w = 1', latex`$u_3 + 2u_2 + 3u_1$`],
    ['equal only where u_1 and u_2 agree', latex`$u_3 + 2wu_1 + 3w^2u_2$`],
    ['an OCR digit', latex`$u_3 + 2wu_2 + 8w^2u_1$`],
    ['OCR l for 1 in a coefficient', latex`$\frac{dy}{dw} = u_3 + 2wu_2 + 31w^2u_1$`],
    ['power dropped', latex`$\frac{dy}{dw} = u_3 + 2wu_2 + 3wu_1$`],
    ['not differentiated', latex`$\frac{dy}{dw} = wu_3 + w^2u_2 + w^3u_1$`],
    ['only the last edge', latex`$\frac{dy}{dw} = t = u_3 + wu_2 + w^2u_1$`],
    ['the middle term lost', latex`So the derivative is $u_3 + 3w^2u_1$.`],
    ['integrated', latex`$\frac{w^2}{2}u_3 + \frac{w^3}{3}u_2 + \frac{w^4}{4}u_1$`],
    ['a minus', latex`$u_3 - 2wu_2 + 3w^2u_1$`],
    ['tanh saturates', latex`$\frac{dy}{dw} = (u_3 + 2wu_2 + 3w^2u_1)\tanh(50)$`],
    ['a tiny term', latex`$u_3 + 2wu_2 + 3w^2u_1 + 0.000001w$`],
    ['sigmoid of something large', latex`$(u_3 + 2wu_2 + 3w^2u_1)\,\sigma(1000 + w^2)$`],
    ['right one struck out', latex`~~$u_3 + 2wu_2 + 3w^2u_1$~~ $u_3 + 2wu_2 + 2w^2u_1$`],
    ['wrong in words of thanks', latex`Thanks! $\frac{dy}{dw} = u_1 + 2wu_2 + 3w^2u_3$`],
    ['a code block', '```\ndy_dw = u3 + w*u2 + w**2*u1\n```'],
  ],
  partial: [['a wrong step on the way', latex`$\frac{dy}{dw} = t + wu_2 = u_3 + 2wu_2 + 3w^2u_1$`]],
  unanswered: [
    ['a dash', '—'],
    ['I do not know', "I don't know"],
  ],
  'not wrong': [
    ['German', latex`Die Ableitung ist $u_3 + 2wu_2 + 3w^2u_1$.`],
    ['German, Antwort', latex`Antwort: $u_3 + 2wu_2 + 3w^2u_1$`],
    ['French', latex`La dérivée vaut donc $u_3 + 2wu_2 + 3w^2u_1$.`],
    ['Spanish', latex`La derivada es $u_3 + 2wu_2 + 3w^2u_1$`],
    ['OCR of the letter u as v', latex`$v_3 + 2wv_2 + 3w^2v_1$`],
  ],
  'never right': [
    ['conditional', latex`If $u_1$ were zero, $\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$, but here it is different.`],
    ['would be without sharing', latex`With untied weights it would be $u_3 + 2wu_2 + 3w^2u_1$.`],
    ['two times', latex`The derivative is two times $u_3 + 2wu_2 + 3w^2u_1$.`],
    ['2 x', latex`2 x the expression $u_3 + 2wu_2 + 3w^2u_1$`],
    ['minus the expression', latex`It is the negative of $u_3 + 2wu_2 + 3w^2u_1$.`],
    ['plus something in words', latex`$u_3 + 2wu_2 + 3w^2u_1$ plus one`],
    ['divide afterwards', latex`$u_3 + 2wu_2 + 3w^2u_1$. Then divide this by three.`],
    ['squared in words', latex`$u_3 + 2wu_2 + 3w^2u_1$, all squared`],
    ['the key', latex`The solution manual claims $u_3 + 2wu_2 + 3w^2u_1$, which I disagree with.`],
    ['used to be', latex`My answer used to be $u_3 + 2wu_2 + 3w^2u_1$.`],
    ['except', latex`$u_3 + 2wu_2 + 3w^2u_1$ except that the last term has no square`],
    ['replace', latex`$u_3 + 2wu_2 + 3w^2u_1$ with $u_1$ replaced by $u_2$`],
    ['swap', latex`$u_3 + 2wu_2 + 3w^2u_1$ with the roles of $u_3$ and $u_1$ swapped`],
    ['an impossible value', latex`It cannot be $u_3 + 2wu_2 + 3w^2u_1$.`],
    [
      'of another function',
      latex`$u_3 + 2wu_2 + 3w^2u_1$ is the derivative for the bidirectional network, ours is simpler.`,
    ],
    ['no longer', latex`$u_3 + 2wu_2 + 3w^2u_1$ no longer holds once $w$ is shared.`],
    ['contradiction', latex`Assume $\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$. This leads to a contradiction.`],
    ['the error', latex`The error of my program was $u_3 + 2wu_2 + 3w^2u_1$.`],
    ['ellipsis doubt', latex`$u_3 + 2wu_2 + 3w^2u_1$ ??? no clue`],
    ['drop a term', latex`$u_3 + 2wu_2 + 3w^2u_1$ without its middle term`],
    ['only when', latex`only when $w = 1$: $u_3 + 2wu_2 + 3w^2u_1$`],
    ['a friend', latex`Anna says $u_3 + 2wu_2 + 3w^2u_1$ and Ben says $u_3 + 2wu_2$.`],
    ['old version', latex`An old version of this sheet had $u_3 + 2wu_2 + 3w^2u_1$.`],
    ['what many get', latex`Many would write $u_3 + 2wu_2 + 3w^2u_1$ here, which ignores the bias.`],
    ['both offered', latex`$u_3 + 2wu_2 + 3w^2u_1$ resp. $u_3 + wu_2 + w^2u_1$`],
    ['proportional', latex`$\frac{dy}{dw}$ is proportional to $u_3 + 2wu_2 + 3w^2u_1$`],
    ['approximately', latex`For small $w$ the derivative is roughly $u_3 + 2wu_2 + 3w^2u_1$`],
    ['some function of', latex`It is some function of $u_3 + 2wu_2 + 3w^2u_1$`],
    ['the log', latex`the logarithm of $u_3 + 2wu_2 + 3w^2u_1$`],
    ['read backwards', latex`Read this from right to left and change every sign: $u_3 + 2wu_2 + 3w^2u_1$`],
    [
      'tick',
      latex`- [ ] $u_3 + 2wu_2 + 3w^2u_1$
- [x] $u_3 + wu_2 + w^2u_1$`,
    ],
    ['German denial', latex`Nicht $u_3 + 2wu_2 + 3w^2u_1$.`],
    ['French denial', latex`Ce n'est pas $u_3 + 2wu_2 + 3w^2u_1$.`],
    ['Spanish denial', latex`No es $u_3 + 2wu_2 + 3w^2u_1$, falta un término.`],
    ['html struck out', latex`<del>$u_3 + 2wu_2 + 3w^2u_1$</del>`],
    ['cancelled in LaTeX', latex`$\cancel{u_3 + 2wu_2 + 3w^2u_1}$`],
    [
      'a footnote marker',
      latex`$u_3 + 2wu_2 + 3w^2u_1$\* (\* this is the textbook's result, I could not reproduce it)`,
    ],
  ],
});
