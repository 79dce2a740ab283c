import { type Graph, trace } from '@gradbook/autograd';
import { tensor, type Value } from '@gradbook/core-ops';

import { once } from './once.ts';

/** A computation on scalars that is traced when its graph is needed for the first time. */
export interface TracedGraph {
  (): Promise<Graph>;
  /** Gives the device what tracing gives it, and reads nothing. */
  readonly warmUp: () => void;
}

/** A computation, in operations of `@gradbook/core-ops`, traced on WebGPU at a point. */
export function tracedGraph<Names extends string>(
  compute: (inputs: Readonly<Record<Names, Value>>) => Readonly<Record<string, Value>>,
  at: Readonly<Record<Names, number>>,
): TracedGraph {
  const inputs = (): Readonly<Record<Names, Value>> => {
    const entries = Object.entries<number>(at).map(([key, value]) => [key, tensor(value)] as const);
    // The keys are those of `at`.
    return Object.fromEntries(entries) as Record<Names, Value>;
  };
  return Object.assign(
    once(() => trace(compute, inputs())),
    { warmUp: () => void compute(inputs()) },
  );
}
