import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { withLoops } from '../../../packages/assignments/test/code/solutions/loops.ts';
import { withOperations } from '../../../packages/assignments/test/code/solutions/operations.ts';
import { gradbook, gradbookRunning } from './command.ts';

const root = mkdtempSync(join(tmpdir(), 'gradbook-code-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let count = 0;
function folder(files: Readonly<Record<string, string>>): string {
  const path = join(root, String(++count));
  mkdirSync(path);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

const rnn = ['--assignment', 'rnn-homework'] as const;
interface Test {
  readonly number: string;
  readonly score: number;
  readonly extra_data: { readonly verdict: string; readonly feedback: readonly string[]; readonly mistake?: string };
}
const testsOf = (out: string): Test[] => JSON.parse(out).tests as Test[];

describe('gradbook start', () => {
  it('makes a folder in which check finds what is still to be written', async () => {
    const made = await gradbook(['start', 'rnn-homework', 'mine'], root);
    expect(made.code).toBe(0);
    const mine = join(root, 'mine');
    expect(readFileSync(join(mine, 'answers.md'), 'utf8')).toContain('## 3(a)');
    expect(readFileSync(join(mine, 'gradbook.d.ts'), 'utf8')).toContain('matmul');
    const checked = await gradbook(['check', mine, ...rnn]);
    expect(checked.code).toBe(1);
    expect(checked.out.replaceAll(/\s+/g, ' ')).toContain('rnn is not written yet');
    expect(checked.out).toContain('Not there yet: 3(d) (gradient_trace.json)');
  });

  it('overwrites nothing', async () => {
    const path = folder({ 'answers.md': 'mine' });
    const ended = await gradbook(['start', 'rnn-homework', path]);
    expect(ended.code).toBe(2);
    expect(ended.err).toContain('exists already');
    expect(readFileSync(join(path, 'answers.md'), 'utf8')).toBe('mine');
  });
});

describe('gradbook check', () => {
  it('passes right code without answers.md, runs public tests alone, and judges no written answer', async () => {
    const ended = await gradbook(['check', folder({ 'recurrent.ts': withOperations }), ...rnn, '--json']);
    expect(ended.code).toBe(0);
    const tests = testsOf(ended.out);
    const code = tests.filter(({ extra_data }) => extra_data.verdict === 'correct').map(({ number }) => number);
    expect(code).toEqual(['3(a)', '3(b)', '3(c)', '3(h)']);
    expect(tests.map(({ number }) => number)).not.toContain('1(a)');
    expect(ended.out).not.toContain('hidden');
  });

  it('checks again when a file changes', async () => {
    const path = folder({ 'recurrent.js': withLoops.replace('Math.tanh(bias', '(bias') });
    const watching = gradbookRunning(['check', path, ...rnn, '--watch']);
    let out = '';
    const said = async (text: string): Promise<void> => {
      if (out.includes(text)) return;
      for await (const chunk of watching.stdout!.iterator({ destroyOnReturn: false })) {
        out += String(chunk);
        if (out.includes(text)) return;
      }
      throw new Error(`ended before it said ${text}: ${out}`);
    };
    await said('The nonlinearity is missing');
    await said('Watching');
    out = '';
    writeFileSync(join(path, 'recurrent.js'), withLoops);
    await said('3(a) Vanilla RNN layer: ✔ correct');
    watching.kill('SIGINT');
    await once(watching, 'exit');
  });

  it('says what to do where an assignment has nothing to check, or the folder is missing', async () => {
    const none = await gradbook(['check', root, '--assignment', 'normalization-decoding']);
    expect(none.code).toBe(2);
    expect(none.err).toContain('asks for no code and no data');
    const missing = await gradbook(['check', join(root, 'missing'), ...rnn]);
    expect(missing.code).toBe(2);
  });
});

describe('gradbook grade', () => {
  it('runs hidden tests too, and names the mistake', async () => {
    const wrong = withLoops.replace(
      'dot(Wx[i], row) + dot(Wh[i], h[n])',
      'dot(Wx[i], row) + dot(Wh.map((r) => r[i]), h[n])',
    );
    const path = folder({ 'answers.md': '## 1(a)\n\n?\n', 'recurrent.js': wrong });
    const ended = await gradbook(['grade', path, ...rnn, '--json']);
    expect(ended.code).toBe(0);
    const part = testsOf(ended.out).find(({ number }) => number === '3(a)')!;
    expect(part.extra_data).toMatchObject({ verdict: 'partial', mistake: 'recurrent-weight-transposed' });
    expect(part.extra_data.feedback.join(' ')).toContain('17 tests');
  });

  it('refuses a sandbox level that it does not know', async () => {
    const ended = await gradbook(['grade', folder({ 'answers.md': '' }), ...rnn, '--require-sandbox', 'total']);
    expect(ended.code).toBe(2);
    expect(ended.err).toContain('full, namespaces, limits, permissions');
  });
});
