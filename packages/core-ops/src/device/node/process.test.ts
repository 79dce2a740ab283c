import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

// What only a process of its own shows: a start from nothing, and an end without a crash.

interface Ended {
  readonly code: number | string | undefined;
  readonly signal: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

const index = new URL('../../index.ts', import.meta.url).href;

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'home-'));
});

afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

/** Runs a program in a process that has an environment of two variables and an empty home. */
function run(program: string): Promise<Ended> {
  const source = `import * as ops from ${JSON.stringify(index)};\n${program}`;
  const flags = ['--conditions=@gradbook/source', '--input-type=module', '--eval', source];
  const env = { PATH: process.env['PATH'], HOME: home };
  return new Promise((resolve) => {
    execFile(process.execPath, flags, { env, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, signal: error?.signal ?? undefined, stdout, stderr });
    });
  });
}

const compute = `
  const { via } = await ops.init({ adapter: 'software' });
  const x = ops.tensor([[1, 2], [3, 4]]);
  console.log(via, [...await ops.read(ops.matmul(x, x))].join());
`;

test('processes that start at once on an empty home unpack the driver, compute and end by themselves', async () => {
  const ended = await Promise.all([run(compute), run(compute), run(compute)]);
  for (const one of ended) {
    expect(one).toEqual({ code: 0, signal: undefined, stdout: 'dawn-swiftshader 7,10,15,22\n', stderr: '' });
  }
  const [folder, ...leftovers] = await readdir(join(home, '.cache', 'gradbook'));
  expect(folder).toMatch(/^dawn-.*-swiftshader-/);
  expect(leftovers).toEqual([]);
});

test('an uncaught error with a live device ends the process with 1, not with a segmentation fault', async () => {
  const { code, signal, stderr } = await run(`${compute}\nthrow new Error('on purpose');`);
  expect({ code, signal }).toEqual({ code: 1, signal: undefined });
  expect(stderr).toContain('on purpose');
});

const initWithout = (name: string): string => `
  const { Module } = await import('node:module');
  const resolve = Module._resolveFilename;
  Module._resolveFilename = function (name, ...rest) {
    if (name === ${JSON.stringify(name)}) throw new Error('Cannot find module ' + name);
    return resolve.call(this, name, ...rest);
  };
  const error = await ops.init({ adapter: 'software' }).catch((error) => error);
  console.log(error.name, error.message);
`;

test('who lacks the optional packages is told how to install them', async () => {
  for (const name of ['webgpu', '@sparticuz/chromium']) {
    const { stdout } = await run(initWithout(name));
    expect(stdout).toContain('DeviceError No WebGPU adapter was found.');
    expect(stdout).toContain(`the npm package ${name} is not installed`);
    expect(stdout).toContain('pnpm add -D webgpu @sparticuz/chromium');
  }
});
