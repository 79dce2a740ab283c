import { matmul, type Value } from '@gradbook/core-ops';

import { at, type Rules } from '../rule.ts';
import { unbroadcast } from './unbroadcast.ts';

export const linearAlgebraRules: Rules = {
  // Y = op(A) op(B), op the identity or the transpose:
  //   the cotangent of op(A) is Ȳ op(B)ᵀ, that of op(B) is op(A)ᵀ Ȳ; that of a transposed matrix is transposed back.
  // Summed over leading axes along which A or B was broadcast.
  matmul: ({ inputs, cotangents, attributes }) => {
    const [a, b, g] = [at(inputs, 0), at(inputs, 1), at(cotangents, 0)];
    const { transposeA, transposeB } = attributes as { transposeA: boolean; transposeB: boolean };
    const ofA = (): Value =>
      transposeA
        ? matmul(b, g, { transposeA: transposeB, transposeB: true })
        : matmul(g, b, { transposeB: !transposeB });
    const ofB = (): Value =>
      transposeB
        ? matmul(g, a, { transposeA: true, transposeB: transposeA })
        : matmul(a, g, { transposeA: !transposeA });
    return [() => unbroadcast(ofA(), a.shape), () => unbroadcast(ofB(), b.shape)];
  },
};
