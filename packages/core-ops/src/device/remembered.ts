/** Where a browser keeps what was measured, if the page may. */
function storage(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    // A page without an origin of its own may not even ask.
    return undefined;
  }
}

const prefix = '@gradbook/core-ops: ';

/** What was remembered under a key by an earlier visit to the page's origin. */
export async function recall(key: string, _cacheFolder?: string): Promise<string | undefined> {
  return storage()?.getItem(prefix + key) ?? undefined;
}

/** Remembers a measurement. A page that may not store anything measures at each visit. */
export async function remember(key: string, value: string, _cacheFolder?: string): Promise<void> {
  try {
    storage()?.setItem(prefix + key, value);
  } catch {
    // Full, or forbidden: nothing depends on it.
  }
}
