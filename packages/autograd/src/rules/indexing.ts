import { gather, scatterAdd } from '@gradbook/core-ops';

import { at, type Rules } from '../rule.ts';

/** Reading and adding by index: each is the other's transpose. Nothing flows into the indices. */
export const indexingRules: Rules = {
  // y[…, j, …] = x[…, i_j, …]: x̄ is ȳ added up where it was read
  gather: ({ inputs, cotangents, attributes }) => {
    const [x, indices] = [at(inputs, 0), at(inputs, 1)];
    const { axis } = attributes as { axis: number };
    return [() => scatterAdd(at(cotangents, 0), indices, axis, x.shape[axis]!), undefined];
  },
  // y = Σ_j u[…, j, …] put at i_j: ū is ȳ read at i_j
  scatterAdd: ({ inputs, cotangents, attributes }) => {
    const { axis } = attributes as { axis: number };
    return [() => gather(at(cotangents, 0), at(inputs, 1), axis), undefined];
  },
};
