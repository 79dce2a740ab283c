/** A rectangle in user units; y grows downwards. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Text made safe to stand in XML content and in a quoted attribute. What XML forbids (control characters, lone
 * surrogates) and what would reorder the text around it (bidirectional controls) becomes U+FFFD.
 */
export function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(forbidden, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

// oxlint-disable no-control-regex -- these are the characters to replace
const forbidden =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/gu;
// oxlint-enable no-control-regex

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** A token as it is shown: blanks made visible where they would be lost, long ones shortened. */
export function tokenText(token: string | number, longest = 24): string {
  const visible = String(token)
    .replaceAll(/\r\n|\r|\n/g, '↵')
    .replaceAll('\t', '⇥')
    .replaceAll(/^ +| +$/g, (blanks) => '␣'.repeat(Math.min(blanks.length, longest + 1)));
  // Segmenting is bounded: a grapheme can be long, so the whole text is cut first.
  const parts = [...graphemes.segment(visible.slice(0, 16 * longest))].map(({ segment }) => segment.slice(0, 16));
  if (visible.length <= 16 * longest && parts.length <= longest && parts.join('') === visible) return visible || '∅';
  return `${parts.slice(0, longest - 1).join('')}…`;
}

/** A number with a minus sign of full width, as in print. */
export function numberText(value: number, digits: number): string {
  const text = Number.isFinite(value) ? value.toFixed(digits) : String(value).replace('Infinity', '∞');
  // −0.00 is 0.00: the sign would claim something that the digits do not show.
  return (/^-0(\.0*)?$/.test(text) ? text.slice(1) : text).replace('-', '−');
}

const narrow = /[ijlI.,:;'`|!()[\]{}ft/\\ ]/u;
const wide = /[mwMW@%—…⟨⟩]/u;
const full =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Extended_Pictographic}/u;

/**
 * An upper estimate of the width of a line in a generic sans-serif font. Which font that is, only the viewer knows, so the
 * widths per class of character are those of the widest one in common use (DejaVu Sans; Helvetica and Arial are narrower).
 */
export function textWidth(text: string, fontSize: number): number {
  let ems = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (full.test(segment)) ems += 1.25;
    else if (wide.test(segment)) ems += 1;
    else if (narrow.test(segment)) ems += 0.41;
    else if (/\p{Lu}/u.test(segment)) ems += 0.76;
    else ems += 0.65;
  }
  return ems * fontSize;
}

/** A sentence in lines no wider than there is room; a word that is wider itself is cut. */
export function wrapText(text: string, fontSize: number, room: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && textWidth(longer, fontSize) <= room) lines[lines.length - 1] = longer;
    else lines.push(tokenText(word, Math.max(2, Math.floor(room / fontSize))));
  }
  return lines;
}

/** Whether two boxes share any area. */
export function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** A coordinate with at most two decimals: enough for a screen, short, and the same on every machine. */
export function coordinate(value: number): string {
  const rounded = Math.round(value * 100) / 100;
  return String(Object.is(rounded, -0) ? 0 : rounded);
}
