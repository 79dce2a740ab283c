import type { PackageTable } from '../row.ts';

const search = 'none of them has a search';

/** @gradbook/decoding. */
export const decoding: PackageTable = {
  package: 'decoding',
  rows: [
    {
      name: 'tokenProbabilities',
      ours: 'tokenProbabilities([0.5, 0.3, 0.2], { temperature: 2 })',
      torch: { call: 'torch.softmax(torch.tensor([0.5, 0.3, 0.2]) / 2, 0)', differs: 'of its parts; no filters' },
      tfjs: { call: 'tf.softmax(tf.div(tf.tensor([0.5, 0.3, 0.2]), 2))', differs: 'of its parts; no filters' },
      jax: { call: 'nn.softmax(np.divide(np.array([0.5, 0.3, 0.2]), 2))', differs: 'of its parts; no filters' },
    },
    {
      name: 'sampleToken',
      ours: 'sampleToken([0.5, 0.3, 0.2], { key: key(7) })',
      notRun: 'random numbers',
      torch: {
        call: 'torch.multinomial(torch.softmax(logits, 1), 1)',
        notRun: 'random numbers',
        differs: 'no filters',
      },
      tfjs: { call: 'tf.multinomial(logits, 1)', notRun: 'random numbers', differs: 'no filters' },
      jax: { call: 'random.categorical(random.key(7), logits)', notRun: 'random numbers', differs: 'no filters' },
    },
  ],
  own: {
    allowSequences: search,
    forceTokens: search,
    searchCost: search,
    beamSearchOutcomes: search,
    beamSearch: search,
    exhaustive: search,
    greedy: search,
    SearchError: search,
    sample: 'none of them samples sequences',
  },
  ownOptions: {
    BeamSearchOptions: 'of `beamSearch`',
    SearchOptions: 'of the searches',
    ExhaustiveOptions: 'of `exhaustive`',
    SampleOptions: 'of `sample`',
    'SamplingFilters.topK': 'a filter; none of them has any',
    'SamplingFilters.topP': 'a filter; none of them has any',
    'SamplingFilters.minP': 'a filter; none of them has any',
    SettledFilters: 'what a sampling ran with',
  },
};
