import type { ConvGeometry } from './geometry.ts';

/**
 * Visits every term of the trilinear form behind the family, with the offsets of its three factors:
 *
 *     T(x, w, y) = Σ x[n, i, o·stride − padding + k·dilation] · w[j, i, k] · y[n, j, o]
 *
 * over batch n, group, output channel j and input channel i of the group, output position o and filter tap k.
 * Positions outside x count as zeros. It is a cross-correlation: the filter is not flipped
 * (as in PyTorch's `Conv2d`; Dumoulin & Visin, "A guide to convolution arithmetic for deep learning", 2016).
 */
export function forEachTerm(
  geometry: ConvGeometry,
  visit: (inputOffset: number, filterOffset: number, outputOffset: number) => void,
): void {
  const { batch, groups, groupIn, groupOut, input, filter, output } = geometry;
  const placements = placementsOf(geometry);
  for (let n = 0; n < batch; n++) {
    for (let group = 0; group < groups; group++) {
      for (let j = 0; j < groupOut; j++) {
        for (let i = 0; i < groupIn; i++) {
          const outChannel = group * groupOut + j;
          const inputStart = (n * groups * groupIn + group * groupIn + i) * volume(input);
          const filterStart = (outChannel * groupIn + i) * volume(filter);
          const outputStart = (n * groups * groupOut + outChannel) * volume(output);
          if (placements) {
            for (let p = 0; p < placements.length; p += 3) {
              visit(inputStart + placements[p]!, filterStart + placements[p + 1]!, outputStart + placements[p + 2]!);
            }
            continue;
          }
          forEachPlacement(geometry, (inputOffset, filterOffset, outputOffset) =>
            visit(inputStart + inputOffset, filterStart + filterOffset, outputStart + outputOffset),
          );
        }
      }
    }
  }
}

/** Placements that are listed once, instead of being found for each pair of channels. */
const mostListed = 2 ** 18;

/** The three offsets of every placement within a plane, one after the other; undefined where there are too many. */
function placementsOf(geometry: ConvGeometry): Int32Array | undefined {
  const most = volume(geometry.output) * volume(geometry.filter);
  if (most > mostListed) return undefined;
  const found = new Int32Array(3 * most);
  let count = 0;
  forEachPlacement(geometry, (input, filter, output) => {
    found[count++] = input;
    found[count++] = filter;
    found[count++] = output;
  });
  return found.subarray(0, count);
}

function forEachPlacement(
  geometry: ConvGeometry,
  visit: (input: number, filter: number, output: number) => void,
): void {
  const { input, filter, output, stride, padding, dilation } = geometry;
  for (let oz = 0, o = 0; oz < output[0]; oz++) {
    for (let oy = 0; oy < output[1]; oy++) {
      for (let ox = 0; ox < output[2]; ox++, o++) {
        for (let kz = 0, k = 0; kz < filter[0]; kz++) {
          for (let ky = 0; ky < filter[1]; ky++) {
            for (let kx = 0; kx < filter[2]; kx++, k++) {
              const z = oz * stride[0] - padding[0] + kz * dilation[0];
              const y = oy * stride[1] - padding[1] + ky * dilation[1];
              const x = ox * stride[2] - padding[2] + kx * dilation[2];
              if (z < 0 || y < 0 || x < 0 || z >= input[0] || y >= input[1] || x >= input[2]) continue;
              visit((z * input[1] + y) * input[2] + x, k, o);
            }
          }
        }
      }
    }
  }
}

function volume([depth, height, width]: readonly [number, number, number]): number {
  return depth * height * width;
}
