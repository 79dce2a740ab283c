/** Writes the harnesses that run inside sandboxes, each as one file, beside the built sources. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { bundleHarness } from '../src/harness/bundle.ts';

const folder = resolve(import.meta.dirname, '../dist/harness');
writeFileSync(resolve(folder, 'deno-bundle.js'), await bundleHarness('deno'));
const worker = JSON.stringify(await bundleHarness('worker'));
writeFileSync(resolve(folder, 'worker-bundle.js'), `export const workerHarness = ${worker};\n`);
