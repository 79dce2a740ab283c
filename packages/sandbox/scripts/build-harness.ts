/** Writes the harness that runs inside the sandbox as one file, beside the built sources. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { bundleHarness } from '../src/harness/bundle.ts';

writeFileSync(resolve(import.meta.dirname, '../dist/harness/deno-bundle.js'), await bundleHarness('deno'));
