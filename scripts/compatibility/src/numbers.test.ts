import { beforeAll, describe, expect, test } from 'vitest';

import { allRows } from './document.ts';
import { difference, numbersOf } from './evaluate.ts';
import { jaxScope, ourScope, type Scope, tfjsScope } from './peers.ts';
import { counterpart } from './row.ts';
import { torchAnswers } from './torch.ts';

const rows = allRows().filter(({ row }) => row.notRun === undefined);
const label = ({ row }: (typeof rows)[number]): string =>
  `${row.name}${row.about === undefined ? '' : ` (${row.about})`}`;

/** The numbers of our expressions, in float64. */
const expected: number[][] = [];
let tfjs: Scope;
let jax: () => Scope;

beforeAll(async () => {
  for (const each of rows) {
    const { ours: call, setup } = each.row;
    const numbers = await numbersOf({ call, ...(setup === undefined ? {} : { setup }) }, ourScope(each.package)).catch(
      (error: unknown) => {
        throw new Error(`${label(each)}: ours cannot be evaluated`, { cause: error });
      },
    );
    expected.push(numbers);
  }
  tfjs = await tfjsScope();
  jax = await jaxScope();
});

/** In float32 the others round to 24 bits, ours and PyTorch's float64 to 53. */
const epsilons = { float32: 2 ** -23, float64: 2 ** -52 };

test('every row that is evaluated has numbers', () => {
  expect(rows.filter((_, index) => expected[index]!.length === 0).map(label)).toEqual([]);
});

describe.each(['tfjs', 'jax'] as const)('%s computes what ours computes', (peer) => {
  const compared = rows.flatMap((each, index) => {
    const other = counterpart(each.row, peer);
    return other === undefined || other.notRun !== undefined ? [] : [{ title: label(each), index, other }];
  });
  test.each(compared)('$title', async ({ index, other }) => {
    const numbers = await numbersOf(other, peer === 'tfjs' ? tfjs : jax());
    expect(difference(expected[index]!, numbers, epsilons.float32)).toBeUndefined();
  });
});

describe('PyTorch', () => {
  const found = torchAnswers(allRows().map(({ row }) => row));
  const absent = 'absent' in found ? found.absent : undefined;

  test.skipIf(absent !== undefined)(
    `has every name, or it is newer${absent === undefined ? '' : ` (skipped: ${absent})`}`,
    () => {
      if ('absent' in found) return;
      const wrong = allRows().flatMap((each, index) => {
        const answer = found.answers[index];
        const since = counterpart(each.row, 'torch')?.since;
        const isNewer = since !== undefined && isBefore(found.version, since);
        return answer === undefined || answer.missing.length === 0 || isNewer
          ? []
          : [`${label(each)}: PyTorch ${found.version} has no ${answer.missing.join(', ')}`];
      });
      expect(wrong).toEqual([]);
    },
  );

  test.skipIf(absent !== undefined)(
    `computes what ours computes${absent === undefined ? '' : ` (skipped: ${absent})`}`,
    () => {
      if ('absent' in found) return;
      const compared = allRows().flatMap((each, index) => {
        const answer = found.answers[index];
        const place = rows.findIndex(({ row }) => row === each.row);
        return answer === undefined || place < 0 || answer.missing.length > 0 ? [] : [{ each, answer, place }];
      });
      const wrong = compared.flatMap(({ each, answer: { numbers, error }, place }) => {
        if (error !== undefined) return [`${label(each)}: ${error}`];
        if (numbers === undefined) return [];
        const found = difference(expected[place]!, numbers, epsilons.float64);
        return found === undefined ? [] : [`${label(each)}: ${found}`];
      });
      expect(wrong).toEqual([]);
      expect(compared.length).toBeGreaterThan(100);
    },
  );
});

/** Whether a version comes before another, by its first two numbers. */
function isBefore(version: string, other: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number.parseFloat);
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number);
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}
