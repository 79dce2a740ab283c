import type { Mistake } from './mistake.ts';

/** What a wrong way to measure starts from: the right norms of a run, and those of close relatives. */
export interface Measured {
  /** ‖∂L/∂h_t‖ for t = 1 … T. */
  readonly gradientNorms: readonly number[];
  /** ‖h_t‖ for t = 1 … T. */
  readonly hiddenNorms: readonly number[];
  /** ‖∂L/∂h_t‖ for the other place of the loss: every step for the last one, and the other way round. */
  readonly otherLoss: readonly number[];
  /** The norm of the step's own share of the loss alone, nothing coming back from later states. */
  readonly localNorms: readonly number[];
}

/** A wrong way to measure gradients over time. */
export type TraceMistake = Mistake<(measured: Measured) => readonly number[]>;

/** All of them, in the order in which they are tried. */
export const traceMistakes: readonly TraceMistake[] = [
  {
    id: 'norms-reversed',
    sentence: 'The norms are right in reverse order: the first one belongs to the first step.',
    run: ({ gradientNorms }) => gradientNorms.toReversed(),
  },
  {
    id: 'norms-one-step-late',
    sentence: 'The norms are off by one step: each stands a step later than it belongs.',
    run: ({ gradientNorms }) => [gradientNorms[0]!, ...gradientNorms.slice(0, -1)],
  },
  {
    id: 'norms-one-step-early',
    sentence: 'The norms are off by one step: each stands a step earlier than it belongs.',
    run: ({ gradientNorms }) => [...gradientNorms.slice(1), gradientNorms.at(-1)!],
  },
  {
    id: 'norms-squared',
    sentence: 'These are the squares of the norms: the root is missing.',
    run: ({ gradientNorms }) => gradientNorms.map((norm) => norm ** 2),
  },
  {
    id: 'states-for-gradients',
    sentence: 'These are the norms of the hidden states themselves, not of the gradients in them.',
    run: ({ hiddenNorms }) => hiddenNorms,
  },
  {
    id: 'loss-at-other-steps',
    sentence: 'These are the norms for a loss at other steps than the run says: the last one alone, or all of them.',
    run: ({ otherLoss }) => otherLoss,
  },
  {
    id: 'local-gradients-only',
    sentence:
      "Only each step's own term of the loss was differentiated: what comes back through later states is missing.",
    run: ({ localNorms }) => localNorms,
  },
];

/** Recognised by comparing, not by a variant: the factor may be anything. */
export const scaledNorms: { readonly id: string; readonly sentence: string } = {
  id: 'norms-scaled',
  sentence:
    'Every norm is the same multiple of what it should be: look at how the loss is averaged over steps, examples and outputs.',
};
