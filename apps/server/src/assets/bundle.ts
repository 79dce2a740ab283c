import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import {
  caseNames,
  mayHoldCases,
  type Node,
  operationsModule,
  removeHidden,
  requireFound,
  workerHarnessFile,
  workerHarnessModule,
} from '@gradbook/self-check/bundle';
import { build, type Plugin } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { parseSync } from 'oxc-parser';

/** A script as browsers get it. */
interface Asset {
  readonly contents: Uint8Array;
  /** Changes with the contents. */
  readonly tag: string;
  /** Whether its name says its contents, so that it never changes. */
  readonly fixed: boolean;
}

/** The scripts of pages, by their file names. */
export type Assets = ReadonlyMap<string, Asset>;

const entries = fileURLToPath(new URL('../client/entries', import.meta.url));

/**
 * Bundles the scripts of pages: a module for each file of src/client/entries, and chunks that they share or load when they are
 * needed. Nothing in them is made by `eval` or from strings, so that the strict policy of pages holds; of the assignments' code parts
 * the public cases are in them, and no hidden one.
 *
 * @throws Error when a module does not build, or a hidden case may be in it.
 */
export async function bundleScripts(folder = entries): Promise<Assets> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  const { outputFiles } = await build({
    entryPoints: names.map((name) => join(folder, name)),
    outdir: 'assets',
    entryNames: '[name]',
    chunkNames: 'chunk-[hash]',
    bundle: true,
    write: false,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    conditions: ['@gradbook/source', 'browser', 'production', 'module', 'import'],
    mainFields: ['browser', 'module', 'main'],
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [virtualModules, withoutHiddenCases()],
    logLevel: 'silent',
  });
  return new Map(
    outputFiles.map(({ path, contents }) => {
      const name = basename(path);
      const tag = createHash('sha256').update(contents).digest('hex').slice(0, 16);
      return [name, { contents, tag, fixed: name.startsWith('chunk-') }];
    }),
  );
}

/** Modules that are made while bundling: the sandbox's worker as a text, and what the editor completes. */
const virtualModules: Plugin = {
  name: 'virtual-modules',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^virtual:operations$/ }, ({ path }) => ({ path, namespace: 'virtual' }));
    onLoad({ filter: /.*/, namespace: 'virtual' }, async () => ({ contents: await operationsModule() }));
    onLoad({ filter: workerHarnessFile }, async () => ({ contents: await workerHarnessModule() }));
  },
};

function withoutHiddenCases(): Plugin {
  const names = caseNames();
  return {
    name: 'without-hidden-cases',
    setup: ({ onLoad, onEnd }) => {
      const found = new Set<string>();
      onLoad({ filter: mayHoldCases }, async ({ path }) => {
        const code = await readFile(path, 'utf8');
        const tree = parseSync(path, code).program as unknown as Node;
        return { contents: removeHidden(code, tree, names, found), loader: path.endsWith('.ts') ? 'ts' : 'js' };
      });
      onEnd(({ errors, metafile: _none }) => {
        if (errors.length === 0) requireFound(names, found);
      });
    },
  };
}
