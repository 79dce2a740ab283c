/** One way to a WebGPU device that was tried, and why it did not lead to one. */
export interface DeviceAttempt {
  readonly what: string;
  readonly failure: string;
}

/**
 * No WebGPU device, or a device that failed: the message says what was tried, how each attempt failed and what to
 * install or change. There is no fallback to the CPU, because a result must name the adapter that computed it.
 *
 * @example
 * const error = new DeviceError('no device', [{ what: 'the system Vulkan driver', failure: 'none installed' }], 'install one');
 * error.attempts.length; // 1
 */
export class DeviceError extends Error {
  override readonly name = 'DeviceError';
  readonly attempts: readonly DeviceAttempt[];
  readonly advice: string;

  constructor(summary: string, attempts: readonly DeviceAttempt[] = [], advice = '') {
    const tried = attempts.map(({ what, failure }) => `\n  - ${what}: ${failure}`).join('');
    super(`${summary}${tried ? `\nTried:${tried}` : ''}${advice ? `\n${advice}` : ''}`);
    this.attempts = attempts;
    this.advice = advice;
  }
}

/** The text of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
