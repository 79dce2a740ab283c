import { Float64Tensor, foldIn, fromFloat64, type Key, type Placed, type Shape, sizeOf } from '@gradbook/core-ops';
import { type Initializer, uniformInitializer } from '@gradbook/layers-recurrent';

/** Makes parameters one after another, each with a key of its own. */
export class Maker<K extends 'float64' | 'webgpu'> {
  readonly #key: Key;
  readonly #kind: K | undefined;
  #made = 0;

  constructor(key: Key, kind: K | undefined) {
    this.#key = key;
    this.#kind = kind;
  }

  /** By an initialiser; uniform on (−1/√columns, 1/√columns) unless given, as PyTorch's Linear. */
  weight(shape: Shape, initializer?: Initializer): Placed<K> {
    const make = initializer ?? uniformInitializer(1 / Math.sqrt(shape.at(-1)!));
    return this.#place(make(foldIn(this.#key, this.#made++), shape));
  }

  /** The bias of a linear map from so many inputs. */
  bias(outputs: number, inputs: number): Placed<K> {
    return this.weight([outputs], uniformInitializer(1 / Math.sqrt(inputs)));
  }

  filled(shape: Shape, element: number): Placed<K> {
    return this.#place(new Float64Tensor(shape, new Float64Array(sizeOf(shape)).fill(element)));
  }

  #place(value: Float64Tensor): Placed<K> {
    return (this.#kind === 'webgpu' ? fromFloat64(value) : value) as Placed<K>;
  }
}

export function requireSizes(operation: string, sizes: Readonly<Record<string, number>>): void {
  for (const [name, size] of Object.entries(sizes)) {
    if (Number.isSafeInteger(size) && size > 0) continue;
    throw new RangeError(`${operation}: ${name} is ${size}; expected a whole number above 0`);
  }
}
