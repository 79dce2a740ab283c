import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { root, run } from './run.ts';

/** Files of the repository, as git lists them. */
function files(args: readonly string[]): string[] {
  return run('git', ['ls-files', '-z', ...args], root)
    .split('\0')
    .filter(Boolean);
}

/**
 * Copies the repository with its history, what is not committed yet, and the packages' builds.
 *
 * @throws Error where a published package is not built.
 */
export function copyRepository(target: string): void {
  run('git', ['clone', '--quiet', '--local', root, target], root);
  for (const file of files(['--deleted'])) rmSync(join(target, file), { force: true });
  const deleted = new Set(files(['--deleted']));
  for (const file of files(['--modified', '--others', '--exclude-standard']).filter((each) => !deleted.has(each))) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    cpSync(join(root, file), join(target, file));
  }
  for (const name of readdirSync(join(root, 'packages'))) {
    const built = join(root, 'packages', name, 'dist');
    if (!existsSync(join(root, 'packages', name, 'package.json'))) continue;
    if (!existsSync(built)) throw new Error(`packages/${name} is not built: \`pnpm build\` first`);
    cpSync(built, join(target, 'packages', name, 'dist'), { recursive: true });
  }
}

/** Notes all changes in a copy's history, under a name that is nobody's. */
export function commitAll(folder: string, message: string): void {
  run('git', ['add', '--all'], folder);
  const who = ['-c', 'user.name=release', '-c', 'user.email=release@localhost', '-c', 'commit.gpgsign=false'];
  run('git', [...who, 'commit', '--quiet', '--allow-empty', '--message', message], folder);
}
