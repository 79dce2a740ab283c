import type { UploadedFile } from '@gradbook/answers';

import type { PartOutline } from '../database/schema/index.ts';
import type { RecognisedPart } from './recognise.ts';

/** What was written in the page: texts by the ids of parts, and files by their paths. */
export interface Written {
  readonly parts: ReadonlyMap<string, string>;
  readonly files: ReadonlyMap<string, string>;
}

/**
 * The files of a submission that was written in the page: `answers.md` with a heading for each part that has a text, and the
 * other files. Parts without a text are left out: they are then not answered, which is what their fields say.
 */
export function compose({ parts, files }: Written, outline: readonly PartOutline[]): readonly UploadedFile[] {
  const sections = outline.flatMap(({ id }) => {
    const text = (parts.get(id) ?? '').replaceAll('\r\n', '\n').trimEnd();
    return text.trim() === '' ? [] : [`## ${id}\n\n${text}\n`];
  });
  const named = [...files].filter(([, text]) => text.trim() !== '');
  const all = sections.length > 0 ? [['answers.md', sections.join('\n')] as const, ...named] : named;
  const encoder = new TextEncoder();
  return all.map(([path, text]) => ({ path, bytes: encoder.encode(text.replaceAll('\r\n', '\n')) }));
}

/** Parts of which something else would be read than was written: a line in them looks like the beginning of another part. */
export function misread({ parts }: Written, recognised: readonly RecognisedPart[]): readonly string[] {
  const read = new Map(recognised.map(({ id, text }) => [id, text.trim()]));
  return [...parts].flatMap(([id, text]) => {
    const body = text.replaceAll('\r\n', '\n').trim();
    return body === '' || read.get(id)?.endsWith(body) ? [] : [id];
  });
}
