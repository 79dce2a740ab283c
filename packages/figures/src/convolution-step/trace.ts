/** One filter tap meeting one element, as far as the picture shows it. `ArithmeticTap` of `@gradbook/layers-conv` has this form. */
export interface ConvolutionTap {
  readonly kernel: readonly number[];
  readonly input: readonly number[];
  readonly output: readonly number[];
  /** Whether it lies in the padding: a zero that is read, or a sum that is cropped. */
  readonly padding: boolean;
  readonly term?: { readonly x: number; readonly w: number; readonly product: number };
}

/** A size, and the numbers row by row where there are some. */
export interface ConvolutionArray {
  readonly size: readonly number[];
  readonly data?: readonly number[];
}

/** A convolution, step by step, as far as the picture shows it. `ConvolutionTrace` of `@gradbook/layers-conv` has this form. */
export interface ConvolutionSteps {
  readonly kind: 'convolution' | 'transposed convolution';
  readonly input: ConvolutionArray;
  readonly kernel: ConvolutionArray;
  readonly output: ConvolutionArray;
  /** Zeros, or elements that are cropped, before and after, per axis. */
  readonly padding: readonly (readonly [before: number, after: number])[];
  readonly steps: readonly { readonly at: readonly number[]; readonly taps: readonly ConvolutionTap[] }[];
}
