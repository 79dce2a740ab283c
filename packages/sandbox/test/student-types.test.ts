import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { parseSync } from 'oxc-parser';
import { expect, test } from 'vitest';

import { openSandbox } from '../src/index.ts';
import * as gradbook from '../src/harness/gradbook.ts';
import { argumentsNeededBy } from '../src/harness/publish.ts';
import { studentTypes } from '../scripts/student-types.ts';

/** The part of a declaration that is looked at. */
interface Declared {
  readonly type: string;
  readonly id: { readonly name: string };
  readonly params: readonly { readonly optional?: boolean }[];
}

const folder = resolve(import.meta.dirname, '..');

test('gradbook.d.ts is what `pnpm student-types` writes from the sources of core-ops', () => {
  expect(readFileSync(join(folder, 'gradbook.d.ts'), 'utf8')).toBe(studentTypes());
});

test('the types declare what the module in the sandbox exports, no more and no less', async () => {
  const declared = [...studentTypes().matchAll(/^ {2}export (?:function|class) (\w+)/gm)].map((match) => match[1]!);
  const exported = Object.keys(gradbook).sort();
  expect([...new Set(declared)].sort()).toEqual(exported);
  const session = await openSandbox({
    source: `import * as gradbook from 'gradbook'; export const names = () => Object.keys(gradbook);`,
  });
  expect(await session.call('names')).toMatchObject({ value: exported });
  await session.close();
});

const student = `import { add, matmul, moments, softmax, split, sum, tanh, type Tensor, tensor, topK, where } from 'gradbook';
export function step(x: Tensor, h: Tensor, w: Tensor): Tensor {
  const [a, b] = split(matmul(h, w, { transposeB: true }), 2, -1);
  const { mean } = moments(x, [0], { keepDims: true });
  return softmax(add(tanh(where(a!, b!, 0)), mean), -1);
}
export const best: number = topK(sum(tensor([[1, 2]]), 0), 1).indices.data[0]!;
`;

function compile(text: string): string {
  const project = mkdtempSync(join(tmpdir(), 'gradbook-types-'));
  try {
    copyFileSync(join(folder, 'gradbook.d.ts'), join(project, 'gradbook.d.ts'));
    writeFileSync(join(project, 'model.ts'), text);
    const compilerOptions = {
      strict: true,
      noEmit: true,
      target: 'es2024',
      module: 'esnext',
      moduleResolution: 'bundler',
      noUncheckedIndexedAccess: true,
      types: [],
    };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    execFileSync(join(folder, 'node_modules/.bin/tsc'), ['-p', project], { encoding: 'utf8', stdio: 'pipe' });
    return '';
  } catch (error) {
    return (error as { stdout?: string }).stdout ?? String(error);
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

test('a student’s module compiles strictly with nothing but gradbook.d.ts beside it, and errors are found', () => {
  expect(compile(student)).toBe('');
  expect(compile(student.replace('matmul(h, w, { transposeB: true })', 'matmul(h)'))).toContain('model.ts(3,');
});

test('what a function cannot do without is what its declaration says', () => {
  const { program } = parseSync('gradbook.d.ts', studentTypes());
  const module = program.body[0] as unknown as { body: { body: { declaration: Declared | null }[] } };
  for (const { declaration } of module.body.body) {
    if (declaration?.type !== 'TSDeclareFunction') continue;
    const needed = declaration.params.filter(({ optional }) => optional !== true).length;
    expect([declaration.id.name, argumentsNeededBy(declaration.id.name)]).toEqual([declaration.id.name, needed]);
  }
});

/** The examples of the documentation, as a student would write them: each function is called without its optional arguments. */
const examples = [...studentTypes().matchAll(/^ {3}\* (?!@|\/\/)(\w+\(.*?\)(?:\.data|\.shape)); \/\/ (\[.*\])$/gm)].map(
  ([, code, expected]) => ({ code: code!, expected: JSON.parse(expected!) as number[] }),
);

/** Examples of one line: none that uses what an earlier line declared. */
const alone = examples.filter(({ code }) =>
  [...code.matchAll(/(?<![.'\w])[a-zA-Z_]\w*(?!\w*:)/g)].every(([name]) => name in gradbook || name === 'true'),
);

test('the examples of the documentation hold inside the sandbox', async () => {
  expect(alone.length).toBeGreaterThan(40);
  const source = `import * as gradbook from 'gradbook';
const { ${Object.keys(gradbook).join(', ')} } = gradbook;
export const results = () => [${alone.map(({ code }) => `[...${code}]`).join(', ')}];`;
  const session = await openSandbox({ source, language: 'js' });
  expect(session.failure).toBeUndefined();
  const outcome = await session.call('results');
  const results = outcome.kind === 'value' ? (outcome.value as readonly { data: Float64Array }[]) : [];
  expect(outcome).toMatchObject({ kind: 'value' });
  for (const [i, { code, expected }] of alone.entries()) {
    const given = [...results[i]!.data];
    expect([code, given.map((x) => Number(x.toPrecision(10)))]).toEqual([
      code,
      expected.map((x) => Number(x.toPrecision(10))),
    ]);
  }
  await session.close();
});
