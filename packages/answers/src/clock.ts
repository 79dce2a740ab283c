interface ThreadTime {
  readonly user: number;
  readonly system: number;
}

interface Runtime {
  readonly threadCpuUsage?: () => ThreadTime;
  readonly cpuUsage?: () => ThreadTime;
}

/**
 * Milliseconds that this thread has computed, from some beginning: differences count. What other work takes of the machine
 * meanwhile does not, so that a verdict does not depend on how busy it is. Where the runtime does not tell (browsers), the time by
 * the clock.
 */
export function computingTime(): number {
  const { process } = globalThis as { readonly process?: Runtime };
  const usage = process?.threadCpuUsage?.() ?? process?.cpuUsage?.();
  return usage ? (usage.user + usage.system) / 1000 : performance.now();
}
