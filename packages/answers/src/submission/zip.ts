import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { megabytes, overTotal, skipped } from './entries.ts';
import { InputError } from './input-error.ts';
import type { SubmissionLimits } from './submission.ts';

const remedy = 'pack the folder again with the zip of your system';

/**
 * The files of a zip by path, read entry by entry in memory; nothing is written. Sizes are checked as declared and as
 * they come, so that a bomb is refused before it unpacks. Links, encrypted entries, double names and paths that leave
 * the folder are refused.
 */
export async function readZip(
  bytes: Uint8Array,
  name: string,
  limits: SubmissionLimits,
): Promise<Map<string, Uint8Array>> {
  const zip = await opened(bytes, name);
  const files = new Map<string, Uint8Array>();
  const names = new Set<string>();
  let total = 0;
  let entries = 0;
  try {
    for (let entry = await next(zip, name); entry !== undefined; entry = await next(zip, name)) {
      entries += 1;
      if (entries > limits.files * 2) {
        throw new InputError(
          `${name} has more than ${limits.files * 2} entries`,
          `at most ${limits.files} files`,
          'leave out what the assignment does not name',
        );
      }
      const path = entry.fileName.normalize('NFC');
      if (path.endsWith('/') || skipped(path)) continue;
      check(entry, path, name, limits);
      if (names.has(path)) {
        throw new InputError(`${name} has two entries named ${path}`, 'each name once', remedy);
      }
      names.add(path);
      if (names.size > limits.files) {
        throw new InputError(
          `${name} has more than ${limits.files} files`,
          `at most ${limits.files}`,
          'leave out what the assignment does not name',
        );
      }
      total += entry.uncompressedSize;
      if (total > limits.totalBytes) throw overTotal(limits);
      files.set(path, await content(zip, entry, name));
    }
  } finally {
    zip.close();
  }
  return files;
}

function check(entry: Entry, path: string, name: string, limits: SubmissionLimits): void {
  // The upper half of the external attributes is the Unix mode: 0xA000 is a link, 0x8000 a regular file.
  const mode = (entry.externalFileAttributes >>> 16) & 0xf000;
  if (mode === 0xa000)
    throw new InputError(`${path} in ${name} is a symbolic link`, 'plain files', 'put the file itself in its place');
  if (mode !== 0 && mode !== 0x8000)
    throw new InputError(`${path} in ${name} is not a regular file`, 'plain files', remedy);
  // oxlint-disable-next-line no-control-regex
  if (/[\0-\u001f]/.test(path) || /^(?:[a-zA-Z]:|\/)|(?:^|\/)\.\.(?:\/|$)/.test(path)) {
    throw new InputError(
      `${name} has an entry whose path leaves the folder or is none`,
      'plain relative paths',
      remedy,
    );
  }
  if ((entry.generalPurposeBitFlag & 1) !== 0) {
    throw new InputError(`${path} in ${name} is encrypted`, 'a zip without a password', remedy);
  }
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
    throw new InputError(
      `${path} in ${name} is compressed by method ${entry.compressionMethod}`,
      'ordinary (deflate) compression',
      remedy,
    );
  }
  if (entry.uncompressedSize > limits.fileBytes) {
    throw new InputError(
      `${path} in ${name} has ${megabytes(entry.uncompressedSize)}`,
      `at most ${megabytes(limits.fileBytes)}`,
      'make it smaller',
    );
  }
  if (entry.uncompressedSize > 2 ** 20 && entry.uncompressedSize > limits.compression * entry.compressedSize) {
    throw new InputError(
      `${path} in ${name} unpacks to ${Math.round(entry.uncompressedSize / Math.max(1, entry.compressedSize))} times its size`,
      `at most ${limits.compression} times`,
      'hand in the file without padding',
    );
  }
}

function opened(bytes: Uint8Array, name: string): Promise<ZipFile> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return new Promise((resolve, reject) => {
    yauzl.fromBuffer(buffer, { lazyEntries: true, autoClose: false, validateEntrySizes: true }, (error, zip) => {
      if (error === null) resolve(zip);
      else reject(broken(name, error));
    });
  });
}

function next(zip: ZipFile, name: string): Promise<Entry | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      zip.removeAllListeners('entry');
      zip.removeAllListeners('end');
      zip.removeAllListeners('error');
    };
    zip.once('entry', (entry: Entry) => {
      settle();
      resolve(entry);
    });
    zip.once('end', () => {
      settle();
      resolve(undefined);
    });
    zip.once('error', (error: Error) => {
      settle();
      reject(broken(name, error));
    });
    if (zip.entriesRead >= zip.entryCount) {
      settle();
      resolve(undefined);
    } else zip.readEntry();
  });
}

function content(zip: ZipFile, entry: Entry, name: string): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error !== null) {
        reject(broken(name, error));
        return;
      }
      const chunks: Buffer[] = [];
      let size = 0;
      stream.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > entry.uncompressedSize) stream.destroy(new Error('an entry is larger than it says'));
        else chunks.push(chunk);
      });
      stream.on('error', (fault: Error) => reject(broken(name, fault)));
      stream.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
    });
  });
}

function broken(name: string, error: Error): InputError {
  return new InputError(
    `${name} is not a sound zip (${error.message.replace(/\.$/, '')})`,
    'a zip of a folder with answers.md',
    remedy,
  );
}
