import { InputError } from './input-error.ts';

/** A text and what had to be assumed to read it. */
export interface DecodedText {
  readonly text: string;
  readonly notes: readonly string[];
}

/**
 * Decodes a Markdown file: UTF-8 strictly, UTF-16 by its byte order mark or its many zero bytes, else Windows-1252
 * with a note, in which every byte is some character, so that nothing is lost.
 */
export function decodeText(bytes: Uint8Array, name: string): DecodedText {
  if (startsWith(bytes, [0x25, 0x50, 0x44, 0x46])) {
    throw new InputError(`${name} is a PDF`, 'Markdown', 'export or convert the homework to Markdown');
  }
  const decoded = decode(bytes, name);
  let { text } = decoded;
  const notes = [...decoded.notes];
  // oxlint-disable-next-line no-control-regex
  const controls = text.match(/[\0-\u0007\u000e-\u001a\u001c-\u001f]/g)?.length ?? 0;
  if (controls > 20 && controls * 50 > text.length) {
    throw new InputError(
      `${name} is not text: it is full of control characters`,
      'Markdown',
      'hand in the Markdown file itself',
    );
  }
  if (text.includes('\0')) {
    text = text.replaceAll('\0', '\uFFFD');
    notes.push(`${name} has zero characters: each was read as an unknown character.`);
  }
  if (text.trim() === '') {
    throw new InputError(
      `${name} is empty`,
      'the answers as Markdown',
      'check that the right file was saved and handed in',
    );
  }
  return { text, notes };
}

function decode(bytes: Uint8Array, name: string): DecodedText {
  const utf16 = startsWith(bytes, [0xff, 0xfe])
    ? 'utf-16le'
    : startsWith(bytes, [0xfe, 0xff])
      ? 'utf-16be'
      : zeroPattern(bytes);
  if (utf16 !== undefined) {
    try {
      return { text: new TextDecoder(utf16, { fatal: true }).decode(bytes), notes: [`${name} was read as UTF-16.`] };
    } catch {
      throw new InputError(`${name} begins like UTF-16 but is not`, 'UTF-8 text', 'save the file as UTF-8');
    }
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), notes: [] };
  } catch {
    return {
      text: new TextDecoder('windows-1252').decode(bytes),
      notes: [`${name} is not UTF-8: it was read as Windows-1252. Accents and symbols may be wrong; save it as UTF-8.`],
    };
  }
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}

/** UTF-16 without a mark: in western text every other byte is zero. */
function zeroPattern(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes.length < 4 || bytes.length % 2 === 1) return undefined;
  const length = Math.min(bytes.length, 4_000);
  let even = 0;
  let odd = 0;
  for (let at = 0; at < length; at += 2) {
    if (bytes[at] === 0) even += 1;
    if (bytes[at + 1] === 0) odd += 1;
  }
  const pairs = length / 2;
  if (odd > pairs * 0.7 && even < pairs * 0.1) return 'utf-16le';
  if (even > pairs * 0.7 && odd < pairs * 0.1) return 'utf-16be';
  return undefined;
}
