import type { Float64Tensor } from '@gradbook/core-ops';

/** Numbers row by row. */
export const numbersOf = (value: Float64Tensor): readonly number[] => [...value.data];
