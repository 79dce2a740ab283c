import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { installation, type Installation } from './installation.ts';
import { commandLine, type SandboxLevel, sandboxLevels, toolsOf } from './levels.ts';
import { defaultLimits } from '../protocol/limits.ts';
import { SandboxError } from '../protocol/sandbox-error.ts';

/** Which level is wanted. */
export interface LevelChoice {
  /** This level, even where there is a stronger one: to test what it holds. */
  readonly level?: SandboxLevel;
  /** At least this level: an error where it cannot be had. */
  readonly requireLevel?: SandboxLevel;
}

/** Whether a level can be had on this machine. */
export interface LevelProbe {
  readonly level: SandboxLevel;
  readonly available: boolean;
  /** What it holds, or why it cannot be had. */
  readonly detail: string;
}

const holds: Readonly<Record<SandboxLevel, string>> = {
  full: 'bubblewrap, seccomp, resource limits and Deno without permissions',
  namespaces: 'namespaces by unshare, covered folders, resource limits and Deno without permissions',
  limits: 'resource limits and Deno without permissions',
  permissions: 'Deno without permissions',
};

/**
 * Looks, with every permission of Deno, at what the layers outside it leave: what is reported here is what a student's code
 * would find that got out of Deno.
 */
const inspection = String.raw`const text = (path) => { try { return Deno.readTextFileSync(path); } catch { return ''; } };
const status = text('/proc/self/status');
const field = (name) => status.split('\n').find((line) => line.startsWith(name + ':'))?.split('\t')[1] ?? '';
let command = false;
try { command = new Deno.Command(Deno.execPath(), { args: ['--version'], stdout: 'null', stderr: 'null' }).outputSync().success; } catch {}
console.log(JSON.stringify({
  seccomp: field('Seccomp'), privileges: field('CapEff'), canary: text(CANARY) !== '', command,
  networks: text('/proc/net/dev').split('\n').slice(2).filter((line) => line.trim() !== '' && !line.trim().startsWith('lo:')).length,
  limited: text('/proc/self/limits').includes(DATA),
}));`;

interface Findings {
  readonly seccomp: string;
  readonly privileges: string;
  readonly canary: boolean;
  readonly command: boolean;
  readonly networks: number;
  readonly limited: boolean;
}

/** What does not hold that the level promises. */
function brokenPromises(level: SandboxLevel, found: Findings): string[] {
  const broken: string[] = [];
  const isolated = level === 'full' || level === 'namespaces';
  if (level !== 'permissions' && !found.limited) broken.push('the resource limits are not in force');
  if (isolated && found.canary) broken.push('files outside can be read');
  if (isolated && found.networks > 0) broken.push('the network can be seen');
  if (isolated && !/^0+$/.test(found.privileges)) broken.push('capabilities are left');
  if (level === 'full' && found.seccomp !== '2') broken.push('the seccomp filter is not in force');
  if (level === 'full' && found.command) broken.push('processes can be started');
  return broken;
}

const probes = new Map<SandboxLevel, Promise<LevelProbe>>();

/** Tries a level, once a program: a process is started at it that looks at what it could do. */
function probeLevel(level: SandboxLevel): Promise<LevelProbe> {
  let probe = probes.get(level);
  if (probe === undefined) probes.set(level, (probe = installation().then((installed) => tryLevel(level, installed))));
  return probe;
}

/**
 * What this machine offers, strongest first: each level with what it holds or why it cannot be had.
 *
 * @example
 * (await probeSandbox()).map(({ level }) => level); // ['full', 'namespaces', 'limits', 'permissions']
 */
export function probeSandbox(): Promise<LevelProbe[]> {
  return Promise.all(sandboxLevels.map(probeLevel));
}

async function tryLevel(level: SandboxLevel, installed: Installation): Promise<LevelProbe> {
  const refuse = (detail: string): LevelProbe => ({ level, available: false, detail });
  if (level !== 'permissions' && process.platform !== 'linux')
    return refuse(`it needs Linux, this is ${process.platform}`);
  const missing = toolsOf[level].filter((tool) => installed.tools[tool] === undefined);
  if (missing.length > 0) {
    const remedy = missing.includes('bwrap') ? 'install the package bubblewrap' : 'install the package util-linux';
    return refuse(`${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing: ${remedy}`);
  }
  if (level === 'full' && installed.filter === undefined)
    return refuse(`there is no seccomp filter for ${process.arch}`);
  const folder = mkdtempSync(join(installed.folder, 'probe-'));
  try {
    const canary = join(folder, 'canary');
    writeFileSync(canary, 'canary');
    const script = join(folder, 'probe.mjs');
    const data = String(defaultLimits.memoryMegabytes * 2 ** 20);
    writeFileSync(script, inspection.replace('CANARY', JSON.stringify(canary)).replace('DATA', JSON.stringify(data)));
    const broken = brokenPromises(level, await run(level, { ...installed, harness: script, folder }));
    return broken.length === 0 ? { level, available: true, detail: holds[level] } : refuse(broken.join(', '));
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(level: SandboxLevel, installed: Installation): Promise<Findings> {
  const command = commandLine(level, { ...installed, limits: defaultLimits, trusted: true });
  const descriptor = command.descriptor === undefined ? [] : [openSync(command.descriptor, 'r')];
  const child = spawn(command.program, [...command.args], {
    env: { ...command.env },
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe', ...descriptor],
    timeout: defaultLimits.startMs,
    killSignal: 'SIGKILL',
  });
  for (const each of descriptor) closeSync(each);
  let [printed, errors] = ['', ''];
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (printed += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (errors += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(JSON.parse(printed) as Findings);
      else reject(new Error(errors.trim().split('\n', 1)[0] || `a process could not be started (code ${code})`));
    });
  });
}

/**
 * The level to use: the one asked for, else the strongest there is.
 *
 * @throws SandboxError when it cannot be had, or is weaker than the one required.
 */
export async function chooseLevel({
  level,
  requireLevel,
}: LevelChoice): Promise<{ level: SandboxLevel; description: string }> {
  const refused: LevelProbe[] = [];
  for (const candidate of level === undefined ? sandboxLevels : [level]) {
    const weaker = requireLevel !== undefined && sandboxLevels.indexOf(candidate) > sandboxLevels.indexOf(requireLevel);
    const probe = weaker ? undefined : await probeLevel(candidate);
    if (probe === undefined) break;
    if (probe.available) {
      const reasons = refused.map((each) => `; ${each.level} is not to be had: ${each.detail}`).join('');
      return { level: candidate, description: `${candidate}: ${probe.detail}${reasons}` };
    }
    refused.push(probe);
  }
  const asked = requireLevel === undefined ? `the sandbox level ${level}` : `a sandbox of level ${requireLevel}`;
  const reasons = refused.map((each) => `${each.level}: ${each.detail}`).join('; ');
  throw new SandboxError(
    `${asked} was asked for and cannot be had here${reasons === '' ? `: ${level} is weaker` : ` (${reasons})`}. ` +
      'Install what is missing, or ask for a weaker level',
  );
}
