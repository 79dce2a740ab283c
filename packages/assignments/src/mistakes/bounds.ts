/** A bound that is smaller than what it bounds can be. */
export const boundTooStrong = {
  id: 'bound-too-strong',
  sentence: 'The bound is smaller than what it bounds can be under these assumptions.',
} as const;

/** A bound that does not shrink with the number of steps. */
export const boundDoesNotVanish = {
  id: 'bound-does-not-vanish',
  sentence: 'The bound does not go to zero over many steps: the bounds of the steps are multiplied.',
} as const;
