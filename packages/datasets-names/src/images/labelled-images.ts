/**
 * Images and their classes, as files hold them.
 *
 * @example
 * const images: LabelledImages = { pixels: Uint8Array.of(0, 255, 128, 7), shape: [1, 1, 2, 2], labels: Uint8Array.of(3) };
 */
export interface LabelledImages {
  /** 0 to 255, in the order of the shape. */
  readonly pixels: Uint8Array;
  readonly shape: readonly [count: number, channels: number, height: number, width: number];
  readonly labels: Uint8Array;
}
