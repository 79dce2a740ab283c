import type { Scope } from '@gradbook/answers';
import { name, total } from '@gradbook/autograd';
import { add, mul, type Value } from '@gradbook/core-ops';

import { once } from '../definition/once.ts';
import { scopeOfGraph } from '../definition/graph-scope.ts';
import { type TracedGraph, tracedGraph } from '../definition/traced.ts';

/** The inputs of the unrolled recurrence. */
interface Inputs {
  readonly w: Value;
  readonly u_1: Value;
  readonly u_2: Value;
  readonly u_3: Value;
}

/** Three steps of h_t = w (u_t + h_{t-1}) from h_0 = 0, with the names of the question. */
function unrolledRnn({ w, u_1, u_2, u_3 }: Inputs): { readonly y: Value } {
  const p = name(u_1, 'p');
  const q = name(mul(w, p), 'q');
  const r = name(add(u_2, q), 'r');
  const s = name(mul(w, r), 's');
  const t = name(add(s, u_3), 't');
  return { y: mul(w, t) };
}

/** A point at which no two values of the graph coincide: any will do, the expressions are read off the operations. */
const point = { w: 1.5, u_1: 0.75, u_2: -0.5, u_3: 2.25 };

/** The graph of the recurrence, traced on WebGPU, with a partial on every edge. */
export const rnnGraph: TracedGraph = tracedGraph(unrolledRnn, point);

/**
 * The names p, q, r, s, t, y as the graph defines them; the hidden states of the recurrence and y' for dy/dw, which the
 * question does not ask for but whose use is no mistake.
 */
export const rnnScope: () => Promise<Scope> = once(async () => {
  const scope = scopeOfGraph(await rnnGraph());
  return {
    ...scope,
    definitions: {
      ...scope.definitions,
      h_0: { type: 'number', value: { numerator: 0n, denominator: 1n }, written: '0' },
      h_1: { type: 'symbol', name: 'q' },
      h_2: { type: 'symbol', name: 's' },
      h_3: { type: 'symbol', name: 'y' },
      "y'": {
        type: 'derivative',
        of: { type: 'symbol', name: 'y' },
        by: { type: 'symbol', name: 'w' },
        partial: false,
      },
    },
  };
});

/** dy/dw at the traced point: the sum over all paths from w to y. */
export async function totalDerivative(): Promise<number> {
  return total(await rnnGraph(), 'w', 'y').data[0]!;
}
