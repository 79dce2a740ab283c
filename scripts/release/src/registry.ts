import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { pnpm } from './run.ts';

/** A registry on this machine that knows nothing but what is published to it. */
export interface Registry {
  readonly url: string;
  /** The file with the address and the token for it, for npm and pnpm as their user's configuration. */
  readonly userconfig: string;
  readonly stop: () => Promise<void>;
}

/** Fetched when it is needed, into the temporary folder: nobody who only works on the code downloads it. */
const verdaccio = '6.10.4';

/**
 * Starts a registry (verdaccio) on a free port of this machine, with all that it keeps in `folder`.
 *
 * @throws Error with its log where it does not answer within a minute.
 */
export async function startRegistry(folder: string): Promise<Registry> {
  mkdirSync(folder, { recursive: true });
  const write = (file: string, text: string): string => {
    writeFileSync(join(folder, file), text);
    return join(folder, file);
  };
  write('package.json', JSON.stringify({ private: true, type: 'module', dependencies: { verdaccio } }));
  // A plugin names node-fetch by a tag, which not every mirror of the registry has.
  write(
    'pnpm-workspace.yaml',
    'overrides:\n  verdaccio-audit>node-fetch: 2.7.0\nallowBuilds: {}\nstrictDepBuilds: false\n',
  );
  pnpm(['install', '--prefer-offline', '--ignore-scripts'], folder);

  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const config = write(
    'config.yaml',
    [
      `storage: ${JSON.stringify(join(folder, 'storage'))}`,
      'auth: { htpasswd: { file: ./htpasswd, max_users: -1 } }',
      // No other registry behind it: what is installed from here was published here.
      'uplinks: {}',
      "packages: { '@gradbook/*': { access: $all, publish: $anonymous, unpublish: $anonymous } }",
      'max_body_size: 200mb',
      'web: { enable: false }',
      'log: { type: stdout, format: pretty, level: warn }',
      '',
    ].join('\n'),
  );
  const log = join(folder, 'registry.log');
  const out = openSync(log, 'w');
  const program = join(folder, 'node_modules/verdaccio/bin/verdaccio');
  const child = spawn(process.execPath, [program, '--config', config, '--listen', `127.0.0.1:${port}`], {
    cwd: folder,
    stdio: ['ignore', out, out],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
  };
  for (let tries = 0; !(await answers(`${url}-/ping`)); tries++) {
    if (tries === 240 || child.exitCode !== null) {
      await stop();
      throw new Error(`the registry does not answer at ${url}:\n${readFileSync(log, 'utf8')}`);
    }
    await wait(250);
  }
  // The packages are in a scope of their own: everything else still comes from where this machine takes it.
  const userconfig = write('npmrc', `@gradbook:registry=${url}\n//127.0.0.1:${port}/:_authToken=dry-run\n`);
  return { url, userconfig, stop };
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('there is no free port on this machine');
  return address.port;
}
