import type { Judgement } from '../../judgement.ts';
import type { Block, PartContent } from '../../reader/content.ts';
import { byCount, needsReview, unanswered } from '../judgements.ts';
import { answerBlocks, saysNothing } from '../prose.ts';
import { heldTo } from '../claims/withdrawal.ts';

/** One line of a test's output that reports an error. */
export interface PastedLine {
  /** What the test prints before the number, as `all_h` in `Max error all_h: 5e-05`; empty for `max error: 0.0`. */
  readonly name: string;
  /** What the feedback calls it. */
  readonly label: string;
}

/** What a part with the pasted output of a test accepts. */
export interface PastedOutputsSpec {
  readonly lines: readonly PastedLine[];
  /** The largest error that the test calls right. */
  readonly tolerance: number;
}

/** What the pasted text says of one line. */
export type ReadLine =
  | { readonly kind: 'error'; readonly value: number; readonly source: string }
  /** The line stands there without a number, or with different ones. */
  | { readonly kind: 'unclear'; readonly source: string; readonly reason: string }
  | { readonly kind: 'missing' };

const number = String.raw`[-−–+]?(?:\d+(?:[.,]\d*)?|\.\d+)(?:\s*e\s*[-−–+]?\s*\d+)?|[-−–+]?(?:nan|inf(?:inity)?)\b`;
const value = new RegExp(String.raw`^[\s"'\x60*:=|]*(?:tensor|array|np\.float\d*)?\s*\(?\s*(${number})`, 'i');
/** How far two printed numbers may be from what the test subtracted. */
const printed = 1e-6;

/**
 * Judges the output of a test as it was pasted, each line by itself: an error up to the tolerance is right. The numbers are
 * what the student reports, not what was computed here, and the feedback says so; values that no test prints go to a person.
 *
 * @example
 * const spec: PastedOutputsSpec = { lines: [{ name: 'loss', label: 'the loss' }, { name: 'grad', label: 'the gradient' }], tolerance: 1e-4 };
 * const judge = (text: string) => judgePastedOutputs(contentOf({ id: '3', text, start: 0, end: text.length }), spec).verdict;
 * judge('Max error loss: 3.3e-05\n\nMax error grad: 0.0'); // 'correct'
 * judge('Max error loss: 3.3e-05\n\nMax error grad: 0.69'); // 'partial'
 * judge('all tests passed'); // 'needs_review'
 */
export function judgePastedOutputs(content: PartContent, spec: PastedOutputsSpec): Judgement {
  return heldTo(content, judgeStated(content, spec), { inWords: true });
}

const claimed =
  'This was judged by the output that was pasted, which is what the student reports; the code itself was not run.';

function judgeStated(content: PartContent, spec: PastedOutputsSpec): Judgement {
  const text = outputOf(answerBlocks(content));
  if (saysNothing(text)) return unanswered();
  const read = spec.lines.map(({ name }) => readLine(text, name));
  const given = read.flatMap((line) => (line.kind === 'missing' ? [] : [`\`${line.source}\``])).join('\n\n');
  const expected = `every reported error at most ${spec.tolerance}`;
  if (read.every(({ kind }) => kind === 'missing')) {
    const reason = /\btraceback\b|\b\w*error\b\s*:/i.test(text)
      ? 'The output is an error message.'
      : /\b(?:pass(?:ed|es)?|ok|success\w*)\b/i.test(text)
        ? 'The output only says that the tests passed; the errors that they print are missing.'
        : `No line such as \`Max error ${spec.lines.at(-1)!.name}: …\` was found.`;
    return needsReview(text.slice(0, 400), [reason], { expected });
  }
  const doubts = [
    ...read.flatMap((line, index) => {
      if (line.kind === 'unclear') return [`${spec.lines[index]!.label}: ${line.reason}`];
      return line.kind === 'error' && line.value < 0
        ? [
            `${spec.lines[index]!.label}: the error ${line.value} is negative, which the largest of absolute values never is.`,
          ]
        : [];
    }),
    ...contradictions(text),
  ];
  if (doubts.length > 0) return needsReview(given, [...doubts, claimed], { expected });
  const right = read.filter((line) => line.kind === 'error' && line.value <= spec.tolerance).length;
  const feedback = read.flatMap((line, index) => {
    const { label } = spec.lines[index]!;
    if (line.kind === 'missing') return [`${label}: the line is missing.`];
    if (line.kind !== 'error' || line.value <= spec.tolerance) return [];
    return [
      Number.isFinite(line.value)
        ? `${label}: the reported error ${line.value} is above ${spec.tolerance}.`
        : `${label}: the reported error is ${Number.isNaN(line.value) ? 'not a number' : 'infinite'}.`,
    ];
  });
  const errors = read.flatMap((line) => (line.kind === 'error' && Number.isFinite(line.value) ? [line.value] : []));
  return byCount(given, right, spec.lines.length, [...feedback, claimed], {
    expected,
    ...(errors.length > 0 ? { error: Math.max(...errors), tolerance: spec.tolerance } : {}),
  });
}

/** The pasted text, whatever it was pasted into. */
function outputOf(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      if (block.kind === 'math')
        return ` ${block.latex.replaceAll(/\s*(?:\\times|\\cdot)\s*10\s*\^\s*\{?\s*([-−–]?\s*\d+)\s*\}?/g, 'e$1').replaceAll(/\\[a-zA-Z]+|[{}]/g, ' ')} `;
      if (block.kind === 'table') return `\n${block.rows.map((row) => row.join(' | ')).join('\n')}\n`;
      return block.kind === 'code' ? `\n${block.text}\n` : block.text;
    })
    .join('')
    .replaceAll(/\s*[×x·]\s*10\s*\^\s*\{?\s*([-−–]?\s*\d+)\s*\}?/g, 'e$1');
}

/** What the text says of the line with a name. */
export function readLine(text: string, name: string): ReadLine {
  const words = name === '' ? String.raw`max(?:imum)?\s+error` : name.replaceAll('_', String.raw`\\?_`);
  const before = name === '' ? '' : String.raw`(?<![\p{L}\p{N}_])`;
  // `Max error all_h` is not the nameless line.
  const pattern = new RegExp(String.raw`${before}${words}(?![\p{L}\p{N}_])(?=\s*["'\x60*]*\s*[:=|])`, 'giu');
  const found = [...text.matchAll(pattern)].map((match) => {
    const rest = text.slice(match.index + match[0].length).split('\n')[0]!;
    const written = value.exec(rest)?.[1];
    return {
      source: `${match[0]}${rest}`.trim().slice(0, 120),
      number: written === undefined ? undefined : numberOf(written),
    };
  });
  const [first] = found;
  if (!first) return { kind: 'missing' };
  const { source } = first;
  if (found.some((each) => each.number === undefined))
    return { kind: 'unclear', source, reason: 'the line stands there without a number.' };
  if (found.some((each) => !Object.is(each.number, first.number)))
    return { kind: 'unclear', source, reason: 'the line stands there with different numbers.' };
  return { kind: 'error', value: first.number!, source };
}

function numberOf(written: string): number {
  const plain = written.replaceAll(/[−–]/g, '-').replaceAll(/\s/g, '').replace(',', '.').toLowerCase();
  if (plain.includes('nan')) return Number.NaN;
  if (plain.includes('inf')) return plain.startsWith('-') ? -Infinity : Infinity;
  return Number(plain);
}

/** `Expected: a, got: b, max error: e` where e is not the distance of a and b: no test prints that. */
function contradictions(text: string): string[] {
  const line = new RegExp(
    String.raw`expected:\s*(${number})\s*,?\s*got:\s*(${number})\s*,?\s*max(?:imum)? error:\s*(${number})`,
    'gi',
  );
  return [...text.matchAll(line)].flatMap((match) => {
    const [expected, got, error] = match.slice(1, 4).map(numberOf) as [number, number, number];
    const allowed = printed * Math.max(1, Math.abs(expected), Math.abs(got));
    return Math.abs(Math.abs(expected - got) - error) <= allowed || !Number.isFinite(got)
      ? []
      : [
          `\`${match[0]}\`: ${expected} and ${got} differ by ${Number(Math.abs(expected - got).toPrecision(6))}, not by ${error}.`,
        ];
  });
}
