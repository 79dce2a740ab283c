/**
 * A sandbox cannot be had as it was asked for: says what is missing and what to do.
 *
 * @example
 * new SandboxError('bubblewrap is not installed').name; // 'SandboxError'
 */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
}
