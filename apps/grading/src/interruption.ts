const cleanups = new Set<() => void>();

/**
 * Has `cleanup` run when the process is ended by Ctrl-C or by the system; what is returned takes it back. Without
 * this a signal would leave half-written files and a terminal without a cursor.
 */
export function onInterruption(cleanup: () => void): () => void {
  if (cleanups.size === 0) for (const signal of signals) process.once(signal, end);
  cleanups.add(cleanup);
  return () => {
    cleanups.delete(cleanup);
    if (cleanups.size === 0) for (const signal of signals) process.removeListener(signal, end);
  };
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function end(signal: NodeJS.Signals): void {
  for (const cleanup of cleanups) cleanup();
  cleanups.clear();
  for (const each of signals) process.removeListener(each, end);
  // The shell wants to see the signal itself; the device has let go of its driver by then.
  process.kill(process.pid, signal);
}

/** Lets signals, timers and the terminal have their turn between two pieces of work that never wait. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
