import type { Uniform } from '../../kernels/wgsl.ts';
import type { Triple } from '../geometry.ts';

/** Sizes and placement of a filter on an input. */
export interface Placement {
  readonly input: Triple;
  readonly filter: Triple;
  readonly output: Triple;
  readonly stride: Triple;
  readonly padding: Triple;
  readonly dilation: Triple;
}

/** Sizes and placement as the uniforms `input0`, `input1`, …, outermost axis first: scalars, which need no alignment. */
export function triples({ input, filter, output, stride, padding, dilation }: Placement): Uniform[] {
  return Object.entries({ input, filter, output, stride, padding, dilation }).flatMap(([name, triple]) =>
    triple.map((values, axis): Uniform => ({ name: `${name}${axis}`, type: 'i32', values })),
  );
}
