/** A mistake that is told by its sentence; what it leads to stands where it is looked for. */
interface Entry {
  readonly id: string;
  readonly sentence: string;
}

/** A size that is none of an output's axes. */
export const vectorShapeMistakes: readonly Entry[] = [
  {
    id: 'input-channels-kept',
    sentence: 'The output has one channel for each filter, and here it has those of the input.',
  },
  { id: 'filters-forgotten', sentence: 'This is the output of one filter; the filters make one channel each.' },
  {
    id: 'shape-of-input',
    sentence: 'This is the shape of the input; the gate multiplies the state entry by entry.',
  },
  { id: 'input-not-attended', sentence: 'The input is attended to as well, beside the earlier states.' },
  {
    id: 'shape-of-state',
    sentence: 'This is the shape of the state; there is one weight for each thing that is attended to.',
  },
];

/** Shapes that do not hold all sequences of a batch. */
export const batchShapeMistakes: readonly Entry[] = [
  {
    id: 'cut-to-shortest',
    sentence: 'With the shortest length the ends of the longer sequences are lost.',
  },
  {
    id: 'sequences-end-to-end',
    sentence: 'The sequences lie end to end here, in one sequence; a batch has an axis of its own for them.',
  },
  { id: 'batch-axis-missing', sentence: 'An axis is missing: sequences, steps and embeddings need one each.' },
];

/** What a gradient through time sums over. */
export const stepMistakes: readonly Entry[] = [
  {
    id: 'all-later-steps',
    sentence:
      'The sum runs over all later steps, but a state enters only the next $k$ directly. With direct partial derivatives, which are 0 beyond those, it still holds; with total derivatives it counts paths more than once.',
  },
];

/** What is seen in a loss curve that does not show it. */
export const trainingMistakes: readonly Entry[] = [
  {
    id: 'overfitting',
    sentence: 'This curve is the loss on the training data itself; overfitting does not raise it.',
  },
  {
    id: 'vanishing-gradient',
    sentence:
      'With gradients or steps that are too small the loss would stay where it is; here it rises far above where it began.',
  },
  { id: 'larger-steps', sentence: 'With larger steps the parameters are thrown even farther away.' },
];

/** Numbers that come of a mistake in the first loss and the first accuracy. */
export const startMistakes: readonly Entry[] = [
  {
    id: 'logarithm-to-base-2',
    sentence: 'This is the loss in bits; with the natural logarithm it is another number.',
  },
  {
    id: 'logarithm-to-base-10',
    sentence: 'This is the loss with the decimal logarithm; the loss uses the natural one.',
  },
  { id: 'sign-of-loss', sentence: 'The sign is missing: a cross-entropy is never negative.' },
  {
    id: 'probability-for-loss',
    sentence: 'This is the probability itself; the loss is its negative logarithm.',
  },
  {
    id: 'two-classes-assumed',
    sentence: 'This is the accuracy of guessing between two classes; there are more here.',
  },
];

/** The entry with an id. */
export function entryOf(list: readonly Entry[], id: string): Entry {
  const entry = list.find((each) => each.id === id);
  if (!entry) throw new RangeError(`entryOf: there is no mistake ${id}`);
  return entry;
}
