import { answersTo, type Case } from '../case.ts';

const latex = String.raw;

/** rnn-homework 2(a) to 2(d): what a beam keeps. */
export const independentSearchRnn: readonly Case[] = [
  ...answersTo('2(a)', {
    correct: [
      ['a list', '- neural\n- network'],
      ['with scores', 'neural (-0.65), network (-0.73)'],
      ['sentence', 'After the first step both words are stored: "neural" and "network".'],
      ['with the beam', 'Since k = 2 and there are only two words, we keep both of them, i.e. neural and network.'],
      ['numbered', '1. network (−.73)\n2. neural (−.65)'],
      ['set', latex`$\{\text{neural}, \text{network}\}$`],
    ],
    partial: [['one', 'neural']],
    'never right': [
      ['or', 'neural or network, depending on the seed'],
      ['neither', 'Neither neural nor network'],
      ['would', 'With greedy search we would have neural, and network would be stored by nobody.'],
    ],
  }),
  ...answersTo('2(b)', {
    correct: [
      ['bullets', '* neural network: -1.25\n* network neural: -1.33'],
      ['sums', 'neural network: -.65 - .6 = -1.25 and network neural: -.73 - .6 = -1.33'],
      [
        'all four, then the kept',
        'neural neural: -1.45, neural network: -1.25, network neural: -1.33, network network: -1.53. So the beam keeps neural network and network neural.',
      ],
      ['a table', '| sequence | log prob |\n|---|---|\n| neural network | -1.25 |\n| network neural | -1.33 |'],
      [
        'reason',
        'We keep "neural network" and "network neural" because they have the two highest total log probabilities.',
      ],
      ['quotes and commas', '"neural, network" and "network, neural"'],
      ['step named', 'At step 2 the hypotheses are neural-network (-1.25) and network-neural (-1.33).'],
    ],
    partial: [
      ['one wrong', 'neural network, neural neural'],
      ['a wrong score', 'neural network (-1.25), network neural (-1.43)'],
    ],
    incorrect: [['both wrong', 'neural neural, network network']],
    'never right': [
      ['pruned', 'neural network and network neural are the ones we throw away'],
      ['reverse', 'neural network and network neural, each read from the end'],
      ['another tree', 'In the tree of the lecture it was neural network and network neural.'],
      ['would', 'With k = 3 it would be neural network and network neural and one more.'],
      ['except', 'all sequences except neural network and network neural'],
    ],
  }),
  ...answersTo('2(c)', {
    correct: [
      ['plain', 'neural network network, network neural network'],
      ['scores', 'neural network network (-1.85) and network neural network (-1.93)'],
      ['lines', 'neural → network → network: −1.85\nnetwork → neural → network: −1.93'],
      [
        'after expansion',
        'Expanding both hypotheses gives four candidates. The best two are neural network network with -1.85 and network neural network with -1.93.',
      ],
      ['final', 'Final result: [neural, network, network] (-1.85), [network, neural, network] (-1.93)'],
    ],
    partial: [
      ['one of two', 'neural network network, neural network neural'],
      ['third swapped', 'neural network network (-1.85), network neural neural (-2.13)'],
    ],
    'never right': [
      ['lost', 'neural network network and network neural network are lost at this step.'],
      ['not final', 'Not neural network network and not network neural network.'],
      [
        'a bug',
        'Due to a bug my program printed neural network network, network neural network, the truth is different.',
      ],
    ],
  }),
  ...answersTo('2(d)', {
    correct: [
      ['short', 'No, neural neural neural (-1.46) is more likely.'],
      [
        'long',
        'No. The most likely sequence overall is "neural neural neural" with log probability -0.65 - 0.8 - 0.01 = -1.46, which is higher than -1.85. Beam search discards "neural neural" after step 2 because its score is only third best, so it can never find it.',
      ],
      [
        'does not',
        'Beam search does not return the most likely sequence: neural neural neural has -1.46, but it was pruned at step two.',
      ],
      ['as a list', '- No\n- best sequence: neural neural neural, -1.46'],
      ['greedy nature', 'No, because beam search is a heuristic. The optimum would be neural neural neural at −1.46.'],
    ],
    partial: [
      ['no alone', 'No, it does not.'],
      ['the wrong sequence', 'No, the most likely one is network network network.'],
    ],
    incorrect: [
      ['yes', 'Yes, it returns the most likely sequence.'],
      ['yes with the sequence', 'Yes: neural network network has the highest probability.'],
    ],
    'never right': [
      ['the least', 'No, the least likely sequence is neural neural neural.'],
      ['both', 'Yes and no: neural neural neural'],
      ['not that one', 'No, but the most likely sequence is not neural neural neural either.'],
    ],
  }),
];

/** normalization-decoding 3.4.a and 3.4.b. */
export const independentSearchNormalization: readonly Case[] = [
  ...answersTo('3.4.a', {
    correct: [
      ['plain', 'the red rectangle, -9.1'],
      ['sum', 'the red rectangle: -1.5 - 3.1 - 4.5 = -9.1'],
      [
        'steps',
        'Greedy picks "the" (-1.5), then "red" (-3.1), then "rectangle" (-4.5). The sequence is "the red rectangle" with log-likelihood -9.1.',
      ],
      ['a sentence', 'Greedy decoding finds "the red rectangle" with a log-likelihood of −9.1.'],
      ['LaTeX', latex`$\text{the red rectangle}$, $\log p = -1.5 - 3.1 - 4.5 = -9.1$`],
    ],
    partial: [
      ['without the score', 'the red rectangle'],
      ['a wrong score', 'the red rectangle, -9.2'],
      ['a positive score', 'the red rectangle, 9.1'],
    ],
    incorrect: [['what beam search finds', 'a blue square, -9.3']],
    'never right': [
      ['not', 'Greedy does not find the red rectangle (-9.1).'],
      ['would', 'An exhaustive search would find the red rectangle (-9.1), greedy something else.'],
      ['missed', 'Greedy misses the red rectangle with -9.1.'],
    ],
  }),
  ...answersTo('3.4.b', {
    correct: [
      ['plain', 'a blue square (-9.3), a red circle (-9.4)'],
      ['lines', 'a blue square: -1.8 - 2.5 - 5.0 = -9.3\na red circle: -1.8 - 2.7 - 4.9 = -9.4'],
      [
        'steps',
        'Step 1: the (-1.5), a (-1.8)\n\nStep 2: a blue (-4.3), a red (-4.5)\n\nStep 3: a blue square (-9.3), a red circle (-9.4)',
      ],
      ['sentence', 'Beam search returns "a blue square" with −9.3 and "a red circle" with −9.4.'],
    ],
    partial: [
      ['one right', 'a blue square (-9.3), a blue rectangle (-9.6)'],
      ['no scores', 'a blue square, a red circle'],
      ['greedy among them', 'the red rectangle (-9.1), a blue square (-9.3)'],
    ],
    'never right': [
      ['discarded', 'Beam search discards a blue square (-9.3) and a red circle (-9.4).'],
      ['k one', 'With a wider beam we would get a blue square (-9.3) and a red circle (-9.4).'],
    ],
  }),
];
