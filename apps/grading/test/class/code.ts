import { withLoops } from '../../../../packages/assignments/test/code/solutions/loops.ts';
import { withOperations } from '../../../../packages/assignments/test/code/solutions/operations.ts';
import { withTypedArrays } from '../../../../packages/assignments/test/code/solutions/typed-arrays.ts';
import type { Random } from './random.ts';

const step = 'Math.tanh(bias + dot(Wx[i], row) + dot(Wh[i], h[n]))';

/** Changes of the solution in loops that people make by mistake. */
const mistakes: readonly (readonly [from: string, to: string])[] = [
  [step, 'Math.max(0, bias + dot(Wx[i], row) + dot(Wh[i], h[n]))'],
  [step, 'Math.tanh(dot(Wx[i], row) + dot(Wh[i], h[n]))'],
  [step, 'Math.tanh(bias + dot(Wx[i], row) + dot(Wh.map((r) => r[i]), h[n]))'],
  ['let h = toNested(h0);', 'let h = toNested(h0).map((row) => row.map(() => 0));'],
  ['lengths !== undefined && t >= lengths[n]', 'false'],
  ['average(errors(a, b).at(-1))', 'average(errors(a, b)[0])'],
  ['(list) => list.reduce((a, b) => a + b, 0) / list.length', '(list) => list.reduce((a, b) => a + b, 0)'],
  ["throw new RangeError('weights and state do not fit')", 'return'],
  ['export function lstm(', 'function lstm('],
  ['return [output, h, c];', 'return [output, c, h];'],
];

/** A student's module with its name: right in one of three styles, or with a mistake or two. */
export function codeFile(random: Random): readonly [name: string, source: string] {
  if (random.in(45)) return random.of([right[0]!, right[1]!, right[2]!]);
  let source = withLoops;
  for (let count = random.in(30) ? 2 : 1; count > 0; count -= 1) {
    const [from, to] = random.of(mistakes.filter(([each]) => source.includes(each)));
    source = source.replace(from, () => to);
  }
  return ['recurrent.js', source];
}

const right: readonly (readonly [string, string])[] = [
  ['recurrent.js', withLoops],
  ['recurrent.ts', withOperations],
  ['recurrent.ts', withTypedArrays],
];
