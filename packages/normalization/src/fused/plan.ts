import { describeDevice } from '@gradbook/core-ops';

import { countStatistics, type NormAttributes, type NormForm } from './attributes.ts';

/** Who computes what, and where the elements of a sum lie. Lengths and places count in `lanes` elements. */
export interface Plan {
  readonly attributes: NormAttributes;
  /** Neighbours that are read at once. */
  readonly lanes: 1 | 4;
  /** Whether weight and bias differ from element to element of a run, instead of from run to run. */
  readonly along: boolean;
  readonly form: NormForm;
  /** Threads that compute a part together: 1, or those of a workgroup. */
  readonly together: number;
  readonly workgroupSize: number;
}

/** Sums over `runs` stretches of `run` neighbours, each sum divided into parts. */
export interface Sums {
  readonly count: number;
  readonly runs: number;
  readonly run: number;
  /** From one sum's first run to the next sum's. */
  readonly own: number;
  /** From a run to the next one of the same sum. */
  readonly stride: number;
  /** Parts of a sum: the runs are divided, and where they are few the runs themselves. */
  readonly parts: number;
  readonly lengthParts: number;
  readonly runChunk: number;
  readonly lengthChunk: number;
  /** Threads of a part that share a run; the others begin with other runs. */
  readonly across: number;
  /** Runs that are added up before their sum joins the total. */
  readonly runBlock: number;
}

/** Terms that a thread adds before their sum joins the total, whose additions are compensated. */
export const block = 32;
/** Parts of a sum at most. */
export const mostParts = 16;

/** Parts that keep a device busy, and how many reads make a part worth its while. */
const wanted: Readonly<Record<NormForm, { readonly parts: number; readonly reads: number }>> = {
  thread: { parts: 128, reads: 32 },
  workgroup: { parts: 512, reads: 512 },
};

/**
 * Lays the kernels out for the device. On a software adapter a thread computes a part by itself, because threads that wait for each other
 * run one after the other there; on a GPU a workgroup does, neighbours reading neighbours.
 */
export function planFor(attributes: NormAttributes): Plan {
  const [, , channels, features] = attributes.sizes;
  const form = attributes.form ?? (describeDevice().kind === 'software' ? 'thread' : 'workgroup');
  const along = attributes.over === 'example' && features === 1;
  const lanes = (along ? channels : features) % 4 === 0 ? 4 : 1;
  const most = Math.min(256, describeDevice().limits.maxComputeInvocationsPerWorkgroup);
  const together = form === 'thread' ? 1 : countReads(attributes, lanes) > 512 ? most : Math.min(64, most);
  return { attributes, lanes, along, form, together, workgroupSize: form === 'thread' ? 16 : together };
}

function countReads({ sizes: [examples, , channels, features], over }: NormAttributes, lanes: number): number {
  return ((over === 'batch' ? examples : 1) * channels * features) / lanes;
}

/** The sums over what a statistic averages. */
export function statisticSums({ attributes, lanes, along, form, together }: Plan): Sums {
  const [examples, groups, channels, features] = attributes.sizes;
  const count = countStatistics(attributes);
  const run = (along ? channels : features) / lanes;
  if (attributes.over === 'batch') {
    return divided({ count, runs: examples, run, own: run, stride: groups * run }, form, together);
  }
  const runs = along ? 1 : channels;
  return divided({ count, runs, run, own: runs * run, stride: run }, form, together);
}

/**
 * The sums over what a weight multiplies, over examples and features: one for each weight, or, where weights lie side by side
 * (`along`), for `lanes` of them.
 */
export function weightSums({ attributes, lanes, along, form, together }: Plan): Sums {
  const [examples, groups, channels, features] = attributes.sizes;
  const weights = groups * channels;
  if (along) {
    const count = weights / lanes;
    return divided({ count, runs: examples, run: 1, own: 1, stride: count }, form, 1);
  }
  const run = features / lanes;
  return divided({ count: weights, runs: examples, run, own: run, stride: weights * run }, form, together);
}

function divided(
  sums: Pick<Sums, 'count' | 'runs' | 'run' | 'own' | 'stride'>,
  form: NormForm,
  together: number,
): Sums {
  const { count, runs, run } = sums;
  const { parts: busy, reads } = wanted[form];
  const worthwhile = Math.floor((runs * run) / (together === 1 ? Math.min(reads, 32) : reads));
  const all = Math.max(1, Math.min(Math.ceil(busy / count), worthwhile, mostParts));
  const runChunk = Math.ceil(runs / Math.min(all, runs));
  const runParts = Math.ceil(runs / runChunk);
  const lengthChunk = Math.ceil(run / Math.min(Math.max(1, Math.floor(all / runParts)), run));
  const lengthParts = Math.ceil(run / lengthChunk);
  const across = Math.min(together, 2 ** Math.ceil(Math.log2(lengthChunk)));
  return {
    ...sums,
    parts: runParts * lengthParts,
    lengthParts,
    runChunk,
    lengthChunk,
    across,
    runBlock: Math.max(1, Math.floor(block / Math.ceil(lengthChunk / across))),
  };
}
