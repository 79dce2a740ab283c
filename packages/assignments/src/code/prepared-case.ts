import { type Float64Tensor, foldIn, type Key, key } from '@gradbook/core-ops';

import { once } from '../definition/once.ts';
import type { CodeArguments, CodeFunction, CodeOutputs } from './case.ts';
import { expectedOutputs, type ExpectedOutputs } from './expected.ts';
import { type Derivatives, derivativesOf } from './gradients.ts';

/** What a wrong variant of a function gives for the arguments of a case. */
interface Variant {
  readonly mistake: CodeFunction['mistakes'][number];
  readonly outputs: CodeOutputs<Float64Tensor>;
}

/** Everything about a case that is the same for every submission: computed when it is first asked for, and kept. */
export interface PreparedCase {
  readonly random: Key;
  readonly args: CodeArguments<Float64Tensor>;
  /** A failure is not kept, so that a lost device can be tried again. */
  readonly expected: () => Promise<ExpectedOutputs>;
  readonly derivatives: () => Promise<Derivatives>;
  /** The variants that are possible with these arguments. */
  readonly variants: () => readonly Variant[];
}

const prepared = new WeakMap<CodeFunction, Map<string, PreparedCase>>();
/** Seeds are few; whoever tries many shall not fill the memory with old ones. */
const mostKept = 200;

/** The case at `index` of a function with the arguments that `seed` gives. Nobody may change what it holds. */
export function preparedCase(fn: CodeFunction, index: number, seed: number): PreparedCase {
  let ofFunction = prepared.get(fn);
  if (ofFunction === undefined) prepared.set(fn, (ofFunction = new Map()));
  const name = `${seed} ${index}`;
  let found = ofFunction.get(name);
  if (found === undefined) {
    if (ofFunction.size >= mostKept) ofFunction.delete(ofFunction.keys().next().value!);
    ofFunction.set(name, (found = prepare(fn, index, seed)));
  }
  return found;
}

function prepare(fn: CodeFunction, index: number, seed: number): PreparedCase {
  const random = foldIn(key(seed), index);
  const args = fn.cases[index]!.arguments(foldIn(random, 0));
  const expected = once(() => expectedOutputs(fn, args));
  let variants: readonly Variant[] | undefined;
  return {
    random,
    args,
    expected,
    derivatives: once(async () => derivativesOf(fn, args, (await expected()).outputs, foldIn(random, 1))),
    variants: () => (variants ??= fn.mistakes.flatMap((mistake) => variantOf(mistake, args))),
  };
}

/** A variant may not be possible on some shapes. */
function variantOf(mistake: Variant['mistake'], args: CodeArguments<Float64Tensor>): readonly Variant[] {
  try {
    return [{ mistake, outputs: mistake.run(args) }];
  } catch {
    return [];
  }
}
