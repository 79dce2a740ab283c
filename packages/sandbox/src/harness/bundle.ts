import { resolve } from 'node:path';

import { build, type Plugin } from 'esbuild';

/** tfjs and the device stay outside: float64 tensors need neither. */
const withoutDevice: Plugin = {
  name: 'without-device',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^@tensorflow\/|^#find-adapter$/ }, ({ path }) => ({
      path,
      namespace: 'stub',
      sideEffects: false,
    }));
    onLoad({ filter: /.*/, namespace: 'stub' }, () => ({
      // CommonJS, because it may lack names: only values of the class Tensor are told from others, nothing is called.
      contents: 'exports.Tensor = class Tensor {};',
      loader: 'js',
    }));
  },
};

/** Makes one file of a harness and all that it imports. */
export async function bundleHarness(runtime: 'deno' | 'worker'): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [resolve(import.meta.dirname, `${runtime}.ts`)],
    bundle: true,
    write: false,
    // Chromium starts no module worker of a blob: in a frame without an origin.
    format: runtime === 'worker' ? 'iife' : 'esm',
    platform: 'neutral',
    target: 'es2024',
    minify: true,
    keepNames: true,
    conditions: ['@gradbook/source', 'browser', 'import'],
    mainFields: ['module', 'main'],
    external: ['node:module'],
    plugins: [withoutDevice],
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}

let bundled: Promise<string> | undefined;

/** The text of the harness that Deno runs; in this repository made of the sources, once a process. */
export function denoHarness(): Promise<string> {
  return (bundled ??= bundleHarness('deno'));
}
