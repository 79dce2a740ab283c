/** Writes a line for whoever started the program. */
export function tell(text: string): void {
  process.stdout.write(`${text}\n`);
}

/**
 * Stops in order at the first Ctrl-C or request to end, and at once at the second.
 *
 * @returns resolves when everything has stopped.
 */
export function untilStopped(stop: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    let asked: number | undefined;
    const end = (signal: NodeJS.Signals): void => {
      const now = performance.now();
      // A terminal sends Ctrl-C to all programs of a command line, and those in front, such as pnpm, pass theirs on.
      if (asked !== undefined && now - asked < 1_000) return;
      if (asked !== undefined) process.exit(signal === 'SIGINT' ? 130 : 143);
      asked = now;
      tell('Stopping: what is being graded is finished first (once more to stop at once).');
      stop().then(resolve, reject);
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end);
  });
}

/** Problems that keep coming, such as a database that does not answer, are told once a minute. */
export function problemTeller(write: (text: string) => void): (problem: string) => void {
  const told = new Map<string, number>();
  return (problem) => {
    const now = performance.now();
    if (now - (told.get(problem) ?? -Infinity) < 60_000) return;
    if (told.size > 1_000) told.clear();
    told.set(problem, now);
    write(`${new Date().toISOString()} ${problem}\n`);
  };
}
