import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { build } from 'esbuild';

import { root } from './pack.ts';

/** What is measured of each package: one import, and all of it. The budgets of the imports stand in .size-limit.json. */
interface Measured {
  readonly name: string;
  readonly one: string;
  readonly bytes: { readonly one: number; readonly all: number };
  /** What of it is the package's own code, before compression. */
  readonly own: { readonly one: number; readonly all: number };
}

interface Budget {
  readonly name: string;
  readonly path: string;
  readonly import: string;
}

const table = join(root, 'docs/sizes.md');
/** Below this share, or below these bytes, a size counts as unchanged: compilers and comments move a few bytes. */
const tolerated = { share: 0.01, bytes: 200 };

/** Measures every package that has a budget. */
export async function measureSizes(): Promise<readonly Measured[]> {
  const budgets = JSON.parse(
    readFileSync(join(import.meta.dirname, '../.size-limit.json'), 'utf8'),
  ) as readonly Budget[];
  const without = readdirSync(join(root, 'packages')).filter(
    (name) => !budgets.some((budget) => budget.path.includes(`/packages/${name}/`)),
  );
  if (without.length > 0) throw new Error(`.size-limit.json has no budget for ${without.join(', ')}`);
  const measured: Measured[] = [];
  for (const { path, import: names } of budgets) {
    const folder = /packages\/([^/]+)\//.exec(path)![1]!;
    const entry = join(import.meta.dirname, '..', path);
    const one = await measure(folder, `export ${names} from ${JSON.stringify(entry)};`);
    const all = await measure(folder, `export * from ${JSON.stringify(entry)};`);
    const none = await measure(folder, `import ${JSON.stringify(entry)};`);
    if (none.own > 0) throw new Error(`${folder}: ${none.own} bytes stay where nothing of it is used`);
    if (one.own >= all.own) throw new Error(`${folder}: ${names} brings all of the package, ${all.own} bytes`);
    measured.push({
      name: `@gradbook/${folder}`,
      one: names.replaceAll(/[{}]/g, '').trim(),
      bytes: { one: one.bytes, all: all.bytes },
      own: { one: one.own, all: all.own },
    });
  }
  return measured;
}

async function measure(folder: string, contents: string): Promise<{ readonly bytes: number; readonly own: number }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: join(root, 'packages', folder), loader: 'js' },
    absWorkingDir: root,
    outdir: join(root, 'packages', folder),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2024',
    minify: true,
    write: false,
    metafile: true,
    logLevel: 'silent',
    external: ['node:*'],
  });
  // What is loaded on demand is no part of the first download.
  const entry = Object.entries(metafile.outputs).find(([, output]) => output.entryPoint !== undefined)!;
  const needed = new Set<string>();
  const visit = (output: string): void => {
    if (needed.has(output)) return;
    needed.add(output);
    for (const { path, kind } of metafile.outputs[output]?.imports ?? []) if (kind === 'import-statement') visit(path);
  };
  visit(entry[0]);
  const files = outputFiles.filter(({ path }) => [...needed].some((output) => path === join(root, output)));
  const own = [...needed].flatMap((output) => Object.entries(metafile.outputs[output]?.inputs ?? {}));
  return {
    bytes: files.reduce((sum, { contents: bytes }) => sum + gzipSync(bytes, { level: 9 }).length, 0),
    own: own
      .filter(([input]) => input.startsWith(`packages/${folder}/`))
      .reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0),
  };
}

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1);
/** The sizes in a row of the table. */
const numbers = (row: string): readonly number[] => [...row.matchAll(/\d+\.\d/g)].map(Number);

/** docs/sizes.md. */
function sizesMarkdown(measured: readonly Measured[]): string {
  const rows = measured.map(({ name, one, bytes, own }) => {
    const share = `${Math.round((100 * own.one) / own.all)} %`;
    return `| ${name} | \`${one}\` | ${kilobytes(bytes.one)} | ${kilobytes(bytes.all)} | ${kilobytes(own.one)} of ${kilobytes(own.all)} | ${share} |`;
  });
  return [
    '# Sizes',
    '',
    'What a page downloads that uses one thing of a package, and all of it: kB of 1000 bytes, minified by esbuild and compressed with',
    'gzip, with everything that the package depends on (tfjs-core and its WebGPU backend are most of them) and without what it',
    'loads on demand. The last columns are the package’s own code in the bundle before compression: what of it one import brings.',
    '',
    '`pnpm package-check` fails where a size has moved by more than 1 % (and 200 bytes) from this table, and where it is over its budget',
    'in `scripts/packed-packages/.size-limit.json`; `pnpm package-check --update` writes the table.',
    '',
    '| package | one import | it, kB | everything, kB | own code, kB | share |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

/** Where the table does not say what was measured; with `update` it is written. */
export function compareSizes(measured: readonly Measured[], update: boolean): readonly string[] {
  if (update) {
    writeFileSync(table, sizesMarkdown(measured));
    return [];
  }
  const written = readFileSync(table, 'utf8').split('\n');
  const current = sizesMarkdown(measured)
    .split('\n')
    .filter((line) => line.startsWith('| @gradbook/'));
  const problems = current.flatMap((line) => {
    const start = line.slice(0, line.indexOf('` |'));
    const known = written.find((each) => each.startsWith(start));
    if (known === undefined) return [`docs/sizes.md has no row for ${start}`];
    const [was, is] = [numbers(known), numbers(line)];
    const moved = is.some((kilobytes, column) => {
      const change = Math.abs(kilobytes - (was[column] ?? 0)) * 1000;
      return change > tolerated.bytes && change > tolerated.share * kilobytes * 1000;
    });
    return moved ? [`was ${known}\nis  ${line}`] : [];
  });
  return problems.length === 0
    ? []
    : [...problems, 'Where the change is meant: `pnpm package-check --update`, and commit docs/sizes.md.'];
}
