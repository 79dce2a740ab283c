import type { AddressInfo } from 'node:net';

import { InputError } from '@gradbook/answers';
import { serve, type ServerType } from '@hono/node-server';

import { prepareScripts } from '../assets/routes.ts';
import { createAccounts } from '../access/accounts.ts';
import { secretOf } from '../access/secret.ts';
import { createSessions } from '../access/sessions.ts';
import { type Connection, openEmbedded, openPostgres } from '../database/connect.ts';
import { ProgressFeed } from '../grading/progress.ts';
import { Queue, type QueueTimes } from '../grading/queue.ts';
import { Replays } from '../grading/replay.ts';
import { Worker, type WorkerOptions } from '../grading/worker.ts';
import { createApp } from '../http/app.ts';
import type { Services } from '../http/context.ts';
import { type Settings, settingsOf } from '../http/settings.ts';
import { subjects } from '../http/subjects.ts';
import { listenForCommands } from './control.ts';

/** Where a server is and with what. */
export interface ServerOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** The address of a PostgreSQL server, or the folder of the embedded database. */
  readonly database: { readonly url: string } | { readonly folder: string };
  /** Submissions that are graded at once, in processes beside this one; 0: other workers do that. */
  readonly slots: number;
  readonly times: QueueTimes;
  /** How grading processes are kept, and in which sandbox they may run code. */
  readonly limits?: WorkerOptions['limits'];
  /** Whether the scripts of the pages are made before the first page asks for them. */
  readonly scriptsAhead: boolean;
  readonly onProblem: (problem: string) => void;
  /** What holds instead of what the environment says. */
  readonly settings?: Partial<Settings>;
}

/** A server that answers. */
export interface RunningServer {
  /** As in "http://127.0.0.1:8080". */
  readonly url: string;
  readonly services: Services;
  /** Answers what has been asked, lets gradings end for as long as given, and closes everything. */
  stop(patienceMs: number): Promise<void>;
}

/**
 * Opens the database, begins to grade, and listens.
 *
 * @throws InputError when the folder is another server's, the database does not answer, or the port is taken.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { database, slots, onProblem } = options;
  const connection = await openDatabase(database);
  const undo: (() => Promise<void>)[] = [() => connection.close()];
  try {
    const queue = await Queue.open(connection, (error) => onProblem(`queue: ${error.message}`), options.times);
    const progress = new ProgressFeed(connection);
    undo.push(() => queue.close(0));
    // The address is known once it is listened at; until everything is open there is nobody to answer.
    let answer: Answer = notYet;
    const server = await listen((request, env) => answer(request, env), options);
    undo.push(async () => void server.close());
    const { address, port } = server.address() as AddressInfo;
    const url = `http://${nameOf(address)}:${port}`;
    if (options.scriptsAhead)
      void prepareScripts().catch((error: unknown) => onProblem(`scripts of the pages: ${String(error)}`));
    const settings = settingsOf(process.env, new URL(url), options.settings);
    const accounts = createAccounts(
      connection.database,
      settings,
      settings.secret ?? (await secretOf(connection.database)),
    );
    const sessions = createSessions(connection.database, accounts, clock);
    const replays = new Replays(connection.database);
    const services: Services = { connection, settings, accounts, sessions, now: clock, queue, progress, replays };
    answer = createApp(services, subjects()).fetch;
    const alone = 'folder' in database;
    const control = alone ? await listenForCommands(database.folder, services.replays) : undefined;
    undo.push(async () => void control?.close());
    const worker =
      slots === 0
        ? undefined
        : await Worker.start(connection.database, queue, { slots, onProblem, limits: options.limits ?? {} }, alone);
    return {
      url,
      services,
      stop: async (patienceMs) => {
        const closed = new Promise((resolve) => {
          server.close(resolve);
        });
        await progress.close();
        control?.close();
        await (worker ? worker.stop(patienceMs) : queue.close(0));
        // Browsers keep connections that they do not use.
        if ('closeAllConnections' in server) server.closeAllConnections();
        await closed;
        await connection.close();
      },
    };
  } catch (error) {
    for (const each of undo.reverse()) await each().catch(() => undefined);
    throw error;
  }
}

/** How a browser on this machine names an address that is listened at. */
function nameOf(address: string): string {
  if (address === '0.0.0.0' || address === '::') return 'localhost';
  return address.includes(':') ? `[${address}]` : address;
}

/** @throws InputError when the folder is another server's, or no database answers at the address. */
export async function openDatabase(database: ServerOptions['database']): Promise<Connection> {
  if ('folder' in database) return openEmbedded(database.folder);
  try {
    return await openPostgres(database.url);
  } catch (error) {
    const { host } = new URL(database.url);
    throw new InputError(
      `The database at ${host} (DATABASE_URL) does not answer: ${error instanceof Error ? error.message : String(error)}`,
      'a PostgreSQL server, version 14 or later, as in postgres://user:password@host:5432/gradbook',
      'start it, or mend DATABASE_URL; without it the server brings a database of its own',
    );
  }
}

function notYet(): Response {
  return new Response('The server starts.', { status: 503, headers: { 'retry-after': '1' } });
}

function clock(): Date {
  return new Date();
}

type Answer = Parameters<typeof serve>[0]['fetch'];

function listen(fetch: Answer, { host, port }: ServerOptions): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, hostname: host, port }, () => resolve(server));
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new InputError(`Port ${port} of ${host} is taken`, 'a port that is free', 'name another one with --port')
          : error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND' || error.code === 'EACCES'
            ? new InputError(
                `The server cannot listen at ${host}:${port} (${error.code})`,
                'an address of this machine',
                'mend --host or --port',
              )
            : error,
      );
    });
  });
}

/** What DATABASE_URL says, where it is set and not empty. @throws InputError for one that is no address of PostgreSQL. */
export function databaseUrl(): string | undefined {
  const url = process.env['DATABASE_URL'];
  if (url === undefined || url === '') return undefined;
  if (URL.canParse(url) && /^postgres(?:ql)?:$/.test(new URL(url).protocol)) return url;
  throw new InputError(
    'DATABASE_URL is not an address of a PostgreSQL database',
    'postgres://user:password@host:5432/gradbook',
    'mend it, or unset it for the embedded database',
  );
}
