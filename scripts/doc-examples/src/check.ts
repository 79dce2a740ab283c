import { inspect, isDeepStrictEqual } from 'node:util';

import { type Claim, readClaim } from './claim.ts';

/** An example does not do what its comment says. */
export class ExampleError extends Error {
  override readonly name = 'ExampleError';
}

/**
 * Fails unless the value is what the comment says.
 *
 * Typed arrays are compared by content; tensors (anything with `shape` and `data`) with a nested array, or a flat one of all
 * elements. Whole numbers must be equal. Others may differ by a relative 10⁻¹², or 10⁻⁶ where the value is a float32.
 */
export async function check(line: number, value: unknown, comment: string): Promise<void> {
  const claim = readClaim(comment);
  if (claim.kind === 'throws') throw new ExampleError(`line ${line}: nothing is thrown, the comment says: ${comment}`);
  // `await` would look into it.
  if (value instanceof Promise)
    throw new ExampleError(`line ${line}: the value is a promise: the example lacks an await`);
  const given = await plain(value);
  const candidates = given instanceof Content ? [given.nested(), given.flat] : [given];
  if (candidates.some((candidate) => holds(candidate, claim))) return;
  const shown = inspect(candidates[0], { depth: 8, breakLength: 120 });
  throw new ExampleError(`line ${line}: the value is ${shown}, the comment says: ${comment}`);
}

/** Fails unless running throws (or rejects with) the error that the comment names. */
export async function checkThrows(line: number, run: () => unknown, comment: string): Promise<void> {
  const claim = readClaim(comment);
  let thrown: unknown;
  try {
    await run();
  } catch (error) {
    thrown = error;
    if (error instanceof Error && claim.kind === 'throws' && error.name === claim.error) return;
  }
  throw new ExampleError(`line ${line}: ${inspect(thrown ?? 'nothing')} is thrown, the comment says: ${comment}`);
}

/** The elements of a tensor, row by row. */
class Content {
  readonly shape: readonly number[];
  readonly flat: readonly unknown[];

  constructor(shape: readonly number[], flat: readonly unknown[]) {
    this.shape = shape;
    this.flat = flat;
  }

  nested(): unknown {
    return this.shape.reduceRight<readonly unknown[]>(
      (items, size) =>
        Array.from({ length: items.length / size }, (_, row) => items.slice(row * size, (row + 1) * size)),
      this.flat,
    )[0];
  }
}

async function plain(value: unknown): Promise<unknown> {
  if (typeof value !== 'object' || value === null || !('shape' in value) || !('data' in value)) return value;
  const { shape, data } = value;
  if (!Array.isArray(shape)) return value;
  const elements: unknown = typeof data === 'function' ? await data.call(value) : data;
  return ArrayBuffer.isView(elements) ? new Content(shape, [...itemsOf(elements)!]) : value;
}

function holds(value: unknown, claim: Claim): boolean {
  if (claim.kind === 'throws') return false;
  if (claim.kind === 'array') {
    const items = itemsOf(value);
    if (items === undefined) return false;
    const fits = claim.open ? items.length >= claim.items.length : items.length === claim.items.length;
    return fits && claim.items.every((item, index) => holds(items[index], item));
  }
  if (claim.kind === 'object') {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const properties = new Map(Object.entries(value));
    if (!claim.open && properties.size !== claim.entries.size) return false;
    return [...claim.entries].every(([name, entry]) => properties.has(name) && holds(properties.get(name), entry));
  }
  if (typeof value === 'string' && typeof claim.value === 'string') {
    return claim.open ? value.startsWith(claim.value) : value === claim.value;
  }
  if (typeof value === 'number' && typeof claim.value === 'number') {
    return claim.open ? value.toString().startsWith(claim.value.toString()) : closeTo(value, claim.value);
  }
  return isDeepStrictEqual(value, claim.value);
}

/** `null` and `undefined` have no items, nor has a string: it is a value of its own. */
function itemsOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (ArrayBuffer.isView(value) && Symbol.iterator in value) return [...(value as Iterable<unknown> & ArrayBufferView)];
  return undefined;
}

function closeTo(value: number, expected: number): boolean {
  // −0 is 0: a comment does not tell them apart.
  if (value === expected || Object.is(value, expected)) return true;
  if (!Number.isFinite(value) || (Number.isInteger(value) && Number.isInteger(expected))) return false;
  const relative = Math.fround(value) === value ? 1e-6 : 1e-12;
  return Math.abs(value - expected) <= relative * Math.abs(expected);
}
