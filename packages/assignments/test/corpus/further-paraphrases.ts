import { answersTo, type Case } from './case.ts';

const latex = String.raw;

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
