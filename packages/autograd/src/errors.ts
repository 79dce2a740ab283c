/**
 * A differentiated function that cannot be followed: it is async, it gives out something that is not a value, a value
 * has left the trace it belongs to, or an operation has no derivative.
 *
 * @example
 * new TraceError('grad: …').name; // 'TraceError'
 */
export class TraceError extends Error {
  override readonly name = 'TraceError';
}
