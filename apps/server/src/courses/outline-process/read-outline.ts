import { fork } from 'node:child_process';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import { z } from 'zod';

import type { PartOutline } from '../../database/schema/index.ts';
import { Refusal } from '../../http/refusal.ts';
import type { Outline } from '../outline.ts';

const isSource = import.meta.url.endsWith('.ts');
const entry = fileURLToPath(new URL(isSource ? 'main.ts' : 'main.js', import.meta.url));
/** Loading an assignment with all references takes a second or two; a machine that grades at the same time is far slower. */
const patienceMs = 180_000;
const memoryMiB = 1_024;

/** What comes back was made by the file's code as much as by ours: it is read like any other input. */
const outlineSchema = z.object({
  title: z.string().min(1).max(300),
  summary: z.string().max(2_000),
  parts: z
    .array(
      z.object({
        id: z.string().min(1).max(60),
        title: z.string().max(300),
        points: z.number().min(0).max(1_000_000),
        extraCredit: z.boolean().optional(),
        question: z.string().max(50_000).optional(),
        files: z.array(z.string().max(200)).max(50).optional(),
        cues: z.array(z.string().max(1_000)).max(100).optional(),
        kind: z.string() as unknown as z.ZodType<PartOutline['kind']>,
      }),
    )
    .min(1, 'an assignment has at least one part')
    .max(500),
  maximum: z.number().min(0),
  starter: z.record(z.string().max(200), z.string().max(200_000)),
  definitionSha256: z.string().regex(/^[\da-f]{64}$/),
});
const answerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('outline'), outline: outlineSchema }),
  z.object({
    type: z.literal('refused'),
    problem: z.object({ given: z.string(), expected: z.string(), remedy: z.string() }),
  }),
]);

/**
 * Loads an assignment file in a process of its own, which may read files but write none, start nothing, and knows nothing of the
 * server's environment.
 *
 * @param shown the file's name, as messages call it.
 * @throws Refusal 422 that says what is wrong with it.
 */
export async function readOutline(source: Uint8Array, shown: string): Promise<Outline> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'gradbook-assignment-')));
  try {
    const path = join(folder, 'assignment.ts');
    await writeFile(path, source);
    const heard = await hear(path);
    const named = (text: string): string => text.replaceAll(path, shown).replaceAll(folder + sep, '');
    const refuse = (why: string): Refusal =>
      new Refusal(
        422,
        `the assignment file ${shown} ${named(why)}`,
        'a TypeScript module whose default export is what defineAssignment() returns',
        'try it with: gradbook lint',
      );
    if (typeof heard === 'string') throw refuse(heard);
    const read = answerSchema.safeParse(heard);
    if (!read.success) throw refuse(`has an outline that is not valid: ${read.error.issues[0]!.message}`);
    if (read.data.type === 'outline') return read.data.outline as Outline;
    const { given, expected, remedy } = read.data.problem;
    throw new Refusal(422, named(given), expected, remedy);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the process says, or how it ended without. */
function hear(path: string): Promise<unknown> {
  return new Promise((resolve) => {
    const child = fork(entry, [path], {
      execArgv: [
        ...(isSource ? ['--conditions=@gradbook/source'] : []),
        `--max-old-space-size=${memoryMiB}`,
        '--permission',
        '--allow-fs-read=*',
        '--no-warnings',
      ],
      env: { PATH: process.env['PATH'] ?? '', NO_COLOR: '1' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let errors = '';
    let silent = false;
    const timer = setTimeout(() => {
      silent = true;
      child.kill('SIGKILL');
    }, patienceMs);
    child.stderr!.on('data', (bytes: Buffer) => (errors = (errors + String(bytes)).slice(-2_000)));
    child.once('message', (message) => resolve(message));
    child.once('error', (error) => resolve(`could not be loaded: ${error.message}`));
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      const last = /^\w*Error\b.*$/m.exec(errors)?.[0] ?? '';
      const how = signal === null ? `ended the process with code ${code}` : `ended the process by ${signal}`;
      resolve(silent ? `did not load within ${patienceMs / 1000} s` : `${how}${last === '' ? '' : `: ${last}`}`);
    });
  });
}
