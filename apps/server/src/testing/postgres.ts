import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { accessSync, chownSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** A PostgreSQL server of a test's own. */
export interface TestPostgres {
  /** As in DATABASE_URL. */
  readonly url: string;
  /** As `postgres --version` says. */
  readonly version: string;
  stop(): Promise<void>;
}

/** PostgreSQL refuses to run as root: this is nobody on Debian and most others. */
const nobody = { uid: 65_534, gid: 65_534 };

/**
 * The folder with `initdb` and `postgres`: that of GRADBOOK_POSTGRES, Debian's newest, or one in PATH.
 *
 * @returns undefined where this machine has none.
 */
export function postgresFolder(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = list(debian).toSorted((a, b) => Number(b) - Number(a));
  const { GRADBOOK_POSTGRES: own, PATH: path = '' } = process.env;
  return [own ?? '', ...versions.map((version) => join(debian, version, 'bin')), ...path.split(delimiter)].find(
    (folder) => folder !== '' && ['initdb', 'postgres'].every((name) => isThere(join(folder, name))),
  );
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isThere(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Starts a server with an empty database in a folder of its own; all of it is gone when it is stopped. */
export async function startPostgres(binaries: string): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'gradbook-postgres-'));
  const user: Partial<typeof nobody> = process.getuid?.() === 0 ? nobody : {};
  if (user.uid !== undefined) chownSync(folder, nobody.uid, nobody.gid);
  const password = randomBytes(16).toString('hex');
  const secret = join(folder, 'password');
  await writeFile(secret, password, { mode: 0o644 });
  const data = join(folder, 'data');
  const settings = { ...user, cwd: folder, env: { ...process.env, LC_ALL: 'C' } };
  const run = promisify(execFile);
  try {
    const { stdout } = await run(join(binaries, 'postgres'), ['--version'], settings);
    const init = ['-D', data, '-U', 'gradbook', '-E', 'UTF8', '-A', 'scram-sha-256', `--pwfile=${secret}`, '--no-sync'];
    await run(join(binaries, 'initdb'), init, settings);
    await rm(secret);
    const port = await freePort();
    // What the test kills is the server of homework, not the database: nothing has to survive a power cut.
    const options = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'fsync=off'];
    const args = ['-D', data, ...options.flatMap((option) => ['-c', option])];
    const child = spawn(join(binaries, 'postgres'), args, { ...settings, stdio: ['ignore', 'ignore', 'pipe'] });
    await ready(child);
    return {
      url: `postgres://gradbook:${password}@127.0.0.1:${port}/postgres`,
      version: stdout.trim(),
      stop: async () => {
        // Fast shutdown: connections are closed.
        await ended(child, 'SIGINT');
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr!.on('data', (bytes: Buffer) => {
      said = (said + String(bytes)).slice(-4_000);
      if (said.includes('database system is ready to accept connections')) resolve();
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`PostgreSQL did not start: ${said}`)));
  });
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => {
    child.once('exit', resolve);
  });
  child.kill(signal);
  await exit;
}
