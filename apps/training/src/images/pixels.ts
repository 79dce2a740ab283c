import { foldIn, type Key, randomInts } from '@gradbook/core-ops';
import type { LabelledImages } from '@gradbook/datasets-names';

/** The mean and the standard deviation of every channel's pixels, 0 to 255. */
export interface PixelStatistics {
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

export function pixelStatistics({ pixels, shape }: LabelledImages): PixelStatistics {
  const [count, channels, height, width] = shape;
  const area = height * width;
  const sums = Array.from({ length: channels }, () => ({ first: 0, second: 0 }));
  for (let plane = 0; plane < count * channels; plane++) {
    const own = sums[plane % channels]!;
    for (let i = plane * area; i < (plane + 1) * area; i++) {
      const pixel = pixels[i]!;
      own.first += pixel;
      own.second += pixel * pixel;
    }
  }
  const means = sums.map(({ first }) => first / (count * area));
  const deviations = sums.map(({ second }, channel) => Math.sqrt(second / (count * area) - means[channel]! ** 2) || 1);
  return { means, deviations };
}

/** Where an image is cut out of itself with a border of zeros, and whether it is mirrored. */
interface Cut {
  readonly down: number;
  readonly right: number;
  readonly mirrored: boolean;
}

/**
 * Images of a batch, less the mean and divided by the deviation, [N, channels, height, width]. With a key each is moved by up to
 * `shift` pixels, mean pixels coming in at the borders, and mirrored or not, as the recipe does.
 */
export function batchPixels(
  images: LabelledImages,
  indices: readonly number[],
  { means, deviations }: PixelStatistics,
  augment?: { readonly key: Key; readonly shift: number },
): { readonly data: Float32Array; readonly shape: readonly [number, number, number, number] } {
  const [, channels, height, width] = images.shape;
  const size = channels * height * width;
  const data = new Float32Array(indices.length * size);
  const cuts = augment ? cutsOf(augment, indices.length) : [];
  indices.forEach((index, n) => {
    const { down, right, mirrored } = cuts[n] ?? { down: 0, right: 0, mirrored: false };
    for (let channel = 0; channel < channels; channel++) {
      const [mean, deviation] = [means[channel]!, deviations[channel]!];
      for (let row = Math.max(0, -down); row < Math.min(height, height - down); row++) {
        const from = index * size + (channel * height + row + down) * width;
        const to = n * size + (channel * height + row) * width;
        for (let column = Math.max(0, -right); column < Math.min(width, width - right); column++) {
          const pixel = images.pixels[from + column + right]!;
          data[to + (mirrored ? width - 1 - column : column)] = (pixel - mean) / deviation;
        }
      }
    }
  });
  return { data, shape: [indices.length, channels, height, width] };
}

function cutsOf({ key, shift }: { readonly key: Key; readonly shift: number }, count: number): Cut[] {
  const moves = randomInts(foldIn(key, 0), [count, 2], -shift, shift + 1).data;
  const mirrors = randomInts(foldIn(key, 1), [count], 0, 2).data;
  return Array.from({ length: count }, (_, n) => ({
    down: moves[2 * n]!,
    right: moves[2 * n + 1]!,
    mirrored: mirrors[n] === 1,
  }));
}
