import { expect, test } from 'vitest';

import { assemble } from './assembler.ts';
import { seccompFilter } from './filter.ts';
import { deniedSyscalls, inspectedSyscalls } from './syscalls.ts';

const [allow, kill, notPermitted, notImplemented] = [0x7fff0000, 0x80000000, 0x00050001, 0x00050026];
const architectures = { x64: 0xc000003e, arm64: 0xc00000b7 } as const;

interface Call {
  readonly number: number;
  readonly architecture: number;
  readonly args?: readonly [number, number];
}

/** Runs a program of classic BPF on a struct seccomp_data, as the kernel does. */
function run(program: Uint8Array, { number, architecture, args = [0, 0] }: Call): number {
  const data = new DataView(new ArrayBuffer(64));
  data.setUint32(0, number, true);
  data.setUint32(4, architecture, true);
  data.setUint32(16, args[0], true);
  data.setUint32(24, args[1], true);
  const view = new DataView(program.buffer);
  let accumulator = 0;
  for (let at = 0; ;) {
    const [code, taken, not, k] = [
      view.getUint16(at * 8, true),
      view.getUint8(at * 8 + 2),
      view.getUint8(at * 8 + 3),
      view.getUint32(at * 8 + 4, true),
    ];
    at++;
    if (code === 0x20) accumulator = data.getUint32(k, true);
    else if (code === 0x06) return k;
    else {
      const holds = code === 0x15 ? accumulator === k : code === 0x35 ? accumulator >= k : (accumulator & k) !== 0;
      at += holds ? taken : not;
    }
  }
}

test.each(['x64', 'arm64'] as const)('the filter for %s denies what the table names and allows the rest', (name) => {
  const column = name === 'x64' ? 0 : 1;
  const architecture = architectures[name];
  const program = seccompFilter(name);
  const denied = new Set(Object.values(deniedSyscalls).map((numbers) => numbers[column]));
  const inspected = new Set<number>(Object.values(inspectedSyscalls).map((numbers) => numbers[column]));
  for (let number = 0; number < 600; number++) {
    if (inspected.has(number)) continue;
    expect([number, run(program, { number, architecture })]).toEqual([
      number,
      denied.has(number) ? notPermitted : allow,
    ]);
  }
});

test.each(['x64', 'arm64'] as const)('on %s threads can be made, processes and namespaces cannot', (name) => {
  const column = name === 'x64' ? 0 : 1;
  const architecture = architectures[name];
  const program = seccompFilter(name);
  const clone = (flags: number): number =>
    run(program, { number: inspectedSyscalls.clone[column], architecture, args: [flags, 0] });
  // glibc's pthread_create, fork, vfork, and CLONE_NEWUSER.
  expect([0x3d0f00, 0x1200011, 0x4111, 0x10000011].map(clone)).toEqual([
    allow,
    notPermitted,
    notPermitted,
    notPermitted,
  ]);
  expect(run(program, { number: 435, architecture })).toBe(notImplemented);
  const ioctl = (request: number): number =>
    run(program, { number: inspectedSyscalls.ioctl[column], architecture, args: [0, request] });
  // FIONBIO; TIOCSTI, which types into the terminal.
  expect([0x5421, 0x5412].map(ioctl)).toEqual([allow, notPermitted]);
});

test('calls of another architecture end the process', () => {
  const program = seccompFilter('x64');
  expect(run(program, { number: 0, architecture: 0x40000003 })).toBe(kill);
  expect(run(program, { number: 0x40000000 + 101, architecture: architectures.x64 })).toBe(kill);
});

test('a jump that cannot be is an error', () => {
  expect(() => assemble([{ op: 'jump-equal', value: 1, to: 'nowhere' }])).toThrow('nowhere cannot be reached');
});
