import { answersTo, type Case } from './case.ts';

const latex = String.raw;

/** rnn-homework 5(a): 297 s and 94 %, then 10 s and 94.1 %. */
export const facts: readonly Case[] = answersTo('5(a)', {
  correct: [
    ['two lines', 'Baseline: 297 s, 94%\nFinal: 10 s, 94.1%'],
    ['circled numbers', '① 297s, 94%\n\n② 10s, 94.1%'],
    [
      'sentences',
      'They started with a training time of 297 seconds and an accuracy of 94%. In the end they reached 94.1% in 10 seconds.',
    ],
    ['from and to', 'Training time went from 297s to 10s, accuracy from 94% to 94.1%.'],
    ['arrows', '297 s → 10 s, 94% → 94.1%'],
    ['minutes', 'Baseline: 4 min 57 s at 94 %. Final: 10 s at 94.1 %.'],
    [
      'minutes in words',
      'The baseline took 4 minutes and 57 seconds (94% accuracy); the final version takes 10 seconds (94.1%).',
    ],
    ['a table', '| | time | accuracy |\n|---|---|---|\n| baseline | 297 s | 94% |\n| final | 10 s | 94.1% |'],
    [
      'a table with units in its head',
      '| | time (s) | accuracy (%) |\n|---|---|---|\n| baseline | 297 | 94 |\n| final | 10 | 94.1 |',
    ],
    [
      'a table the other way',
      '| | start | end |\n|---|---|---|\n| training time | 297s | 10s |\n| accuracy | 94% | 94.1% |',
    ],
    ['fractions of one', 'baseline 297 s, 0.94; final 10 s, 0.941'],
    ['about', 'Start: 297s and ~94%; end: 10s and 94.1%'],
    ['LaTeX', latex`Baseline: $297\,\text{s}$, $94\%$. Final: $10\,\text{s}$, $94.1\%$.`],
    ['the end first', 'The final model reaches 94.1% in 10 s; the baseline reached 94% in 297 s.'],
    [
      'the hardware beside',
      'On a single V100 GPU the baseline reached 94% in 297s; the final model reached 94.1% in 10s on CIFAR-10.',
    ],
    [
      'the questions first',
      'With what training time and accuracy did the authors begin? 297 seconds and 94%.\n\nWith what training time and accuracy did they end? 10 seconds and 94.1%.',
    ],
    [
      'a list',
      '- baseline training time: 297 seconds\n- baseline accuracy: 94%\n- final training time: 10 seconds\n- final accuracy: 94.1%',
    ],
    ['in words of percent', 'Initially 297 sec with 94 percent, finally 10 sec with 94.1 percent.'],
    ['more decimals', 'Baseline 297.0 s and 94.0%, final 10.0 s and 94.10%'],
    ['a marker', '**Answer:** 297s/94% → 10s/94.1%'],
    [
      'test accuracy and epochs',
      'Baseline: 297s for 24 epochs with 94% test accuracy. Final: 10s for 10 epochs with 94.1% test accuracy.',
    ],
    ['4:57', 'Baseline: 4m57s, 94%. Final: 10s, 94.1%.'],
    ['94% both in one', 'Baseline: 94% in 297s, final: 94.1% in just 10s!'],
    ['decimal commas', 'Baseline: 297 s, 94 %. Final: 10 s, 94,1 %.'],
  ],
  partial: [
    ['as handed in', '① 297s, .94%\n\n② 10s, 94.1%'],
    ['a wrong end time', 'Baseline: 297 s, 94%. Final: 26 s, 94.1%.'],
    ['rounded end', 'Baseline: 297 s, 94%. Final: 10 s, 94%.'],
    ['times exchanged', 'Baseline: 10 s, 94%. Final: 297 s, 94.1%.'],
    ['minutes for seconds', 'Baseline: 297 min, 94%. Final: 10 s, 94.1%.'],
    ['a wrong accuracy', 'Baseline: 297 s, 93%. Final: 10 s, 94.1%.'],
    ['only the end', 'Final: 10 s, 94.1%'],
    ['an older baseline', 'Baseline: 356 s, 93.8%; final: 10 s, 94.1%.'],
    ['ms', 'Baseline: 297 ms, 94%; final: 10 ms, 94.1%.'],
  ],
  incorrect: [
    ['everything wrong', 'Baseline: 600 s, 90%. Final: 60 s, 91%.'],
    ['everything exchanged', 'Baseline: 10 s, 94.1%. Final: 297 s, 94%.'],
  ],
  'never right': [
    ['a choice of times', 'Baseline: 297 s or 356 s, 94%. Final: 10 s, 94.1%.'],
    ['without units', '297, 94, 10, 94.1'],
    ['no numbers', 'It became much faster.'],
  ],
});
