import { engine, Tensor } from '@tensorflow/tfjs-core';

import { openDevice } from '../device/open-device.ts';
import { isTraced } from '../table/bind.ts';
import { treeLeaves } from '../tree/tree.ts';
import type { Value } from './value.ts';

/**
 * Runs a function and frees every tensor that was made meanwhile, but those in the tree it returns.
 * Scopes nest. Where the result is traced (a scope within a differentiated function) nothing is freed until the
 * surrounding scope ends, because the derivative will need what the function computed.
 *
 * @throws TypeError for a function that returns a promise: see {@link scopeAsync}.
 *
 * @example
 * await init();
 * const { total } = scope(() => {
 *   const squares = mul(tensor([1, 2, 3]), tensor([1, 2, 3]));
 *   return { total: sum(squares) };
 * });
 * (await read(total))[0]; // 14
 */
export function scope<R>(run: () => R): R {
  const end = begin('scope');
  let result: R;
  try {
    result = run();
  } catch (error) {
    end([]);
    throw error;
  }
  if (result instanceof Promise) {
    end([]);
    throw new TypeError('scope: got an async function; use scopeAsync(), which waits for it before it frees tensors');
  }
  end(result);
  return result;
}

/**
 * {@link scope} for an async function: frees the tensors made until its promise settles, but those in the result.
 * tfjs keeps scopes on one stack, so async scopes may nest but not overlap: await one before beginning another.
 *
 * @throws Error when another scope was begun meanwhile and has not ended; the tensors of both are then not freed.
 *
 * @example
 * await init();
 * const numbers = await scopeAsync(async () => read(mul(tensor([1, 2]), 3)));
 * numbers[1]; // 6
 */
export async function scopeAsync<R>(run: () => Promise<R>): Promise<R> {
  const end = begin('scopeAsync');
  let result: R;
  try {
    result = await run();
  } catch (error) {
    end([]);
    throw error;
  }
  end(result);
  return result;
}

/** How much is on the device. */
export interface DeviceMemory {
  /** Tensors not yet freed. */
  readonly tensors: number;
  /** Buffers behind them: a reshaped tensor shares one. */
  readonly buffers: number;
  /** Bytes of those tensors. */
  readonly bytes: number;
}

/**
 * Counts what has not been freed on the device: a loop that keeps this number keeps its memory.
 *
 * @throws DeviceError before `init()`.
 *
 * @example
 * await init();
 * const before = memory().tensors;
 * scope(() => { mul(tensor([1, 2]), 3); });
 * memory().tensors - before; // 0
 */
export function memory(): DeviceMemory {
  openDevice();
  const { numTensors, numDataBuffers, numBytes } = engine().memory();
  return { tensors: numTensors, buffers: numDataBuffers, bytes: numBytes };
}

/**
 * The number of tensors on the device that have not been freed: `memory().tensors`.
 *
 * @example
 * await init();
 * countTensors() === memory().tensors; // true
 */
export function countTensors(): number {
  return memory().tensors;
}

/**
 * Frees the tensors of a tree now; float64 tensors have nothing to free. A tensor freed twice is no error.
 *
 * @example
 * await init();
 * const weights = { w: tensor([1, 2]), b: tensor(0) };
 * dispose(weights);
 * weights.w.isDisposed; // true
 */
export function dispose(tree: unknown): void {
  for (const { value } of treeLeaves<unknown>(tree)) {
    if (value instanceof Tensor) value.dispose();
  }
}

/** Opens a scope of tfjs's engine; the function returned closes it, keeping the tensors of a tree. */
function begin(name: string): (result: unknown) => void {
  engine().startScope(name);
  const own = engine().state.activeScope;
  return (result) => {
    if (engine().state.activeScope !== own) {
      throw new Error(
        `${name}: another scope was begun before this one ended and is still open; await one async scope before the next`,
      );
    }
    engine().endScope(kept(result, own.track));
  };
}

function kept(result: unknown, made: readonly Tensor[]): Tensor[] {
  const tensors: Tensor[] = [];
  for (const { value } of treeLeaves<unknown>(result)) {
    if (typeof value !== 'object' || value === null) continue;
    if (value instanceof Tensor) tensors.push(value);
    else if ('interpreter' in value && isTraced(value as Value)) return [...made];
  }
  return tensors;
}
