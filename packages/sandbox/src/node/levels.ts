import type { SandboxLimits } from '../protocol/limits.ts';
import type { Confinement } from '../protocol/session.ts';

/**
 * How many layers lie around a student's module, strongest first.
 *
 * - `full`: bubblewrap (namespaces of its own, a file system with nothing in it but the runtime), a seccomp filter, resource
 *   limits, Deno without a permission.
 * - `namespaces`: namespaces by `unshare` with everything but the system's programs covered, resource limits, Deno.
 * - `limits`: resource limits and Deno.
 * - `permissions`: Deno without a permission, and the parent's clock. What there is on systems other than Linux.
 */
export type SandboxLevel = Exclude<Confinement, 'browser'>;

/**
 * All levels, strongest first.
 *
 * @example
 * sandboxLevels[0]; // 'full'
 */
export const sandboxLevels: readonly SandboxLevel[] = ['full', 'namespaces', 'limits', 'permissions'];

/** What a process is started from. */
export interface Surroundings {
  readonly deno: string;
  /** Shared libraries that Deno loads, by absolute path. */
  readonly libraries: readonly string[];
  /** Tools by name: absolute paths. */
  readonly tools: Readonly<Partial<Record<Tool, string>>>;
  /** The harness' file. */
  readonly harness: string;
  /** The file of the seccomp program. */
  readonly filter?: string | undefined;
  /** A folder of the process' own, empty. */
  readonly folder: string;
  readonly limits: SandboxLimits;
  /** Gives Deno every permission: for the probe, which looks at what holds without them. Never for a submission. */
  readonly trusted?: boolean;
  /** Leaves Node's modules and Deno's globals within reach: to test that the layers below hold without the harness' help. */
  readonly builtins?: boolean;
}

export type Tool = 'bwrap' | 'unshare' | 'prlimit' | 'setpriv' | 'mount' | 'sh';

/** A program with its arguments and environment. */
export interface CommandLine {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** A file that the program reads from descriptor 3. */
  readonly descriptor?: string;
}

/** What each level needs of the machine; the probe says which is missing. */
export const toolsOf: Readonly<Record<SandboxLevel, readonly Tool[]>> = {
  full: ['bwrap', 'prlimit'],
  namespaces: ['unshare', 'prlimit', 'setpriv', 'mount', 'sh'],
  limits: ['prlimit'],
  permissions: [],
};

const scratchBytes = 16 * 2 ** 20;

/** The command that starts a harness at a level. */
export function commandLine(level: SandboxLevel, surroundings: Surroundings): CommandLine {
  const { limits } = surroundings;
  switch (level) {
    case 'full':
      return bubblewrapped(surroundings);
    case 'namespaces':
      return unshared(surroundings);
    case 'limits': {
      const inner = denoCommand(surroundings.deno, surroundings.harness, surroundings);
      return {
        program: surroundings.tools.prlimit!,
        args: [...limitOptions(limits), ...inner],
        env: environment(surroundings.folder),
      };
    }
    case 'permissions': {
      const [program, ...args] = denoCommand(surroundings.deno, surroundings.harness, surroundings);
      return { program: program!, args, env: environment(surroundings.folder) };
    }
  }
}

/** Deno with nothing allowed and nothing looked for on disk or network. */
function denoCommand(
  deno: string,
  harness: string,
  { limits, trusted = false, builtins = false }: Surroundings,
): string[] {
  return [
    deno,
    'run',
    '--quiet',
    '--no-prompt',
    '--no-config',
    '--no-lock',
    '--no-npm',
    '--no-remote',
    '--cached-only',
    '--no-check',
    '--no-code-cache',
    // The same numbers from Math.random() in every run.
    '--seed=1',
    `--v8-flags=--max-old-space-size=${limits.heapMegabytes}`,
    ...(trusted ? ['--allow-all'] : []),
    harness,
    ...(builtins ? ['--builtins'] : []),
  ];
}

function environment(folder: string): Record<string, string> {
  return {
    DENO_DIR: folder,
    HOME: folder,
    TMPDIR: folder,
    NO_COLOR: '1',
    DENO_NO_UPDATE_CHECK: '1',
    DENO_NO_PROMPT: '1',
  };
}

/** `--data` counts array buffers and WebAssembly memory as well; address space cannot be limited, because V8 reserves a lot of it. */
function limitOptions(limits: SandboxLimits): string[] {
  return [
    `--data=${limits.memoryMegabytes * 2 ** 20}`,
    // First a signal that says what it was, then the end.
    `--cpu=${limits.cpuSeconds}:${limits.cpuSeconds + 5}`,
    `--fsize=${scratchBytes}`,
    '--nofile=256',
    '--core=0',
    '--memlock=0',
    '--msgqueue=0',
  ];
}

function bubblewrapped(surroundings: Surroundings): CommandLine {
  const { deno, libraries, tools, harness, filter, limits } = surroundings;
  const options = [
    // The user's namespace is asked for by name: --unshare-all goes on without it where it cannot be had.
    ['--unshare-user', '--unshare-all', '--disable-userns', '--die-with-parent', '--new-session', '--clearenv'],
    ['--cap-drop', 'ALL', '--uid', '65534', '--gid', '65534', '--hostname', 'sandbox'],
    ['--ro-bind', deno, '/deno', '--ro-bind', harness, '/harness.mjs'],
    ...libraries.map((library) => ['--ro-bind', library, library]),
    ['--proc', '/proc', '--dev', '/dev', '--remount-ro', '/dev'],
    ['--size', String(scratchBytes), '--tmpfs', '/tmp', '--chdir', '/tmp'],
    ...Object.entries(environment('/tmp')).map(([name, value]) => ['--setenv', name, value]),
    ['--remount-ro', '/'],
    filter === undefined ? [] : ['--seccomp', '3'],
  ];
  return {
    program: tools.prlimit!,
    args: [
      ...limitOptions(limits),
      tools.bwrap!,
      ...options.flat(),
      '--',
      ...denoCommand('/deno', '/harness.mjs', surroundings),
    ],
    env: {},
    ...(filter === undefined ? {} : { descriptor: filter }),
  };
}

/**
 * Covers every folder of the root that does not hold the system's programs, brings Deno and the harness in, gives up all
 * capabilities and starts. As the root of a user namespace, so that nobody needs to be root outside.
 */
const coverScript = `set -eu
deno=$1 harness=$2 mount=$3; shift 3
"$mount" -t tmpfs -o size=1m,mode=755 none /run
: > /run/deno; : > /run/harness.mjs; mkdir /run/devices
"$mount" --bind "$deno" /run/deno
"$mount" --bind "$harness" /run/harness.mjs
for device in null zero random urandom; do
  : > /run/devices/$device
  "$mount" --bind /dev/$device /run/devices/$device
done
"$mount" --rbind /run/devices /dev
for folder in /*; do
  if [ -d "$folder" ] && [ ! -L "$folder" ]; then
    case $folder in
      /usr | /bin | /sbin | /lib* | /proc | /dev | /run) ;;
      /tmp) "$mount" -t tmpfs -o size=${scratchBytes},mode=700 none /tmp ;;
      *) "$mount" -t tmpfs -o size=4k,mode=755,ro none "$folder" ;;
    esac
  fi
done
"$mount" -o remount,bind,ro /run
"$mount" -o remount,bind,ro / 2>/dev/null || true
cd /tmp
exec "$@"`;

function unshared(surroundings: Surroundings): CommandLine {
  const { deno, tools, harness, limits } = surroundings;
  const namespaces = [
    '--user',
    '--map-root-user',
    '--mount',
    '--net',
    '--ipc',
    '--uts',
    '--pid',
    '--fork',
    '--mount-proc',
    '--kill-child',
  ];
  const powerless = ['--no-new-privs', '--bounding-set=-all', '--inh-caps=-all', '--ambient-caps=-all'];
  return {
    program: tools.unshare!,
    args: [
      ...namespaces,
      tools.sh!,
      '-c',
      coverScript,
      'sandbox',
      deno,
      harness,
      tools.mount!,
      tools.setpriv!,
      ...powerless,
      tools.prlimit!,
      ...limitOptions(limits),
      ...denoCommand('/run/deno', '/run/harness.mjs', surroundings),
    ],
    env: { ...environment('/tmp'), PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
  };
}
