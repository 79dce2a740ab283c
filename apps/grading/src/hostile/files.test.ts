import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { hangGuard, expectNoFullMarks, expectRefused, hostileSetup, outcomeOf, place, rnnHomework } from './harness.ts';

const { folder, watch } = hostileSetup();

let count = 0;

/** A folder of its own with files in it. */
function directory(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  count += 1;
  const path = join(folder, `folder-${count}`);
  mkdirSync(path);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(path, name, '..'), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return path;
}

const wrong = '## 1(b)\n\n$$\\frac{dy}{dw} = w$$\n';
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

/** Text in an encoding that Node writes, or a few bytes. */
function encoded(text: string, encoding: BufferEncoding): Uint8Array {
  return new Uint8Array(Buffer.from(text, encoding));
}

function bigEndian(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'utf16le').swap16());
}

/** Anything that can be read as text is graded as far as it goes. */
const readable: Readonly<Record<string, Uint8Array>> = {
  'UTF-16 with a mark': encoded(`\ufeff${wrong}`, 'utf16le'),
  'UTF-16 without a mark': encoded(wrong, 'utf16le'),
  'UTF-16, big end first, without a mark': bigEndian(wrong),
  'UTF-8 with a mark': encoded(`\ufeff${wrong}`, 'utf8'),
  'two marks': encoded(`\ufeff\ufeff${wrong}`, 'utf8'),
  'Latin-1': encoded(`${wrong}\nGröße, naïve, façade\n`, 'latin1'),
  'Shift-JIS': Buffer.concat([Buffer.from(wrong), bytes(0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea)]),
  'a mark of UTF-8 cut short': Buffer.concat([bytes(0xef, 0xbb), Buffer.from(wrong)]),
  'invalid UTF-8': Buffer.concat([Buffer.from(wrong), bytes(0xc3, 0x28, 0xa0, 0xa1, 0xe2, 0x28, 0xa1, 0xf0, 0x28)]),
  'overlong UTF-8': Buffer.concat([bytes(0xc0, 0xaf, 0xe0, 0x80, 0xaf), Buffer.from(wrong)]),
  'surrogates in UTF-8': Buffer.concat([bytes(0xed, 0xa0, 0x80, 0xed, 0xb0, 0x80), Buffer.from(wrong)]),
  'a character cut in half at the end': Buffer.concat([Buffer.from(wrong), bytes(0xe2, 0x88)]),
  'one letter': Buffer.from('w'),
  'a byte order mark and a letter': encoded('\ufeffw', 'utf8'),
  'only a heading': Buffer.from('## 1(b)'),
  'only labels': Buffer.from('1(a)\n\n1(b)\n\n1(c)\n'),
  'the text of JSON': Buffer.from('{"1(b)": {"verdict": "correct", "score": 2}}'),
  'the results of a grade': Buffer.from(
    JSON.stringify({ score: 53, tests: [{ number: '1(b)', score: 2, max_score: 2 }] }),
  ),
  'a page of HTML': Buffer.from('<!doctype html><html><body><h2>1(b)</h2><p>w</p></body></html>'),
  'a LaTeX document': Buffer.from('\\documentclass{article}\\begin{document}\\section*{1(b)} $w$ \\end{document}'),
  'rich text': Buffer.from('{\\rtf1\\ansi{\\fonttbl\\f0 Helvetica;}\\f0\\pard 1(b) w\\par}'),
};

/** What is no text is refused. */
const noText: Readonly<Record<string, readonly [Uint8Array, RegExp]>> = {
  'nothing at all': [bytes(), /empty/],
  'a byte order mark alone': [bytes(0xef, 0xbb, 0xbf), /empty/],
  'blanks alone': [Buffer.from(' \n\t \r\n\n'), /empty/],
  'a PDF': [Buffer.from('%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n1 0 obj'), /PDF/],
  'a picture': [
    Buffer.concat([bytes(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), new Uint8Array(400).fill(1)]),
    /not text/,
  ],
  'a program': [Buffer.concat([bytes(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0), new Uint8Array(400)]), /not text/],
  'zero bytes alone': [new Uint8Array(1_000), /./],
  'random bytes': [Uint8Array.from({ length: 4_000 }, (_, k) => (k * k * 31 + 7 * k) % 256), /not text/],
  'the mark of UTF-16 and an odd byte': [bytes(0xff, 0xfe, 0x41), /UTF-16/],
  'half a surrogate in UTF-16': [bytes(0xff, 0xfe, 0x00, 0xd8), /UTF-16/],
};

describe('files', () => {
  test.each(Object.entries(readable))(
    'read as far as it goes: %s',
    (name, content) => watch(name, async () => expectNoFullMarks(await outcomeOf(place(folder, content), rnnHomework))),
    hangGuard,
  );

  test.each(Object.entries(noText))(
    'refused: %s',
    (name, [content, message]) =>
      watch(name, async () => expectRefused(await outcomeOf(place(folder, content), rnnHomework), message)),
    hangGuard,
  );

  test.each(['homework.pdf', 'homework.docx', 'homework.ipynb', 'homework.html', 'homework', 'homework.md.exe'])(
    'a file called %s',
    (name) =>
      watch(name, async () => expectRefused(await outcomeOf(place(folder, wrong, name), rnnHomework), /Markdown/)),
  );

  test.each(
    Object.entries({
      'does not exist': () => join(folder, 'nowhere', 'answers.md'),
      'has nothing': () => directory(),
      'has no answers': () => directory({ 'notes.txt': 'x', 'model.py': 'pass' }),
      'has only hidden files': () => directory({ '.answers.md': wrong, '.git/HEAD': 'x' }),
      'has its answers twice': () => directory({ 'answers.md': wrong, 'Answers.md': wrong }),
      'has an empty text': () => directory({ 'answers.md': '' }),
      'has more files than may be': () =>
        directory({ 'answers.md': wrong, ...Object.fromEntries(Array.from({ length: 501 }, (_, k) => [`f${k}`, ''])) }),
      'is too deep': () => directory({ 'answers.md': wrong, [`${'d/'.repeat(40)}x`]: 'x' }),
      'has a link out of it': () => {
        const path = directory({ 'model.py': '' });
        symlinkSync('/etc/passwd', join(path, 'answers.md'));
        return path;
      },
      'has a link to itself': () => {
        const path = directory({ 'answers.md': wrong });
        symlinkSync('.', join(path, 'again'));
        return path;
      },
      'has a link that leads nowhere': () => {
        const path = directory({ 'answers.md': wrong });
        symlinkSync('nowhere', join(path, 'data'));
        return path;
      },
      'has a pipe for a text': () => {
        const path = directory();
        execFileSync('mkfifo', [join(path, 'answers.md')]);
        return path;
      },
      'has a pipe beside its text': () => {
        const path = directory({ 'answers.md': wrong });
        execFileSync('mkfifo', [join(path, 'log')]);
        return path;
      },
    }),
  )('a folder that %s', (name, make) => watch(name, async () => expectRefused(await outcomeOf(make(), rnnHomework))));

  test('a link in a circle', () =>
    watch('circle', async () => {
      const path = join(folder, 'circle.md');
      symlinkSync(path, path);
      expectRefused(await outcomeOf(path, rnnHomework));
    }));

  test.each(['/dev/zero', '/dev/null', '/dev/random', '/proc/self/mem', '/proc/self/environ'])('%s', (path) =>
    watch(path, async () => expectRefused(await outcomeOf(path, rnnHomework))),
  );

  test('a pipe', () =>
    watch('pipe', async () => {
      const path = join(folder, 'pipe.md');
      execFileSync('mkfifo', [path]);
      expectRefused(await outcomeOf(path, rnnHomework), /neither|not a regular file/);
    }));

  test('a socket', () =>
    watch('socket', async () => {
      const path = join(folder, 'socket.md');
      const server = createServer().listen(path);
      await new Promise((resolve) => server.once('listening', resolve));
      try {
        expectRefused(await outcomeOf(path, rnnHomework));
      } finally {
        server.close();
      }
    }));

  test.skipIf(process.getuid?.() === 0)('a file that may not be read (skipped for root, who may read all)', () =>
    watch('unreadable', async () => {
      const path = place(folder, wrong);
      chmodSync(path, 0);
      expectRefused(await outcomeOf(path, rnnHomework), /may not be read/);
    }),
  );

  test('an empty path', async () => {
    expectRefused(await outcomeOf('', rnnHomework));
    expect((await outcomeOf('\0', rnnHomework)).kind).toBe('refused');
    expectRefused(await outcomeOf('x'.repeat(600), rnnHomework));
  });
});
