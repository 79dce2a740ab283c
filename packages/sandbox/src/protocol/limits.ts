/** What a submission may use. Memory and processor time are held by the system where it can, the rest by the parent. */
export interface SandboxLimits {
  /** Milliseconds for starting a process, until it says that it is ready. */
  readonly startMs: number;
  /** Milliseconds for loading the modules of a submission. */
  readonly loadMs: number;
  /** Milliseconds for a call, where the call does not say otherwise. */
  readonly callMs: number;
  /** Processor seconds of all threads of a submission together: a backstop should the parent die. */
  readonly cpuSeconds: number;
  /** Megabytes of JavaScript objects and texts. */
  readonly heapMegabytes: number;
  /** Megabytes of all memory of the process together: array buffers and WebAssembly too. */
  readonly memoryMegabytes: number;
  /** Bytes of the tensors that one call hands back, 8 a number. */
  readonly resultBytes: number;
  /** Bytes of everything else that one message hands back. */
  readonly headerBytes: number;
  /** Bytes of all that a submission sends back in its life. */
  readonly totalBytes: number;
  /** Bytes of the sources of a submission. */
  readonly sourceBytes: number;
  /** Modules of a submission. */
  readonly sourceFiles: number;
}

/**
 * The limits that hold where none are given: generous for homework, small for a machine.
 *
 * @example
 * defaultLimits.callMs; // 10000
 */
export const defaultLimits: SandboxLimits = {
  startMs: 20_000,
  loadMs: 10_000,
  callMs: 10_000,
  cpuSeconds: 120,
  heapMegabytes: 512,
  memoryMegabytes: 1536,
  resultBytes: 64 * 2 ** 20,
  headerBytes: 2 ** 20,
  totalBytes: 512 * 2 ** 20,
  sourceBytes: 2 ** 20,
  sourceFiles: 50,
};

/** The limits with those given in place of the defaults. @throws RangeError for what is no positive whole number. */
export function completeLimits(given: Partial<SandboxLimits> = {}): SandboxLimits {
  for (const [name, value] of Object.entries(given)) {
    if (!(name in defaultLimits)) {
      throw new RangeError(`the limit ${name} does not exist; there are ${Object.keys(defaultLimits).join(', ')}`);
    }
    if (!Number.isSafeInteger(value) || value <= 0)
      throw new RangeError(`the limit ${name} is ${value}; a positive whole number is needed`);
  }
  return { ...defaultLimits, ...given };
}
