import { checked, type ConvAxis, convOutputSize } from './output-size.ts';

/**
 * How much of the input one element of a layer sees, after each layer.
 *
 * @example
 * const fields: ReceptiveField[] = receptiveField({ input: 8 }, [{ kernel: 3 }]);
 * fields[0]!.field; // 3
 */
export interface ReceptiveField {
  /** Length of the layer's output. */
  readonly size: number;
  /** How many elements of the first input one element of the output depends on, padding included. */
  readonly field: number;
  /** How far apart in the first input neighbouring elements of the output are. */
  readonly jump: number;
  /** Where the field of the first element begins: negative in the padding. */
  readonly start: number;
}

/**
 * The receptive field along one axis after each of a stack of convolutions and poolings:
 *
 *     rₗ = rₗ₋₁ + dilation·(kernel − 1)·jₗ₋₁,   jₗ = jₗ₋₁·stride,   startₗ = startₗ₋₁ − before·jₗ₋₁,   r₀ = j₀ = 1.
 *
 * Source: Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks" (Distill 2019).
 *
 * @param input the length of the input.
 * @param layers each layer without its input size; a pooling's stride must be given.
 * @throws ShapeError when a layer does not fit its input; RangeError for numbers that make no sense.
 * @example
 * const stack = [{ kernel: 3, padding: 1 }, { kernel: 2, stride: 2 }, { kernel: 3, padding: 1 }];
 * receptiveField({ input: 32 }, stack).map(({ field }) => field); // [3, 4, 8]
 */
export function receptiveField(
  { input }: { readonly input: number },
  layers: readonly Omit<ConvAxis, 'input'>[],
): ReceptiveField[] {
  let [size, field, jump, start] = [input, 1, 1, 0];
  return layers.map((layer) => {
    const axis = { ...layer, input: size };
    const { kernel, stride, before, dilation } = checked('receptiveField', axis);
    size = convOutputSize(axis).size;
    field += dilation * (kernel - 1) * jump;
    start -= before * jump;
    jump *= stride;
    return { size, field, jump, start };
  });
}
