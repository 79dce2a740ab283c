import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';

import { Busboy } from '@fastify/busboy';
import type { UploadedFile } from '@gradbook/answers';

import { Refusal } from '../http/refusal.ts';
import { mostWritten, uploadLimits } from './limits.ts';

/** A form with files, as it came. */
export interface MultipartForm {
  readonly fields: ReadonlyMap<string, string>;
  /** Files that were chosen, by the field that they came in; a browser's empty field is none. */
  readonly files: readonly (UploadedFile & { readonly field: string })[];
}

/** What a form may take. */
export interface FormLimits {
  readonly fileBytes: number;
  readonly totalBytes: number;
  readonly files: number;
  readonly fieldBytes: number;
}

const defaultLimits: FormLimits = { ...uploadLimits, fieldBytes: mostWritten };

/**
 * Reads a form with files from its stream. Sizes are counted as they come: what is too large is refused before it is in memory,
 * and what was sent no longer matters.
 *
 * @throws Refusal 413 beyond the limits, 415 for another kind of body, 400 for one that breaks off.
 */
export async function readMultipart(request: Request, limits: Partial<FormLimits> = {}): Promise<MultipartForm> {
  const bounds = { ...defaultLimits, ...limits };
  const type = request.headers.get('content-type') ?? '';
  if (!/^multipart\/form-data\s*;/i.test(type) || !request.body) {
    throw new Refusal(
      415,
      `a body of the type "${type.slice(0, 80)}"`,
      'multipart/form-data',
      'send a form with files',
    );
  }
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > bounds.totalBytes + 2 * bounds.fieldBytes) throw tooLarge(bounds.totalBytes);
  const form = new FormReader(type, bounds);
  try {
    await pipeline(Readable.fromWeb(request.body as ReadableStream), form.parser);
  } catch (error) {
    if (form.refusal) throw form.refusal;
    throw new Refusal(
      400,
      `a form that cannot be read (${error instanceof Error ? error.message : String(error)})`,
      'a whole form',
      'send it again',
    );
  }
  if (form.refusal) throw form.refusal;
  return { fields: form.fields, files: form.files };
}

class FormReader {
  readonly parser: InstanceType<typeof Busboy>;
  readonly fields = new Map<string, string>();
  readonly files: (UploadedFile & { readonly field: string })[] = [];
  refusal: Refusal | undefined;
  #total = 0;
  #written = 0;

  constructor(type: string, limits: FormLimits) {
    this.parser = new Busboy({
      headers: { 'content-type': type },
      // A folder's files come with their paths.
      preservePath: true,
      limits: {
        fileSize: limits.fileBytes + 1,
        files: limits.files + 1,
        fields: 1_000,
        fieldNameSize: 400,
        fieldSize: limits.fieldBytes + 1,
        headerPairs: 20,
        headerSize: 8 * 1_024,
      },
    });
    this.parser.on('field', (name, value) => {
      this.#written += value.length;
      if (this.#written > limits.fieldBytes) this.#refuse(tooLarge(limits.fieldBytes));
      else this.fields.set(name, value);
    });
    this.parser.on('fieldsLimit', () => this.#refuse(tooMany(1_000, 'fields')));
    this.parser.on('filesLimit', () => this.#refuse(tooMany(limits.files, 'files')));
    this.parser.on('file', (field, stream, filename) => {
      const chunks: Buffer[] = [];
      let size = 0;
      stream.on('data', (chunk: Buffer) => {
        size += chunk.length;
        this.#total += chunk.length;
        if (size > limits.fileBytes) this.#refuse(tooLarge(limits.fileBytes, filename));
        else if (this.#total > limits.totalBytes) this.#refuse(tooLarge(limits.totalBytes));
        else chunks.push(chunk);
      });
      // The parser itself fails too where a form breaks off.
      stream.on('error', () => undefined);
      stream.on('end', () => {
        if (filename === undefined || (filename === '' && size === 0)) return;
        if (this.files.length >= limits.files) this.#refuse(tooMany(limits.files, 'files'));
        else this.files.push({ field, path: filename, bytes: Buffer.concat(chunks) });
      });
    });
  }

  #refuse(refusal: Refusal): void {
    this.refusal ??= refusal;
    // Ends the request's stream too: nobody reads the rest.
    this.parser.destroy(refusal);
  }
}

function tooLarge(most: number, name?: string): Refusal {
  const shown = most < 2 ** 20 ? `${most} bytes` : `${Math.round(most / 2 ** 20)} MiB`;
  return new Refusal(
    413,
    name === undefined ? 'the submission is too large' : `${name.slice(0, 80)} is too large`,
    `at most ${shown}`,
    'leave out what the assignment does not name, or make it smaller',
  );
}

function tooMany(most: number, of: string): Refusal {
  return new Refusal(413, `more than ${most} ${of}`, `at most ${most}`, 'pack the homework as a zip');
}
