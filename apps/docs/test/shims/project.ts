/**
 * `pnpm add …` and `pnpm exec vite …` in a folder of somebody else's, offline: packages of the repository and vite are linked, and vite reads
 * the packages' sources. That the tarballs install and run without the repository is for `pnpm package-check` to say.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const docs = resolve(import.meta.dirname, '../..');
const [command, ...rest] = process.argv.slice(2);

if (command === 'add') {
  for (const name of rest.filter((word) => !word.startsWith('-'))) {
    const source = name.startsWith('@gradbook/')
      ? join(docs, '../../packages', name.slice('@gradbook/'.length))
      : join(docs, 'node_modules', name);
    if (!existsSync(join(source, 'package.json'))) {
      process.stderr.write(`there is no package ${name}\n`);
      process.exit(1);
    }
    const target = resolve('node_modules', name);
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(realpathSync(source), target);
  }
} else if (command === 'exec' && rest[0] === 'vite') {
  const config = resolve('node_modules/.config.js');
  const conditions = ['@gradbook/source', 'browser', 'module', 'import', 'default'];
  writeFileSync(config, `export default { resolve: { conditions: ${JSON.stringify(conditions)} } };\n`);
  const options = rest[1] === 'preview' ? ['--port', '0', '--host', '127.0.0.1'] : [];
  const vite = join(docs, 'node_modules/vite/bin/vite.js');
  const { status } = spawnSync(process.execPath, [vite, ...rest.slice(1), '--config', config, ...options], {
    stdio: 'inherit',
  });
  process.exit(status);
} else {
  process.stderr.write(`pnpm ${process.argv.slice(2).join(' ')} is not known here\n`);
  process.exit(1);
}
