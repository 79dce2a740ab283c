import { assemble, type Instruction } from './assembler.ts';
import { deniedSyscalls, inspectedSyscalls } from './syscalls.ts';

/** Architectures that the filter is written for. */
export type SeccompArchitecture = 'x64' | 'arm64';

// linux/seccomp.h and linux/audit.h.
const allow = 0x7fff0000;
const killProcess = 0x80000000;
const errno = (code: number): number => 0x00050000 | code;
const [notPermitted, notImplemented] = [1, 38];
const auditArchitecture = { x64: 0xc000003e, arm64: 0xc00000b7 } as const;
/** Set in the numbers of the x32 calls, which would pass by a table of the 64-bit ones. */
const x32Bit = 0x40000000;
// struct seccomp_data { int nr; u32 arch; u64 instruction_pointer; u64 args[6]; }, little-endian: low halves first.
const [numberOffset, architectureOffset] = [0, 4];
const argumentOffset = (index: number): number => 16 + 8 * index;
const cloneThread = 0x00010000;
/** ioctls that type into a terminal: TIOCSTI and TIOCLINUX. */
const terminalInput = [0x5412, 0x541c];

/** The architecture of this machine, if the filter knows it. */
export function seccompArchitecture(): SeccompArchitecture | undefined {
  return process.platform === 'linux' && (process.arch === 'x64' || process.arch === 'arm64')
    ? process.arch
    : undefined;
}

/**
 * A seccomp filter: what deniedSyscalls names fails with EPERM; `clone` makes threads only, so that there is no second
 * process; `clone3`, whose flags a filter cannot see, is reported as missing, and C libraries go back to `clone`; calls of
 * another architecture end the process.
 */
export function seccompFilter(architecture: SeccompArchitecture): Uint8Array<ArrayBuffer> {
  const column = architecture === 'x64' ? 0 : 1;
  const program: Instruction[] = [
    { op: 'load', offset: architectureOffset },
    { op: 'jump-equal', value: auditArchitecture[architecture], to: 'native' },
    { op: 'return', value: killProcess },
    { op: 'label', name: 'native' },
    { op: 'load', offset: numberOffset },
  ];
  if (architecture === 'x64') program.push({ op: 'jump-above', value: x32Bit, to: 'foreign' });
  const { clone, clone3, ioctl } = inspectedSyscalls;
  program.push(
    { op: 'jump-equal', value: clone[column], to: 'clone' },
    { op: 'jump-equal', value: ioctl[column], to: 'ioctl' },
    { op: 'jump-equal', value: clone3[column], to: 'missing' },
  );
  for (const numbers of Object.values(deniedSyscalls)) {
    const number = numbers[column];
    if (number !== undefined) program.push({ op: 'jump-equal', value: number, to: 'denied' });
  }
  program.push(
    { op: 'return', value: allow },
    { op: 'label', name: 'clone' },
    { op: 'load', offset: argumentOffset(0) },
    { op: 'jump-set', value: cloneThread, to: 'allowed' },
    { op: 'return', value: errno(notPermitted) },
    { op: 'label', name: 'ioctl' },
    { op: 'load', offset: argumentOffset(1) },
    ...terminalInput.map((value): Instruction => ({ op: 'jump-equal', value, to: 'denied' })),
    { op: 'label', name: 'allowed' },
    { op: 'return', value: allow },
    { op: 'label', name: 'denied' },
    { op: 'return', value: errno(notPermitted) },
    { op: 'label', name: 'missing' },
    { op: 'return', value: errno(notImplemented) },
    { op: 'label', name: 'foreign' },
    { op: 'return', value: killProcess },
  );
  return assemble(program);
}
