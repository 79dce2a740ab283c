import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Packed, root } from './pack.ts';
import { pnpm, run } from './processes.ts';
import { readmeExample } from './readme.ts';

/** What the project itself needs; everything else is what the README says to install. */
const tools = ['typescript', '@types/node'];

/** A project of somebody else in which one package is installed. */
export interface Project {
  readonly folder: string;
  /** Runs the README's example in a Node. */
  readonly runExample: (node: string) => Promise<void>;
}

/**
 * Installs one package with pnpm from its tarball into an empty project, with nothing of this repository but what it depends
 * on, and compiles its README's example with its types.
 *
 * @throws Error with what the tools printed.
 */
export async function installWithPnpm(packed: Packed, all: readonly Packed[], folder: string): Promise<Project> {
  const project = emptyProject(packed, folder, 'pnpm');
  const overrides = all.map(({ name, tarball }) => `  '${name}': file:${tarball}`).join('\n');
  write(project, 'package.json', {
    name: 'somebody-elses-project',
    private: true,
    type: 'module',
    dependencies: dependenciesOf(packed, all),
    devDependencies: Object.fromEntries(tools.map((name) => [name, versionOf(name)])),
  });
  writeFileSync(
    join(project, 'pnpm-workspace.yaml'),
    `overrides:\n${overrides}\nallowBuilds:\n  webgpu: false\n  esbuild: false\n  deno: false\n`,
  );
  write(project, 'tsconfig.json', {
    compilerOptions: {
      target: 'es2024',
      lib: ['es2024', 'dom'],
      module: 'nodenext',
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: ['node'],
      exactOptionalPropertyTypes: true,
    },
    include: ['example.ts'],
  });
  await pnpm(['install', '--prefer-offline'], project);
  await run(join(project, 'node_modules/.bin/tsc'), ['-p', '.'], project);
  return projectOf(project);
}

/** Installs one package with npm from its tarball into an empty project. */
export async function installWithNpm(packed: Packed, all: readonly Packed[], folder: string): Promise<Project> {
  const project = emptyProject(packed, folder, 'npm');
  write(project, 'package.json', {
    name: 'somebody-elses-project',
    private: true,
    type: 'module',
    dependencies: dependenciesOf(packed, all),
    overrides: Object.fromEntries(all.map(({ name, tarball }) => [name, `file:${tarball}`])),
  });
  // What pnpm sets for its scripts is not for npm.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:npm|pnpm)_/i.test(name)));
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'], project, env);
  return projectOf(project);
}

function emptyProject(packed: Packed, folder: string, manager: string): string {
  const project = join(folder, manager, packed.name.replace('@gradbook/', ''));
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, 'example.ts'), readmeExample(packed));
  return project;
}

function projectOf(folder: string): Project {
  return {
    folder,
    runExample: async (node) => {
      await run(node, ['example.ts'], folder);
    },
  };
}

function dependenciesOf(packed: Packed, all: readonly Packed[]): Readonly<Record<string, string>> {
  const tarballs = new Map(all.map(({ name, tarball }) => [name, `file:${tarball}`]));
  return Object.fromEntries(installLine(packed).map((name) => [name, tarballs.get(name) ?? versionOf(name)]));
}

/** What the README says to install: every package of its `pnpm add` lines. */
function installLine({ source, name }: Packed): string[] {
  const readme = readFileSync(join(source, 'README.md'), 'utf8');
  const names = [...readme.matchAll(/^ *(?:pnpm add|npm install) (.+?)(?:\s+#.*)?$/gm)].flatMap((match) =>
    match[1]!.split(/\s+/),
  );
  const packages = names.filter((word) => !word.startsWith('-'));
  if (!packages.includes(name)) throw new Error(`the README of ${name} does not say \`pnpm add ${name}\``);
  return [...new Set(packages)];
}

function versionOf(name: string): string {
  const text = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8');
  const versions = new Map(
    [...text.matchAll(/^ {2}'?([^\s':]+)'?: (\d[\w.^~-]*)$/gm)].map((match) => [match[1]!, match[2]!]),
  );
  const version = versions.get(name);
  if (version === undefined)
    throw new Error(`the README says to install ${name}, of which the catalog knows no version`);
  return version;
}

function write(project: string, file: string, content: unknown): void {
  writeFileSync(join(project, file), `${JSON.stringify(content, null, 2)}\n`);
}
