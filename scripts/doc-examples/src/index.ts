import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';

import { describe, expect, test } from 'vitest';

import { docstringExamples, type Example, markdownExample, summaryOf } from './examples.ts';
import { type Names, programOf } from './program.ts';
import { type PublicSymbol, publicSymbols } from './surface.ts';

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  /** By path, `.` or `./device`: the file of each condition. */
  readonly exports: Readonly<Record<string, { readonly '@gradbook/source': string }>>;
}

/** What a package exports under one of its paths. */
interface Entry {
  /** What it is imported from. */
  readonly from: string;
  readonly symbols: readonly PublicSymbol[];
}

/**
 * Tests a package's documentation: everything exported has a docstring and every exported value an example, and the examples
 * of docstrings and of the README pass the type check, run, and have the values that their comments state.
 *
 * @param folder The package's folder, with `package.json`, whose `exports` are tested, and `README.md`.
 */
export function testExamples(folder: string): void {
  const manifest = readManifest(folder);
  const entries = entriesOf(folder, manifest);
  const symbols = entries.flatMap((entry) => entry.symbols);
  const readmeText = readFileSync(join(folder, 'README.md'), 'utf8');
  const readme = markdownExample('README.md', readmeText);
  const examples = symbols
    .flatMap(docstringExamples)
    .map((example) => ({ ...example, file: relative(folder, example.file) }));
  const names = namesFor(folder, manifest, entries);

  describe(`the documentation of ${manifest.name}`, () => {
    test('everything exported has a docstring, every value an example', () => {
      expect(undocumented(symbols, folder)).toEqual([]);
    });

    test('the README says how to install it, and has an example', () => {
      expect(readmeText).toMatch(new RegExp(`pnpm add ${manifest.name}(?:\\s|$)`, 'm'));
      expect(readme).toBeDefined();
    });

    const modules = writeModules(folder, manifest, [...(readme ? [readme] : []), ...examples], names);
    runModules(folder, modules);
  });
}

/**
 * Tests pages of Markdown: the `ts` blocks of each are one program that says what it imports, passes the type check, runs, and has
 * the values that its comments state.
 *
 * @param folder A package's folder, in which the imports of the pages are found.
 * @param files The pages, by paths within the folder.
 */
export function testPages(folder: string, files: readonly string[]): void {
  describe('the code of pages', () => {
    const examples = files.map((file) => {
      const example = markdownExample(file, readFileSync(join(folder, file), 'utf8'), file);
      if (example === undefined) throw new Error(`${file} has no code to run`);
      return example;
    });
    runModules(folder, writeModules(folder, readManifest(folder), examples, new Map()));
  });
}

function runModules(folder: string, modules: readonly ExampleModule[]): void {
  test('the examples pass the type check', async () => {
    expect(await typeErrors(folder)).toEqual([]);
  }, 120_000);

  test.each(modules)('$name', async ({ example, path, fault }) => {
    if (fault !== undefined) throw fault;
    try {
      await import(/* @vite-ignore */ path);
    } catch (error) {
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      throw new Error(`${example.name} (${example.file}:${Math.min(...example.lines.keys())}): ${reason}`, {
        cause: error,
      });
    }
  });
}

/** What is missing, one line each. */
export function undocumented(symbols: readonly PublicSymbol[], folder: string): readonly string[] {
  return symbols.flatMap((symbol) => {
    const place = `${symbol.name} (${relative(folder, symbol.file)}:${symbol.line})`;
    if (!symbol.docs.some(({ text }) => summaryOf(text) !== '')) return [`${place} has no docstring`];
    return symbol.kind !== 'type' && docstringExamples(symbol).length === 0 ? [`${place} has no @example`] : [];
  });
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** What a package exports, by path; what a second path exports again counts once. */
function entriesOf(folder: string, { name, exports }: Manifest): readonly Entry[] {
  const seen = new Set<string>();
  // Test data is for the workspace alone: it is not published.
  const published = Object.entries(exports).filter(([path]) => !path.startsWith('./test/'));
  return published.map(([path, { '@gradbook/source': source }]) => ({
    from: `${name}${path.slice(1)}`,
    symbols: publicSymbols(join(folder, source)).filter((symbol) => {
      const key = `${symbol.file} ${symbol.name}`;
      return !seen.has(key) && seen.add(key);
    }),
  }));
}

/** The package's own exports, and those of the project's packages that whoever installs it gets with it. */
function namesFor(folder: string, manifest: Manifest, entries: readonly Entry[]): Names {
  const names = new Map<string, { readonly from: string; readonly isType: boolean }>();
  const add = ({ from, symbols }: Entry): void => {
    for (const { name, kind } of symbols) if (!names.has(name)) names.set(name, { from, isType: kind === 'type' });
  };
  entries.forEach(add);
  for (const name of Object.keys(manifest.dependencies ?? {}).filter((dependency) =>
    dependency.startsWith('@gradbook/'),
  )) {
    const home = realpathSync(join(folder, 'node_modules', name));
    entriesOf(home, readManifest(home)).forEach(add);
  }
  return names;
}

interface ExampleModule {
  readonly name: string;
  readonly example: Example;
  readonly path: string;
  /** Why no module could be written. */
  readonly fault?: unknown;
}

/** Writes the modules into the package, where imports find what they find for the package's own code. */
function writeModules(
  folder: string,
  manifest: Manifest,
  examples: readonly Example[],
  names: Names,
): readonly ExampleModule[] {
  const target = join(folder, '.examples');
  mkdirSync(target, { recursive: true });
  const written = new Set(['tsconfig.json']);
  writeChanged(join(target, 'tsconfig.json'), `${JSON.stringify(compilerOptions, null, 2)}\n`);
  const modules = examples.map((example): ExampleModule => {
    const file = `${example.name.replaceAll(/[^\w]+/g, '-').replace(/-$/, '')}.ts`;
    const path = join(target, file);
    try {
      const { text, statements } = programOf(example, names);
      if (statements === 0) throw new Error(`${example.name} (${example.file}): the example has no code`);
      if (written.has(file)) throw new Error(`${manifest.name} has two examples named ${example.name}`);
      writeChanged(path, text);
      written.add(file);
      return { name: example.name, example, path };
    } catch (fault) {
      return { name: example.name, example, path, fault };
    }
  });
  for (const file of readdirSync(target)) if (!written.has(file)) rmSync(join(target, file), { recursive: true });
  return modules;
}

/** A watcher need not hear of a file that is as it was. */
function writeChanged(path: string, text: string): void {
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
}

/** Strict, as a reader's own project would be; `noUncheckedIndexedAccess` is not part of that. */
const compilerOptions = {
  extends: '../../../tsconfig.base.json',
  compilerOptions: {
    noEmit: true,
    composite: false,
    declaration: false,
    declarationMap: false,
    sourceMap: false,
    isolatedDeclarations: false,
    noUncheckedIndexedAccess: false,
    noUnusedLocals: false,
    types: ['node'],
  },
  include: ['*.ts'],
};

async function typeErrors(folder: string): Promise<readonly string[]> {
  const compiler = join(
    dirname(createRequire(join(folder, 'package.json')).resolve('typescript/package.json')),
    'bin/tsc',
  );
  const args = [compiler, '-p', '.examples', '--pretty', 'false'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, encoding: 'utf8' }).catch(
    (error: unknown) => {
      if (error instanceof Error && 'stdout' in error && typeof error.stdout === 'string' && error.stdout !== '')
        return { stdout: error.stdout };
      throw error;
    },
  );
  // What is wrong in the sources is for their own type check to say.
  return stdout.split('\n').filter((line) => line.startsWith('.examples/'));
}
