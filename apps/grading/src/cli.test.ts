import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';

import { type Results, resultsSchema } from './results/schema.ts';
import { runCommand } from './run-command.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const sample = fileURLToPath(new URL('../samples/rnn-homework', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'gradbook-cli-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
afterEach(() => vi.restoreAllMocks());

let count = 0;

/** A new folder with files in it. */
function folder(files: Readonly<Record<string, string>> = {}): string {
  count += 1;
  const path = join(root, String(count));
  mkdirSync(path);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(path, name, '..'), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return path;
}

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command in this process. */
async function gradbook(...argv: string[]): Promise<Ended> {
  let [out, err] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
  try {
    return { code: await runCommand(argv), out, err };
  } finally {
    vi.restoreAllMocks();
  }
}

/** The command as a process of its own, as users start it. */
function spawned(argv: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--conditions=@gradbook/source', main, ...argv],
      { env: { ...process.env, ...env } },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

const rnn = ['--assignment', 'rnn-homework'] as const;
const right = '## 1(b)\n\n$$\\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$$\n';
const wrong = '## 1(b)\n\n$$\\frac{dy}{dw} = u_2 + 2wu_2 + 3w^2u_1$$\n';

function resultsIn(path: string): Results {
  return resultsSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

/** The names of the files in a folder, without those that are the program's own. */
function visible(path: string): string[] {
  return readdirSync(path).filter((name) => !name.startsWith('.'));
}

function withoutTime(results: Results): unknown {
  return { ...results, execution_time: 0 };
}

function verdictOf(results: Results, part: string): string {
  return results.tests.find(({ number }) => number === part)!.extra_data.verdict;
}

describe('as a process', () => {
  test('a graded submission ends with 0, whatever its score, and without colours in a pipe', async () => {
    const ended = await spawned(['grade', join(folder({ 'answers.md': wrong }), 'answers.md'), ...rnn]);
    expect(ended.code).toBe(0);
    expect(ended.out).toContain('✘ incorrect');
    expect(ended.out).toMatch(/References computed on .+ \(WebGPU, /);
    expect(stripVTControlCharacters(ended.out)).toBe(ended.out);
  });

  test('colours are there when asked for, and never with NO_COLOR', async () => {
    const argv = ['grade', sample, ...rnn];
    const [coloured, plain] = await Promise.all([
      spawned(argv, { FORCE_COLOR: '1' }),
      spawned(argv, { NO_COLOR: '1' }),
    ]);
    expect(stripVTControlCharacters(coloured.out)).not.toBe(coloured.out);
    expect(stripVTControlCharacters(plain.out)).toBe(plain.out);
  });

  test('--json prints JSON and nothing else on standard output', async () => {
    const ended = await spawned(['grade', sample, ...rnn, '--json']);
    expect(ended.code).toBe(0);
    expect(resultsSchema.parse(JSON.parse(ended.out)).tests).toHaveLength(26);
  });

  test.each([
    [['grade', 'no-such-file.md', ...rnn], /does not exist.*Expected.*To mend it/s],
    [['grade', sample, '--assignment', 'no-such-assignment'], /"no-such-assignment" is not known.*rnn-homework/s],
    [['grade', sample], /--assignment/],
    [[], /Usage: gradbook/],
  ])('%j ends with 2', async (argv, message) => {
    const ended = await spawned(argv);
    expect(ended.code).toBe(2);
    expect(ended.err).toMatch(message);
    expect(ended.err).not.toContain('    at ');
    expect(ended.out).toBe('');
  });

  test('a grader that finds no device ends with 1 and says what it tried', async () => {
    // Without a folder to unpack to there is no software driver; a machine with a driver of its own grades all the same.
    const ended = await spawned(['grade', sample, ...rnn], { GRADBOOK_CACHE: '/proc/nowhere' });
    if (ended.code !== 0) {
      expect(ended.code).toBe(1);
      expect(ended.err).toMatch(/Tried:/);
    }
  });
});

describe('Ctrl-C', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s ends the grading at once and leaves no half-written files',
    async (signal) => {
      const text = readFileSync(join(sample, 'answers.md'), 'utf8');
      const path = folder(Object.fromEntries(Array.from({ length: 400 }, (_, k) => [`${k}.md`, text])));
      const target = folder();
      const argv = ['--conditions=@gradbook/source', main, 'grade', path, ...rnn, '--results', target];
      const child = spawn(process.execPath, argv, { stdio: ['ignore', 'ignore', 'pipe'] });
      child.stderr.on('data', (text) => {
        if (String(text).includes('10 %')) child.kill(signal);
      });
      const ended = await new Promise((resolve) => child.once('exit', (_, by) => resolve(by)));
      expect(ended).toBe(signal);
      // What was graded by then is kept, in whole files, and nobody's lock is left.
      const left = readdirSync(target);
      expect(left.filter((name) => name.startsWith('.'))).toEqual(['.gradbook-journal']);
      const results = left.filter((name) => !name.startsWith('.'));
      expect(results.length).toBeGreaterThan(0);
      for (const name of results) resultsIn(join(target, name));
    },
  );
});

describe('wrong calls', () => {
  test.each([
    [['--help'], 0, /grade.*assignments/s],
    [['grade', '--help'], 0, /--assignment <id>.*--results.*--report.*--json.*Examples:.*Exit codes/s],
    [['assignments', '--help'], 0, /--json/],
    [['help', 'grade'], 0, /--assignment <id>/],
    [['--version'], 0, /^\d+\.\d+\.\d+/],
  ] as const)('%j', async (argv, code, text) => {
    const ended = await gradbook(...argv);
    expect(ended.code).toBe(code);
    expect(ended.out).toMatch(text);
    for (const line of ended.out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test.each([
    ['marks'],
    ['grade'],
    ['grade', ...rnn],
    ['grade', sample, ...rnn, '--colour'],
    ['grade', sample, ...rnn, '--seed', 'seven'],
    ['grade', sample, ...rnn, '--seed', '1.5'],
    ['grade', sample, ...rnn, '--seed', ''],
    ['grade', sample, ...rnn, '--results'],
    ['assignments', '--jsn'],
  ])('%j %j %j %j %j %j', async (...argv) => {
    const ended = await gradbook(...argv.filter((arg) => arg !== undefined));
    expect(ended.code).toBe(2);
    expect(ended.err).toMatch(/error: /);
    expect(ended.err).toMatch(/--help/);
  });

  test.each([
    ['--results', '.', /is a folder.*results\.json/],
    ['--report', '.', /is a folder.*report\.html/],
    ['--results', 'file/results.json', /leads through a file/],
    ['--report', 'file/deep/report.html', /leads through a file/],
    ['--report', '/proc/nowhere/report.html', /cannot be made|may not be written/],
    ['--results', '/dev/null', /not a regular file/],
    ['--results', '', /is empty/],
  ])('an output that cannot be written is refused before anything is graded: %s %s', async (option, value, message) => {
    const path = folder({ 'answers.md': wrong, file: '' });
    const output = value === '' || value.startsWith('/') ? value : join(path, value);
    const ended = await gradbook('grade', join(path, 'answers.md'), ...rnn, option, output);
    expect(ended.code).toBe(2);
    expect(ended.err).toMatch(message);
    expect(ended.err).toMatch(/To mend it/);
    expect(ended.err).not.toContain('grading');
    expect(ended.out).toBe('');
    expect(readdirSync(path).sort()).toEqual(['answers.md', 'file']);
  });

  test('results and report cannot be the same file', async () => {
    const same = join(folder(), 'x');
    const ended = await gradbook('grade', sample, ...rnn, '--results', same, '--report', same);
    expect(ended.code).toBe(2);
    expect(existsSync(same)).toBe(false);
  });

  test('names from outside cannot steer the terminal', async () => {
    const path = folder({ '\u001b[31mred\u202e.md': wrong, 'b\u0007.md': '' });
    const ended = await gradbook('grade', path, ...rnn);
    expect(ended.code).toBe(2);
    // oxlint-disable-next-line no-control-regex
    expect(ended.out + ended.err).not.toMatch(/[\u0007\u001b\u202e]\[?31|\u202e|\u0007/);
  });
});

describe('results', () => {
  test('results.json keeps the rules of its schema and of Gradescope; students never see what was expected', async () => {
    const path = join(folder(), 'new', 'folder', 'results.json');
    expect((await gradbook('grade', sample, ...rnn, '--results', path)).code).toBe(0);
    const results = resultsIn(path);
    expect(results.score).toBeCloseTo(
      results.tests.reduce((sum, { score }) => sum + score, 0),
      6,
    );
    for (const each of results.tests) {
      expect(each.score).toBeLessThanOrEqual(each.max_score);
      expect(each.status).toBe(each.extra_data.verdict === 'correct' ? 'passed' : 'failed');
      expect(Object.keys(each.extra_data)).not.toContain('expected');
    }
    expect(results.extra_data.record.adapter).not.toBe('');
    expect(readdirSync(join(path, '..'))).toEqual(['results.json']);

    await gradbook('grade', sample, ...rnn, '--results', path, '--show-expected');
    expect(resultsIn(path).tests.find(({ number }) => number === '1(b)')!.extra_data.expected).toContain('w');
  });

  test('the bundled sample gets the verdicts that it is meant to show', async () => {
    const { out } = await gradbook('grade', sample, ...rnn, '--json');
    const results = resultsSchema.parse(JSON.parse(out));
    const verdicts = Object.fromEntries(results.tests.map(({ number, extra_data }) => [number, extra_data.verdict]));
    expect(verdicts).toMatchObject({
      '1(a)': 'correct',
      '1(b)': 'incorrect',
      '1(c)': 'correct',
      '1(d)': 'partial',
      '2(a)': 'correct',
      '2(b)': 'correct',
      '2(c)': 'partial',
      '2(d)': 'partial',
      '2(e)': 'correct',
      '3(e)': 'needs_review',
      '3(g)': 'unanswered',
      '3(h)': 'unanswered',
      '5(a)': 'partial',
      '5(b)': 'needs_review',
      '6(b)': 'correct',
      '6(c)': 'incorrect',
    });
  });

  test('the same submission gets the same results again, whatever was graded before it', async () => {
    const path = folder({ 'a.md': right, 'b.md': wrong, 'c.md': readFileSync(join(sample, 'answers.md'), 'utf8') });
    const [one, two] = [folder(), folder()];
    await gradbook('grade', join(path, 'a.md'), join(path, 'b.md'), join(path, 'c.md'), ...rnn, '--results', one);
    await gradbook('grade', join(path, 'c.md'), join(path, 'b.md'), join(path, 'a.md'), ...rnn, '--results', two);
    for (const name of ['a.json', 'b.json', 'c.json']) {
      expect(withoutTime(resultsIn(join(one, name)))).toEqual(withoutTime(resultsIn(join(two, name))));
    }
    const alone = join(folder(), 'results.json');
    // In a process of its own, as many are: the hash of the assignment holds the text of its functions, which tests transform.
    await spawned(['grade', join(path, 'c.md'), ...rnn, '--results', alone]);
    expect(withoutTime(resultsIn(alone))).toEqual(withoutTime(resultsIn(join(one, 'c.json'))));
  });

  test('one broken submission among good ones costs only itself', async () => {
    const path = folder({ 'good.md': right, 'bad.md': '', 'fair/answers.md': wrong });
    const [target, report] = [folder(), join(folder(), 'report.html')];
    const ended = await gradbook('grade', path, ...rnn, '--results', target, '--report', report);
    expect(ended.code).toBe(2);
    expect(ended.err).toMatch(/not graded: bad: .*empty/);
    expect(visible(target).sort()).toEqual(['fair.json', 'good.json']);
    expect(verdictOf(resultsIn(join(target, 'good.json')), '1(b)')).toBe('correct');
    expect(verdictOf(resultsIn(join(target, 'fair.json')), '1(b)')).toBe('incorrect');
    expect(readFileSync(report, 'utf8')).toContain('Not graded');
    const { out } = await gradbook('grade', path, ...rnn, '--json');
    expect(JSON.parse(out)).toHaveLength(2);
  });

  test('many submissions get a line each', async () => {
    const path = folder(Object.fromEntries(Array.from({ length: 8 }, (_, k) => [`student-${k}.md`, right])));
    const { out } = await gradbook('grade', path, ...rnn);
    for (let k = 0; k < 8; k += 1) expect(out).toMatch(new RegExp(`^student-${k} +2 / 53 *$`, 'm'));
    expect(out).not.toContain('1(b)');
  });

  test('names that are alike once they are file names stay apart', async () => {
    const path = folder({ 'a b.md': right, 'a_b.md': wrong, 'A?b.md': right, [`${'long '.repeat(40)}.md`]: right });
    const target = folder();
    expect((await gradbook('grade', path, ...rnn, '--results', target)).code).toBe(0);
    const names = visible(target);
    expect(names).toHaveLength(4);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(4);
    expect(Math.max(...names.map((name) => Buffer.byteLength(name)))).toBeLessThan(120);
    expect(verdictOf(resultsIn(join(target, 'a_b.json')), '1(b)')).toBe('correct');
    expect(verdictOf(resultsIn(join(target, 'a_b-2.json')), '1(b)')).toBe('incorrect');
  });

  test('grades are safe when the report cannot be written', async () => {
    const results = join(folder(), 'results.json');
    const report = join(folder(), 'report.html');
    vi.resetModules();
    vi.doMock('./report/write-report.ts', () => ({
      writeReport: () => Promise.reject(new Error('the figure cannot be drawn')),
    }));
    const { runCommand: run } = await import('./run-command.ts');
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    let err = '';
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
    const code = await run(['grade', sample, ...rnn, '--results', results, '--report', report]);
    vi.doUnmock('./report/write-report.ts');
    expect(code).toBe(1);
    expect(err).toContain('the figure cannot be drawn');
    expect(verdictOf(resultsIn(results), '1(a)')).toBe('correct');
    expect(existsSync(report)).toBe(false);
  });
});

describe('the terminal', () => {
  test.each([80, 100, 60])('%i columns are enough', async (width) => {
    const before = process.stdout.columns;
    process.stdout.columns = width;
    try {
      const graded = await gradbook('grade', sample, ...rnn);
      const listed = await gradbook('assignments');
      const lines = stripVTControlCharacters(graded.out + listed.out).split('\n');
      expect(lines.filter((line) => [...line].length > width)).toEqual([]);
    } finally {
      process.stdout.columns = before;
    }
  });

  test('assignments lists every part, also as JSON', async () => {
    const { out, code } = await gradbook('assignments', '--json');
    expect(code).toBe(0);
    const listed = JSON.parse(out) as { id: string; parts: { id: string }[] }[];
    expect(listed.map(({ id }) => id).toSorted()).toEqual([
      'code-practice',
      'conv-gated-debugging',
      'normalization-decoding',
      'recurrent-attention',
      'rnn-homework',
      'sequence-review',
    ]);
    const { out: text } = await gradbook('assignments');
    for (const { id, parts } of listed) {
      expect(text).toContain(id);
      for (const part of parts) expect(text).toContain(`\n${part.id} `);
    }
  });
});
