import { build, preview } from 'vite';

import config from '../vite.config.ts';

// `pnpm self-check [--port N]`: builds the page and serves it to this machine; any server of files can serve the folder as well.
const at = process.argv.indexOf('--port');
const port = at < 0 ? 4173 : Number(process.argv[at + 1]);
if (!Number.isInteger(port) || port < 1 || port > 65_535) {
  console.error(`--port: got ${process.argv[at + 1] ?? 'nothing'}; a number from 1 to 65535 is expected`);
  process.exit(2);
}
await build({ ...config, configFile: false, logLevel: 'warn' });
const server = await preview({ ...config, configFile: false, preview: { host: '127.0.0.1', port } });
console.log(
  `Self-check: ${server.resolvedUrls?.local[0] ?? ''}\nThe page lies in apps/self-check/dist/page. Ctrl-C ends the server.`,
);
