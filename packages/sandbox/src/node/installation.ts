import { execFileSync } from 'node:child_process';
import { accessSync, constants, lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { denoHarness } from '#harness';

import { findDeno } from './find-deno.ts';
import type { Surroundings, Tool } from './levels.ts';
import { seccompArchitecture, seccompFilter } from './seccomp/filter.ts';

/** What all processes of this program share: the harness on disk, the filter, and where the tools are. */
export type Installation = Omit<Surroundings, 'limits'>;

let installed: Promise<Installation> | undefined;

/** Writes the harness and the filter into a folder that is removed at the end, once a program. */
export function installation(): Promise<Installation> {
  return (installed ??= install());
}

async function install(): Promise<Installation> {
  const deno = findDeno();
  const text = await denoHarness();
  sweep();
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const harness = join(folder, 'harness.mjs');
  writeFileSync(harness, text, { mode: 0o444 });
  const architecture = seccompArchitecture();
  const filter = architecture === undefined ? undefined : join(folder, 'filter.bpf');
  if (architecture !== undefined && filter !== undefined)
    writeFileSync(filter, seccompFilter(architecture), { mode: 0o444 });
  return { deno, harness, filter, folder, tools: findTools(), libraries: librariesOf(deno) };
}

const prefix = 'gradbook-sandbox-';
const anHour = 3_600_000;

/** Removes what programs left that were killed: folders that nobody touched for an hour and whose process is gone. */
function sweep(): void {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(prefix))) {
    const folder = join(tmpdir(), name);
    const pid = Number(/^(\d+)-/.exec(name.slice(prefix.length))?.[1]);
    try {
      if (Date.now() - lstatSync(folder).mtimeMs < anHour || (pid > 0 && isAlive(pid))) continue;
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another user's, or another program was faster.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function findTools(): Partial<Record<Tool, string>> {
  if (process.platform !== 'linux') return {};
  const tools: Partial<Record<Tool, string>> = {};
  for (const tool of ['bwrap', 'unshare', 'prlimit', 'setpriv', 'mount', 'sh'] as const) {
    const path = findTool(tool);
    if (path !== undefined) tools[tool] = path;
  }
  return tools;
}

function findTool(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/bin', '/usr/sbin', '/sbin'];
  return folders
    .filter((folder) => folder.startsWith('/'))
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** The shared libraries that a program loads, as the dynamic linker finds them. */
function librariesOf(program: string): string[] {
  if (process.platform !== 'linux') return [];
  try {
    const printed = execFileSync('ldd', [program], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 10_000,
    });
    return [...printed.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)].map((match) => match[1]!);
  } catch {
    return [];
  }
}
