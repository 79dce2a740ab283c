import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { expect, test } from 'vitest';

import { openSandbox } from '../src/index.ts';
import * as gradbook from '../src/harness/gradbook.ts';
import { studentTypes } from '../scripts/student-types.ts';

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
