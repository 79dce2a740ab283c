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
      ['the same side', latex`Gradients vanish for $\rho(W^h) > 1$ and explode for $\rho(W^h) > 1$.`],
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

/** Regularization under Adam, the reversed condition, and measures against exploding gradients. */
export const paraphrasesNormalization: readonly Case[] = [
  ...answersTo('2.2(a)', {
    correct: [
      [
        'divided',
        latex`In Adam the penalty's gradient $2\gamma\theta$ is divided by $\sqrt{\hat v}$. For $\theta_{\text{large}}$ this denominator is large, so it is shrunk less; for $\theta_{\text{small}}$ it is small, so it is shrunk more.`,
      ],
      [
        'the less',
        latex`$\theta_{\text{large}}$ is regularized less, relative to its size, than $\theta_{\text{small}}$.`,
      ],
      [
        'weaker',
        'Regularization is weaker for weights with large gradients and stronger for weights with small gradients.',
      ],
      ['more heavily', latex`$\theta_{\text{small}}$ is penalized more heavily.`],
      [
        'receives',
        latex`$\theta_{\text{small}}$ receives the stronger regularization, because the adaptive step size is larger for it.`,
      ],
      ['parameters', 'Parameters with small gradients decay faster than parameters with large gradients.'],
      [
        'the effect',
        latex`The effect of the regularization is larger on $\theta_{\text{small}}$, since dividing by a small running average amplifies the penalty.`,
      ],
      [
        'a larger share',
        latex`The weights in $\theta_{\text{small}}$ shrink by a larger factor than those in $\theta_{\text{large}}$.`,
      ],
      ['compared', latex`Compared with $\theta_{\text{large}}$, $\theta_{\text{small}}$ is regularized more.`],
      [
        'subject',
        'The weights with small gradients are the ones that get regularized more strongly, because their updates are scaled up.',
      ],
    ],
    incorrect: [
      [
        'weaker, swapped',
        'Regularization is weaker for weights with small gradients and stronger for weights with large gradients.',
      ],
      ['receives, swapped', latex`$\theta_{\text{large}}$ receives the stronger regularization.`],
      ['the effect, swapped', latex`The effect of the regularization is larger on $\theta_{\text{large}}$.`],
      ['compared, swapped', latex`Compared with $\theta_{\text{small}}$, $\theta_{\text{large}}$ is regularized more.`],
    ],
    'never right': [
      [
        'named and denied',
        latex`$\theta_{small}$ is regularized more strongly. $\theta_{small}$ is not regularized more strongly.`,
      ],
      ['neither more nor less', latex`$\theta_{small}$ is regularized neither more nor less than $\theta_{large}$.`],
    ],
  }),
  ...answersTo('2.2(b)', {
    correct: [
      [
        'no longer',
        'Yes. The decay is no longer divided by the second moment, so both groups are regularized to the same degree.',
      ],
      [
        'outside',
        latex`Yes, it changes: weight decay is applied outside of the adaptive step, so every weight is multiplied by the same factor $1 - \lambda$ and all are regularized equally.`,
      ],
      ['the same relative', 'Now all weights are regularized by the same relative amount.'],
      ['alike', 'With decoupled weight decay all weights are treated alike: each is decayed by the same fraction.'],
      [
        'does not matter',
        'Yes, the size of the gradient does not matter any more: both are regularized equally strongly.',
      ],
      ['proportional', latex`Yes. Each weight decays in proportion to its size with the same rate $\lambda$.`],
      [
        'neither',
        latex`Neither is regularized more: $\theta_{\text{small}}$ and $\theta_{\text{large}}$ decay at the same rate.`,
      ],
      [
        'no difference',
        latex`The answer does change. There is no difference between $\theta_{\text{small}}$ and $\theta_{\text{large}}$ now; both shrink equally.`,
      ],
      ['uniform', 'The answer changes, because the regularization is now uniform over all weights.'],
      [
        'identical',
        'Yes: the regularization of the two groups is identical, since the decay term is not rescaled by Adam.',
      ],
    ],
    incorrect: [
      [
        'still, with a reason',
        latex`No. The weights $\theta_{\text{small}}$ are still regularized more strongly, because decay is applied to them too.`,
      ],
      ['large now', latex`Yes: the weights $\theta_{\text{large}}$ now decay faster than $\theta_{\text{small}}$.`],
    ],
    'never right': [
      ['not equal', 'Yes, they are not regularized equally any more.'],
      ['named and denied', 'They are regularized equally, and they are not regularized equally.'],
    ],
  }),
  ...answersTo('4.3', {
    correct: [
      [
        'the product',
        latex`It is necessary: as shown above, gradients vanish below the bound. It is not sufficient: a product of matrices may have a smaller norm than the norms multiplied, for example when the state is orthogonal to the leading eigenvector.`,
      ],
      [
        'not sufficient first',
        'It is not sufficient: a product of matrices may have a smaller norm than the norms multiplied. It is necessary, because below the bound the gradients vanish.',
      ],
      [
        'contraposition',
        'The condition is necessary, since by the previous part the gradients vanish when the eigenvalue is at most the bound. However, it is not a sufficient condition: if the activations are saturated, the derivatives are close to 0 and the gradients may still vanish.',
      ],
      [
        'must',
        'A large eigenvalue is necessary for exploding gradients. But it is not enough: the gradients do not explode if the units saturate.',
      ],
      ['does not suffice', 'The condition is necessary but does not suffice.'],
      [
        'only necessary',
        'Only necessary. When the sigmoid saturates, its derivative is so small that the gradient would vanish anyway.',
      ],
      [
        'when',
        'It is a necessary condition but not a sufficient one. They do not explode when the hidden states are orthogonal to the eigenvector of the largest eigenvalue.',
      ],
      [
        'the bound is not tight',
        'Necessary: yes, otherwise the bound of 4.2 applies. Sufficient: no, as the bound is only an upper bound and might not be reached.',
      ],
      ['fails', 'The condition is necessary; it fails to be sufficient, since saturation can keep the product small.'],
      [
        'cannot',
        'This is necessary, because otherwise gradients could not explode. It is insufficient, because the norm of the product can be smaller than the product of the norms.',
      ],
      ['far from', 'It is necessary, yet far from sufficient.'],
    ],
    partial: [
      [
        'the product alone',
        'It is not sufficient: a product of matrices may have a smaller norm than the norms multiplied.',
      ],
    ],
    incorrect: [
      [
        'not necessary first',
        'It is not necessary: a product of matrices may have a smaller norm than the norms multiplied. It is sufficient.',
      ],
      ['does suffice', 'The condition suffices but is not necessary.'],
      ['only sufficient', 'Only sufficient. It is not necessary.'],
    ],
    'never right': [
      ['may be', 'It is necessary. It may be sufficient.'],
      ['if', 'It is necessary, and it would be sufficient if the activation were linear.'],
      ['named and denied', 'It is necessary, not necessary, and not sufficient.'],
      ['sometimes', 'It is necessary and sometimes not sufficient.'],
    ],
  }),
  ...answersTo('4.4', {
    correct: [
      [
        'scaled',
        'Gradient norm clipping rescales the whole vector and so preserves its direction. Clipping each component separately ignores the direction. I prefer the first since the update still points downhill.',
      ],
      ['considers', 'Clipping by norm considers the direction. Clipping by value does not consider the direction.'],
      [
        'with and without',
        'With direction: clipping the norm of the gradient. Without direction: clipping the values of the gradient.',
      ],
      [
        'truncation',
        'Norm clipping keeps the direction of the gradient. Truncated backpropagation does not take the direction into account.',
      ],
      [
        'a table',
        '| measure | keeps the direction |\n|---|---|\n| clipping by norm | yes |\n| clipping by value | no |',
      ],
      [
        'changes',
        'Clipping by value may change the direction of the gradient, whereas clipping by norm leaves the direction unchanged. So I prefer clipping by norm.',
      ],
      ['element-wise', 'Element-wise clipping distorts the direction, but clipping the L2 norm maintains it.'],
      [
        'learning rate',
        'Clipping by the norm preserves the direction of the gradient. A smaller learning rate ignores the direction.',
      ],
      [
        'only the length',
        'Clipping by norm only changes the length of the gradient and not its direction; clipping by value changes its direction.',
      ],
      [
        'prefer',
        'Clipping by norm takes the direction into account, weight decay does not. I would prefer clipping by norm because it does not bias the update.',
      ],
    ],
    partial: [],
    incorrect: [
      [
        'considers, swapped',
        'Clipping by value considers the direction. Clipping by norm does not consider the direction.',
      ],
      [
        'changes, swapped',
        'Clipping by norm changes the direction of the gradient, whereas clipping by value leaves the direction unchanged.',
      ],
      [
        'a table, swapped',
        '| measure | keeps the direction |\n|---|---|\n| clipping by norm | no |\n| clipping by value | yes |',
      ],
    ],
    'never right': [
      [
        'named and denied',
        'Clipping by norm keeps the direction and clipping by norm does not keep the direction. Clipping by value does not.',
      ],
      ['both change it', 'Clipping by norm changes the direction and clipping by value changes the direction.'],
    ],
  }),
];

/** What a loss curve shows, why, and what helps. */
export const paraphrasesDebugging: readonly Case[] = [
  ...answersTo('1.3(a)', {
    correct: [
      ['diverged', 'The model diverged after epoch 7: the loss jumps to a large value and does not come back.'],
      ['instability', 'The training becomes unstable because of exploding gradients.'],
      ['a step too far', 'One update was far too large, so the weights left the good region.'],
      ['an explosion', 'There is a gradient explosion around the seventh epoch.'],
      ['explosion of the loss', 'The loss explodes, which is typical of exploding gradients in RNNs.'],
      ['not overfitting', 'This is not overfitting; the gradients explode.'],
      ['the rate', 'The learning rate was too large, which made the loss jump up.'],
      ['a cliff', 'It hit a cliff in the loss surface: the gradient became huge and threw the parameters far away.'],
      ['very large', 'The gradient becomes very large at some point and the loss shoots up.'],
      ['exploding problem', 'We see the exploding gradient problem.'],
      ['blew', 'At epoch 7 the gradients blew up.'],
    ],
    incorrect: [
      ['vanishing problem', 'We see the vanishing gradient problem.'],
      ['overfitting, not exploding', 'This is overfitting; the gradients do not explode.'],
    ],
    'never right': [
      ['named and denied', 'Exploding gradients, not exploding gradients.'],
      ['no explosion', 'There is no gradient explosion around the seventh epoch.'],
      ['small', 'The gradient becomes very small at some point.'],
    ],
  }),
  ...answersTo('1.3(b)', {
    correct: [
      [
        'one step',
        'One step with an exploding gradient moves the weights to a region where the loss is much higher than at initialization.',
      ],
      [
        'worse than guessing',
        'The weights become so large that the outputs are saturated and wrong with high confidence, which is worse than a uniform guess.',
      ],
      [
        'jump',
        'Because the gradient was huge, the update made the parameters jump to a place that is worse than the starting point.',
      ],
      [
        'learning rate',
        'The learning rate times the exploded gradient is so big that the step goes past the minimum and climbs the other side.',
      ],
      ['overshot', 'SGD overshot the minimum.'],
      [
        'confidence',
        'The model assigns a very small probability to the correct class: it is confident but wrong, so the cross-entropy is larger than ln 4.',
      ],
      [
        'not bounded',
        'Cross-entropy has no upper bound: after the gradient explodes the network predicts wrong classes with high confidence.',
      ],
      ['thrown', 'The exploding gradient throws the parameters far from where they were.'],
      [
        'pushed',
        'A very large gradient pushed the weights far away, to values for which the model performs worse than at random.',
      ],
      ['too big', 'The step size was too big, so the loss increased.'],
    ],
    'never right': [
      ['small', 'Because the gradients were small.'],
      ['not large', 'The gradient was not large.'],
      ['named and denied', 'The gradient explodes. The gradient does not explode.'],
    ],
  }),
  ...answersTo('1.3(c)', {
    correct: [
      ['threshold', 'Clip the norm of the gradient at a threshold, so that a single step cannot be huge.'],
      ['could', 'One could apply gradient clipping or decrease the learning rate.'],
      ['LSTM', 'Replace the vanilla RNN by an LSTM or a GRU.'],
      ['initialize', 'Initialize the recurrent matrix with an orthogonal matrix, and clip gradients.'],
      ['cap', 'Limit the gradient to a maximum norm.'],
      ['smaller', 'Make the learning rate smaller.'],
      ['L2', 'Add L2 regularization on the recurrent weights.'],
      ['layer norm', 'Adding layer normalization would stabilize the training.'],
      ['rate decay', 'Use learning rate decay so that later steps are not too large.'],
      [
        'prevent',
        'To prevent this from happening we should clip the gradient whenever its norm is larger than some value.',
      ],
      ['rescale', 'Rescale the gradient when its norm exceeds a threshold.'],
      ['reduce it', 'Reduce the learning rate, which does not solve everything but helps.'],
    ],
    'never right': [
      ['clip not clip', 'clip not clip'],
      ['clip, do not clip', 'Clip the gradient. Do not clip the gradient.'],
      ['no clipping', 'Clipping, no clipping.'],
      ['clip or not', 'Clip or not clip the gradient.'],
      ['both ways', 'Use a smaller learning rate, but do not use a smaller learning rate.'],
      ['named, then useless', 'Gradient clipping. Gradient clipping does not work.'],
      ['a larger rate beside', 'Use a larger learning rate instead of a smaller learning rate.'],
      ['without', 'Train without clipping.'],
    ],
  }),
];
