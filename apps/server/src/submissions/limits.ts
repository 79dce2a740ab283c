import { defaultSubmissionLimits, type SubmissionLimits } from '@gradbook/answers';
import pLimit from 'p-limit';

/** What one submission may take of the server. Everything of it is in memory while it is taken in. */
export const uploadLimits: SubmissionLimits = {
  ...defaultSubmissionLimits,
  fileBytes: 32 * 2 ** 20,
  totalBytes: 64 * 2 ** 20,
};

/** Characters of all fields of the writing page together. */
export const mostWritten = 2 * 2 ** 20;

/** So many uploads are in memory at once; others wait for their turn. */
export const uploadTurn = pLimit(4);
