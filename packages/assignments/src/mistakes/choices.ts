/** Choices the wrong way round, recognised as such. */
export interface ChoiceMistake {
  readonly id: string;
  readonly sentence: string;
}

/** tanh for ReLU, and ReLU for tanh. */
export const activationsSwapped: ChoiceMistake = {
  id: 'activations-swapped',
  sentence: 'The two activations have changed places.',
};

/** Sufficient conditions taken for necessary ones, or the other way round. */
export const conditionSwapped: ChoiceMistake = {
  id: 'necessary-for-sufficient',
  sentence:
    'Necessary and sufficient have changed places: without a necessary condition nothing happens, with a sufficient one it always does.',
};

/** What clips single entries and what scales the whole gradient. */
export const measuresSwapped: ChoiceMistake = {
  id: 'clipping-swapped',
  sentence: 'The two kinds of measures have changed places: only scaling the whole gradient keeps its direction.',
};

/** What explodes and what vanishes. */
export const sidesSwapped: ChoiceMistake = {
  id: 'explode-for-vanish',
  sentence:
    'Exploding and vanishing have changed places: powers of a matrix grow along eigenvectors whose eigenvalues are large.',
};

/** The sign of an eigenvalue for its magnitude. */
export const signForMagnitude: ChoiceMistake = {
  id: 'sign-for-magnitude',
  sentence: 'The sign of an eigenvalue does not matter to how powers grow or shrink: its magnitude does.',
};

/** All of them. */
export const choiceMistakes: readonly ChoiceMistake[] = [
  activationsSwapped,
  conditionSwapped,
  measuresSwapped,
  sidesSwapped,
  signForMagnitude,
];
