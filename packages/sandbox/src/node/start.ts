import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { readReply } from '../protocol/replies.ts';
import type { Installation } from './installation.ts';
import { commandLine, type SandboxLevel } from './levels.ts';
import type { SandboxLimits } from '../protocol/limits.ts';
import { SandboxProcess } from './process.ts';
import { SandboxError } from '../protocol/sandbox-error.ts';

/** A process that was started for one submission, and what it has on disk. */
export interface Started {
  readonly process: SandboxProcess;
  readonly folder: string;
  /** Fulfilled when the harness waits for a submission. */
  readonly ready: Promise<void>;
}

const living = new Set<SandboxProcess>();
process.on('exit', () => {
  for (const each of living) each.killNow();
});

/** Starts a harness; `ready` tells when it can take a submission. */
export function startProcess(level: SandboxLevel, installation: Installation, limits: SandboxLimits): Started {
  const folder = mkdtempSync(join(installation.folder, 'run-'));
  const process = new SandboxProcess(commandLine(level, { ...installation, folder, limits }), limits);
  living.add(process);
  const ready = untilReady(process, limits);
  // Whoever needs the process awaits it; until then a failure is nobody's.
  ready.catch(() => undefined);
  return { process, folder, ready };
}

async function untilReady(process: SandboxProcess, limits: SandboxLimits): Promise<void> {
  const frame = await process.next(performance.now() + limits.startMs);
  if (frame !== undefined && readReply(frame).type === 'ready') return;
  const why = process.ending?.message ?? `it was not ready after ${limits.startMs} ms`;
  await process.kill();
  const printed = process.errors.trim();
  throw new SandboxError(`a sandbox process did not start: ${why}${printed === '' ? '' : `\n${printed}`}`);
}

/** Ends a process and removes what it had on disk. */
export async function discard({ process, folder }: Started): Promise<void> {
  await process.kill();
  living.delete(process);
  await rm(folder, { recursive: true, force: true });
}
