import { answersTo, type Case } from './case.ts';

const fenced = (...lines: readonly string[]): string => `\`\`\`\n${lines.join('\n')}\n\`\`\``;

/** Outputs of the notebook's tests, as they are pasted. */
export const pastedRnn: readonly Case[] = [
  ...answersTo('3(a)', {
    correct: [
      [
        'as handed in',
        fenced(
          'Expected: 0.1973753273487091, got: 0.1973753273487091, max error: 0.0',
          'Max error all_h: 4.999339580535889e-05',
          'Max error last_h: 2.498924732208252e-05',
        ),
      ],
      [
        'without a fence',
        'Expected: 0.1973753273487091, got: 0.1973753273487091, max error: 0.0\n\nMax error all_h: 4.999339580535889e-05\n\nMax error last_h: 2.498924732208252e-05',
      ],
      [
        'tensors',
        fenced(
          'Expected: 0.1973753273487091, got: 0.1973753273487091, max error: 0.0',
          'Max error all_h: tensor(5.0e-05)',
          'Max error last_h: tensor(2.5e-05)',
        ),
      ],
      [
        'decimals',
        fenced(
          'Expected: 0.1973753273487091, got: 0.1973753273487091, max error: 0.0',
          'Max error all_h: 0.00005',
          'Max error last_h: 0.000025',
        ),
      ],
      [
        'capitals',
        fenced(
          'Expected: 0.1973753273487091, got: 0.1973753273487091, max error: 0.0',
          'Max error all_h: 4.99E-05',
          'Max error last_h: 2.49E-5',
        ),
      ],
      [
        'inline code',
        '`Expected: 0.1973753273487091, got: 0.1973753273487091, max error: 0.0`\n`Max error all_h: 4.99e-05`\n`Max error last_h: 2.49e-05`',
      ],
      [
        'with a gradient function',
        fenced(
          'Expected: 0.1973753273487091, got: 0.1973753273487091, max error: 0.0',
          'Max error all_h: tensor(4.9993e-05, grad_fn=<MaxBackward1>)',
          'Max error last_h: tensor(2.4989e-05, grad_fn=<MaxBackward1>)',
        ),
      ],
      [
        'words before',
        'The outputs are:\n\n' +
          fenced(
            'Expected: 0.1973753273487091, got: 0.1973753273487091, max error: 0.0',
            'Max error all_h: 4.999339580535889e-05',
            'Max error last_h: 2.498924732208252e-05',
          ),
      ],
    ],
    partial: [
      [
        'one too large',
        fenced(
          'Expected: 0.1973753273487091, got: 0.1973753273487091, max error: 0.0',
          'Max error all_h: 0.52',
          'Max error last_h: 2.498924732208252e-05',
        ),
      ],
      [
        'a line is missing',
        fenced(
          'Expected: 0.1973753273487091, got: 0.1973753273487091, max error: 0.0',
          'Max error all_h: 4.999339580535889e-05',
        ),
      ],
      [
        'not a number',
        fenced(
          'Expected: 0.1973753273487091, got: 0.1973753273487091, max error: 0.0',
          'Max error all_h: nan',
          'Max error last_h: 2.498924732208252e-05',
        ),
      ],
      [
        'infinite',
        fenced(
          'Expected: 0.1973753273487091, got: 0.1973753273487091, max error: 0.0',
          'Max error all_h: inf',
          'Max error last_h: 2.5e-05',
        ),
      ],
    ],
    incorrect: [
      [
        'all too large',
        fenced(
          'Expected: 0.1973753273487091, got: 0.9, max error: 0.7026246726512909',
          'Max error all_h: 0.52',
          'Max error last_h: 0.4',
        ),
      ],
    ],
    'never right': [
      ['passed alone', 'All tests passed!'],
      [
        'a negative error',
        fenced(
          'Expected: 0.1973753273487091, got: 0.1973753273487091, max error: 0.0',
          'Max error all_h: -4.99e-05',
          'Max error last_h: 2.49e-05',
        ),
      ],
      [
        'an error that its own numbers deny',
        fenced(
          'Expected: 0.1973753273487091, got: 0.9, max error: 0.0',
          'Max error all_h: 4.99e-05',
          'Max error last_h: 2.49e-05',
        ),
      ],
      [
        'two values for one line',
        fenced(
          'Expected: 0.1973753273487091, got: 0.1973753273487091, max error: 0.0',
          'Max error all_h: 0.7',
          'Max error all_h: 4.99e-05',
          'Max error last_h: 2.49e-05',
        ),
      ],
      [
        'a traceback',
        fenced('Traceback (most recent call last):', 'RuntimeError: mat1 and mat2 shapes cannot be multiplied'),
      ],
      [
        'an expected value of another test',
        fenced('Expected: 0.5, got: 0.5, max error: 0.0', 'Max error all_h: about 0', 'Max error last_h: small'),
      ],
    ],
    unanswered: [['nothing', '']],
  }),
  ...answersTo('3(b)', {
    correct: [
      ['as handed in', fenced('Max error all_h: 4.699826240539551e-05', 'Max error last_h: 4.3138861656188965e-05')],
      ['zero', fenced('Max error all_h: 0.0', 'Max error last_h: 0.0')],
      ['on one line', 'Max error all_h: 4.7e-05, Max error last_h: 4.3e-05'],
      ['LaTeX powers', 'Max error all_h: $4.7 \\times 10^{-5}$\n\nMax error last_h: $4.3 \\times 10^{-5}$'],
      ['a table', '| | max error |\n|---|---|\n| all_h | 4.7e-05 |\n| last_h | 4.3e-05 |'],
    ],
    partial: [['the second too large', fenced('Max error all_h: 4.7e-05', 'Max error last_h: 4.3e-03')]],
    incorrect: [['both too large', fenced('Max error all_h: 1.2', 'Max error last_h: 0.9')]],
    'never right': [
      ['the lines of another part', fenced('Max error loss_all: 3.3e-05', 'Max error loss_last: 3.3e-05')],
      ['just at the bound, in words', 'all errors are below 1e-4'],
    ],
  }),
  ...answersTo('3(c)', {
    correct: [['both small', fenced('Max error loss_all: 3.314018249511719e-05', 'Max error loss_last: 1.2e-06')]],
    partial: [
      ['as handed in', fenced('Max error loss_all: 3.314018249511719e-05', 'Max error loss_last: 0.6933331489562988')],
    ],
    incorrect: [['both large', fenced('Max error loss_all: 0.4', 'Max error loss_last: 0.69')]],
    'never right': [['passed', 'Max error loss_all: passed\nMax error loss_last: passed']],
  }),
];
