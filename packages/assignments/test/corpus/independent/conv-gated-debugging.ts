import { answersTo, type Case } from '../case.ts';

const latex = String.raw;

/** conv-gated-debugging, written before its judges were measured with it. */
export const independentConvolutions: readonly Case[] = [
  ...answersTo('1.1(a)', {
    correct: [
      ['times', latex`$2 \times 5$`],
      ['plain', '2x5'],
      ['sentence', 'The output has the shape (2, 5).'],
      [
        'computed',
        latex`Height: $\lfloor (11-5)/4 \rfloor + 1 = 2$, width: $\lfloor (21-4)/4 \rfloor + 1 = 5$, so the output is $2 \times 5$.`,
      ],
    ],
    incorrect: [
      ['rounded up', '3 x 6'],
      ['stride one', '7 x 18'],
    ],
    'never right': [
      ['not', 'not 2 x 5'],
      ['the other way round', '5 x 2'],
      ['or', '2 x 5 or 3 x 6'],
      ['would', 'With stride 3 it would be 2 x 5.'],
    ],
  }),
  ...answersTo('1.1(b)', {
    correct: [
      [
        'floors',
        latex`$F \times \left(\left\lfloor\frac{H + 2P - D(K-1) - 1}{S}\right\rfloor + 1\right) \times \left(\left\lfloor\frac{W + 2P - D(K-1) - 1}{S}\right\rfloor + 1\right)$`,
      ],
      [
        'one floor over all',
        latex`$(F, \lfloor\frac{H+2P-D(K-1)-1+S}{S}\rfloor, \lfloor\frac{W+2P-D(K-1)-1+S}{S}\rfloor)$`,
      ],
    ],
    partial: [
      [
        'no floor',
        latex`$F \times \left(\frac{H + 2P - D(K-1) - 1}{S} + 1\right) \times \left(\frac{W + 2P - D(K-1) - 1}{S} + 1\right)$`,
      ],
    ],
    'never right': [
      [
        'no dilation',
        latex`$F \times (\lfloor\frac{H+2P-K}{S}\rfloor + 1) \times (\lfloor\frac{W+2P-K}{S}\rfloor + 1)$`,
      ],
      [
        'padding once',
        latex`$F \times (\lfloor\frac{H+P-D(K-1)-1}{S}\rfloor + 1) \times (\lfloor\frac{W+P-D(K-1)-1}{S}\rfloor + 1)$`,
      ],
      [
        'C for F',
        latex`$C \times (\lfloor\frac{H+2P-D(K-1)-1}{S}\rfloor + 1) \times (\lfloor\frac{W+2P-D(K-1)-1}{S}\rfloor + 1)$`,
      ],
    ],
  }),
  ...answersTo('1.1(c)(i)', {
    correct: [
      [
        'sums',
        latex`$f_W(x) \in \mathbb{R}^{1\times 3}$, $f_W(x)[0,i] = \sum_{m=0}^{4}\sum_{n=0}^{2} W[0,m,n]\,x[m,2i+n]$`,
      ],
      [
        'other letters',
        latex`The shape is $1 \times 3$ and $f_W(x)[0,j] = \sum_{a=0}^{4}\sum_{b=0}^{2} W[0,a,b]\,x[a,2j+b]$.`,
      ],
    ],
    'never right': [
      ['stride one', latex`$f_W(x)[0,i] = \sum_{m=0}^{4}\sum_{n=0}^{2} W[0,m,n]\,x[m,i+n]$`],
      ['a minus', latex`$f_W(x)[0,i] = \sum_{m=0}^{4}\sum_{n=0}^{2} W[0,m,n]\,x[m,2i-n]$`],
      ['exchanged', latex`$f_W(x)[0,i] = \sum_{m=0}^{4}\sum_{n=0}^{2} W[0,m,n]\,x[2i+n,m]$`],
      ['a short sum', latex`$f_W(x)[0,i] = \sum_{m=0}^{3}\sum_{n=0}^{2} W[0,m,n]\,x[m,2i+n]$`],
    ],
  }),
  ...answersTo('1.1(c)(iv)', {
    correct: [
      [
        'sum',
        latex`$\frac{\partial l}{\partial W}[0,m,n] = \sum_{i=0}^{2} \frac{\partial l}{\partial f_W(x)}[0,i]\,x[m,2i+n]$, shape $1 \times 5 \times 3$`,
      ],
    ],
    'never right': [
      ['no sum', latex`$\frac{\partial l}{\partial W}[0,m,n] = \frac{\partial l}{\partial f_W(x)}[0,i]\,x[m,2i+n]$`],
      [
        'stride one',
        latex`$\frac{\partial l}{\partial W}[0,m,n] = \sum_{i=0}^{2} \frac{\partial l}{\partial f_W(x)}[0,i]\,x[m,i+n]$`,
      ],
    ],
  }),
  ...answersTo('1.2.1(b)', {
    correct: [
      ['set', latex`$c[t] \in \mathbb{R}^m$`],
      ['plain', 'm'],
      ['words', latex`$c[t]$ is a vector of size $m$, the same as $h[t]$.`],
    ],
    incorrect: [['n', latex`$c[t] \in \mathbb{R}^n$`]],
    'never right': [['not', latex`not $\mathbb{R}^m$`]],
  }),
  ...answersTo('1.2.1(c)', {
    correct: [
      [
        'outer product',
        latex`$\frac{\partial l}{\partial W_x} = \left((1 - c[t]) \odot \frac{\partial l}{\partial h[t]}\right) x[t]^\top \in \mathbb{R}^{m \times n}$`,
      ],
      [
        'diag',
        latex`$\frac{\partial l}{\partial W_x} = \mathrm{diag}(1-c[t]) \frac{\partial l}{\partial h[t]} x[t]^\top$`,
      ],
    ],
    'never right': [
      [
        'c for 1-c',
        latex`$\frac{\partial l}{\partial W_x} = \left(c[t] \odot \frac{\partial l}{\partial h[t]}\right) x[t]^\top$`,
      ],
      [
        'transposed',
        latex`$\frac{\partial l}{\partial W_x} = x[t] \left((1 - c[t]) \odot \frac{\partial l}{\partial h[t]}\right)^\top$`,
      ],
      [
        'h for x',
        latex`$\frac{\partial l}{\partial W_x} = \left((1 - c[t]) \odot \frac{\partial l}{\partial h[t]}\right) h[t-1]^\top$`,
      ],
    ],
  }),
  ...answersTo('1.2.2(b)', {
    correct: [
      ['set', latex`$a[t] \in \mathbb{R}^3$`],
      ['words', 'a[t] has 3 entries, one for the input and one for each of the two previous states.'],
    ],
    incorrect: [['two', latex`$a[t] \in \mathbb{R}^2$`]],
  }),
  ...answersTo('1.3(a)', {
    correct: [
      ['gradient', 'The gradient explodes around epoch 8.'],
      ['diverges', 'Training diverges: the step was too large, an exploding gradient.'],
    ],
    'never right': [
      ['vanishing', 'The gradients vanish.'],
      ['denied', 'It is not an exploding gradient.'],
    ],
  }),
  ...answersTo('1.3(d)', {
    correct: [
      ['both', 'loss 1.386, accuracy 25%'],
      ['formula', latex`The loss is about $-\ln(1/4) = 1.39$ and the accuracy $0.25$, since there are four classes.`],
    ],
    partial: [['a wrong accuracy', 'loss 1.39, accuracy 0.5']],
    'never right': [
      ['ten classes', 'loss 2.3, accuracy 10%'],
      ['after training', 'Not 1.39 and not 0.25.'],
    ],
  }),
];
