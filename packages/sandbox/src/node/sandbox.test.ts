import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { float64, Float64Tensor, matmul, tanh } from '@gradbook/core-ops';
import { afterAll, describe, expect, test } from 'vitest';

import { probes } from '../testing/levels.ts';
import { createSandbox, openSandbox, type Sandbox } from './sandbox.ts';
import type { SandboxSession } from '../protocol/session.ts';

const model = `import { matmul, tanh, type Shape, Tensor } from 'gradbook';

interface Parameters {
  readonly w: Tensor;
}

let calls = 0;
export function forward({ w }: Parameters, x: Tensor): { y: Tensor; state: Tensor[] } {
  console.log('call', ++calls, 'of shape', x.shape);
  const y = tanh(matmul(x, w));
  return { y, state: [x, y] };
}
export const count = (): number => calls;
export const wrong = (x: Tensor): Tensor => matmul(x, x);
export const forms = () => ({
  nested: [[1, 2], [3, 4]],
  typed: new Float32Array([0.5, 2]),
  truth: [true, false],
  scalar: 3,
  special: [NaN, Infinity, -0],
  text: 'yes',
  nothing: null,
  missing: undefined,
  ragged: [[1], [2, 3]],
});
export const promised = async (x: number): Promise<number> => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  return 2 * x;
};
export const never = (): Promise<void> => new Promise(() => undefined);
export const endless = (): void => {
  for (;;);
};
export const notData = () => ({ deep: [1, () => 1] });
`;

const lineOf = (text: string): number => model.slice(0, model.indexOf(text)).split('\n').length;
/** The processes that this one started and that live. */
function spareProcesses(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const status = readFileSync(`/proc/${name}/status`, 'utf8');
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
        return status.includes(`PPid:\t${process.pid}\n`) && command.includes('harness.mjs');
      } catch {
        return false;
      }
    })
    .map(Number);
}
const open = (level: Sandbox['level'], source: string, language: 'ts' | 'js' = 'ts'): Promise<SandboxSession> =>
  openSandbox({ source, language, level });

describe.each(probes)('$level: $detail', (probe) => {
  describe.skipIf(!probe.available)('a submission', () => {
    const { level } = probe;
    let session: SandboxSession;
    afterAll(() => session.close());

    test('a module is loaded, and its functions compute with tensors', async () => {
      session = await open(level, model);
      expect(session.failure).toBeUndefined();
      expect(session.exports).toEqual([
        'count',
        'endless',
        'forms',
        'forward',
        'never',
        'notData',
        'promised',
        'wrong',
      ]);
      const [w, x] = [
        float64([
          [0.1, 0.2],
          [0.3, -0.4],
        ]),
        float64([[1, 2]]),
      ];
      const outcome = await session.call('forward', [{ w }, x]);
      const y = tanh(matmul(x, w));
      expect(outcome).toMatchObject({ kind: 'value', value: { y, state: [x, y] } });
    });

    test('what the module keeps is kept between calls, and what it prints is told', async () => {
      await session.call('forward', [{ w: float64([[1]]) }, float64([[1]])]);
      expect(await session.call('count')).toMatchObject({ kind: 'value', value: 2 });
      expect(session.console).toContain('call 1 of shape [1, 2]\ncall 2 of shape [1, 1]');
    });

    test('every form of a result comes out as what it is', async () => {
      const outcome = await session.call('forms');
      expect(outcome).toMatchObject({ kind: 'value' });
      if (outcome.kind !== 'value') return;
      expect(outcome.value).toEqual({
        nested: float64([
          [1, 2],
          [3, 4],
        ]),
        typed: float64([0.5, 2]),
        truth: new Float64Tensor([2], [1, 0], 'bool'),
        scalar: 3,
        special: float64([NaN, Infinity, -0]),
        text: 'yes',
        nothing: null,
        missing: undefined,
        ragged: [float64([1]), float64([2, 3])],
      });
    });

    test('an error has the student’s lines, and an operation says which shapes it got', async () => {
      const outcome = await session.call('wrong', [float64([[1, 2]])]);
      expect(outcome).toMatchObject({
        kind: 'error',
        name: 'ShapeError',
        message: 'matmul: got [1, 2] and [1, 2]; the inner lengths 2 and 1 must be equal',
        stack: [{ file: 'submission.ts', line: lineOf('export const wrong'), function: 'wrong' }],
      });
    });

    test('a promise is awaited, one that can never settle is an error, and the session goes on', async () => {
      expect(await session.call('promised', [21])).toMatchObject({ kind: 'value', value: 42 });
      expect(await session.call('never')).toMatchObject({
        kind: 'error',
        message: expect.stringContaining('never settles'),
      });
      expect(await session.call('count')).toMatchObject({ kind: 'value' });
    });

    test('what cannot be handed over is an error that says where it stands', async () => {
      expect(await session.call('notData')).toMatchObject({
        kind: 'error',
        message: expect.stringContaining('a function at deep[1] cannot be handed over'),
      });
      expect(await session.call('missing')).toMatchObject({
        kind: 'error',
        message: expect.stringContaining('exports no function missing; it exports count,'),
      });
    });

    test('an endless loop is ended, and the session with it', async () => {
      const outcome = await session.call('endless', [], { timeoutMs: 200 });
      expect(outcome).toMatchObject({ kind: 'violation', violation: 'timeout' });
      expect(await session.call('count')).toEqual(outcome);
      expect(session.failure).toEqual(outcome);
    });
  });
});

test('a syntax error has its line and column, in TypeScript and in JavaScript', async () => {
  for (const language of ['ts', 'js'] as const) {
    const session = await openSandbox({ source: 'const a = 1;\nexport const b = ;\n', language });
    expect(session.failure).toMatchObject({
      kind: 'error',
      name: 'SyntaxError',
      stack: [{ file: `submission.${language}`, line: 2, column: 18 }],
    });
    await session.close();
  }
});

test('types that do not just disappear are compiled, and the lines stay the student’s', async () => {
  const source = `enum Gate {
  Input = 4,
}
class Cell {
  constructor(private readonly size: number) {}
  check(): number {
    if (this.size > 1) throw new RangeError('too large');
    return Gate.Input;
  }
}
export const check = (size: number): number => new Cell(size).check();
`;
  const session = await openSandbox({ source });
  expect(await session.call('check', [1])).toMatchObject({ value: 4 });
  expect(await session.call('check', [2])).toMatchObject({
    name: 'RangeError',
    stack: [{ line: 7 }, { line: 11, function: 'check' }],
  });
  await session.close();
});

test('a submission of several modules imports its own files, in circles too', async () => {
  await using sandbox = await createSandbox();
  const session = await sandbox.open({
    files: {
      'model.ts': `import { cell } from './layers/cell';\nimport { scale } from './util.js';\nexport const run = (x: number) => cell(x) * scale;`,
      'util.ts': `export const scale: number = 10;`,
      'layers/cell.ts': `import { scale } from '../util.ts';\nimport { run } from '../model.ts';\nexport const cell = (x: number): number => (typeof run === 'function' ? x + scale : 0);`,
    },
    entry: 'model.ts',
  });
  expect(await session.call('run', [2])).toMatchObject({ value: 120 });
  await session.close();
});

test.each([
  ['node:fs', "a submission can import 'gradbook' and its own files (./submission.ts), nothing else"],
  ['lodash', 'nothing else'],
  ['./other.ts', 'which is no file of the submission (./submission.ts)'],
  ['../../etc/passwd', 'which is no file of the submission'],
])('an import of %s is refused with what can be imported', async (specifier, message) => {
  const session = await openSandbox({ source: `export const load = () => import('${specifier}');` });
  expect(await session.call('load')).toMatchObject({
    kind: 'error',
    name: 'ImportError',
    message: expect.stringContaining(message),
  });
  await session.close();
});

test('operations that a submission is asked to write are not offered to it', async () => {
  await using sandbox = await createSandbox();
  const source = `import * as gradbook from 'gradbook';
    const hidden = () => Object.getOwnPropertySymbols(globalThis).map((symbol) => globalThis[symbol]?.tanh).find(Boolean);
    export const direct = (x) => gradbook.tanh(x);
    export const roundabout = (x) => hidden()(x);
    export const other = (x) => gradbook.add(x, 1);`;
  const session = await sandbox.open({ files: { 'a.js': source }, entry: 'a.js', withheld: ['tanh', 'noSuchName'] });
  const x = float64([1]);
  const refused = { kind: 'error', message: 'tanh is what you are asked to write: it is not offered here' };
  expect(await session.call('direct', [x])).toMatchObject(refused);
  expect(await session.call('roundabout', [x])).toMatchObject(refused);
  expect(await session.call('other', [x])).toMatchObject({ kind: 'value', value: float64([2]) });
  await session.close();
});

test('spare processes serve one submission each and are replaced', async () => {
  await using sandbox = await createSandbox({ spare: 2 });
  const source = 'globalThis.seen = (globalThis.seen ?? 0) + 1; export const seen = () => globalThis.seen;';
  const sessions = await Promise.all(
    Array.from({ length: 4 }, () => sandbox.open({ files: { 'a.js': source }, entry: 'a.js' })),
  );
  for (const session of sessions) {
    expect(await session.call('seen')).toMatchObject({ value: 1 });
    await session.close();
  }
});

test('a level that cannot be had is refused with what is missing', async () => {
  await expect(createSandbox({ level: 'limits', requireLevel: 'full' })).rejects.toThrow(
    /full was asked for .* limits is weaker/,
  );
});

test.each([
  [{ files: { '../a.ts': '' }, entry: '../a.ts' }, 'is no module'],
  [{ files: { 'a.json': '' }, entry: 'a.json' }, 'is no module'],
  [{ files: { 'a.ts': '' }, entry: 'b.ts' }, 'has no file b.ts; it has a.ts'],
  [{ files: { 'a.ts': 'x'.repeat(2 ** 20 + 1) }, entry: 'a.ts' }, 'bytes; at most'],
])('%o is no submission', async (submission, message) => {
  await using sandbox = await createSandbox();
  await expect(sandbox.open(submission)).rejects.toThrow(message);
});

test.runIf(probes.some(({ level, available }) => level === 'limits' && available))(
  'processor time is limited by the system too',
  async () => {
    for (const { level, available } of probes) {
      if (!available || level === 'permissions') continue;
      const session = await openSandbox({
        source: 'export const run = () => { for (;;); };',
        level,
        limits: { cpuSeconds: 1 },
      });
      expect(await session.call('run', [], { timeoutMs: 60_000 })).toMatchObject({
        kind: 'violation',
        // `unshare` does not pass on which signal it was.
        ...(level === 'namespaces'
          ? { violation: 'exit', message: expect.stringContaining('ended by a signal') }
          : { violation: 'timeout', message: expect.stringContaining('more than 1 s of processor time') }),
      });
      await session.close();
    }
  },
);

test.skipIf(process.platform !== 'linux')('a spare process that died while it waited is replaced', async () => {
  await using sandbox = await createSandbox({ spare: 1 });
  const submission = { files: { 'a.js': 'export const one = () => 1;' }, entry: 'a.js' };
  // The first takes the spare, after which another waits.
  const first = await sandbox.open(submission);
  await first.close();
  await new Promise((resolve) => setTimeout(resolve, 300));
  for (const pid of spareProcesses()) process.kill(pid, 'SIGKILL');
  await new Promise((resolve) => setTimeout(resolve, 300));
  const second = await sandbox.open(submission);
  expect(await second.call('one')).toMatchObject({ kind: 'value', value: 1 });
  await second.close();
});

test.each([
  ['leaves spare processes behind', ''],
  ['ends its spare processes', 'await sandbox.close();'],
])('a program that %s ends', (_, close) => {
  const program = `import { createSandbox } from ${JSON.stringify(join(import.meta.dirname, 'sandbox.ts'))};
const sandbox = await createSandbox({ spare: 1 });
const session = await sandbox.open({ files: { 'a.js': 'export const one = () => 1;' }, entry: 'a.js' });
await session.close();
await new Promise((resolve) => setTimeout(resolve, 1000));
${close}
console.log('done');`;
  const run = spawnSync(process.execPath, ['--conditions=@gradbook/source', '--input-type=module', '-e', program], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect([run.stdout, run.status, run.signal]).toEqual(['done\n', 0, null]);
});
