/** Ways to compute a large matrix product, of which each adapter has its fastest. They add in the same order. */
export const matmulShapes: readonly MatmulShape[] = ['registers', 'shared'];

/**
 * How large matrix products are computed: with tiles in the registers of each thread, without barriers; or through workgroup memory.
 *
 * @example
 * await init();
 * const shape: MatmulShape = describeDevice().kernels.matmul.shape;
 * ['registers', 'shared'].includes(shape); // true
 */
export type MatmulShape = 'registers' | 'shared';

/** What the process shares, however many copies of this package it loads. */
const choice: { matmul?: MatmulShape } = ((globalThis as Record<symbol, unknown>)[
  Symbol.for('@gradbook/core-ops/kernels')
] ??= {}) as { matmul?: MatmulShape };

/** The shape for large products; without a choice, in registers. */
export function chosenMatmulShape(): MatmulShape {
  return choice.matmul ?? 'registers';
}

/** Takes a shape for all large products from here on. */
export function useMatmulShape(shape: MatmulShape): void {
  choice.matmul = shape;
}
