import type { Assignment } from '../definition/assignment.ts';

/** What the assignment is called, apart from its parts. */
export const about: Pick<Assignment, 'id' | 'title' | 'summary'> = {
  id: 'rnn-homework',
  title: 'Recurrent networks and decoding',
  summary: 'Backpropagation through a small RNN, beam search, recurrent layers, convolutions.',
};
