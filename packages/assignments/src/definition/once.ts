/**
 * Runs a computation the first time it is asked for and keeps its result: references are the same for every
 * submission. A failure is not kept, so that a lost device can be tried again.
 */
export function once<T>(compute: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= compute().catch((error: unknown) => {
      running = undefined;
      throw error;
    });
    return running;
  };
}
