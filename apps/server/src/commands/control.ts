import { chmod, rm } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { InputError } from '@gradbook/answers';

import type { Replay, Replays } from '../grading/replay.ts';

/**
 * The embedded database is one process's alone, so the commands of whoever owns the data folder ask the server that has it,
 * over a socket in that folder: who can read the folder can ask.
 */
const socketName = 'control.sock';
/** What the system allows for the path of a socket. */
const longestPath = 100;

type Answer =
  | { readonly replay: Replay }
  | { readonly refused: { readonly given: string; readonly expected: string; readonly remedy: string } }
  | { readonly failed: string };

/** Answers commands; undefined where the folder's path is too long for a socket. */
export async function listenForCommands(folder: string, replays: Replays): Promise<Server | undefined> {
  const path = join(folder, socketName);
  if (Buffer.byteLength(path) > longestPath) return undefined;
  // The folder is locked: a socket that lies there is one of a server that was killed.
  await rm(path, { force: true });
  const server = createServer((incoming, response) => {
    void answer(incoming.url ?? '', replays).then((found) => response.end(JSON.stringify(found)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  await chmod(path, 0o600);
  return server;
}

async function answer(url: string, replays: Replays): Promise<Answer> {
  try {
    return { replay: await replays.run(decodeURIComponent(url.replace(/^\/replay\//, ''))) };
  } catch (error) {
    if (!(error instanceof InputError)) return { failed: error instanceof Error ? error.message : String(error) };
    const { given, expected, remedy } = error;
    return { refused: { given, expected, remedy } };
  }
}

/**
 * Has the server that has the folder compute a grading again.
 *
 * @returns undefined where no server answers.
 * @throws InputError, Error as the server says.
 */
export async function askForReplay(folder: string, id: string): Promise<Replay | undefined> {
  const found = await new Promise<string | undefined>((resolve, reject) => {
    const asked = request(
      { socketPath: join(folder, socketName), path: `/replay/${encodeURIComponent(id)}` },
      (answered) => {
        text(answered).then(resolve, reject);
      },
    );
    asked.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(undefined);
      else reject(error);
    });
    asked.end();
  });
  if (found === undefined) return undefined;
  const said = JSON.parse(found) as Answer;
  if ('replay' in said) return said.replay;
  if ('failed' in said) throw new Error(`the server could not compute the grade again: ${said.failed}`);
  throw new InputError(said.refused.given, said.refused.expected, said.refused.remedy);
}
