import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { gradbook, gradbookRunning } from './command.ts';

// As processes: a module runner between these tests and Node would load assignment files in its own way.

const root = mkdtempSync(join(tmpdir(), 'gradbook-authoring-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function file(name: string, source: string): string {
  const path = join(root, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, source);
  return path;
}

describe('gradbook new', () => {
  it('makes an assignment that lint has nothing to say about, and a sample that it grades', async () => {
    const made = await gradbook(['new', 'rnn-basics', '--title', "Ada's $RNN"], root);
    expect(made.code).toBe(0);
    expect(made.out).toContain(join('rnn-basics', 'assignment.ts'));
    const assignment = join(root, 'rnn-basics', 'assignment.ts');
    expect(readFileSync(assignment, 'utf8')).toContain(String.raw`title: 'Ada\'s $RNN'`);

    const linted = await gradbook(['lint', assignment, '--json']);
    expect(linted.code).toBe(0);
    expect(JSON.parse(linted.out)).toMatchObject([{ assignment: 'rnn-basics', points: 12, findings: [] }]);

    const graded = await gradbook([
      'grade',
      join(root, 'rnn-basics', 'sample.md'),
      '--assignment',
      assignment,
      '--json',
    ]);
    const { score, tests } = JSON.parse(graded.out);
    const waiting = tests.filter((test: { extra_data: { verdict: string } }) => test.extra_data.verdict !== 'correct');
    expect(score).toBe(9);
    expect(waiting.map(({ number }: { number: string }) => number)).toEqual(['3(b)']);
  });

  it.each([
    ['a name that is no id', ['new', 'My Homework'], /lower-case words/],
    ['the id of a bundled assignment', ['new', 'rnn-homework'], /bundled/],
    ['a folder with something in it', ['new', 'full'], /exists already/],
  ])('refuses %s', async (_, argv, message) => {
    file('full/notes.txt', 'mine');
    const ended = await gradbook(argv, root);
    expect(ended.code).toBe(2);
    expect(ended.err).toMatch(message);
  });
});

const own = (title: string): string => `
import { defineAssignment, textPart } from '@gradbook/assignments';
export default defineAssignment({
  id: 'own', title: ${title}, summary: 'Mine', points: 3, parts: [
    textPart({ id: '1', title: 'Why', points: 2, question: 'Why?', rubric: 'A reason.' }),
  ],
});`;

describe('assignment files', () => {
  it('with problems end lint with 2, and every problem says what to do', async () => {
    const { code, out } = await gradbook(['lint', file('own.ts', own("'Own'"))]);
    expect(code).toBe(2);
    expect(out).toContain('announces 3 points');
    expect(out).toContain('1 problem, 0 warnings');
  });

  it('and the modules beside them go into the record of a grade', async () => {
    const path = file('hashed/own.ts', `import { title } from './title.ts';${own('title')}`);
    const answers = file('hashed/answers.md', '## 1\n\nBecause.\n');
    const hash = async (title: string): Promise<string> => {
      file('hashed/title.ts', `export const title: string = '${title}';`);
      const { out } = await gradbook(['grade', answers, '--assignment', path, '--json']);
      return JSON.parse(out).extra_data.record.assignment_sha256;
    };
    const first = await hash('One');
    expect(await hash('Two')).not.toBe(first);
    expect(await hash('One')).toBe(first);
  });

  it.each([
    ['an id that is not known', () => 'rnn', /"rnn" is not known/],
    ['a file that does not exist', () => join(root, 'missing.ts'), /does not exist/],
    ['a syntax error', () => file('broken.ts', 'export default ('), /does not load/],
    ['a module that throws', () => file('throws.ts', "throw new Error('at home')"), /does not load: Error: at home/],
    ['no default export', () => file('none.ts', 'export const a = 1;'), /is no assignment/],
    ['something else', () => file('else.ts', 'export default { id: 1 };'), /is no assignment at id/],
    [
      'parts that cannot judge',
      () =>
        file(
          'parts.ts',
          "export default { id: 'a', title: 'A', summary: 's', parts: [{ id: '1', title: 't', kind: 'text', points: 1, question: 'q' }] };",
        ),
      /at parts\.0\.judge/,
    ],
    [
      'an id that breaks the rule',
      () => file('rule.ts', "export default { id: 'A B', title: 'A', summary: 's', parts: [] };"),
      /not valid.*lower-case words/s,
    ],
  ])('%s: 2, and what to do', async (_, path, message) => {
    const { code, err } = await gradbook(['lint', path()]);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(err).toMatch(/Expected .*To mend it:/s);
  });
});

const source = (question: string): string => `
import { defineAssignment, expressionPart } from '@gradbook/assignments';
export default defineAssignment({
  id: 'previewed', title: 'Previewed', summary: 'For a test', parts: [
    expressionPart({ id: '1', title: 'Twice', points: 2, question: '${question}', symbols: { x: {} }, expected: '2x' }),
  ],
});`;

describe('gradbook preview', () => {
  const path = file('previewed/assignment.ts', source('Double it.'));
  const preview = gradbookRunning(['preview', path, '--port', '0']);
  let url = '';
  beforeAll(async () => {
    let out = '';
    for await (const chunk of preview.stdout!) {
      out += String(chunk);
      url = /http:\/\/localhost:\d+\//.exec(out)?.[0] ?? '';
      if (url !== '') break;
    }
    if (url === '') throw new Error(`no address was printed: ${out}`);
  });
  afterAll(async () => {
    preview.kill('SIGINT');
    await once(preview, 'exit');
  });

  const get = async (where: string): Promise<string> => (await fetch(new URL(where, url))).text();
  const judge = (body: unknown): Promise<Response> =>
    fetch(new URL('judge', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  /** Reads the events until the page's body says what is waited for. */
  async function shown(text: string): Promise<string> {
    const events = await fetch(new URL('events', url));
    for await (const _ of events.body!) {
      const body = await get('body');
      if (body.includes(text)) return body;
    }
    throw new Error(`the events ended before the page said ${text}`);
  }

  it('shows the questions with what lint found', async () => {
    expect(await get('/')).toContain('Double it.');
    expect(await shown('lists-mistakes')).toContain('Twice');
  });

  it('judges what is typed, and shows the reasons', async () => {
    expect(await (await judge({ part: '1', text: '$x + x$' })).text()).toContain('correct');
    const wrong = await (await judge({ part: '1', text: '$3x$' })).text();
    expect(wrong).toContain('incorrect');
    expect(wrong).toContain('Expected');
  });

  it('shows typed markup as text', async () => {
    expect(await (await judge({ part: '1', text: '<img src=x onerror=alert(1)> $3x$' })).text()).not.toContain('<img');
  });

  it('says what is wrong with a request', async () => {
    for (const body of [{ part: '9', text: '1' }, { text: '1' }, 'x']) expect((await judge(body)).status).toBe(400);
  });

  it('follows changes, and keeps the page while the file does not load', async () => {
    writeFileSync(path, source('Double it again.'));
    await shown('Double it again.');
    writeFileSync(path, 'export default (');
    expect(await shown('does not load')).toContain('Double it again.');
    writeFileSync(path, source('Double it once more.'));
    expect(await shown('Double it once more.')).not.toContain('does not load');
  });

  it('answers to no other name than localhost', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(url, { headers: { host: 'elsewhere.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });

  it('says that a port is in use', async () => {
    const ended = await gradbook(['preview', path, '--port', new URL(url).port]);
    expect(ended.code).toBe(2);
    expect(ended.err).toMatch(/port \d+ is in use.*--port/s);
  });
});
