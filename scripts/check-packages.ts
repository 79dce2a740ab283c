/**
 * Packs every published package as it would be released and checks the tarball: publint looks at its
 * package.json and files, are-the-types-wrong at what TypeScript makes of its types.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const bin = (name: string): string => join(root, 'node_modules', '.bin', name);
const folder = mkdtempSync(join(tmpdir(), 'gradbook-pack-'));
let failed = 0;

try {
  for (const name of readdirSync(join(root, 'packages')).sort()) {
    const source = join(root, 'packages', name);
    const manifest: { name: string; private?: boolean } = JSON.parse(
      readFileSync(join(source, 'package.json'), 'utf8'),
    );
    if (manifest.private === true) continue;
    const tarball = pack(source);
    const problems = [
      ['publint', ['--strict', tarball]],
      ['attw', [tarball, '--profile', 'esm-only', '--no-emoji', '--format', 'ascii']],
    ] as const;
    const outputs = problems.map(([tool, args]) => ({
      tool,
      ...spawnSync(bin(tool), args, { encoding: 'utf8', cwd: root }),
    }));
    const bad = outputs.filter((output) => output.status !== 0);
    process.stdout.write(`${bad.length === 0 ? 'ok  ' : 'FAIL'} ${manifest.name}\n`);
    for (const output of bad) process.stdout.write(`--- ${output.tool}\n${output.stdout}${output.stderr}\n`);
    failed += bad.length;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed > 0 ? 1 : 0;

/** The tarball that `pnpm publish` would upload; pnpm replaces workspace: and catalog: by versions. */
function pack(source: string): string {
  const pnpm = process.env['npm_execpath'];
  if (pnpm === undefined)
    throw new Error('check-packages: run it as `pnpm package-check`, it packs with the pnpm that started it');
  const args = ['pack', '--pack-destination', folder, '--json'];
  const runsInNode = /\.[cm]?js$/.test(pnpm);
  const output = execFileSync(runsInNode ? process.execPath : pnpm, runsInNode ? [pnpm, ...args] : args, {
    cwd: source,
    encoding: 'utf8',
  });
  const { filename }: { filename: string } = JSON.parse(output.slice(output.indexOf('{')));
  return resolve(folder, filename);
}
