/** A bound that is smaller than what it bounds can be. */
export const boundTooStrong = {
  id: 'bound-too-strong',
  sentence: 'The bound is smaller than what it bounds can be under these assumptions.',
} as const;
