import { answersTo, type Case } from './case.ts';

const latex = String.raw;

/** conv-gated-debugging 1.3(a): what the curve shows. */
const reading = answersTo('1.3(a)', {
  correct: [
    ['two words', 'Gradient Explodes'],
    ['a noun', 'Exploding gradients.'],
    ['a sentence', 'The gradient exploded around epoch 7 and the training never recovered.'],
    ['the step', 'The learning rate is too high, so the training diverges.'],
    ['divergence', 'Training diverges.'],
    ['not the other', 'It is not vanishing but exploding gradients.'],
    ['overshooting', 'A step was too large and overshot the minimum.'],
    ['blow up', 'The gradients blow up.'],
    ['converter damage', 'The gra-\ndient explodes: ex-\nploding gradient'],
  ],
  incorrect: [
    ['vanishing', 'The gradient vanishes.'],
    ['overfitting', 'The model overfits.'],
    ['the wrong way round', 'The gradient does not explode, it vanishes.'],
    ['a minimum', 'It is stuck in a local minimum.'],
    ['too small', 'The learning rate is too small.'],
  ],
  'never right': [
    ['both', 'Vanishing or exploding gradients.'],
    ['denied', 'The gradient does not explode.'],
    ['nothing said', 'The loss goes up.'],
    ['unsure', 'Maybe exploding gradients?'],
  ],
  unanswered: [['nothing', '...']],
});

/** 1.3(b): why the loss exceeds its start. */
const cause = answersTo('1.3(b)', {
  correct: [
    ['far away', 'A huge gradient moves the parameters far away from the optimum.'],
    ['overshoot', 'The update overshoots, so the weights end up at a worse point than the initial one.'],
    ['large steps', 'Because the steps are too large.'],
    ['confidently wrong', 'After the jump the network is confidently wrong, which costs more than guessing.'],
    [
      'as handed in',
      'One gradient is extremely large, so the step takes the parameters farther away from the optimum than they were at the beginning.',
    ],
  ],
  incorrect: [['overfitting', 'Because of overfitting.']],
  'never right': [
    ['restated', 'The loss became larger than before.'],
    ['denied', 'It has nothing to do with exploding gradients.'],
  ],
});

/** 1.3(c): remedies. */
const remedies = answersTo('1.3(c)', {
  correct: [
    ['clipping', 'Clip the gradient.'],
    ['clipping with a reason', 'We can clip the gradient so that it never gets too big.'],
    ['batch normalization', 'Use batch normalization.'],
    ['a smaller rate', 'Use a smaller learning rate.'],
    ['a lower rate', 'Lower the learning rate.'],
    ['a schedule', 'A learning rate scheduler would help.'],
    ['decay', 'Decay the learning rate over time.'],
    ['warm-up', 'Use warm-up.'],
    ['not only', 'We should not only clip the gradients but also use an LSTM.'],
    ['one denied, one named', 'Clipping alone is not enough, but a smaller learning rate is.'],
    ['a list', '- gradient clipping\n- layer norm\n- reduce the step size'],
  ],
  'never right': [
    ['denied', 'We should not clip the gradient.'],
    ['useless', 'Clipping the gradient does not help.'],
    ['the wrong way', 'Use a larger learning rate.'],
    ['longer', 'Train longer.'],
    ['more data', 'Collect more data.'],
    ['nothing', 'Nothing can be done without clipping, which is impossible.'],
  ],
});

/** 1.3(d): where loss and accuracy begin. */
const start = answersTo('1.3(d)', {
  correct: [
    ['two sentences', latex`The loss is about $-\ln(1/4) = 1.386$. The accuracy is 25 %.`],
    [
      'as handed in',
      latex`There are 4 classes, Q, R, S and U, so a guess is right with probability 0.25. The cross entropy begins at $-(1 \times \ln(0.25) + 3 \times 0 \times \ln(0.25)) \approx 1.39$. So the loss starts around 1.39 and the accuracy around 0.25.`,
    ],
    ['numbers alone', '1.39, .25'],
    ['the other order', 'accuracy 0.25, loss 1.39'],
    ['an expression', latex`loss $= \ln 4$, accuracy $= \frac{1}{4}$`],
    ['equations', latex`$L = -\log(0.25) \approx 1.386$, $acc = 0.25$`],
    ['in percent', 'A loss of 1.39 and an accuracy of 25%.'],
    ['behind', '1.386 for the loss and 25 percent for the accuracy'],
    ['a list', '- loss: 1.39\n- accuracy: 0.25'],
    ['one decimal', 'loss 1.4, accuracy 25%'],
    ['minus log', latex`With 4 classes, loss: $-\log \frac14 = 1.3863$; accuracy: $\frac14 = 0.25$`],
  ],
  partial: [
    ['bits', 'The loss is 2 and the accuracy 0.25.'],
    ['the wrong accuracy', 'The loss is 1.39 and the accuracy 0.5.'],
    ['the decimal logarithm', 'loss 0.602, accuracy 25%'],
    ['one missing', 'The loss starts at 1.39.'],
    ['no minus', 'loss = -1.39, accuracy = 0.25'],
  ],
  incorrect: [
    ['both wrong', 'The loss is 0.69 and the accuracy 50%.'],
    ['numbers alone, wrong', '2.3, 0.1'],
  ],
  'never right': [
    ['exchanged', 'The loss is 0.25 and the accuracy 1.39.'],
    ['words', 'The loss is high and the accuracy low.'],
    ['a factor of 100', 'loss 1.39, accuracy 25'],
  ],
});

export const trainingWords: readonly Case[] = [...reading, ...cause, ...remedies, ...start];
