import { Float64Tensor, type Value } from '@gradbook/core-ops';

import type { CodeArgument, CodeArguments } from './case.ts';

/** The same arguments with every tensor changed; names are paths, as in `params.Wh`. */
export function mapTensors<A extends Value, B extends Value>(
  args: CodeArguments<A>,
  change: (tensor: A, path: string) => B,
): CodeArguments<B> {
  const mapOne = (value: CodeArgument<A>, path: string): CodeArgument<B> => {
    if (value === undefined || typeof value === 'number' || Array.isArray(value)) {
      return value as number | readonly number[] | undefined;
    }
    if (isTensor(value)) return change(value, path);
    return Object.fromEntries(
      Object.entries(value as { readonly [name: string]: A }).map(([name, tensor]) => [
        name,
        change(tensor, `${path}.${name}`),
      ]),
    );
  };
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, mapOne(value, name)]));
}

/** Every tensor of the arguments by its path. */
export function tensorsOf(args: CodeArguments<Float64Tensor>): readonly (readonly [string, Float64Tensor])[] {
  const found: (readonly [string, Float64Tensor])[] = [];
  mapTensors(args, (tensor, path) => {
    found.push([path, tensor]);
    return tensor;
  });
  return found;
}

function isTensor<V extends Value>(value: unknown): value is V {
  return value instanceof Float64Tensor || (typeof value === 'object' && value !== null && 'shape' in value);
}
