import { judgeTensors, type NamedTensor } from '@gradbook/answers';
import type { Float64Tensor } from '@gradbook/core-ops';
import { batchMoments, instanceMoments, layerMoments } from '@gradbook/normalization';

import type { Part } from '../definition/assignment.ts';
import { once } from '../definition/once.ts';
import { computeOnDevice, verified } from '../definition/verified.ts';
import { warmUpWrongMoments, wrongMoments } from '../mistakes/moments.ts';

/** Four examples with two channels of three features. */
export const examples: readonly (readonly (readonly number[])[])[] = [
  [
    [2, 4, 3],
    [2, 1, 2],
  ],
  [
    [1, 2, 3],
    [4, 1, 1],
  ],
  [
    [2, 1, 3],
    [3, 2, 4],
  ],
  [
    [1, 4, 2],
    [2, 4, 3],
  ],
];

/** The axes over which each kind of normalization averages a [batch, channel, feature] tensor. */
export const averagedAxes = { batch: [0, 2], layer: [1, 2], instance: [2] } as const;

type Kind = keyof typeof averagedAxes;
const kinds: readonly Kind[] = ['batch', 'layer', 'instance'];
const statistics = ['mean', 'variance'] as const;

/** What announces each kind; the layer in “batch normalization layer” does not. */
const kindCues: Readonly<Record<Kind, RegExp>> = {
  batch: /[Bb]atch|BATCH|\bBN\b/,
  layer: /(?<!orm(?:ali[sz]ation)?[ -])(?:[Ll]ayer|LAYER)|\bLN\b/,
  instance: /[Ii]nstance|INSTANCE|\bIN\b/,
};
const statisticCues = {
  mean: /[Mm]ean|MEAN|[Aa]verage|\\mu|μ|µ|\bmu/,
  variance: /[Vv]ar(?:iance|\b|_)|VAR|\\sigma|σ|sigma/,
} as const;

const momentsOf = { batch: batchMoments, layer: layerMoments, instance: instanceMoments };

/** The six tensors that are asked for, computed on WebGPU. */
const expected: () => Promise<readonly NamedTensor[]> = once(async () => {
  const tensors: NamedTensor[] = [];
  for (const statistic of statistics) {
    for (const kind of kinds) {
      const value: Float64Tensor = await verified(
        `${statistic} of ${kind} normalization`,
        { x: examples },
        ({ x }) => momentsOf[kind](x)[statistic],
        // At most twelve numbers are averaged, twice.
        32,
      );
      tensors.push({
        label: statistic === 'mean' ? `$\\mu_{\\text{${kind}}}$` : `$\\sigma^2_{\\text{${kind}}}$`,
        names: namesOf(statistic, kind),
        cues: [kindCues[kind], statisticCues[statistic]],
        shape: value.shape,
        data: [...value.data],
        mistakes: await wrongMoments(examples, averagedAxes[kind], statistic),
      });
    }
  }
  return tensors;
});

/** How the quantity is written: `\mu_{batch}`, `\mu_B`, `\sigma_{batch}^2`, `Var_{batch}`. */
function namesOf(statistic: 'mean' | 'variance', kind: Kind): readonly string[] {
  const subscripts = [
    kind,
    kind.charAt(0).toUpperCase(),
    kind.slice(0, 1),
    kind.toUpperCase(),
    `${kind.charAt(0).toUpperCase()}N`,
    `${kind}norm`,
  ];
  const bases = statistic === 'mean' ? ['mu', 'm', 'mean', 'bar(x)'] : ['sigma^2', 'var', 'Var', 'variance', 'v'];
  return bases.flatMap((base) =>
    subscripts.map((subscript) => (base === 'sigma^2' ? `sigma_${subscript}^2` : `${base}_${subscript}`)),
  );
}

/** Question 1: the moments that normalization layers use. */
export const normalizationParts: readonly Part[] = [
  {
    id: '1',
    title: 'Moments of batch, layer and instance normalization',
    kind: 'tensor',
    points: 3,
    question:
      'A tensor of 4 examples, 2 channels and 3 features holds ' +
      `$$${examples.map((example) => `\\begin{bmatrix} ${example.map((row) => row.join(' & ')).join(' \\\\ ')} \\end{bmatrix}`).join(',\\;')}$$ ` +
      'Give the mean and the variance that batch, layer and instance normalization compute.',
    warmUp: () => {
      for (const kind of kinds) {
        for (const statistic of statistics) {
          computeOnDevice({ x: examples }, ({ x }) => momentsOf[kind](x)[statistic]);
          warmUpWrongMoments(examples, averagedAxes[kind], statistic);
        }
      }
    },
    judge: async (content, _part, options) =>
      judgeTensors(content, { tensors: await expected(), decimals: 2, notAsked: /standard dev|\bstd\b/i }, options),
  },
];
