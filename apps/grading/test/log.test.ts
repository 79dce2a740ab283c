import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, describe, expect, it } from 'vitest';

import { gradbook } from './command.ts';

const sample = fileURLToPath(new URL('../samples/rnn-homework', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'gradbook-log-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const rnn = ['--assignment', 'rnn-homework'] as const;

interface Test {
  readonly number: string;
  readonly score: number;
  readonly extra_data: {
    readonly verdict: string;
    readonly feedback: readonly string[];
    readonly expected?: string;
    readonly mistake?: string;
  };
}

/** A submission with the sample's log and weights, the log changed on the way. */
function submission(name: string, change: (text: string) => string = (text) => text): string {
  const path = join(root, name);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'answers.md'), '## 4\n\nSee the files.\n');
  writeFileSync(join(path, 'submission_log.json'), change(readFileSync(join(sample, 'submission_log.json'), 'utf8')));
  cpSync(join(sample, 'weights.safetensors'), join(path, 'weights.safetensors'));
  return path;
}

const part4 = (tests: readonly Test[]): Test => tests.find(({ number }) => number === '4')!;

describe('a training log that is handed in', () => {
  it('earns its points where its weights reach what it says, and is drawn beside the reference', async () => {
    const report = join(root, 'report.html');
    const ended = await gradbook(['grade', sample, ...rnn, '--json', '--report', report]);
    expect(ended.code).toBe(0);
    const { score, extra_data } = part4(JSON.parse(ended.out).tests as Test[]);
    expect([score, extra_data.verdict]).toEqual([5, 'correct']);
    expect(extra_data.feedback.join(' ')).toContain('What the curve shows: ');
    const html = readFileSync(report, 'utf8');
    expect(html).toContain('The loss of every epoch, as it was handed in; dashed, reference');
    expect(html).toContain('reference, held back');
  });

  it('is checked by students, without answers.md', async () => {
    const path = submission('checked', (text) =>
      text.replace(/"accuracy": 0\.\d+(?=\s*\}[^}]*\}\s*\])/, '"accuracy": 0.9'),
    );
    rmSync(join(path, 'answers.md'));
    const ended = await gradbook(['check', path, ...rnn]);
    expect(ended.code).toBe(1);
    expect(ended.out).toMatch(/4 Last-name classifier:/);
    expect(ended.out).not.toContain('Recomputed on');
  });

  it('goes to a person where another submission has the same curve, and students do not read whose', async () => {
    const both = [
      submission('class/anna'),
      submission('class/bert', (text) => text.replaceAll(/"seconds": [\d.]+/g, '"seconds": 3')),
    ];
    expect(both).toHaveLength(2);
    const results = join(root, 'results');
    const ended = await gradbook(['grade', join(root, 'class'), ...rnn, '--json', '--results', results]);
    expect(ended.code).toBe(0);
    for (const name of ['anna', 'bert']) {
      const { tests } = JSON.parse(readFileSync(join(results, `${name}.json`), 'utf8')) as { tests: Test[] };
      expect(part4(tests).extra_data.verdict).toBe('needs_review');
    }
    for (const { tests } of JSON.parse(ended.out) as { tests: Test[] }[]) {
      const { score, extra_data } = part4(tests);
      expect([score, extra_data.verdict]).toEqual([0, 'needs_review']);
      expect(extra_data.feedback[0]).toContain('has the losses of every epoch');
    }
    expect(ended.out).not.toMatch(/The same: (?:anna|bert)/);
    // Grades that were kept are looked at again.
    const call = ['grade', join(root, 'class'), ...rnn, '--json', '--show-expected', '--results', results];
    const staff = await gradbook(call);
    expect(staff.err).toContain('had been graded before');
    expect(staff.out).toMatch(/The same: bert/);
  }, 300_000);

  it('goes to a person where it is the one of the sample', async () => {
    const ended = await gradbook(['grade', submission('copied'), ...rnn, '--json']);
    const { extra_data } = part4(JSON.parse(ended.out).tests as Test[]);
    expect(extra_data.verdict).toBe('needs_review');
    expect(extra_data.feedback[0]).toContain('The sample that comes with Gradbook has the losses of every epoch');
  });

  it('may be about names in a folder that is given', async () => {
    const missing = await gradbook(['grade', sample, ...rnn, '--names', join(root, 'nowhere')]);
    expect(missing.code).toBe(2);
    expect(missing.err).toContain('--names');
    const folder = join(root, 'names');
    mkdirSync(folder);
    writeFileSync(join(folder, 'A.txt'), 'anna\nanne\nanni\nnana\nnina\n');
    writeFileSync(join(folder, 'B.txt'), 'otto\ntoto\noskar\nroto\nkoto\n');
    const ended = await gradbook(['grade', sample, ...rnn, '--json', '--names', folder]);
    expect(part4(JSON.parse(ended.out).tests as Test[]).extra_data.verdict).toBe('correct');
  });

  it('is described to students who begin', async () => {
    const made = await gradbook(['start', 'rnn-homework', 'mine'], root);
    expect(made.code).toBe(0);
    expect(readFileSync(join(root, 'mine/submission_log.md'), 'utf8')).toContain('"format": "gradbook-training-log"');
    expect(readFileSync(join(root, 'mine/answers.md'), 'utf8')).toContain(
      'Files: `submission_log.json`, `weights.safetensors`.',
    );
  });
});
