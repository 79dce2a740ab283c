import { type Float64Tensor, foldIn, fromFloat64, key, type Key, type Value } from '@gradbook/core-ops';

import { once } from '../definition/once.ts';
import type { CodeArguments, CodeFunction, CodeMistake, CodeOutputs } from './case.ts';
import { type ExpectedOutputs, expectedOutputs, type References } from './expected.ts';
import { type Derivatives, derivativesOf } from './gradients.ts';
import { mapTensors } from './trees.ts';

/** A case with all that does not depend on the submission. */
export interface PreparedCase {
  readonly args: CodeArguments<Float64Tensor>;
  /** The case's own random key, for what is drawn beside its arguments. */
  readonly random: Key;
  /** The right outputs; computed when they are asked for the first time. */
  readonly expected: () => Promise<ExpectedOutputs>;
  readonly derivatives: () => Promise<Derivatives>;
  /** What a wrong variant gives; undefined where it is not possible on these shapes. */
  readonly variant: (mistake: CodeMistake) => CodeOutputs<Float64Tensor> | undefined;
}

/** What a case depends on besides its function. */
interface Preparation {
  readonly seed: number;
  readonly references: References;
}

interface Kept extends Preparation {
  readonly cases: Map<number, PreparedCase>;
}

/** By function, for the seed that was used last: submissions that are graded one after another have the same. */
const kept = new WeakMap<CodeFunction, Kept>();

/** The case of a function at an index for a seed; the same object each time, so that its reference runs once. */
export function preparedCase(fn: CodeFunction, index: number, { seed, references }: Preparation): PreparedCase {
  let known = kept.get(fn);
  if (known?.seed !== seed || known.references !== references) {
    known = { seed, references, cases: new Map() };
    kept.set(fn, known);
  }
  const found = known.cases.get(index);
  if (found) return found;
  const random = foldIn(key(seed), index);
  const args = fn.cases[index]!.arguments(foldIn(random, 0));
  const expected = once(() => expectedOutputs(fn, args, references));
  const variants = new Map<CodeMistake, CodeOutputs<Float64Tensor> | undefined>();
  const prepared: PreparedCase = {
    args,
    random,
    expected,
    derivatives: once(async () => derivativesOf(fn, args, (await expected()).outputs, foldIn(random, 1))),
    variant: (mistake) => {
      if (!variants.has(mistake))
        variants.set(
          mistake,
          attempt(() => mistake.run(args)),
        );
      return variants.get(mistake);
    },
  };
  known.cases.set(index, prepared);
  return prepared;
}

/** Gives the device what the expected outputs of a case need, and reads nothing. */
export function warmUpCase(fn: CodeFunction, index: number, seed: number): void {
  const compute = fn.warmUp ?? (fn.onDevice ? undefined : fn.reference);
  if (!compute || fn.cases[index]!.expects === 'error') return;
  const { args } = preparedCase(fn, index, { seed, references: 'webgpu' });
  compute(mapTensors<Float64Tensor, Value>(args, fromFloat64));
}

/** A variant may not be possible on some shapes. */
function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
