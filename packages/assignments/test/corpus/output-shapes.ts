import { answersTo, type Case } from './case.ts';

const latex = String.raw;

/** conv-gated-debugging 1.1(a): the size of one output. */
const example = answersTo('1.1(a)', {
  correct: [
    ['a product', latex`$2 \times 5$`],
    ['a pair', latex`$(2, 5)$`],
    ['plain text', '2x5'],
    ['plain text with spaces', '2 x 5'],
    ['by', 'The output is 2 by 5.'],
    ['a set', latex`$\mathbb{R}^{2 \times 5}$`],
    ['Unicode', '2 × 5'],
    [
      'both floors',
      latex`$H = \lfloor (11-5)/4 \rfloor + 1 = 2$, $W = \lfloor (21-4)/4 \rfloor + 1 = 5$, so the output is $2 \times 5$.`,
    ],
    ['a channel in front', latex`$1 \times 2 \times 5$`],
    ['rows and columns', '2 rows and 5 columns'],
    ['height and width', 'height 2 and width 5'],
    [
      'two equations alone',
      latex`$H_{out} = \lfloor \frac{11-5}{4} \rfloor + 1 = 2$ and $W_{out} = \lfloor \frac{21-4}{4} \rfloor + 1 = 5$`,
    ],
    ['a printed size', 'torch.Size([2, 5])'],
    [
      'the input repeated behind',
      latex`The output has shape $2 \times 5$, since the input is $11 \times 21$ and the filter $5 \times 4$.`,
    ],
    [
      'the input repeated before',
      latex`For an $11 \times 21$ input and a $5 \times 4$ kernel with stride 4 we get $2 \times 5$.`,
    ],
    ['boxed', latex`$\boxed{2 \times 5}$`],
    ['rounded down in words', latex`$(11-5)/4 + 1 = 2.5$ and $(21-4)/4 + 1 = 5.25$; rounding down gives $2 \times 5$.`],
    ['a list', '[2, 5]'],
  ],
  partial: [
    [
      'a step that is wrong',
      latex`$H = (11-5)/4 + 1 = 2.25$, $W = (21-4)/4+1 = 5.25$; rounded down this is $2 \times 5$`,
    ],
    ['exchanged', latex`$5 \times 2$`],
  ],
  incorrect: [
    ['rounded up', latex`$3 \times 6$`],
    ['one rounded up', latex`$2 \times 6$`],
    ['without the first window', latex`$1 \times 4$`],
    ['stride 1', latex`$7 \times 18$`],
    ['the fractions', latex`$2.5 \times 5.25$, rounding up: $3 \times 6$`],
    ['three axes', latex`$3 \times 2 \times 5$`],
    ['something else', '4 x 5'],
  ],
  'never right': [
    ['two offers', latex`$2 \times 5$ or $3 \times 6$`],
    ['denied', latex`It is not $2 \times 5$.`],
    ['the input', latex`$11 \times 21$`],
    ['a number', '10'],
  ],
  unanswered: [['a question mark', '?']],
});

/** 1.1(b): the size of an output in general. */
const general = answersTo('1.1(b)', {
  correct: [
    [
      'floors as signs',
      latex`$F \times \left(\left\lfloor \frac{H+2P-D(K-1)-1}{S} \right\rfloor + 1\right) \times \left(\left\lfloor \frac{W+2P-D(K-1)-1}{S} \right\rfloor + 1\right)$`,
    ],
    [
      'the one inside',
      latex`$\mathbb{R}^{F \times \lfloor \frac{H+2P-D(K-1)-1}{S} + 1 \rfloor \times \lfloor \frac{W+2P-D(K-1)-1}{S} + 1 \rfloor}$`,
    ],
    [
      'definitions',
      latex`$H_{out} = \lfloor (H + 2P - D(K-1) - 1)/S \rfloor + 1$, $W_{out} = \lfloor (W + 2P - D(K-1) - 1)/S \rfloor + 1$, and the shape is $F \times H_{out} \times W_{out}$.`,
    ],
    [
      'likewise',
      latex`$H_{out} = \lfloor \frac{H + 2P - D(K-1) - 1}{S} \rfloor + 1$ and $W_{out}$ similarly; the output has shape $(F, H_{out}, W_{out})$.`,
    ],
    ['integer division', 'F × ((H + 2P - D(K-1) - 1)//S + 1) × ((W + 2P - D(K-1) - 1)//S + 1)'],
    ['a tuple with floor()', '(F, floor((H + 2*P - D*(K-1) - 1)/S) + 1, floor((W + 2*P - D*(K-1) - 1)/S) + 1)'],
    ['Unicode', 'F × (⌊(H+2P−D(K−1)−1)/S⌋+1) × (⌊(W+2P−D(K−1)−1)/S⌋+1)'],
    [
      'an effective kernel',
      latex`With the effective kernel size $K' = D(K-1) + 1$ the output is $F \times \left(\lfloor \frac{H + 2P - K'}{S} \rfloor + 1\right) \times \left(\lfloor \frac{W + 2P - K'}{S} \rfloor + 1\right)$.`,
    ],
    [
      'one floor around the stride',
      latex`$\left(F, \left\lfloor \frac{H + 2P - D(K-1) - 1 + S}{S} \right\rfloor, \left\lfloor \frac{W + 2P - D(K-1) - 1 + S}{S} \right\rfloor\right)$`,
    ],
    [
      'rounded down in words',
      latex`$F \times \left(\frac{H+2P-D(K-1)-1}{S} + 1\right) \times \left(\frac{W+2P-D(K-1)-1}{S} + 1\right)$, where the fractions are rounded down.`,
    ],
    [
      'multiplied out',
      latex`$F \times \left(\left\lfloor \frac{H+2P-DK+D-1}{S} \right\rfloor + 1\right) \times \left(\left\lfloor \frac{W+2P-DK+D-1}{S} \right\rfloor + 1\right)$`,
    ],
    [
      'as a ceiling',
      latex`$F \times \left\lceil \frac{H+2P-D(K-1)}{S} \right\rceil \times \left\lceil \frac{W+2P-D(K-1)}{S} \right\rceil$`,
    ],
  ],
  partial: [
    [
      'without floors',
      latex`$F \times \left(\frac{H+2P-D(K-1)-1}{S} + 1\right) \times \left(\frac{W+2P-D(K-1)-1}{S} + 1\right)$`,
    ],
    [
      'definitions without floors',
      latex`$H_{out} = \frac{H+2 \times P-D \times (K-1)-1}{S} + 1$, $W_{out} = \frac{W+2 \times P-D \times (K-1)-1}{S} + 1$. Total: $F \times H_{out} \times W_{out}$`,
    ],
    ['in plain text without floors', '(F, (H + 2P - D(K-1) - 1)/S + 1, (W + 2P - D(K-1) - 1)/S + 1)'],
    [
      'filters behind',
      latex`$\left(\lfloor \frac{H+2P-D(K-1)-1}{S} \rfloor + 1\right) \times \left(\lfloor \frac{W+2P-D(K-1)-1}{S} \rfloor + 1\right) \times F$`,
    ],
  ],
  incorrect: [
    [
      'rounded up',
      latex`$F \times \left(\left\lceil \frac{H+2P-D(K-1)-1}{S} \right\rceil + 1\right) \times \left(\left\lceil \frac{W+2P-D(K-1)-1}{S} \right\rceil + 1\right)$`,
    ],
    [
      'padding once',
      latex`$F \times \left(\lfloor \frac{H+P-D(K-1)-1}{S} \rfloor + 1\right) \times \left(\lfloor \frac{W+P-D(K-1)-1}{S} \rfloor + 1\right)$`,
    ],
    [
      'no dilation',
      latex`$F \times \left(\lfloor \frac{H+2P-K}{S} \rfloor + 1\right) \times \left(\lfloor \frac{W+2P-K}{S} \rfloor + 1\right)$`,
    ],
    [
      'the first window forgotten',
      latex`$F \times \lfloor \frac{H+2P-D(K-1)-1}{S} \rfloor \times \lfloor \frac{W+2P-D(K-1)-1}{S} \rfloor$`,
    ],
    [
      'DK for D(K−1)+1',
      latex`$F \times \left(\lfloor \frac{H+2P-DK}{S} \rfloor + 1\right) \times \left(\lfloor \frac{W+2P-DK}{S} \rfloor + 1\right)$`,
    ],
    [
      'without the −1',
      latex`$F \times \left(\lfloor \frac{H+2P-D(K-1)}{S} \rfloor + 1\right) \times \left(\lfloor \frac{W+2P-D(K-1)}{S} \rfloor + 1\right)$`,
    ],
    [
      'channels of the input',
      latex`$C \times \left(\lfloor \frac{H+2P-D(K-1)-1}{S} \rfloor + 1\right) \times \left(\lfloor \frac{W+2P-D(K-1)-1}{S} \rfloor + 1\right)$`,
    ],
    ['the width forgotten', latex`$F \times \left(\lfloor \frac{H+2P-D(K-1)-1}{S} \rfloor + 1\right)$`],
    [
      'the floor over the sum above alone',
      latex`$F \times \left(\frac{\lfloor H+2P-D(K-1)-1 \rfloor}{S+1}\right) \times \left(\frac{\lfloor W+2P-D(K-1)-1 \rfloor}{S+1}\right)$`,
    ],
  ],
  'never right': [
    ['a name without meaning', latex`$F \times H_{out} \times W_{out}$`],
    ['the input again', latex`$C \times H \times W$`],
  ],
});

/** 1.2.1(b): the shape of the gate. */
const gate = answersTo('1.2.1(b)', {
  correct: [
    ['a set', latex`$c[t] \in \mathbb{R}^m$`],
    ['a column', latex`$\mathbb{R}^{m \times 1}$`],
    ['a tuple', latex`$c[t]$ has shape $(m,)$`],
    ['in words', latex`a vector of length $m$`],
    ['m-dimensional', latex`$c[t]$ is an $m$-dimensional vector`],
    ['like the state', latex`the same shape as $h[t]$, which is $\mathbb{R}^m$`],
    ['like the state, plain', 'c[t] has the same shape as h[t].'],
    ['plain text', 'c[t] ∈ R^m'],
    ['a product', latex`$m \times 1$`],
    [
      'with a reason',
      latex`Since $c[t]$ is multiplied with $h[t-1] \in \mathbb{R}^m$ entry by entry, $c[t] \in \mathbb{R}^m$.`,
    ],
    ['subscript for bracket', latex`$c_t \in \mathbb{R}^m$`],
  ],
  incorrect: [
    ['the input', latex`$c[t] \in \mathbb{R}^n$`],
    ['a matrix', latex`$c[t] \in \mathbb{R}^{m \times n}$`],
    ['a square matrix', latex`$\mathbb{R}^{m \times m}$`],
    ['a number', latex`$c[t] \in \mathbb{R}^1$`],
    ['one more', latex`$c[t] \in \mathbb{R}^{m+1}$`],
  ],
  'never right': [
    ['two offers', latex`$\mathbb{R}^m$ or $\mathbb{R}^n$`],
    ['words only', 'It is a vector.'],
  ],
});

/** 1.2.2(b): the shape of the attention weights. */
const weights = answersTo('1.2.2(b)', {
  correct: [
    ['a set', latex`$a[t] \in \mathbb{R}^3$`],
    ['a column', latex`$a[t] \in \mathbb{R}^{3 \times 1}$`],
    ['k + 1', latex`$a[t] \in \mathbb{R}^{k+1}$ with $k = 2$`],
    ['in words', 'a vector with 3 entries'],
    ['a tuple', 'a[t] has shape (3,)'],
    ['3-dimensional', 'It is 3-dimensional.'],
    ['length', 'vector of length 3'],
  ],
  incorrect: [
    ['without the input', latex`$a[t] \in \mathbb{R}^2$`],
    ['the state', latex`$a[t] \in \mathbb{R}^m$`],
    ['a number', latex`$a[t] \in \mathbb{R}$`],
    ['a matrix', latex`$a[t] \in \mathbb{R}^{3 \times m}$`],
  ],
});

export const outputShapes: readonly Case[] = [...example, ...general, ...gate, ...weights];
