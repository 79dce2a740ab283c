/**
 * How large matrix products are computed: with tiles in the registers of each thread, without barriers; through workgroup memory; or with
 * rows that the threads of a subgroup hand to each other, where the adapter has subgroups.
 *
 * @example
 * await init();
 * const shape: MatmulShape = describeDevice().kernels.matmul.shape;
 * ['registers', 'shared', 'subgroups'].includes(shape); // true
 */
export type MatmulShape = 'registers' | 'shared' | 'subgroups';

/** Ways to compute a large matrix product, of which each adapter has its fastest. They add in the same order. */
const matmulShapes: readonly MatmulShape[] = ['registers', 'shared', 'subgroups'];

/** Those that a device with these features can run. */
export function shapesFor(features: readonly string[]): readonly MatmulShape[] {
  return matmulShapes.filter((shape) => shape !== 'subgroups' || features.includes('subgroups'));
}

/** The shapes for large products, of float32 operands and of those that are stored in 16 bits. */
export interface MatmulChoice {
  readonly whole: MatmulShape;
  readonly halves: MatmulShape;
}

/** What the process shares, however many copies of this package it loads. */
const choice: { matmul?: MatmulChoice } = ((globalThis as Record<symbol, unknown>)[
  Symbol.for('@gradbook/core-ops/kernels')
] ??= {}) as { matmul?: MatmulChoice };

/** The shapes for large products; without a choice, in registers. */
export function chosenMatmul(): MatmulChoice {
  return choice.matmul ?? { whole: 'registers', halves: 'registers' };
}

/** Takes shapes for all large products from here on. */
export function useMatmul(chosen: MatmulChoice): void {
  choice.matmul = chosen;
}
