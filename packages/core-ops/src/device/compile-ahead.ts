/** Pipelines that are being compiled while nothing is computed: what `warmUp()` collects. */
interface Ahead {
  pending: Promise<void>[] | undefined;
}

/** What the process shares, however many copies of this package it loads. */
const ahead: Ahead = ((globalThis as Record<symbol, unknown>)[Symbol.for('@gradbook/core-ops/compile-ahead')] ??= {
  pending: undefined,
}) as Ahead;

/** The list to which pipelines are added instead of running them; undefined while everything is computed. */
export function compilingAhead(): Promise<void>[] | undefined {
  return ahead.pending;
}

/** Runs a synchronous function in which nothing is computed, and returns the pipelines that began to be compiled. */
export function collectPipelines(run: () => void): Promise<void>[] {
  const pending: Promise<void>[] = [];
  const before = ahead.pending;
  ahead.pending = pending;
  try {
    run();
  } finally {
    ahead.pending = before;
  }
  return pending;
}
