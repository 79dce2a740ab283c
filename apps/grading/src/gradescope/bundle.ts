import { dirname, extname, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { build, type Plugin } from 'esbuild';

import type { LoadedAssignment } from '../assignment-files/load-assignment.ts';
import { codeFingerprint, gradingCode } from '../batch/code-fingerprint.ts';

const extension = extname(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const module = (path: string): string => fileURLToPath(new URL(`${path}${extension}`, import.meta.url));

/** A file of the bundle. */
export interface BundledFile {
  readonly name: string;
  readonly contents: Uint8Array;
}

/**
 * Bundles the autograder and its grading process with everything that is written in JavaScript: what remains to be installed are
 * programs and drivers.
 *
 * @param named the assignment's id, or the absolute path of its file.
 */
export async function bundleAutograder(named: string, loaded: LoadedAssignment): Promise<readonly BundledFile[]> {
  const { outputFiles } = await build({
    entryPoints: { autograder: module('./autograder/main'), main: module('../batch/worker/main') },
    outdir: 'dist',
    bundle: true,
    write: false,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    conditions: extension === '.ts' ? ['@gradbook/source', 'import'] : ['import'],
    mainFields: ['module', 'main'],
    // Modules of the old kind ask for Node's by require().
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    plugins: [replaced(named, loaded), harnessAsText, ownPackages(named, loaded)],
    logLevel: 'silent',
  });
  return outputFiles.map(({ path, contents }) => ({ name: path.slice(path.lastIndexOf('/') + 1), contents }));
}

/** What a bundle cannot find out by itself stands in it: its assignment, and the fingerprint of the code. */
function replaced(named: string, { source }: LoadedAssignment): Plugin {
  const own = source !== undefined;
  const loader = own
    ? `import given from ${JSON.stringify(named)};
       import { defineAssignment } from '@gradbook/assignments';
       const loaded = { assignment: defineAssignment(given), source: { files: [], sha256: ${JSON.stringify(source.sha256)} } };
       export const loadAssignment = async () => loaded;`
    : `import { findAssignment } from '@gradbook/assignments';
       export const loadAssignment = async (id) => ({ assignment: findAssignment(id) });`;
  const modules = new Map([
    [module('../assignment-files/load-assignment'), loader],
    [
      module('../batch/code-fingerprint'),
      `export const codeFingerprint = () => ${JSON.stringify(codeFingerprint())};
       export const gradingCode = () => (${JSON.stringify(gradingCode())});`,
    ],
  ]);
  return {
    name: 'replaced',
    setup: ({ onLoad }) => {
      onLoad({ filter: /(?:load-assignment|code-fingerprint)\.[jt]s$/ }, ({ path }) => {
        const contents = modules.get(path);
        return contents === undefined ? undefined : { contents, loader: 'js', resolveDir: here };
      });
    },
  };
}

/** The sandbox's harness, which is a text: made now, where its sources are. */
const harnessAsText: Plugin = {
  name: 'harness',
  setup: ({ onResolve, onLoad, resolve }) => {
    onResolve({ filter: /^#harness$/ }, async ({ path, importer, kind, resolveDir, pluginData }) => {
      if (pluginData === 'found') return undefined;
      const found = await resolve(path, { importer, kind, resolveDir, pluginData: 'found' });
      return { path: found.path, namespace: 'harness' };
    });
    onLoad({ filter: /.*/, namespace: 'harness' }, async ({ path }) => {
      const { denoHarness } = (await import(pathToFileURL(path).href)) as { denoHarness: () => Promise<string> };
      return { contents: `export const denoHarness = async () => ${JSON.stringify(await denoHarness())};` };
    });
  },
};

/** An assignment file lies anywhere: what it imports of the project, and tfjs with it, is this program's. */
function ownPackages(named: string, { source }: LoadedAssignment): Plugin {
  const folder = dirname(named) + sep;
  const tensors = dirname(fileURLToPath(import.meta.resolve('@gradbook/core-ops')));
  return {
    name: 'own-packages',
    setup: ({ onResolve, resolve }) => {
      if (source === undefined) return;
      onResolve({ filter: /^@(?:gradbook|tensorflow)\// }, ({ path, kind, importer, pluginData }) => {
        if (pluginData === 'own' || !importer.startsWith(folder)) return undefined;
        return resolve(path, { kind, resolveDir: path.startsWith('@gradbook/') ? here : tensors, pluginData: 'own' });
      });
    },
  };
}
