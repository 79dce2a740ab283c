/** `pnpm docs:build`: makes the generated pages, builds the site into `dist`, and checks every link in it. A warning is an error. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

import { generate } from '../build/generate.ts';
import { brokenLinks } from '../build/links.ts';

const folder = resolve(import.meta.dirname, '..');

await generate();
const log = await astro('build', '--force');
const warnings = log.split('\n').filter((line) => line.includes('[WARN]') || line.includes('[ERROR]'));
const broken = await brokenLinks(join(folder, 'dist'), process.env['GRADBOOK_DOCS_BASE'] ?? '/');
for (const problem of [...warnings, ...broken]) process.stderr.write(`${problem}\n`);
if (warnings.length + broken.length > 0) {
  process.stderr.write(`The site has ${warnings.length} warnings and ${broken.length} broken links.\n`);
  process.exitCode = 1;
}

/** Runs Astro, shows what it says but for the line that each page gets, and returns it all. */
async function astro(...command: readonly string[]): Promise<string> {
  const manifest = createRequire(import.meta.url).resolve('astro/package.json');
  const child = spawn(process.execPath, [join(dirname(manifest), 'bin/astro.mjs'), ...command], {
    cwd: folder,
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      process.stdout.write(chunk.replaceAll(/^.*├─ .*\n/gm, ''));
    });
  const code = await new Promise<number | null>((settle) => child.on('close', settle));
  if (code !== 0) throw new Error(`astro ${command.join(' ')} ended with ${code}`);
  return text;
}
