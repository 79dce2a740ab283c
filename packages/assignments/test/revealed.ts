import type { Judgement } from '@gradbook/answers';

/** Parts whose author lets the feedback name the right term. */
const authorReveals: Readonly<Record<string, readonly string[]>> = { 'rnn-homework': ['1(b)', '1(d)'] };

/** Signs that differ between spellings of one formula. */
function bare(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/\\(?:left|right|cdot|times|,|;|!|quad|text|mathrm|begin|end)(?![a-z])/g, '')
    .replaceAll(/[−–]/g, '-')
    .replaceAll(/[\s${}()\\*&]/g, '');
}

/**
 * What an expected answer consists of: its formulas, sequences and numbers, each as it would be written. What is no number and
 * has fewer signs than six is found in any sentence about the answer itself.
 */
function piecesOf(expected: string): string[] {
  const labels = /(?:^|(?<=; ))(?:\$[^$]*\$|[^:;$]*): |(?<=\$)[^$=]*(?==)/g;
  const statements = expected.replaceAll(labels, '').split(/[;,](?=\s)|\$|\\\\|(?<=\w) \(/);
  return [
    ...new Set(
      statements.map((each) => each.trim()).filter((each) => bare(each).length >= 6 || /^[-−]?\d*\.\d+$/.test(each)),
    ),
  ];
}

/**
 * The piece of the expected answer that the feedback shows though neither the answer nor the question has it; undefined
 * where there is none.
 */
export function revealed(
  assignment: string,
  part: { readonly id: string; readonly question: string },
  answer: string,
  { expected, feedback }: Judgement,
): string | undefined {
  if (expected === undefined || authorReveals[assignment]?.includes(part.id) === true) return undefined;
  const said = bare(feedback.join(' '));
  const known = bare(`${answer} ${part.question}`);
  return piecesOf(expected).find((piece) => said.includes(bare(piece)) && !known.includes(bare(piece)));
}
