import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Data, type Outcome, Sandbox, type SandboxSession } from '../src/index.ts';
import { installation } from '../src/node/installation.ts';
import { completeLimits } from '../src/protocol/limits.ts';
import { probes } from '../src/testing/levels.ts';
import type { Attack, Expectation, Targets } from './attacks/attack.ts';
import { fileAttacks } from './attacks/files.ts';
import { forgeryAttacks } from './attacks/forgery.ts';
import { machineAttacks } from './attacks/machine.ts';
import { resourceAttacks } from './attacks/resources.ts';
import { storageAttacks } from './attacks/storage.ts';

const families = {
  'files and imports': fileAttacks,
  'the machine': machineAttacks,
  'time, memory and floods': resourceAttacks,
  'forged frames and poisoned built-ins': forgeryAttacks,
  'things left behind': storageAttacks,
};
const canary = `canary-${'7'.repeat(16)}`;
/** Odd enough to find this test's own processes by, whatever else runs on the machine. */
const heapMegabytes = 67;
const limits = {
  loadMs: 1500,
  callMs: 20_000,
  heapMegabytes,
  memoryMegabytes: 900,
  resultBytes: 16 * 2 ** 20,
  totalBytes: 32 * 2 ** 20,
};
const bystander = {
  files: { 'good.ts': 'let calls = 0; export const count = (): number[] => [++calls, 1 / 3];' },
  entry: 'good.ts',
};

const strongest = probes.find(({ available }) => available)?.level;

let targets: Targets;
beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'gradbook-attacks-'));
  targets = { folder, file: join(folder, 'canary.txt'), module: join(folder, 'canary.js') };
  writeFileSync(targets.file, canary);
  writeFileSync(targets.module, `export const canary = '${canary}';`);
  process.env['GRADBOOK_CANARY'] = canary;
});
afterAll(() => {
  rmSync(targets.folder, { recursive: true });
  delete process.env['GRADBOOK_CANARY'];
});

/** Runs an attack in a session of its own, and tells what came of it and all that was said. */
async function run(sandbox: Sandbox, attack: Attack): Promise<{ outcome: Outcome<Data>; said: string }> {
  const session = await sandbox.open({ files: { 'attack.js': attack.source(targets) }, entry: 'attack.js' });
  try {
    let outcome: Outcome<Data> = session.failure ?? { kind: 'value', value: undefined, milliseconds: 0 };
    for (let call = 0; call < (attack.calls ?? 1) && session.failure === undefined; call++) {
      outcome = await session.call(
        'attack',
        [{ ...targets }],
        attack.timeoutMs === undefined ? {} : { timeoutMs: attack.timeoutMs },
      );
    }
    return { outcome, said: JSON.stringify([outcome, session.console, session.exports]) };
  } finally {
    await session.close();
  }
}

function plain(value: Data): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  if ('shape' in value && 'data' in value) return [...(value as { data: Float64Array }).data];
  return value;
}

function matches(outcome: Outcome<Data>, expected: Expectation): boolean {
  if ('value' in expected)
    return outcome.kind === 'value' && JSON.stringify(plain(outcome.value)) === JSON.stringify(expected.value);
  if ('error' in expected) return outcome.kind === 'error' && expected.error.test(`${outcome.message}`);
  return (
    outcome.kind === 'violation' &&
    (expected.violation === 'any' || outcome.violation === expected.violation) &&
    (expected.message?.test(outcome.message) ?? true)
  );
}

/** Processes of this test's sandboxes, by what stands in their command lines. */
function livingProcesses(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(`--max-old-space-size=${heapMegabytes}`);
      } catch {
        return false;
      }
    });
}

test('the corpus has at least 60 attacks', () => {
  expect(Object.values(families).flat().length).toBeGreaterThanOrEqual(60);
});

describe.each(probes)('$level: $detail', ({ level, available }) => {
  describe.skipIf(!available)(
    'no attack reads a canary, changes a result, outlives its run or disturbs another',
    () => {
      let sandbox: Sandbox;
      /** Without the harness’ own refusals: what holds here is held by the layers below. */
      let peeled: Sandbox;
      let good: SandboxSession;
      let calls = 0;
      beforeAll(async () => {
        const parts = { level, description: level, limits: completeLimits(limits), spare: 1 };
        sandbox = new Sandbox({ ...parts, installation: await installation() });
        peeled = new Sandbox({ ...parts, installation: { ...(await installation()), builtins: true } });
        good = await sandbox.open(bystander);
      });
      afterAll(async () => {
        await Promise.all([good.close(), sandbox.close(), peeled.close()]);
      });

      describe.each(Object.entries(families))('%s', (family, attacks) => {
        const held = attacks.filter(({ notAt }) => notAt?.includes(level) !== true);
        test.concurrent.each(held)('$name', async (attack) => {
          const usesBuiltins = attack.source(targets).includes("from 'node:");
          const runs = family === 'things left behind' ? 2 : 1;
          for (let i = 0; i < runs; i++) {
            const { outcome, said } = await run((attack.peeled ?? usesBuiltins) ? peeled : sandbox, attack);
            const expectations = [attack.expected].flat();
            expect(expectations.some((each) => matches(outcome, each)) ? 'as expected' : outcome).toBe('as expected');
            expect(said).not.toContain(canary);
            if (outcome.kind !== 'value') expect(outcome.message).not.toBe('');
          }
          // The submission beside it noticed nothing.
          const expected = { kind: 'value', value: { data: new Float64Array([++calls, 1 / 3]) } };
          expect(await good.call('count')).toMatchObject(expected);
        });
        test.skip.each(attacks.filter((attack) => !held.includes(attack)))(
          '$name: not held at this level',
          () => undefined,
        );

        test.runIf(level === strongest)('modules that import Node’s are refused before they run', async () => {
          for (const attack of attacks) {
            const specifier = /from '(node:[a-z_/]+)'/.exec(attack.source(targets))?.[1];
            if (specifier === undefined) continue;
            const { outcome } = await run(sandbox, attack);
            expect(outcome).toMatchObject({
              kind: 'error',
              name: 'ImportError',
              message: expect.stringContaining(
                `attack.js imports '${specifier}'; a submission can import 'gradbook' and its own files`,
              ),
            });
          }
        });

        test('the next submission finds everything as it was', async () => {
          const next = await sandbox.open(bystander);
          expect(await next.call('count')).toMatchObject({
            kind: 'value',
            value: { data: new Float64Array([1, 1 / 3]) },
          });
          await next.close();
          expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
        });
      });

      test('nothing is written outside, and no process is left', async () => {
        await Promise.all([good.close(), sandbox.close(), peeled.close()]);
        expect(readdirSync(targets.folder).sort()).toEqual(['canary.js', 'canary.txt']);
        expect(readFileSync(targets.file, 'utf8')).toBe(canary);
        if (process.platform === 'linux') expect(livingProcesses()).toEqual([]);
      });
    },
  );
});
