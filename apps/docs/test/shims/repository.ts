/** `pnpm SCRIPT …` in the repository's folder: runs the script of package.json with the arguments behind it, and installs nothing. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';

const [name, ...rest] = process.argv.slice(2);
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};
const script = scripts[name ?? ''];
if (script === undefined) {
  process.stderr.write(`package.json has no script ${name}\n`);
  process.exit(1);
}
const path = [resolve('node_modules/.bin'), process.env['PATH']].join(delimiter);
const { status, signal } = spawnSync('sh', ['-c', `exec ${script} "$@"`, 'sh', ...rest], {
  stdio: 'inherit',
  env: { ...process.env, PATH: path },
});
process.exit(signal === null ? status : 1);
