import { answersTo, type Case } from './case.ts';

const latex = String.raw;

/** Which of ReLU and tanh explodes more, and which vanishes more, in the words of worked solutions. */
const activations = (part: string): readonly Case[] =>
  answersTo(part, {
    correct: [
      [
        'fewer and more',
        'tanh has fewer exploding gradients but more vanishing gradients. An eigenvalue of W with magnitude > 1 can still make them explode, although the states stay between -1 and 1. ReLU has more exploding gradients.',
      ],
      [
        'both said of tanh',
        'tanh has fewer exploding gradients but more vanishing gradients. An eigenvalue of W with magnitude > 1 can still make them explode.',
      ],
      [
        'the states first',
        'Because tanh squashes its input to (-1, 1) its states cannot grow without bound, and its slope is close to zero in the flat regions, so gradients vanish more often with tanh. ReLU is unbounded and its slope is 1 for positive inputs, so nothing stops the gradients from exploding.',
      ],
      [
        'a concession',
        'Although tanh networks may also suffer from exploding gradients when the recurrent matrix has large eigenvalues, ReLU networks do so far more frequently. Vanishing gradients, on the other hand, are mostly a problem of tanh.',
      ],
      [
        'worse with',
        'The exploding gradient problem is worse with ReLU. The vanishing gradient problem is worse with tanh.',
      ],
      [
        'causes',
        'ReLU causes more explosion since its output is not bounded; tanh causes more vanishing since its derivative is smaller than 1 almost everywhere.',
      ],
      [
        'likely',
        'Gradients are more likely to explode when ReLU is used, and they are more likely to vanish when tanh is used.',
      ],
      [
        'compared',
        'Compared to tanh, ReLU leads to more exploding gradients because activations can get arbitrarily large. In contrast, tanh leads to more vanishing gradients than ReLU because of saturation.',
      ],
      [
        'reduces',
        'ReLU reduces vanishing gradients because its derivative does not saturate, but it makes explosion more likely. With tanh it is the other way round: the gradients vanish more.',
      ],
      [
        'a list of two',
        '1. Exploding gradients are more common with ReLU, since it is unbounded.\n2. Vanishing gradients are more common with tanh, since it saturates on both sides.',
      ],
      [
        'activations in brackets',
        'The unbounded activation (ReLU) makes gradients explode more, the saturating one (tanh) makes them vanish more.',
      ],
      [
        'an observation',
        'In my plots the gradients of the ReLU network exploded more, up to 1e6, while those of the tanh network vanished more, down to 1e-9.',
      ],
      [
        'the larger problem',
        'For ReLU exploding gradients are the bigger problem. For tanh vanishing gradients are the bigger problem.',
      ],
    ],
    partial: [['fewer of both', 'tanh has fewer exploding gradients and fewer vanishing gradients.']],
    incorrect: [
      ['fewer and more, swapped', 'ReLU has fewer exploding gradients but more vanishing gradients.'],
      [
        'worse with, swapped',
        'The exploding gradient problem is worse with tanh. The vanishing gradient problem is worse with ReLU.',
      ],
      [
        'likely, swapped',
        'Gradients are more likely to explode when tanh is used, and they are more likely to vanish when ReLU is used.',
      ],
      [
        'compared, swapped',
        'Compared to tanh, ReLU leads to more vanishing gradients. In contrast, tanh leads to more exploding gradients than ReLU.',
      ],
      [
        'activations in brackets, swapped',
        'The unbounded activation (ReLU) makes gradients vanish more, the saturating one (tanh) makes them explode more.',
      ],
    ],
    'never right': [
      ['no more nor less', 'tanh has no fewer exploding gradients than ReLU and no more vanishing gradients.'],
      [
        'still explodes',
        'An eigenvalue of W with magnitude > 1 makes the gradients of tanh and ReLU explode; they vanish otherwise.',
      ],
      [
        'a concession alone',
        'tanh networks may suffer from exploding gradients, ReLU networks may suffer from vanishing gradients.',
      ],
      ['named and denied', 'ReLU explodes more and ReLU does not explode more. tanh vanishes more.'],
      [
        'equal odds',
        'Gradients are as likely to explode with ReLU as with tanh, and as likely to vanish with tanh as with ReLU.',
      ],
    ],
  });

export const paraphrasesReview: readonly Case[] = activations('1(b)');

/** On which side of 1 the spectral radius makes gradients explode and vanish. */
export const paraphrasesRnn: readonly Case[] = [
  ...activations('3(f)'),
  ...answersTo('3(e)', {
    correct: [
      [
        'powers',
        latex`Backpropagating multiplies by $W^h$ at every step, so the gradient contains $(W^h)^{T-t}$. If the largest eigenvalue in absolute value is above 1 this power grows exponentially and the gradients explode; if it is below 1 the power shrinks to zero and the gradients vanish.`,
      ],
      [
        'largest absolute',
        'They explode when the largest absolute eigenvalue exceeds 1. They vanish when it is smaller than 1.',
      ],
      [
        'all and some',
        'If some eigenvalue of W^h has an absolute value larger than one, the gradients explode over long sequences. If all eigenvalues have an absolute value smaller than one, they vanish.',
      ],
      ['bullets', latex`- explode: $|\lambda_1| > 1$` + '\n' + latex`- vanish: $|\lambda_1| < 1$`],
      [
        'repeated',
        'Repeated multiplication by W^h means that components along eigenvectors with |λ| > 1 explode and that components along eigenvectors with |λ| < 1 vanish.',
      ],
      [
        'vanish first',
        latex`Gradients vanish for $\rho(W^h) < 1$ and explode for $\rho(W^h) > 1$, where $\rho$ is the spectral radius.`,
      ],
      [
        'depends',
        latex`It depends on the spectral radius of $W^h$: exploding gradients if it is greater than one, vanishing gradients if it is less than one.`,
      ],
      [
        'stays',
        'With a spectral radius below one the gradients vanish; with a spectral radius above one they explode; at exactly one they neither grow nor shrink.',
      ],
      [
        'the unit circle',
        'If an eigenvalue of W^h lies outside the unit circle, gradients explode. If all of them lie inside the unit circle, gradients vanish.',
      ],
      [
        'the condition for each',
        latex`Condition for exploding: the largest $|\lambda|$ of $W^h$ is bigger than 1. Condition for vanishing: the largest $|\lambda|$ of $W^h$ is lower than 1.`,
      ],
      ['arrows', latex`$|\lambda_{max}| > 1 \Rightarrow$ exploding, $|\lambda_{max}| < 1 \Rightarrow$ vanishing`],
    ],
    incorrect: [
      [
        'powers, swapped',
        latex`If the largest eigenvalue in absolute value is above 1 the gradients vanish; if it is below 1 the gradients explode.`,
      ],
      ['bullets, swapped', latex`- explode: $|\lambda_1| < 1$` + '\n' + latex`- vanish: $|\lambda_1| > 1$`],
      ['vanish first, swapped', latex`Gradients vanish for $\rho(W^h) > 1$ and explode for $\rho(W^h) < 1$.`],
    ],
    'never right': [
      ['the same side', 'Gradients vanish if the spectral radius is above 1 and explode if it is above 1.'],
      [
        'another bound',
        latex`They explode when the largest absolute eigenvalue exceeds 2. They vanish when it is smaller than 2.`,
      ],
      ['the entries', 'They explode when the entries of W^h are greater than 1 and vanish when they are less than 1.'],
      ['denied', latex`They do not explode when $\rho(W^h) > 1$ and do not vanish when $\rho(W^h) < 1$.`],
      ['the determinant', latex`They explode if $|\det W^h| > 1$ and vanish if $|\det W^h| < 1$.`],
    ],
  }),
];
