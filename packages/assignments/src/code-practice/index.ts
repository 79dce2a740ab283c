import { codePart } from '../code/code-part.ts';
import { type Assignment, defineAssignment } from '../definition/assignment.ts';
import { attentionRnnFunction } from './attention-rnn/attention-rnn.ts';
import { attentionRnnStarter } from './attention-rnn/starter.ts';
import { beamSearchFunction } from './beam-search/beam-search.ts';
import { beamSearchStarter } from './beam-search/starter.ts';
import { transposedConvolutionStarter } from './transposed-convolution/starter.ts';
import { transposedConvolutionFunction } from './transposed-convolution/transposed-convolution.ts';

const latex = String.raw;

/**
 * Functions to write, from the other assignments' subjects: a search, a layer with a stride, a recurrence that attends. They have an
 * assignment of their own so that the parts, the points and the totals of the others stay what they are.
 *
 * @example
 * codePractice.parts.map(({ files = [] }) => files[0]); // ['decoding.ts', 'convolution.ts', 'attention.ts']
 */
export const codePractice: Assignment = defineAssignment({
  id: 'code-practice',
  title: 'Code practice',
  summary: 'Beam search over a decoder, transposed convolution and AttentionRNN(k), as functions.',
  starter: {
    'decoding.ts': beamSearchStarter,
    'convolution.ts': transposedConvolutionStarter,
    'attention.ts': attentionRnnStarter,
  },
  parts: [
    codePart({
      id: '1',
      title: 'Beam search',
      points: 4,
      question:
        'Implement beam search over a decoder that carries a state, as `beamSearch(step, start, options)` in `decoding.ts`: sums of log-probabilities, states and tokens by parent, finished hypotheses that keep their places, and a length penalty.',
      module: 'decoding',
      functions: [beamSearchFunction],
    }),
    codePart({
      id: '2',
      title: 'Transposed convolution',
      points: 4,
      question:
        'Implement the transposed convolution of maps with stride, padding and bias, as `transposedConvolution(x, weight, bias, stride, padding)` in `convolution.ts`.',
      module: 'convolution',
      functions: [transposedConvolutionFunction],
    }),
    codePart({
      id: '3',
      title: 'AttentionRNN(k)',
      points: 4,
      question: latex`Implement AttentionRNN(k) over a batch of sequences, as ${'`attentionRnn(x, past, params, lengths)`'} in ${'`attention.ts`'}: $w_i[t] = q_i[t]^T k_i[t] / \sqrt{P}$ for the input ($i = 0$) and the last $k$ states, $a[t] = \mathrm{softargmax}(w[t])$ and $h[t] = \sum_{i=0}^{k} a_i[t] v_i[t]$.`,
      module: 'attention',
      functions: [attentionRnnFunction],
    }),
  ],
});
