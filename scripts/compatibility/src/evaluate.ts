import { Float64Tensor } from '@gradbook/core-ops';
import * as jax from '@jax-js/jax';
import { Tensor } from '@tensorflow/tfjs-core';

import type { Scope } from './peers.ts';

/** An expression of a table with what stands before and after it. */
interface Code {
  readonly call: string;
  readonly setup?: string;
  readonly arrange?: string;
}

const AsyncFunction = (async () => undefined).constructor as new (
  ...parts: readonly string[]
) => (...args: readonly unknown[]) => Promise<unknown>;

/**
 * Evaluates an expression of a table in JavaScript.
 *
 * @returns the result's numbers in row-major order, those of one tensor after those of another.
 * @throws whatever the expression throws.
 */
export async function numbersOf({ call, setup = '', arrange = 'result' }: Code, scope: Scope): Promise<number[]> {
  const body = `'use strict';\n${setup}\nconst result = await (${call});\nreturn ${arrange};`;
  const value = await new AsyncFunction(...Object.keys(scope), body)(...Object.values(scope));
  const numbers: number[] = [];
  await collect(value, numbers);
  return numbers;
}

async function collect(value: unknown, into: number[]): Promise<void> {
  if (typeof value === 'number' || typeof value === 'boolean') into.push(Number(value));
  else if (value instanceof Float64Tensor) into.push(...value.data);
  else if (value instanceof Tensor) into.push(...Array.from(value.dataSync()));
  else if (value instanceof jax.Array) into.push(...Array.from(await value.data(), Number));
  else if (ArrayBuffer.isView(value)) into.push(...Array.from(value as Float64Array));
  else if (Array.isArray(value)) for (const item of value) await collect(item, into);
  else if (typeof value === 'object' && value !== null)
    for (const [, item] of Object.entries(value)) await collect(item, into);
  else throw new TypeError(`the expression gives ${String(value)}; numbers, tensors or trees of them were expected`);
}

/** The roundings that an expression of a table may make, each of at most half a unit in the last place of the largest number. */
const roundings = 64;

/** What is not the same, or undefined: `epsilon` is the distance from 1 to the next number of the coarser of the two. */
export function difference(expected: readonly number[], given: readonly number[], epsilon: number): string | undefined {
  if (expected.length !== given.length) return `${given.length} numbers for ${expected.length}`;
  const largest = Math.max(1, ...expected.filter(Number.isFinite).map(Math.abs));
  const allowed = (roundings * epsilon * largest) / 2;
  const place = expected.findIndex((value, index) => {
    const other = given[index]!;
    return !(Object.is(value, other) || value === other || Math.abs(value - other) <= allowed);
  });
  return place < 0 ? undefined : `element ${place} is ${given[place]} and not ${expected[place]} (± ${allowed})`;
}
