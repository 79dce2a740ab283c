import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import yazl from 'yazl';
import { InputError } from './input-error.ts';
import { findSubmissions, loadSubmission, type Submission } from './submission.ts';

const root = mkdtempSync(join(tmpdir(), 'answers-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;

function place(files: Readonly<Record<string, string | Uint8Array>>): string {
  count += 1;
  const folder = join(root, `case-${count}`);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

async function pack(add: (zip: yazl.ZipFile) => void, change: (bytes: Buffer) => void = () => {}): Promise<string> {
  const zip = new yazl.ZipFile();
  add(zip);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  const bytes = Buffer.concat(chunks);
  change(bytes);
  return join(place({ 'work.zip': bytes }), 'work.zip');
}

/** Writes another name of the same length over an entry's name, in both headers. */
function rename(bytes: Buffer, from: string, to: string): void {
  expect(from.length).toBe(to.length);
  for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + 1)) bytes.write(to, at, 'latin1');
}

function read(bytes: Uint8Array): Promise<Submission> {
  return loadSubmission(join(place({ 'a.md': bytes }), 'a.md'));
}

async function fault(run: Promise<unknown>): Promise<string> {
  const error: unknown = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(InputError);
  return error instanceof InputError ? error.message : '';
}

describe('loadSubmission', () => {
  test('a file, a folder and a zip of the same files are the same submission', async () => {
    const files = { 'answers.md': '# 1(a)\n$x$', 'logs/run.json': '{}', 'model.py': 'pass' };
    const folder = place(files);
    const zipped = await pack((zip) => {
      for (const [path, content] of Object.entries(files).reverse())
        zip.addBuffer(Buffer.from(content), `homework/${path}`);
      zip.addBuffer(Buffer.from('junk'), '__MACOSX/homework/._answers.md');
      zip.addEmptyDirectory('homework/empty');
    });
    const all: Submission[] = [await loadSubmission(folder), await loadSubmission(zipped)];
    for (const submission of all) {
      expect(submission.text).toBe('# 1(a)\n$x$');
      expect([...submission.files.keys()]).toEqual(['logs/run.json', 'model.py']);
      expect(submission.sha256).toBe(all[0]!.sha256);
    }
    expect(all[1]!.name).toBe('work');
    const alone = place({ 'homework/answers.md': 'x', 'x.md': 'x' });
    const single = await loadSubmission(join(alone, 'x.md'));
    expect(single.sha256).toBe((await loadSubmission(join(alone, 'homework'))).sha256);
    expect(single.files.size).toBe(0);
    expect(single.name).toBe('x');
  });

  test('a change of one byte, one name or one boundary changes the hash', async () => {
    const hashes = await Promise.all(
      [
        { 'answers.md': 'x', a: '12', b: '3' },
        { 'answers.md': 'x', a: '1', b: '23' },
        { 'answers.md': 'x', a: '12', c: '3' },
        { 'answers.md': 'y', a: '12', b: '3' },
      ].map(async (files) => (await loadSubmission(place(files))).sha256),
    );
    expect(new Set(hashes).size).toBe(4);
  });

  test('encodings: marks, UTF-16, Windows-1252 with a note; nothing is lost', async () => {
    expect((await read(Buffer.from('\uFEFFé = 1'))).text).toBe('é = 1');
    expect((await read(Buffer.from('\uFEFFé', 'utf16le'))).text).toBe('é');
    expect((await read(Buffer.from('\uFEFFé', 'utf16le').swap16())).text).toBe('é');
    expect((await read(Buffer.from('without a mark', 'utf16le'))).text).toBe('without a mark');
    const latin = await read(Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x20, 0x80]));
    expect(latin.text).toBe('café €');
    expect(latin.notes.join()).toContain('Windows-1252');
    const zero = await read(Buffer.from('a long enough text\0 with a zero'));
    expect(zero.text).toContain('text\uFFFD with');
    expect(zero.notes).toHaveLength(1);
  });

  test('what is no submission is refused with what to do', async () => {
    const folder = place({
      'hw.pdf': '%PDF-1.7',
      'fake.md': '%PDF-1.7',
      'empty.md': ' \n',
      'long.md': 'x'.repeat(5_000),
      'binary.md': Buffer.from(Array.from({ length: 400 }, (_, index) => (index * 7) % 32)),
      'broken.zip': 'PK\u0003\u0004 and nothing more',
      'other/notes.txt': 'x',
      'two/answers.md': 'x',
      'two/Answers.md': 'y',
      bare: 'x',
    });
    expect(await fault(loadSubmission(join(folder, 'gone')))).toContain('does not exist');
    expect(await fault(loadSubmission(join(folder, 'hw.pdf')))).toContain('.pdf file');
    expect(await fault(loadSubmission(join(folder, 'fake.md')))).toContain('PDF');
    expect(await fault(loadSubmission(join(folder, 'empty.md')))).toContain('empty');
    expect(await fault(loadSubmission(join(folder, 'long.md'), { textBytes: 4_096 }))).toContain('at most 4096 bytes');
    expect(await fault(loadSubmission(join(folder, 'binary.md')))).toContain('not text');
    expect(await fault(loadSubmission(join(folder, 'broken.zip')))).toContain('not a sound zip');
    expect(await fault(loadSubmission(join(folder, 'other')))).toContain('no answers.md (it has notes.txt)');
    expect(await fault(loadSubmission(join(folder, 'two')))).toContain('keep the one that counts');
    expect(await fault(loadSubmission(join(folder, 'bare')))).toContain('no extension');
    expect(await fault(loadSubmission(folder, { files: 3 }))).toContain('more than 3 files');
    expect(await fault(loadSubmission(folder, { totalBytes: 6_000, fileBytes: 5_500 }))).toMatch(
      /too large|no answers/,
    );
  });

  test('the only Markdown file of a folder is its answers.md, with a note', async () => {
    const submission = await loadSubmission(place({ 'hw6.md': 'x', 'readme.md': 'y', 'log.json': '1' }));
    expect(submission.text).toBe('x');
    expect(submission.notes).toEqual(['hw6.md was read as answers.md.']);
    expect([...submission.files.keys()]).toEqual(['log.json', 'readme.md']);
  });

  test('links, pipes and unreadable files are refused without waiting', async () => {
    const folder = place({ 'answers.md': 'x', 'sub/file': 'y' });
    symlinkSync('/etc/hostname', join(folder, 'leak'));
    expect(await fault(loadSubmission(folder))).toContain('leak is a symbolic link');
    const piped = place({ 'answers.md': 'x' });
    execFileSync('mkfifo', [join(piped, 'pipe'), join(root, 'pipe.md')]);
    expect(await fault(loadSubmission(piped))).toContain('pipe is not a regular file');
    expect(await fault(loadSubmission(join(root, 'pipe.md')))).toContain('neither a file nor a folder');
    expect(await fault(loadSubmission('/dev/zero'))).toContain('neither a file nor a folder');
  });

  // The superuser may read everything, so there is nothing to refuse.
  test.skipIf(process.getuid?.() === 0)('a file without the right to read it is refused', async () => {
    const closed = join(place({ 'a.md': 'x' }), 'a.md');
    chmodSync(closed, 0);
    expect(await fault(loadSubmission(closed))).toContain('may not be read');
  });

  test('hostile zips are refused', async () => {
    const text = Buffer.from('x');
    const evil = async (
      path: string,
      add: (zip: yazl.ZipFile, path: string) => void = (zip, name) => zip.addBuffer(text, name),
    ) => {
      const harmless = path.replace(/[^a-z]/g, 'q');
      return pack(
        (zip) => {
          zip.addBuffer(text, 'answers.md');
          add(zip, harmless);
        },
        (bytes) => rename(bytes, harmless, path),
      );
    };
    expect(await fault(loadSubmission(await evil('../../escape')))).toMatch(/invalid relative path|leaves the folder/);
    expect(await fault(loadSubmission(await evil('/etc/passwdx')))).toMatch(/absolute path|leaves the folder/);
    expect(await fault(loadSubmission(await evil('..\\..\\windows')))).toMatch(/invalid|leaves the folder/);
    expect(await fault(loadSubmission(await evil('c:/windows/x')))).toMatch(/absolute path|leaves the folder/);
    expect(
      await fault(
        loadSubmission(await evil('plainname', (zip, name) => zip.addBuffer(text, name, { mode: 0o120777 }))),
      ),
    ).toContain('symbolic link');
    const double = await pack(
      (zip) => {
        zip.addBuffer(text, 'answers.md');
        zip.addBuffer(text, 'answerz.md');
      },
      (bytes) => rename(bytes, 'answerz.md', 'answers.md'),
    );
    expect(await fault(loadSubmission(double))).toContain('two entries named answers.md');
    const locked = await pack(
      (zip) => zip.addBuffer(text, 'answers.md'),
      (bytes) => {
        bytes.writeUInt16LE(
          bytes.readUInt16LE(bytes.indexOf('PK\u0001\u0002') + 8) | 1,
          bytes.indexOf('PK\u0001\u0002') + 8,
        );
      },
    );
    expect(await fault(loadSubmission(locked))).toContain('encrypted');
    const bomb = await pack((zip) => {
      zip.addBuffer(text, 'answers.md');
      zip.addBuffer(Buffer.alloc(4 * 2 ** 20), 'zeros');
    });
    expect(await fault(loadSubmission(bomb))).toContain('times its size');
    expect(await fault(loadSubmission(bomb, { fileBytes: 2 ** 20 }))).toContain('at most 1.0 MiB');
    expect(await fault(loadSubmission(bomb, { totalBytes: 2 ** 21, compression: 1e6 }))).toContain('too large');
    const lying = await pack(
      (zip) => {
        zip.addBuffer(text, 'answers.md');
        zip.addBuffer(Buffer.alloc(2 ** 20, 'ab'), 'liar');
      },
      (bytes) => {
        const central = bytes.lastIndexOf('PK\u0001\u0002');
        bytes.writeUInt32LE(10, central + 24);
      },
    );
    expect(await fault(loadSubmission(lying))).toMatch(/not a sound zip/);
    const crowd = await pack((zip) => {
      zip.addBuffer(text, 'answers.md');
      for (let index = 0; index < 20; index += 1) zip.addBuffer(text, `file${index}`);
    });
    expect(await fault(loadSubmission(crowd, { files: 15 }))).toContain('more than 15 files');
    expect(await fault(loadSubmission(crowd, { files: 5 }))).toMatch(/more than (?:5 files|10 entries)/);
    const backslashes = await pack(
      (zip) => {
        zip.addBuffer(text, 'answers.md');
        zip.addBuffer(text, 'logsqrun.json');
      },
      (bytes) => rename(bytes, 'logsqrun.json', 'logs\\run.json'),
    );
    expect([...(await loadSubmission(backslashes)).files.keys()]).toEqual(['logs/run.json']);
  });
});

describe('findSubmissions', () => {
  test('a folder of submissions gives each with its name, in natural order', async () => {
    const folder = place({
      '10/answers.md': 'x',
      '9.md': 'x',
      'b.zip': 'x',
      '.hidden/answers.md': 'x',
      'grades.csv': 'x',
    });
    expect((await findSubmissions([folder])).map(({ name }) => name)).toEqual(['9', '10', 'b']);
    const one = join(folder, '10');
    expect(await findSubmissions([one])).toEqual([{ name: '10', path: one }]);
    expect((await findSubmissions([one, one, join(folder, '9.md')])).map(({ name }) => name)).toEqual([
      '10',
      '10-2',
      '9',
    ]);
    expect(await fault(findSubmissions([join(folder, 'gone')]))).toContain('does not exist');
    expect(await fault(findSubmissions([place({ 'a.csv': 'x' })]))).toContain('holds no submission');
    expect(await fault(findSubmissions([]))).toContain('No path');
  });
});

test('InputError says what was given, what was expected and what to do', () => {
  const error = new InputError(
    'hw6.pdf is a PDF',
    'a Markdown file, a folder or a zip',
    'export the homework as Markdown',
  );
  expect(error.message).toBe(
    'hw6.pdf is a PDF. Expected a Markdown file, a folder or a zip. To mend it: export the homework as Markdown.',
  );
});
