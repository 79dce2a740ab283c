import { createHash } from 'node:crypto';

import { bundleHarness, frameScript } from '@gradbook/sandbox/for-bundlers';

/** The module in whose place {@link workerHarnessModule} is put: what the build of the sandbox does for packages. */
export const workerHarnessFile = /\/packages\/sandbox\/src\/harness\/worker-text\.ts$/;

/** The text of the module that holds the text of the sandbox's worker. */
export async function workerHarnessModule(): Promise<string> {
  return `export const workerHarness = ${JSON.stringify(await bundleHarness('worker'))};`;
}

/**
 * What a page's policy has to allow for the sandbox, by directive: its frame inherits the policy and adds its own. The frame's one
 * script is allowed by its hash, and blob: is where its worker and the student's modules come from.
 */
export const sandboxSources: { readonly 'script-src': readonly string[]; readonly 'worker-src': readonly string[] } = {
  'script-src': [`'sha256-${createHash('sha256').update(frameScript).digest('base64')}'`, 'blob:'],
  'worker-src': ['blob:'],
};
