import { answersTo, type Case } from './case.ts';

/** Which of ReLU and tanh explodes more, and which vanishes more: asked twice, in other words. */
const activations = (part: string): readonly Case[] =>
  answersTo(part, {
    correct: [
      ['one sentence', 'ReLU results more exploding gradients, while tanh’s are more vanishing.'],
      ['two sentences', 'ReLU explodes more. Tanh vanishes more because it saturates.'],
      ['numbered', '(i) ReLU (ii) tanh'],
      ['labelled', 'Exploding: ReLU\nVanishing: tanh'],
      ['labelled the other way', '- ReLU: exploding\n- tanh: vanishing'],
      ['LaTeX', String.raw`$\tanh$ leads to more vanishing gradients and $\text{ReLU}$ to more exploding gradients.`],
      ['a table', '| | activation |\n|---|---|\n| explodes more | ReLU |\n| vanishes more | tanh |'],
      [
        'a table the other way',
        '| | exploding | vanishing |\n|---|---|---|\n| ReLU | more | less |\n| tanh | less | more |',
      ],
      ['less', 'tanh explodes less than ReLU, but ReLU vanishes less than tanh.'],
      ['negated', 'ReLU does not vanish but it explodes; tanh does not explode but it vanishes.'],
      ['than', 'Gradients explode more with ReLU than with tanh, and vanish more with tanh than with ReLU.'],
      [
        'reasons between',
        'Since tanh is bounded and its derivative is at most 1, it suffers from vanishing gradients. ReLU is unbounded, so its gradients explode more often.',
      ],
      ['questions repeated', 'Which explodes more? ReLU. Which vanishes more? tanh.'],
      ['a marker', '**Answer:** ReLU for exploding, tanh for vanishing.'],
      ['capitals', 'RELU EXPLODES MORE, TANH VANISHES MORE'],
      ['unlike', 'Unlike tanh, ReLU has more exploding gradients. Unlike ReLU, tanh has more vanishing gradients.'],
      [
        'a worked solution',
        'The states: those of tanh lie between -1 and 1, so they stay small; those of ReLU have no upper limit and can explode.\n\nThe gradients: where a tanh unit is saturated its slope is almost 0. This leads to fewer exploding gradients but more vanishing gradients. Exploding gradients stay possible where an eigenvalue of W has magnitude > 1, though the states stay small. ReLU, in contrast, leads to frequent exploding states and gradients, much as without an activation.',
      ],
      [
        'both can, but one more',
        'Both can explode, but ReLU explodes more. Both can vanish too, but tanh vanishes more since its slope is below 1.',
      ],
      [
        'noun phrases',
        'The activation with more exploding gradients is ReLU; the one with more vanishing gradients is tanh.',
      ],
      ['respectively', 'Exploding and vanishing gradients occur more with ReLU and tanh respectively.'],
      ['prone', 'ReLU is more prone to exploding gradients, whereas tanh is more prone to vanishing gradients.'],
      ['avoids', 'ReLU avoids vanishing gradients but suffers from exploding ones; for tanh gradients vanish.'],
      [
        'saturation',
        'tanh saturates for large inputs, so its gradients vanish more. ReLU does not saturate and so its gradients explode more easily.',
      ],
      ['blow up', 'With ReLU gradients blow up more; with tanh they vanish more.'],
      ['not the other', 'It is ReLU, not tanh, that explodes more. It is tanh, not ReLU, that vanishes more.'],
    ],
    partial: [
      ['one alone', 'ReLU explodes more.'],
      ['the other alone', 'tanh vanishes more because it saturates.'],
      ['ReLU for both', 'ReLU explodes more and ReLU also vanishes more.'],
      ['tanh for both', 'tanh explodes more, and tanh vanishes more.'],
    ],
    incorrect: [
      ['swapped', 'tanh explodes more, ReLU vanishes more.'],
      [
        'swapped with than',
        'Gradients explode more with tanh than with ReLU and vanish more with ReLU than with tanh.',
      ],
      ['swapped, numbered', '(i) tanh (ii) ReLU'],
      ['swapped in a table', '| | activation |\n|---|---|\n| explodes more | tanh |\n| vanishes more | ReLU |'],
      ['swapped by less', 'ReLU explodes less than tanh, and tanh vanishes less than ReLU.'],
      ['swapped, labelled', 'Exploding: tanh\nVanishing: ReLU'],
    ],
    'never right': [
      ['both', 'Both explode and both vanish.'],
      ['neither', 'Neither explodes, neither vanishes.'],
      ['equally', 'They explode equally and vanish equally, ReLU and tanh.'],
      ['it depends', 'It depends on the weights: either ReLU or tanh can explode more, and either can vanish more.'],
      ['a hedge', 'Maybe ReLU explodes more and tanh vanishes more?'],
      ['denied as a whole', 'It is wrong that ReLU explodes more and tanh vanishes more.'],
      ['not that', 'It is not the case that ReLU explodes more, nor that tanh vanishes more.'],
      ['another function', 'Sigmoid vanishes more, linear explodes more.'],
      ['a contradiction', 'ReLU explodes more. tanh explodes more than ReLU. tanh vanishes more.'],
      ['somebody else says so', 'My friend says ReLU explodes more and tanh vanishes more.'],
      ['one would think', 'One might think ReLU explodes more and tanh vanishes more.'],
      ['no choice', 'The gradients of both depend on the largest eigenvalue.'],
    ],
    unanswered: [['a question mark', '?']],
  });

export const activationsRnn: readonly Case[] = activations('3(f)');
export const activationsReview: readonly Case[] = activations('1(b)');

/** Regularization under Adam, necessary and sufficient conditions, two measures. */
export const furtherChoices: readonly Case[] = [
  ...answersTo('2.2(a)', {
    correct: [
      [
        'a worked solution',
        String.raw`The large weights $\theta_{\text{large}}$ are regularized less than the small weights $\theta_{\text{small}}$. Adam divides the gradient of the L2 term by the size of the gradients too, so a weight whose gradients are large is moved less by it than one whose gradients are small.`,
      ],
      ['the name alone', String.raw`$\theta_{small}$`],
      [
        'small, with a reason',
        String.raw`$\theta_{\text{small}}$ is regularized more strongly, because the penalty is divided by the root of the second moment as well.`,
      ],
      ['in words', 'The weights with small gradients are regularized more strongly.'],
      ['plain names', 'theta_small is driven closer to zero, since its step is divided by a smaller number.'],
      ['not the other', String.raw`$\theta_{small}$ more than $\theta_{large}$.`],
      ['Unicode', 'θ_small gets regularised more than θ_large.'],
      ['weights of large gradients less', 'Weights with large gradient magnitudes are penalized less.'],
    ],
    incorrect: [
      ['the other', String.raw`$\theta_{\text{large}}$ is regularized more strongly.`],
      ['the other in words', 'The weights with large gradients are regularized more, since their updates are bigger.'],
      ['reversed comparison', String.raw`$\theta_{small}$ is regularized less strongly than $\theta_{large}$.`],
    ],
    'never right': [
      ['both alike', 'Both sets are regularized equally.'],
      ['a hedge', String.raw`Maybe $\theta_{small}$, I am not sure.`],
      ['either', String.raw`$\theta_{small}$ or $\theta_{large}$`],
      ['no choice', 'The penalty is divided by the root of the second moment.'],
    ],
    unanswered: [['nothing', 'n/a']],
  }),
  ...answersTo('2.2(b)', {
    correct: [
      ['a worked solution', String.raw`Now every weight decays by the same factor $\lambda$.`],
      ['equally', 'Yes, now both sets are regularized equally.'],
      [
        'the same rate',
        String.raw`Yes: all weights decay at the same rate $\lambda$, independently of their gradients.`,
      ],
      ['uniformly', 'The answer changes. Weight decay is applied uniformly to all weights.'],
      ['no difference between them', 'Yes. Both $\\theta_{small}$ and $\\theta_{large}$ shrink by the same factor.'],
      [
        'independent',
        'It would change: the decay does not depend on the gradient magnitude, so they are regularized to the same extent.',
      ],
    ],
    incorrect: [
      ['no', 'No, the answer does not change.'],
      ['still small', String.raw`No, $\theta_{small}$ is still regularized more strongly.`],
      ['now large', String.raw`Yes, now $\theta_{large}$ is regularized more strongly.`],
    ],
    'never right': [
      ['yes alone', 'Yes.'],
      ['not the same', 'They are not regularized by the same amount.'],
      ['a hedge', 'Perhaps they are regularized equally.'],
    ],
  }),
  ...answersTo('4.3', {
    correct: [
      [
        'a worked solution',
        String.raw`As was shown before, gradients cannot explode while the largest eigenvalue stays at or below $\frac{\delta^2}{\gamma^2}$. So it is a necessary condition for explosion. It is not sufficient: the norm of a product can be less than the product of the norms. An example is where the state is orthogonal to the eigenvector of the largest eigenvalue of $W$.`,
      ],
      ['short', 'Necessary, not sufficient.'],
      ['but', 'It is necessary but not sufficient.'],
      [
        'in words',
        'The condition is necessary for explosion but it is insufficient, because activations may saturate.',
      ],
      ['labelled', 'Necessary: yes\nSufficient: no'],
      ['the other order', 'Not sufficient, but necessary.'],
      ['only', 'This is only a necessary condition, not a sufficient one.'],
      ['a table', '| necessary | sufficient |\n|---|---|\n| yes | no |'],
    ],
    partial: [
      ['both', 'The condition is necessary and sufficient.'],
      ['neither', 'It is neither necessary nor sufficient.'],
      ['one alone', 'It is necessary.'],
    ],
    incorrect: [
      ['swapped', 'It is sufficient but not necessary.'],
      ['swapped, labelled', 'Necessary: no\nSufficient: yes'],
    ],
    'never right': [
      ['a hedge', 'It may be necessary, perhaps not sufficient.'],
      ['no choice', 'The gradients will explode.'],
      ['a contradiction', 'It is necessary. It is not sufficient. It is not necessary.'],
    ],
  }),
  ...answersTo('4.4', {
    correct: [
      [
        'a worked solution',
        'The following strategies are all applicable:\n\n(a) direction sensitive\n   i. gradient clipping by norm\n   ii. Backward Gradient Normalization\n(b) direction agnostic\n   i. gradient clipping by value\n   ii. regularizations (eg. L2)\n   iii. initializations (eg. orthogonal initialization)\n   iv. special architectures(eg. LSTM)',
      ],
      [
        'a sentence',
        'Clipping by norm keeps the direction of the gradient; clipping by value does not. I prefer the norm.',
      ],
      ['respectively', 'Gradient norm clipping preserves the direction, whereas element-wise clipping changes it.'],
      ['labelled', 'Takes the direction into account: clip by norm.\nDoes not: clip by value.'],
      [
        'with reasons',
        'Clip by norm: g is rescaled when its norm exceeds a threshold, which preserves its direction. Clip by value: every entry is cut to an interval, which changes the direction. The first is better.',
      ],
      ['L2 instead', 'Norm clipping preserves the direction. L2 regularization does not consider the direction.'],
      [
        'numbered',
        '1. Gradient clipping by norm (direction preserved)\n2. Gradient clipping by value (direction not preserved)',
      ],
    ],
    partial: [['one alone', 'Clip the gradient by its norm, which preserves the direction.']],
    incorrect: [
      ['swapped', 'Clipping by value preserves the direction, clipping by norm does not.'],
      ['swapped, labelled', 'Direction preserved: clip by value\nDirection not preserved: clip by norm'],
    ],
    'never right': [
      ['both keep it', 'Clipping by norm and clipping by value both keep the direction.'],
      ['no measure', 'One should make the gradients smaller while keeping the direction.'],
      ['no direction', 'Use gradient clipping.'],
      ['a hedge', 'Clipping by norm perhaps keeps the direction, clipping by value perhaps does not.'],
    ],
  }),
];
