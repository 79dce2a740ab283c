import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

import { generate } from './generate.ts';
import { brokenLinks } from './links.ts';

const folder = resolve(import.meta.dirname, '..');

/** How the site is built. */
export interface SiteOptions {
  /** Where it goes; `dist` unless given. */
  readonly output?: string;
  /** The folder of the host in which it will lie, with slashes at both ends. */
  readonly base?: string;
  /** The reference of these modules alone, so that a test need not wait for all of it; links to the others lead nowhere then. */
  readonly modules?: readonly string[];
  readonly log?: (text: string) => void;
}

/** What is wrong with a built site, one line each. */
export interface SiteProblems {
  readonly warnings: readonly string[];
  readonly links: readonly string[];
}

/** Makes the generated pages, builds the site, and looks for warnings and for links that lead nowhere. */
export async function buildSite({
  output = join(folder, 'dist'),
  base = '/',
  modules,
  log = () => {},
}: SiteOptions = {}): Promise<SiteProblems> {
  await generate(modules === undefined ? {} : { modules });
  // What Astro keeps of rendered pages does not know of our plugins: they are rendered anew.
  await rm(join(folder, 'node_modules/.astro/data-store.json'), { force: true });
  const text = await astro(['build', '--outDir', output], { GRADBOOK_DOCS_BASE: base }, log);
  return {
    warnings: text.split('\n').filter((line) => line.includes('[WARN]') || line.includes('[ERROR]')),
    links: await brokenLinks(output, base),
  };
}

/** Runs Astro and returns what it says; the line that each page gets is not passed on. */
export async function astro(
  command: readonly string[],
  env: NodeJS.ProcessEnv,
  log: (text: string) => void,
): Promise<string> {
  const manifest = createRequire(import.meta.url).resolve('astro/package.json');
  const child = spawn(process.execPath, [join(dirname(manifest), 'bin/astro.mjs'), ...command], {
    cwd: folder,
    env: { ...clean(process.env), ...env, ASTRO_TELEMETRY_DISABLED: '1', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      log(chunk.replaceAll(/^.*├─ .*\n/gm, ''));
    });
  const code = await new Promise<number | null>((settle) => child.on('close', settle));
  if (code !== 0) throw new Error(`astro ${command.join(' ')} ended with ${code}:\n${text}`);
  return text;
}

/** What a test runner sets for its own modules would be taken for settings of the site. */
function clean(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = new Set(['BASE_URL', 'DEV', 'MODE', 'PROD', 'SSR', 'NODE_ENV', 'FORCE_COLOR']);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !own.has(name) && !name.startsWith('VITEST')));
}
