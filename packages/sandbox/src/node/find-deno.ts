import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Deno's executable: the one that GRADBOOK_DENO names, else that of the npm package `deno`, which lies in a package of its
 * own for each platform. The package's install script, which only copies it, need not have run.
 *
 * @throws Error that says what to install.
 */
export function findDeno(): string {
  const own = process.env['GRADBOOK_DENO'];
  if (own !== undefined && own !== '') {
    if (existsSync(own)) return own;
    throw new Error(
      `GRADBOOK_DENO names ${own}, which does not exist; give the path of a deno executable, or unset it`,
    );
  }
  const platform = `${process.platform}-${process.arch}${process.platform === 'linux' ? '-glibc' : ''}`;
  const executable = process.platform === 'win32' ? 'deno.exe' : 'deno';
  try {
    const deno = createRequire(import.meta.url).resolve('deno/package.json');
    const manifest = createRequire(deno).resolve(`@deno/${platform}/package.json`);
    const path = join(dirname(manifest), executable);
    if (existsSync(path)) return path;
  } catch {
    // Told below.
  }
  throw new Error(
    `no deno for ${platform} is installed: the npm package deno brings it as the optional package @deno/${platform} ` +
      '(install without --no-optional), or the environment variable GRADBOOK_DENO names an executable',
  );
}
