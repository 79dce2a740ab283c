import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Packed, pnpm, root } from './pack.ts';

/** What the project itself needs; everything else is what the README says to install. */
const tools = ['typescript', '@types/node'];

/**
 * Installs one package from its tarball into an empty project, with nothing of this repository but what it depends on,
 * compiles its README's example with its types and runs it in Node.
 *
 * @returns the project's folder.
 * @throws Error with what the tools printed.
 */
export function installAlone(packed: Packed, all: readonly Packed[], folder: string): string {
  const project = join(folder, packed.name.replace('@gradbook/', ''));
  mkdirSync(project, { recursive: true });
  const versions = catalog();
  const tarballs = new Map(all.map(({ name, tarball }) => [name, `file:${tarball}`]));
  const overrides = all.map(({ name, tarball }) => `  '${name}': file:${tarball}`).join('\n');
  write(project, 'package.json', {
    name: 'somebody-elses-project',
    private: true,
    type: 'module',
    dependencies: Object.fromEntries(
      installLine(packed).map((name) => [name, tarballs.get(name) ?? versionOf(name, versions)]),
    ),
    devDependencies: Object.fromEntries(tools.map((name) => [name, versionOf(name, versions)])),
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
  run(() => pnpm(['install', '--prefer-offline'], project));
  writeFileSync(join(project, 'example.ts'), readmeExample(packed));
  run(() =>
    execFileSync(join(project, 'node_modules/.bin/tsc'), ['-p', '.'], {
      cwd: project,
      encoding: 'utf8',
      stdio: 'pipe',
    }),
  );
  run(() =>
    execFileSync(process.execPath, ['example.ts'], { cwd: project, encoding: 'utf8', stdio: 'pipe', timeout: 120_000 }),
  );
  return project;
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

function versionOf(name: string, versions: ReadonlyMap<string, string>): string {
  const version = versions.get(name);
  if (version === undefined)
    throw new Error(`the README says to install ${name}, of which the catalog knows no version`);
  return version;
}

/** The blocks marked ts of a package's README, as the one program that they are. */
function readmeExample({ source, name }: Packed): string {
  const readme = readFileSync(join(source, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((match) => match[1]!);
  if (blocks.length === 0) throw new Error(`the README of ${name} has no example (a block marked ts)`);
  return withoutRepeatedImports(blocks.join('\n'));
}

/** The blocks of a README each say what they import; in one program every name is imported once. */
function withoutRepeatedImports(program: string): string {
  const imports = new Map<string, Set<string>>();
  const rest = program.replaceAll(/^import \{([^}]*)\} from '([^']+)';\n/gm, (_, names: string, module: string) => {
    const known = imports.get(module) ?? new Set<string>();
    for (const name of names.split(',').map((each) => each.trim())) if (name !== '') known.add(name);
    imports.set(module, known);
    return '';
  });
  const lines = [...imports].map(([module, names]) => `import { ${[...names].join(', ')} } from '${module}';`);
  return `${lines.join('\n')}\n${rest}\nexport {};\n`;
}

/** The pinned versions of pnpm-workspace.yaml. */
function catalog(): Map<string, string> {
  const text = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8');
  return new Map([...text.matchAll(/^ {2}'?([^\s':]+)'?: (\d[\w.^~-]*)$/gm)].map((match) => [match[1]!, match[2]!]));
}

function write(project: string, file: string, content: unknown): void {
  writeFileSync(join(project, file), `${JSON.stringify(content, null, 2)}\n`);
}

/** Runs a tool; what it printed becomes the error's message. */
function run(tool: () => unknown): void {
  try {
    tool();
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${error instanceof Error ? error.message.split('\n', 1)[0] : ''}\n${stdout}${stderr}`, {
      cause: error,
    });
  }
}
