import { read, treeLeaves } from '@gradbook/core-ops';

import { flattenValues } from '../trees.ts';

/**
 * A number that is NaN or infinite where training needs an ordinary one: says where it stands.
 *
 * @example
 * const error = new NonFiniteError('gradients', [{ path: 'w', index: 1, value: NaN, count: 1 }]);
 * error.message; // 'gradients: w has 1 element that is not finite, the first is NaN at 1'…
 */
export class NonFiniteError extends Error {
  override readonly name = 'NonFiniteError';
  /** Each value of the tree with such elements: the first of them, at its row-major index, and how many there are. */
  readonly findings: readonly NonFiniteFinding[];

  constructor(what: string, findings: readonly NonFiniteFinding[]) {
    const places = findings.map(({ path, index, value, count }) => {
      const elements = count === 1 ? '1 element that is' : `${count} elements that are`;
      return `${path || 'the value'} has ${elements} not finite, the first is ${value} at ${index}`;
    });
    super(
      `${what}: ${places.join(', ')}; lower the learning rate, clip the gradients, or look for a division by 0 or ` +
        'the logarithm of one',
    );
    this.findings = findings;
  }
}

/**
 * Where a value of a tree is not finite.
 *
 * @example
 * const finding: NonFiniteFinding = { path: 'layers[0].weight', index: 5, value: Infinity, count: 2 };
 */
export interface NonFiniteFinding {
  readonly path: string;
  /** The row-major index of the first such element. */
  readonly index: number;
  readonly value: number;
  readonly count: number;
}

/**
 * Waits for the numbers of a tree and throws unless all are finite: PyTorch's `error_if_nonfinite`, for gradients, their
 * norm, or a loss.
 *
 * @param tree floating-point values.
 * @param what the tree's name in the message.
 * @returns the tree.
 * @throws NonFiniteError naming every value with a NaN or an infinity.
 * @example
 * await requireFinite({ w: float64([1, NaN]) }); // throws NonFiniteError
 */
export async function requireFinite<T>(tree: T, what = 'gradients'): Promise<T> {
  flattenValues(tree, `requireFinite: ${what}`);
  const findings: NonFiniteFinding[] = [];
  for (const { path, value } of treeLeaves(tree)) {
    const data = Array.from(await read(value as Parameters<typeof read>[0]));
    const count = data.filter((element) => !Number.isFinite(element)).length;
    if (count === 0) continue;
    const index = data.findIndex((element) => !Number.isFinite(element));
    findings.push({ path, index, value: data[index]!, count });
  }
  if (findings.length > 0) throw new NonFiniteError(what, findings);
  return tree;
}
