import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from './input-error.ts';
import { megabytes, overTotal, skipped } from './entries.ts';
import type { SubmissionLimits } from './submission.ts';

const deepest = 12;

/** All files of a folder by relative path, with forward slashes. Links and special files are refused, never followed. */
export async function readFolder(folder: string, limits: SubmissionLimits): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  let total = 0;
  const walk = async (directory: string, prefix: string, depth: number): Promise<void> => {
    if (depth > deepest) {
      throw new InputError(`${prefix} is more than ${deepest} folders deep`, 'a flatter folder', 'move the files up');
    }
    const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
      throw unreadable(prefix === '' ? folder : prefix, error);
    });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const relative = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      if (skipped(relative)) continue;
      const path = join(directory, entry.name);
      const kind = await lstat(path);
      if (kind.isDirectory()) {
        await walk(path, relative, depth + 1);
        continue;
      }
      if (kind.isSymbolicLink()) {
        throw new InputError(`${relative} is a symbolic link`, 'plain files', 'put the file itself in its place');
      }
      if (files.size >= limits.files) {
        throw new InputError(
          `The folder has more than ${limits.files} files`,
          `at most ${limits.files}`,
          'leave out what the assignment does not name',
        );
      }
      const bytes = await readRegular(path, relative, Math.min(limits.fileBytes, limits.totalBytes));
      total += bytes.length;
      if (total > limits.totalBytes) throw overTotal(limits);
      files.set(relative.normalize('NFC'), bytes);
    }
  };
  await walk(folder, '', 0);
  return files;
}

/** Reads a regular file of at most `most` bytes. A pipe, a socket or a device is refused without waiting for it. */
export async function readRegular(path: string, name: string, most: number): Promise<Uint8Array> {
  const known = await lstat(path).catch((error: unknown) => {
    throw unreadable(name, error);
  });
  // Looked at before it is opened: opening a device can have effects of its own.
  if (!known.isFile()) throw notRegular(name);
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW).catch(
    (error: unknown) => {
      throw unreadable(name, error);
    },
  );
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw notRegular(name);
    if (stat.size > most) {
      throw new InputError(
        `${name} has ${megabytes(stat.size)}`,
        `at most ${megabytes(most)}`,
        'leave out what the assignment does not name, or make it smaller',
      );
    }
    // The file may grow while it is read: never more than its size is taken.
    const bytes = new Uint8Array(stat.size);
    let at = 0;
    while (at < bytes.length) {
      const { bytesRead } = await file.read(bytes, at, bytes.length - at, at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return bytes.subarray(0, at);
  } finally {
    await file.close();
  }
}

function notRegular(name: string): InputError {
  return new InputError(`${name} is not a regular file`, 'plain files and folders', 'take it out of the submission');
}

/** An error of the file system in the words of an InputError. */
export function unreadable(name: string, error: unknown): InputError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new InputError(`${name} does not exist`, 'a Markdown file, a folder or a zip', 'check the path');
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new InputError(`${name} may not be read`, 'a readable file', 'give yourself the right to read it');
  }
  if (code === 'ELOOP') {
    return new InputError(`${name} is a symbolic link`, 'plain files', 'put the file itself in its place');
  }
  return new InputError(`${name} cannot be read (${code})`, 'a readable file', 'check the path and the disk');
}
