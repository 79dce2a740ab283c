/** Signs that reading a scan leaves in a text and that nobody types into homework. */
const scanned = /[¥¢£«»§¤®¬©]/;
/** A small t, as it is read in a scan. */
const letter = String.raw`[tT¢£]`;
const dash = '[-−–—]';
/** `2(g—y)WH(WwhT-,`: a factor, a difference, a matrix whose superscript is unreadable, W^h, and an exponent cut off behind its minus. */
const damaged = new RegExp(
  String.raw`(?:(?<!\S)\S{1,12}\s?=\s?)?(?<!\d)(\d{0,2})\s?\(\s?([gGyY§])\s?${dash}\s?([gGyY§])\s?\)\s?W\s?([A-Z/'’!7])\s?\(\s?W[Ww]?h\)?\s?T\s?${dash}\s?,`,
  'u',
);
/** What an answer says of its own superscripts: two names of matrices, and a difference of two letters as an exponent. */
const key = new RegExp(
  String.raw`\bexponents?\s{1,3}f\s{1,3}and\s{1,3}h\s{1,3}are\s{1,3}(?:just\s{1,3}|only\s{1,3})?(?:matrix\s{1,3})?(?:indicators?|labels?|names?|indices|superscripts?)\b[^.]{0,40}?(?<![\p{L}\p{N}])${letter}\s{0,2}${dash}\s{0,2}${letter}\s{1,3}is\s{1,3}an\s{1,3}exponent\b`,
  'u',
);

/** A formula put together again, and what the student reads about it. */
export interface MendedGradient {
  readonly text: string;
  readonly note: string;
}

/**
 * The text of a scan in which superscripts are lost, with the gradient's formula put back, where the text itself leaves only one
 * reading: it says that f and h name matrices, so that of two matrices the one that is not W^h is W^f, and that the exponent is
 * a difference of two letters, so that behind `T −` only t can be lost. Everything else stays as it was written: the number
 * before it, the order of the difference, which matrix is raised to a power.
 */
export function mendScannedGradient(text: string): MendedGradient | undefined {
  const match = damaged.exec(text);
  if (!match || !scanned.test(text) || !key.test(text)) return undefined;
  const [whole, factor, first, second] = match;
  // With y on both sides, or on neither, it cannot be told which is which.
  if (name(first!) === name(second!)) return undefined;
  const formula = `${factor}(${name(first!)} - ${name(second!)}) W^f (W^h)^{T-t}`;
  return {
    text: text.replace(whole, () => ` $${formula}$.\n\n`),
    note: `\`${whole.replaceAll('`', '')}\` was read as $${formula}$: scans lose superscripts, and the text beside it leaves no other reading.`,
  };
}

/** ŷ is read as g. */
function name(read: string): string {
  return /y/i.test(read) ? 'y' : '\\hat{y}';
}
