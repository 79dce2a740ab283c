import { binaryOperations, comparisonOperations } from './binary.ts';
import { convOperations } from './conv/index.ts';
import { crossEntropyOperations } from './cross-entropy.ts';
import { indexingOperations } from './indexing.ts';
import { layoutOperations } from './layout.ts';
import { linearAlgebraOperations } from './linear-algebra.ts';
import type { Operation } from './operation.ts';
import { poolOperations } from './pool/index.ts';
import { reductionOperations } from './reductions.ts';
import { softmaxOperations } from './softmax.ts';
import { unaryOperations } from './unary.ts';
import { selectionOperations } from './selection.ts';

/**
 * The table: every operation there is. All else is a function over these (`split`, `stack`, `expandDims`, `squeeze`,
 * `moments`, `topK`, …).
 *
 * @example
 * operations.some(({ name }) => name === 'matmul'); // true
 */
export const operations: readonly Operation[] = [
  ...unaryOperations,
  ...binaryOperations,
  ...comparisonOperations,
  ...selectionOperations,
  ...reductionOperations,
  ...softmaxOperations,
  ...crossEntropyOperations,
  ...linearAlgebraOperations,
  ...indexingOperations,
  ...layoutOperations,
  ...convOperations,
  ...poolOperations,
];
