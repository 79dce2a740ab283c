import { readFile } from 'node:fs/promises';

/** The text of the harness that Deno runs, as the build made it. */
export function denoHarness(): Promise<string> {
  return readFile(new URL('deno-bundle.js', import.meta.url), 'utf8');
}
