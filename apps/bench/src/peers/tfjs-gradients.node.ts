import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { build } from 'esbuild';

let registered: Promise<void> | undefined;

/**
 * Registers tfjs's gradients, which its Node build leaves out and whose modules Node cannot import as they are (they name
 * each other without file extensions). A bundle of them can be: engine and registry are on globalThis, so that they serve
 * the tfjs that is already loaded.
 */
export function registerGradients(): Promise<void> {
  registered ??= bundleAndImport();
  return registered;
}

async function bundleAndImport(): Promise<void> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import '@tensorflow/tfjs-core/dist/register_all_gradients.js';`,
      resolveDir: dirname(import.meta.filename),
    },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    logLevel: 'silent',
  });
  const folder = await mkdtemp(join(tmpdir(), 'gradbook-bench-'));
  try {
    const file = join(folder, 'gradients.mjs');
    await writeFile(file, outputFiles[0]!.text);
    await import(pathToFileURL(file).href);
  } finally {
    await rm(folder, { recursive: true });
  }
}
